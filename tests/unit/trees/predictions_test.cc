// What is imported adds up, to the last bit, to what the libraries themselves predicted (tests/data/trees/make.py).

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "engine/model/answer.h"
#include "engine/trees/tree_file.h"

namespace regard::trees {
namespace {

const std::string kFolder = std::string(TREES_FOLDER) + "/";

/// A small file without quotes: rows of cells, the header first.
std::vector<std::vector<std::string>> tableOf(const std::string& name) {
  std::ifstream in(kFolder + name);
  std::vector<std::vector<std::string>> out;
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string>& row = out.emplace_back();
    std::istringstream cells(line + ',');
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
  }
  REQUIRE(out.size() > 1);
  return out;
}

/// What a column of trees is for a customer: a number, or whether words are those.
double valueOf(const TreeColumn& column, const std::map<std::string, std::string>& customer) {
  constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  const auto direct = customer.find(column.feature);
  const bool isWord = column.feature.starts_with("plan");
  const std::string& cell = isWord ? customer.at("plan") : direct->second;
  if (cell.empty()) return kUnknown;
  if (!isWord) return std::strtod(cell.c_str(), nullptr);
  if (column.feature != "plan") return column.feature == "plan_" + cell ? 1 : 0;
  const std::map<std::string, std::string> words = {
      {"basic", "basic"}, {"plus", "plus"}, {"family plan", "family_plan"}, {"Business", "business"}};
  return column.of == "plan = " + words.at(cell) ? 1 : 0;
}

ir::Model modelOf(const TreeFile& file) {
  ir::Model model;
  model.kind = ir::ModelKind::kTrees;
  model.isFitted = true;
  model.arithmetic = file.arithmetic;
  model.parameters = {file.begin, file.scale};
  for (const Tree& tree : file.trees) {
    const auto first = static_cast<std::uint32_t>(model.nodes.size());
    model.trees.push_back(first);
    for (std::size_t i = 0; i < tree.column.size(); ++i) {
      const bool isLeaf = tree.column[i] < 0;
      if (!isLeaf) CHECK((tree.unknown[i] == tree.yes[i] || tree.unknown[i] == tree.no[i]));  // as the file wants it
      model.nodes.push_back({isLeaf ? ir::kNone : static_cast<std::uint32_t>(tree.column[i]), first + tree.yes[i],
                             first + tree.no[i], tree.unknown[i] == tree.yes[i], tree.value[i]});
    }
  }
  return model;
}

TEST_CASE("imported trees predict what their library predicted", "[trees]") {
  const auto rows = tableOf("customers.csv");
  std::vector<std::map<std::string, std::string>> customers;
  for (std::size_t i = 1; i < rows.size(); ++i)
    for (std::size_t c = 0; c < rows[0].size(); ++c) {
      if (c == 0) customers.emplace_back();
      customers.back()[rows[0][c]] = c < rows[i].size() ? rows[i][c] : "";
    }
  std::map<std::string, std::vector<std::vector<std::string>>> predicted;
  for (auto& row : tableOf("predictions.csv"))
    if (row[0] != "model") predicted[row[0]].push_back(row);
  REQUIRE(predicted.size() == 9);
  for (const auto& [name, answers] : predicted) {
    DYNAMIC_SECTION(name) {
      const auto file = readTreeFile(kFolder + name, {});
      REQUIRE((file ? "" : file.fault().message) == "");
      const ir::Model model = modelOf(*file);
      for (const auto& row : answers) {
        CAPTURE(row[1]);
        std::vector<double> columns;
        for (const TreeColumn& column : file->columns)
          columns.push_back(valueOf(column, customers[std::strtoul(row[1].c_str(), nullptr, 10)]));
        CHECK(model::sumOfTrees(model, columns) == std::strtod(row[2].c_str(), nullptr));
        if (file->isEstimate) continue;
        // XGBoost makes probabilities in single precision.
        CHECK(model::answer(model, {0, ir::ModelFunction::kProbability, 0, {}}, {{}, 0, columns}) ==
              Approx(std::strtod(row[3].c_str(), nullptr)).epsilon(1e-6));
      }
    }
  }
}

TEST_CASE("what an imported file is of is told", "[trees]") {
  const auto forest = readTreeFile(kFolder + "lightgbm_forest.txt", {});
  REQUIRE(forest.ok());
  CHECK(forest->scale == 0.125);  // the mean of eight
  CHECK(forest->rounds == 8);
  const auto doubled = readTreeFile(kFolder + "xgboost_base_score.json", {{}, 2});
  REQUIRE(doubled.ok());
  CHECK(doubled->trees.size() == 4);  // two trees a round
  CHECK(doubled->begin == Approx(std::log(0.2 / 0.8)));
  CHECK(doubled->roundsThere == 3);
  const auto words = readTreeFile(kFolder + "lightgbm_words.txt", {{{"plan", "bought.plan"}, {"region", "area"}}, 0});
  REQUIRE(words.ok());
  std::string columns;
  for (const TreeColumn& column : words->columns) columns += column.of + "; ";
  CHECK(columns.find("monthly_charges; tenure; area; ") != std::string::npos);
  CHECK(columns.find("bought.plan = ") != std::string::npos);
}

}  // namespace
}  // namespace regard::trees
