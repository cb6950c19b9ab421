#include "apps/render/test_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/render/json.h"
#include "apps/render/layout.h"
#include "apps/render/quantities.h"

namespace regard::render {
namespace {

std::size_t passedCount(const std::vector<TestResult>& results) {
  return static_cast<std::size_t>(std::count_if(results.begin(), results.end(), [](auto& r) { return r.passed(); }));
}

Json countJson(Coverage::Count count) { return {{"seen", count.seen}, {"possible", count.possible}}; }

Json coverageJson(const Coverage& coverage) {
  Json conditions = Json::array();
  for (const CoveredCondition& condition : coverage.conditions) {
    Json seen = Json::array(), never = Json::array();
    for (const auto& [name, outcome] : {std::pair("true", condition.isTrue), std::pair("false", condition.isFalse),
                                        std::pair("unknown", condition.isUnknown)})
      if (outcome.possible) (outcome.seen ? seen : never).push_back(name);
    conditions.push_back({{"kind", condition.kind},
                          {"owner", condition.owner},
                          {"text", condition.text},
                          {"path", condition.path},
                          {"line", condition.line},
                          {"seen", seen},
                          {"never", never}});
  }
  return {{"all", countJson(coverage.all())},
          {"true", countJson(coverage.isTrue)},
          {"false", countJson(coverage.isFalse)},
          {"unknown", countJson(coverage.isUnknown)},
          {"conditions", conditions}};
}

}  // namespace

std::string testsText(const std::vector<TestResult>& results, const Style& style) {
  std::string out;
  for (const TestResult& test : results) {
    const std::string mark =
        test.passed() ? style.paint(Tone::good, style.glyphs().tick) : style.paint(Tone::bad, style.glyphs().cross);
    out += fmt::format("{} {}\n", mark, printable(test.title));
    for (const TestFailure& failure : test.failures) {
      out += style.paint(Tone::quiet, fmt::format("    {}:{}:{}", failure.path, failure.line, failure.column)) + '\n';
      Table table{.rows = {{"expected", printable(failure.expected)}, {"found", printable(failure.found)}},
                  .tones = {Tone::quiet},
                  .indent = 6,
                  .wrapped = 1};
      for (const TestFailure::Reason& reason : failure.because) {
        const std::string place = reason.path.empty() ? "" : fmt::format("  ({}:{})", reason.path, reason.line);
        table.rows.push_back({&reason == &failure.because.front() ? "because" : "", printable(reason.text) + place});
      }
      out += tableText(table, style);
    }
  }
  const std::size_t passed = passedCount(results), failed = results.size() - passed;
  const std::string failedText = grouped(failed) + " failed";
  return out +
         fmt::format("{} passed, {}\n", grouped(passed), failed > 0 ? style.paint(Tone::bad, failedText) : failedText);
}

std::string testsJson(const std::vector<TestResult>& results, const Coverage* coverage) {
  Json tests = Json::array();
  for (const TestResult& test : results) {
    Json failures = Json::array();
    for (const TestFailure& failure : test.failures) {
      Json because = Json::array();
      for (const TestFailure::Reason& reason : failure.because)
        because.push_back({{"text", reason.text}, {"path", reason.path}, {"line", reason.line}});
      failures.push_back({{"expectation", failure.expectation},
                          {"expected", failure.expected},
                          {"found", failure.found},
                          {"because", because},
                          {"path", failure.path},
                          {"line", failure.line},
                          {"column", failure.column}});
    }
    tests.push_back({{"title", test.title},
                     {"path", test.path},
                     {"line", test.line},
                     {"passed", test.passed()},
                     {"failures", failures}});
  }
  const std::size_t passed = passedCount(results);
  Json document = {{"passed", passed}, {"failed", results.size() - passed}, {"tests", tests}};
  if (coverage != nullptr) document["coverage"] = coverageJson(*coverage);
  return jsonText(document);
}

}  // namespace regard::render
