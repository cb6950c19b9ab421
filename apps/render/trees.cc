#include <fmt/format.h>

#include "apps/render/fit.h"
#include "apps/render/json.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

/// What a model's file and `--json` both say of them, the trees themselves apart.
Json factsJson(const ImportedTrees& trees) {
  return {{"format", "regard model 1"},
          {"model", "trees"},
          {"arithmetic", trees.arithmetic},
          {"answer", trees.answer},
          {"begin", trees.begin},
          {"scale", trees.scale},
          {"data",
           {{"source", trees.source},
            {"library", trees.library},
            {"version", trees.version},
            {"objective", trees.objective},
            {"rounds", trees.rounds},
            {"features", trees.features}}},
          {"columns", trees.columns}};
}

std::string lineOf(const TreeLists& tree) {
  const Json json = {
      {"column", tree.column}, {"value", tree.value}, {"yes", tree.yes}, {"no", tree.no}, {"unknown", tree.unknown}};
  return json.dump();
}

}  // namespace

/// A tree to a line: they are many, and a difference in review is that of a tree.
std::string modelFile(const ImportedTrees& trees) {
  std::string out = jsonText(factsJson(trees));
  out.erase(out.find_last_of('}'));
  while (out.back() == '\n') out.pop_back();
  out += ",\n  \"trees\": [\n";
  for (std::size_t i = 0; i < trees.trees.size(); ++i)
    out += fmt::format("    {}{}\n", lineOf(trees.trees[i]), i + 1 < trees.trees.size() ? "," : "");
  return out + "  ]\n}\n";
}

std::string treesJson(const ImportedTrees& trees) {
  Json out = factsJson(trees);
  out["unasked"] = trees.unasked;
  out["trees"] = trees.trees.size();
  out["nodes"] = trees.nodes;
  out["depth"] = trees.depth;
  out["rounds_there"] = trees.roundsThere;
  out["best_rounds"] = trees.bestRounds > 0 ? Json(trees.bestRounds) : Json();
  return jsonText(out);
}

std::string treesText(const ImportedTrees& trees, const Style& style) {
  std::string out =
      fmt::format("{} of {} {}, {}: {}, {} at most to a leaf; the answer is {}\n",
                  style.paint(Tone::strong, counted(trees.trees.size(), "tree")), trees.library,
                  printable(trees.version), printable(trees.objective), counted(trees.nodes, "node"),
                  counted(trees.depth, "question"), trees.answer == "estimate" ? "a number" : "a probability");
  Table table{.rows = {}, .tones = {Tone::plain, Tone::quiet}, .indent = 2, .wrapped = 1};
  for (std::size_t i = 0; i < trees.columns.size(); ++i)
    table.rows.push_back(
        {trees.columns[i], trees.features[i] == trees.columns[i] ? "" : "feature " + trees.features[i]});
  out += tableText(table, style);
  for (const std::string& feature : trees.unasked) out += fmt::format("No tree asks for {}\n", printable(feature));
  if (trees.bestRounds > 0)
    out += fmt::format(
        "Training was best after {} of {}, and {} are taken{}\n", counted(trees.bestRounds, "round"), trees.roundsThere,
        trees.rounds,
        trees.rounds == trees.bestRounds ? "" : fmt::format(": `--rounds {}` takes so many", trees.bestRounds));
  return out;
}

}  // namespace regard::render
