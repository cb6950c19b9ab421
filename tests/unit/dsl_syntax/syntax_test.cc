// What the parser reads and what it says, in golden files.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "dsl/syntax/lexer.h"
#include "dsl/syntax/parse.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace regard::dsl {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = REGARD_ROOT;

struct Parsed {
  std::string tree;
  std::vector<Diagnostic> diagnostics;
  std::string shown;
};

Parsed parsed(const SourceSet& sources, const SourceLimits& limits = {}) {
  DiagnosticSink sink(limits.diagnosticsMax);
  Parsed result;
  const ast::Book book = parse(sources, limits, sink);
  result.tree = print(book);
  result.diagnostics = sink.take();
  result.shown = support::shown(sources, result.diagnostics);
  return result;
}

Parsed parsedText(std::string text, const SourceLimits& limits = {}) {
  return parsed({{{"text.regard", std::move(text)}}}, limits);
}

std::vector<std::string> codesOf(const Parsed& result) {
  std::vector<std::string> codes;
  for (const Diagnostic& d : result.diagnostics) codes.emplace_back(infoOf(d.code).name);
  return codes;
}

SourceSet goldenSource(const fs::path& input) {
  const SourceKind kind = input.extension() == ".csv" ? SourceKind::kCases : SourceKind::kRules;
  return {{{input.filename().string(), support::readFile(input), kind}}};
}

/// Rule files, and tables of cases.
std::vector<fs::path> goldenFiles() {
  std::vector<fs::path> files = support::goldenInputs(kRoot / "tests/golden/syntax", ".regard");
  for (fs::path& table : support::goldenInputs(kRoot / "tests/golden/syntax", ".csv"))
    files.push_back(std::move(table));
  return files;
}

TEST_CASE("each golden rulebook gives its tree and its diagnostics", "[golden]") {
  for (const fs::path& input : goldenFiles()) {
    DYNAMIC_SECTION(input.filename().string()) {
      const Parsed result = parsed(goldenSource(input));
      const std::string actual = result.tree + (result.shown.empty() ? "" : "----\n" + result.shown);
      CHECK(support::goldenText(input, actual) == actual);
    }
  }
}

TEST_CASE("a golden rulebook named after a code reports that code, and every code of text and syntax has one",
          "[golden]") {
  // Too large to keep as files: tested below with small limits. E0012 … E0014 are loading's:
  // tests/unit/dsl/use_test.cc.
  std::set<std::string> seen = {"E0001", "E0002", "E0011", "E0012", "E0013", "E0014"};
  for (const fs::path& input : goldenFiles()) {
    const std::vector<std::string> codes = codesOf(parsed(goldenSource(input)));
    const std::string stem = input.stem().string();
    if (!stem.starts_with("e0")) continue;
    const std::string code = "E" + stem.substr(1, 4);
    CAPTURE(stem);
    CHECK(std::count(codes.begin(), codes.end(), code) > 0);
    seen.insert(code);
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(Code::kCount); ++i) {
    const CodeInfo& info = infoOf(static_cast<Code>(i));
    const std::string_view range = std::string_view(info.name).substr(0, 3);
    if (range == "E00" || range == "E01") {
      CAPTURE(info.name);
      CHECK(seen.count(info.name) == 1);
    }
  }
}

TEST_CASE("every code has a title and a story with a wrong and a right example") {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Code::kCount); ++i) {
    const CodeInfo& info = infoOf(static_cast<Code>(i));
    const std::string_view story = info.story;
    CAPTURE(info.name);
    CHECK_FALSE(std::string_view(info.title).empty());
    CHECK(story.find("wrong:") != story.npos);
    CHECK(story.find("right:") != story.npos);
  }
  REQUIRE(findCode("e0103") != nullptr);
  CHECK(findCode("e0103")->name == std::string("E0103"));
  CHECK(findCode("E9999") == nullptr);
  CHECK(findCode("") == nullptr);
}

TEST_CASE("limits") {
  SourceLimits limits;
  limits.fileBytesMax = 20;
  CHECK(codesOf(parsedText("formula abcdefghij = 1", limits)) == std::vector<std::string>{"E0001"});
  CHECK(codesOf(parsedText("formula abcdefgh = 1", limits)).empty());

  limits = {};
  limits.filesMax = 2;
  const SourceFile file{"a.regard", "formula a = 1\n"};
  const Parsed three = parsed({{file, file, file}}, limits);
  CHECK(codesOf(three) == std::vector<std::string>{"E0002"});
  CHECK(three.tree == "formula a = 1\nformula a = 1\n");

  limits = {};
  limits.declarationTokensMax = 6;
  const Parsed tooLong = parsedText("formula a = b + c + d\nformula e = f + g\n", limits);
  CHECK(codesOf(tooLong) == std::vector<std::string>{"E0011"});
  CHECK(tooLong.tree == "formula e = (f + g)\n");
}

