// Whatever bytes come: the parser ends, and either reads them or says what is wrong.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "dsl/syntax/lexer.h"
#include "dsl/syntax/parse.h"
#include "tests/support/golden.h"

namespace regard::dsl {
namespace {

std::vector<Diagnostic> faultsOf(const std::string& text) {
  const SourceSet sources = {{{"hostile.regard", text}}};
  DiagnosticSink sink;
  print(parse(sources, {}, sink));
  std::vector<Diagnostic> faults = sink.take();
  support::shown(sources, faults);  // every span lies in the text
  return faults;
}

std::string repeated(std::string_view part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

TEST_CASE("deep, long and broken text is refused by name", "[hostile]") {
  struct Case {
    const char* name;
    std::string text;
    const char* code;
  };
  const Case cases[] = {
      {"a million brackets", "formula a = " + repeated("(", 1'000'000), "E0003"},
      {"a million balanced brackets", "formula a = " + repeated("(", 1'000'000) + "b" + repeated(")", 1'000'000),
       "E0003"},
      {"a million braces", repeated("{", 1'000'000), "E0003"},
      {"a million closing brackets", "formula a = b" + repeated(")", 1'000'000), "E0011"},
      {"a million minus signs", "formula a = " + repeated("-", 1'000'000) + "b", "E0003"},
      {"a million nots", "segment a when " + repeated("not ", 1'000'000) + "b", "E0003"},
      {"a million ifs", "formula a = " + repeated("if a = ", 1'000'000), "E0003"},
      {"a long sum", "formula a = b" + repeated(" + b", 20'000), "E0003"},
      {"a longer sum", "formula a = b" + repeated(" + b", 200'000), "E0011"},
      {"a long path", "formula a = b" + repeated(".b", 20'000), "E0003"},
      {"nested lists", "profile p { key k : " + repeated("list of ", 100'000) + "text }", "E0003"},
      {"nested data", "test \"t\" { customer { a " + repeated("{ a ", 100'000), "E0003"},
      {"one long line of nothing", std::string(4'000'000, ' ') + "(", "E0009"},
      {"one quote", "\"", "E0008"},
      {"one backslash in a quote", "formula a = \"\\", "E0008"},
      {"one currency sign", "formula a = £", "E0105"},
      {"half a character", "formula a = \xC2", "E0004"},
      {"an overlong character", "formula a = \xC0\xAF", "E0004"},
      {"a surrogate", "formula a = \xED\xA0\x80", "E0004"},
      {"beyond Unicode", "formula a = \xF4\x90\x80\x80", "E0004"},
      {"only a closing brace", "}", "E0009"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);  // no section each: the texts would be made anew for every one
    const auto faults = faultsOf(c.text);
    CHECK(std::any_of(faults.begin(), faults.end(),
                      [&](const Diagnostic& d) { return infoOf(d.code).name == std::string(c.code); }));
  }
}

TEST_CASE("nothing is no fault", "[hostile]") {
  for (const char* text : {"", "\n", "# only a comment", "## only a doc comment\n", "\xEF\xBB\xBF", " \t\r\n"})
    CHECK(faultsOf(text).empty());
}

TEST_CASE("the byte that is not UTF-8 is named exactly", "[hostile]") {
  const auto faults = faultsOf("# é\nformula a = \xFF");
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].span == Span{0, 17, 18});
  CHECK(faults[0].message == "byte 18 (hexadecimal FF) is not UTF-8 text");
}

TEST_CASE("a faulty declaration hides no other", "[hostile]") {
  const std::string broken[] = {"formula x = 1 +",  "action a {",  "segment when when when",
                                "choice c { a b }", "acton z { }", "formula y = (1",
                                "group }"};
  for (const std::string& before : broken) {
    for (const std::string& after : broken) {
      CAPTURE(before, after);
      const SourceSet sources = {
          {{"a.regard", before + "\nformula fine = 1\n" + after + "\nsegment also_fine when b\n"}}};
      DiagnosticSink sink;
      const std::string tree = print(parse(sources, {}, sink));
      CHECK(tree.find("formula fine = 1\n") != tree.npos);
      CHECK(tree.find("segment also_fine when b\n") != tree.npos);
      CHECK(sink.take().size() >= 2);
    }
  }
}

/// A valid rulebook with some of its tokens deleted, doubled, swapped or replaced.
std::string mutated(const std::string& text, const std::vector<Token>& tokens, std::mt19937& random) {
  std::vector<std::string> parts;  // each token with the blanks before it
  std::uint32_t at = 0;
  for (const Token& token : tokens) {
    parts.push_back(text.substr(at, token.end - at));
    at = token.end;
  }
  const auto pick = [&] { return random() % parts.size(); };
  const std::size_t changes = 1 + random() % 4;
  for (std::size_t i = 0; i < changes; ++i) {
    const std::size_t one = pick(), other = pick();
    switch (random() % 4) {
      case 0: parts[one].clear(); break;
      case 1: parts[one] += " " + parts[one]; break;
      case 2: std::swap(parts[one], parts[other]); break;
      default: parts[one] = parts[other]; break;
    }
  }
  std::string out;
  for (const std::string& part : parts) out += part;
  return out;
}

TEST_CASE("a rulebook with broken tokens is read or reported, and the parser always ends", "[hostile]") {
  const std::string text = support::readFile(std::string(REGARD_ROOT) + "/tests/golden/syntax/slice.regard");
  DiagnosticSink none;
  const std::vector<Token> tokens = lex(text, 0, 0, none).tokens;
  REQUIRE(tokens.size() > 300);
  std::mt19937 random(20260301);
  int faulty = 0;
  for (int round = 0; round < 300; ++round) {
    const std::string broken = mutated(text, tokens, random);
    CAPTURE(round);
    const auto faults = faultsOf(broken);
    faulty += faults.empty() ? 0 : 1;
    CHECK(faults.size() <= 25);  // no cascades: at most four tokens were touched
  }
  CHECK(faulty > 200);
}

}  // namespace
}  // namespace regard::dsl
