// Formatting changes how rules look and nothing else.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <iostream>
#include <random>
#include <string>

#include "dsl/assist/comments.h"
#include "dsl/assist/format.h"
#include "dsl/syntax/lexer.h"
#include "dsl/syntax/parse.h"
#include "dsl/syntax/split.h"
#include "tests/support/golden.h"

namespace regard::dsl::assist {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = REGARD_ROOT;

SourceSet sourceOf(std::string text) { return {{{"text.regard", std::move(text)}}}; }

struct Outcome {
  std::optional<std::string> text;
  std::vector<Diagnostic> faults;
};

Outcome outcomeOf(const std::string& text) {
  DiagnosticSink sink;
  Outcome outcome;
  outcome.text = format(sourceOf(text), 0, {}, sink);
  outcome.faults = sink.take();
  return outcome;
}

std::string formattedText(const std::string& text) {
  Outcome outcome = outcomeOf(text);
  INFO(support::shown(sourceOf(text), outcome.faults));
  REQUIRE(outcome.text.has_value());
  return *outcome.text;
}

/// What `regard check --dump ast` prints, and what is said of constructs that have no tree yet.
std::string treeOf(const std::string& text) {
  DiagnosticSink sink;
  std::string tree = print(parse(sourceOf(text), {}, sink));
  for (const Diagnostic& d : sink.take()) tree += d.message + '\n';
  return tree;
}

std::string commentsOf(const std::string& text) {
  DiagnosticSink sink;
  std::string all;
  for (const Gap& gap : gapsOf(lex(text, 0, 0, sink)))
    for (const Comment& comment : gap.comments) all += std::string(comment.text) + '\n';
  return all;
}

void checkFormatted(const std::string& before) {
  const std::string after = formattedText(before);
  CHECK(treeOf(after) == treeOf(before));
  CHECK(commentsOf(after) == commentsOf(before));
  CHECK(formattedText(after) == after);
}

/// Every rule file of the project, and the example of the design where it is there.
std::vector<fs::path> ruleFiles() {
  std::vector<fs::path> files;
  for (const char* folder : {"rules", "tests"})
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder))
      if (entry.path().extension() == ".regard") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  const fs::path example = kRoot / "../shared/design/example.regard";
  if (fs::exists(example))
    files.push_back(example);
  else
    std::cout << "SKIPPED: " << example.filename() << " is not there\n";
  return files;
}

/// The same tokens and comments with other blanks and line ends between them.
std::string shuffled(const std::string& text, std::uint32_t seed) {
  DiagnosticSink sink;
  LexedFile file = lex(text, 0, 0, sink);
  const std::vector<Slice> slices = splitDeclarations(file, {}, sink);
  const std::vector<Gap> gaps = gapsOf(file);
  std::mt19937 random(seed);
  const auto oneIn = [&](std::uint32_t n) { return random() % n == 0; };
  std::string out;
  auto slice = slices.begin();
  for (std::uint32_t token = 0; token < file.tokens.size(); ++token) {
    const bool begins = slice != slices.end() && slice->begin == token;
    if (begins) ++slice;
    for (const Comment& comment : gaps[token].comments) {
      if (oneIn(2)) out += oneIn(2) ? "\n" : "\n\n\n";
      out.append(random() % 5, ' ').append(comment.text) += '\n';
    }
    if (begins) {
      out += '\n';  // in the first column it is what it was
    } else {
      out += oneIn(4) ? "\n " : " ";
      out.append(random() % 4, ' ');
      if (oneIn(20)) out += "# new\n\t";
      if (oneIn(30)) out += "## new doc\n ";
    }
    out.append(file.written(file.tokens[token]));
  }
  return out;
}

}  // namespace

TEST_CASE("each golden file gets its look", "[golden][format]") {
  for (const fs::path& input : support::goldenInputs(kRoot / "tests/golden/format", ".regard")) {
    DYNAMIC_SECTION(input.filename().string()) {
      const std::string actual = formattedText(support::readFile(input));
      CHECK(support::goldenText(input, actual) == actual);
    }
  }
}

TEST_CASE("formatting changes no tree and loses no comment, and does nothing the second time", "[format]") {
  std::size_t sound = 0;
  for (const fs::path& path : ruleFiles()) {
    CAPTURE(path.filename().string());
    const std::string text = support::readFile(path);
    if (!outcomeOf(text).text) continue;
    ++sound;
    checkFormatted(text);
  }
  CHECK(sound > 60);
}

