// In which order rules are written changes nothing: every example rulebook, last declaration first and shuffled, passes
// its own tests, and treats the customers of a real base as before.

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <random>
#include <sstream>
#include <vector>

#include "regard/simulate.h"
#include "tests/examples/real_base.h"
#include "tests/support/temp_folder.h"

namespace regard::examples {
namespace {

namespace fs = std::filesystem;

const fs::path kExamples = fs::path(PROJECT_FOLDER) / "rules" / "examples";

/// What begins at the margin, with the comments before it. REQUIRES the look that `fmt` gives.
std::vector<std::string> declarationsOf(const std::string& text) {
  std::vector<std::string> all;
  std::string comments;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line += '\n';
    const char first = line.front();
    if (line.starts_with("//")) {
      comments += line;
    } else if (first == ' ' || first == '}' || first == ')' || first == ']' || first == '\n' || first == '"') {
      (all.empty() ? comments : all.back()) += line;
    } else {
      all.push_back(comments + line);
      comments.clear();
    }
  }
  return all;
}

/// A rulebook's folder once more, all its declarations in one file in another order.
class Reordered {
 public:
  Reordered(const fs::path& rules, const std::function<void(std::vector<std::string>&)>& reorder) {
    fs::copy(rules.parent_path().parent_path() / "lib", folder_ / "lib");  // where `use` looks
    std::vector<std::string> declarations;
    for (const auto& entry : fs::recursive_directory_iterator(rules)) {
      if (!entry.is_regular_file()) continue;
      const fs::path inside = fs::relative(entry.path(), rules);
      if (entry.path().extension() != ".regard") {
        fs::create_directories((fs::path(folder_ / "book") / inside).parent_path());
        fs::copy_file(entry.path(), fs::path(folder_ / "book") / inside);
        continue;
      }
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      for (std::string& one : declarationsOf(text.str())) declarations.push_back(std::move(one));
    }
    // It says which rulebook this is, and stands first.
    const auto head = std::find_if(declarations.begin(), declarations.end(), [](const std::string& one) {
      return one.starts_with("rulebook ") || one.find("\nrulebook ") != std::string::npos;
    });
    REQUIRE(head != declarations.end());
    std::rotate(declarations.begin(), head, head + 1);
    std::vector<std::string> others(declarations.begin() + 1, declarations.end());
    reorder(others);
    std::string text = declarations.front();
    for (const std::string& one : others) text += "\n" + one;
    folder_.write("book/rules.regard", text);
  }
  Rulebook compiled() const {
    auto result = compile(folder_ / "book");
    REQUIRE(result.ok());
    for (const Diagnostic& d : result->diagnostics) UNSCOPED_INFO(d.line << ": " << d.message);
    REQUIRE(result->rulebook.has_value());
    return *result->rulebook;
  }

 private:
  support::TempFolder folder_;
};

void reverse(std::vector<std::string>& declarations) { std::reverse(declarations.begin(), declarations.end()); }
void shuffle(std::vector<std::string>& declarations) {
  std::mt19937 random(7);  // the same every time
  std::shuffle(declarations.begin(), declarations.end(), random);
}

TEST_CASE("every example passes its tests in whatever order its rules are written") {
  std::size_t tests = 0;
  for (const auto& rules : fs::directory_iterator(kExamples))
    for (const auto& reorder : {reverse, shuffle}) {
      INFO(rules.path().filename().string());
      for (const TestResult& test : runTests(Reordered(rules.path(), reorder).compiled())) {
        INFO(test.title);
        CHECK(test.passed());
        ++tests;
      }
    }
  CHECK(tests > 300);
}

TEST_CASE("telco: nobody is treated otherwise because rules were written in another order") {
  const auto base = RealBase::of("telco", "telco/Telco-Customer-Churn.csv", false);
  if (!base) return;
  const Rulebook asWritten = Reordered(kExamples / "telco", [](auto&) {}).compiled();
  for (const auto& reorder : {reverse, shuffle}) {
    SimulationRequest request;
    request.request = {{"channel", "call"}};
    request.now = "2026-03-02T10:00";
    const auto change =
        simulateChange(Reordered(kExamples / "telco", reorder).compiled(), asWritten, base->store(), request);
    REQUIRE(change.ok());
    CHECK(change->after.customers == 7'043);
    CHECK(change->after.served > 1'000);
    CHECK(change->changed == 0);
    CHECK(change->after.value.text == change->before.value.text);
  }
}

}  // namespace
}  // namespace regard::examples