TEST_CASE("the whole language is read without a fault") {
  const fs::path example = kRoot / "../shared/design/example.regard";
  if (!fs::exists(example)) {
    std::cout << "SKIPPED: " << example.filename() << " is not there\n";
    return;
  }
  const Parsed result = parsed(goldenSource(example));
  INFO(result.shown);
  CHECK(result.diagnostics.empty());
  CHECK(result.tree.find("\ntest ") != std::string::npos);
}

TEST_CASE("the example rulebooks are read without a fault") {
  for (const char* name : {"telco", "bank"}) {
    const auto sources = loadSources((kRoot / "rules/examples" / name).string());
    REQUIRE(sources.ok());
    const Parsed result = parsed(*sources);
    CHECK(result.shown.empty());
    CHECK_FALSE(result.tree.empty());
  }
}

TEST_CASE("an expression by itself has its place in the file") {
  const SourceSet sources = {{{"a.regard", "script \"{{ a + 2 * b }}\""}}};
  const std::string_view text = std::string_view(sources.files[0].text).substr(11, 9);
  DiagnosticSink sink;
  ast::Book book;
  const ast::ExprId id = parseExpression(text, 0, book, sink, 11);
  CHECK_FALSE(sink.hasErrors());
  const auto* sum = std::get_if<ast::BinaryExpr>(&book.at(id).node);
  REQUIRE(sum != nullptr);
  CHECK(sum->op == ast::BinaryOp::kAdd);
  CHECK(book.at(sum->left).span == Span{0, 11, 12});
  CHECK(sum->opSpan == Span{0, 13, 14});

  struct Case {
    const char *text, *code;
  };
  for (const Case& c :
       {Case{"", "E0106"}, {"a +", "E0106"}, {"a b", "E0103"}, {"(a", "E0009"}, {"a = 30days", "E0105"}}) {
    CAPTURE(c.text);
    DiagnosticSink faults;
    parseExpression(c.text, 0, book, faults);
    const auto reported = faults.take();
    REQUIRE(reported.size() == 1);
    CHECK(infoOf(reported[0].code).name == std::string(c.code));
  }
}

TEST_CASE("a folder is read in the order of its paths, and only rule files") {
  const support::TempFolder temporary;
  const fs::path folder = temporary.path();
  fs::create_directories(folder / "b" / ".hidden");
  const auto write = [&](const char* name, const char* text) { std::ofstream(folder / name) << text; };
  write("c.regard", "3");
  write("b/a.regard", "2");
  write("a.regard", "1");
  write("a.txt", "no");
  write("b/.hidden/x.regard", "no");
  write("b/loyal.cases.csv", "4");
  write("b/customers.csv", "no");

  const auto sources = loadSources(folder.string());
  REQUIRE(sources.ok());
  std::string paths;
  for (const SourceFile& file : sources->files) paths += file.path + "=" + file.text + " ";
  CHECK(paths == "a.regard=1 b/a.regard=2 b/loyal.cases.csv=4 c.regard=3 ");
  CHECK(sources->files[2].kind == SourceKind::kCases);
  CHECK(sources->files[3].kind == SourceKind::kRules);

  const std::string own = (folder / "b/loyal.cases.csv").string(), other = (folder / "b/customers.csv").string();
  const auto with = loadSources(folder.string(), {own, other});
  REQUIRE(with.ok());
  CHECK(with->files.size() == 5);  // the one that is there already is not read twice
  CHECK(std::count_if(with->files.begin(), with->files.end(), [&](auto& f) { return f.path == other; }) == 1);
  CHECK(loadSources(folder.string(), {other + "x"}).fault().kind == FaultKind::kNotFound);

  CHECK(loadSources((folder / "a.regard").string())->files.size() == 1);
  CHECK(loadSources((folder / "a.txt").string()).fault().kind == FaultKind::kInvalid);
  CHECK(loadSources((folder / "none").string()).fault().kind == FaultKind::kNotFound);
  CHECK(loadSources((folder / "b" / ".hidden" / "..").string()).ok());
  fs::create_directories(folder / "empty");
  write("empty/only.cases.csv", "test");
  CHECK(loadSources((folder / "empty").string()).fault().kind == FaultKind::kNotFound);
}

TEST_CASE("diagnostics come in the order of the text, once each, up to a limit") {
  DiagnosticSink sink(2);
  sink.report(Code::E0103, {0, 9, 10}, "second");
  sink.report(Code::E0103, {0, 1, 2}, "first");
  sink.report(Code::E0103, {0, 9, 10}, "second again");
  sink.report(Code::E0103, {0, 20, 21}, "too many");
  CHECK(sink.suppressed() == 1);
  const auto taken = sink.take();
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].message == "first");
  CHECK(taken[1].message == "second");
}

}  // namespace
}  // namespace regard::dsl