TEST_CASE("whatever the layout was", "[format]") {
  std::size_t sound = 0;
  for (const fs::path& path : ruleFiles()) {
    CAPTURE(path.filename().string());
    const std::string text = support::readFile(path);
    if (!outcomeOf(text).text) continue;
    for (std::uint32_t seed = 0; seed < 5; ++seed) {
      const std::string other = shuffled(text, seed);
      CAPTURE(other);
      // A word may begin a declaration if it is the first of a line: then it is another text, and perhaps none.
      if (!outcomeOf(other).text) continue;
      ++sound;
      checkFormatted(other);
    }
  }
  CHECK(sound > 250);
}

TEST_CASE("what is nearly rules is left alone, or formatted as well", "[format]") {
  std::size_t sound = 0, faulty = 0;
  for (const fs::path& path : ruleFiles()) {
    const std::string text = support::readFile(path);
    if (text.empty() || text.size() > 20'000) continue;
    std::mt19937 random(static_cast<std::uint32_t>(text.size()));
    for (int round = 0; round < 6; ++round) {
      std::string mutant = text;
      constexpr std::string_view kBytes = "{}()[]|,.-+=<\"#\n x5£";
      const std::size_t at = random() % mutant.size();
      switch (random() % 3) {
        case 0: mutant.erase(at, 1 + random() % 3); break;
        case 1: mutant.insert(at, 1, kBytes[random() % kBytes.size()]); break;
        default: mutant.insert(at, mutant.substr(random() % mutant.size(), random() % 40)); break;
      }
      CAPTURE(mutant);
      const bool isSound = outcomeOf(mutant).text.has_value();
      ++(isSound ? sound : faulty);
      if (isSound) checkFormatted(mutant);
    }
  }
  CHECK(sound > 100);
  CHECK(faulty > 100);
}

TEST_CASE("the project's own rules have the look that all rules have", "[format]") {
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "rules")) {
    if (entry.path().extension() != ".regard") continue;
    CAPTURE(entry.path().string());
    const std::string text = support::readFile(entry.path());
    CHECK(formattedText(text) == text);
  }
}

TEST_CASE("a file with faults of syntax is left alone", "[format]") {
  for (const fs::path& path : support::goldenInputs(kRoot / "tests/golden/syntax", ".regard")) {
    const std::string stem = path.stem().string();
    if (!stem.starts_with("e0") || stem.starts_with("e0190")) continue;
    CAPTURE(stem);
    const Outcome outcome = outcomeOf(support::readFile(path));
    CHECK_FALSE(outcome.text.has_value());
    CHECK_FALSE(outcome.faults.empty());
  }
  // What this version cannot run yet is no fault of the text, however often it stands there before a real one.
  std::string text;
  for (int i = 0; i < 200; ++i) text += "table t(a) -> money collect { | 1 | £1 | }\n";
  CHECK(outcomeOf(text).text.has_value());
  const Outcome faulty = outcomeOf(text + "formula = 5\n");
  CHECK_FALSE(faulty.text.has_value());
  REQUIRE(faulty.faults.size() == 1);
  CHECK(faulty.faults[0].code == Code::E0103);
}

TEST_CASE("line ends, the mark of UTF-8 and empty files stay what they are", "[format]") {
  struct Case {
    const char *before, *after;
  };
  const Case cases[] = {
      {"", ""},
      {"\n\n", ""},
      {"# only this", "# only this\n"},
      {"formula a=1", "formula a = 1\n"},
      {"formula a=1\r\n# b \r\n\r\n\r\nformula c=2\r\n", "formula a = 1\r\n# b\r\n\r\nformula c = 2\r\n"},
      {"\xEF\xBB\xBF"
       "formula a=1\n",
       "\xEF\xBB\xBF"
       "formula a = 1\n"},
      {"\tformula a=1\n", "formula a = 1\n"},
      {"## £ and é\nformula a=\"£ é\"   # £\nformula b=1 # €\n",
       "## £ and é\nformula a = \"£ é\"  # £\nformula b = 1      # €\n"}};
  for (const Case& c : cases) {
    CAPTURE(c.before);
    CHECK(formattedText(c.before) == c.after);
  }
}

}  // namespace regard::dsl::assist
