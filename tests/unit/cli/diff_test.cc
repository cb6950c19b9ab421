// A diff is right if patch agrees: checked here by applying the hunks ourselves.

#include <catch2/catch.hpp>
#include <cstdio>
#include <random>
#include <sstream>
#include <vector>

#include "apps/render/diff.h"

namespace regard::render {
namespace {

const Style kDefault;

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// `before` with the hunks applied, each line of it compared with what they say stands there.
std::vector<std::string> patched(const std::vector<std::string>& before, const std::string& diff) {
  std::vector<std::string> after;
  std::size_t at = 0;
  const std::vector<std::string> lines = linesOf(diff);
  for (std::size_t i = 2; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    if (line[0] == '@') {
      unsigned first = 0;
      REQUIRE(std::sscanf(line.c_str(), "@@ -%u", &first) == 1);
      REQUIRE(first >= 1);
      while (at + 1 < first) after.push_back(before.at(at++));
      continue;
    }
    if (line[0] != '+') REQUIRE(before.at(at++) == line.substr(1));
    if (line[0] != '-') after.push_back(line.substr(1));
  }
  while (at < before.size()) after.push_back(before[at++]);
  return after;
}

}  // namespace

TEST_CASE("a diff holds three lines around a change", "[render][diff]") {
  CHECK(unifiedDiff("a\n", "a\n", "x", kDefault).empty());
  CHECK(unifiedDiff("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n", "x", kDefault) ==
        "--- x\n+++ x\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  CHECK(unifiedDiff("a", "a\n", "x", kDefault) ==
        "--- x\n+++ x\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n");
  const Style coloured{.colour = true, .unicode = true, .width = 80};
  CHECK(unifiedDiff("a\n", "b\n", "x", coloured).find("\x1b[") != std::string::npos);
}

TEST_CASE("a diff leads from one text to the other", "[render][diff]") {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> before, after;
    for (unsigned i = 0; i < 40; ++i) {
      const std::string line = std::to_string(random() % 12);
      if (random() % 6 != 0) before.push_back(line);
      if (random() % 6 != 0) after.push_back(line);
    }
    std::string old, fresh;
    for (const std::string& line : before) old += line + '\n';
    for (const std::string& line : after) fresh += line + '\n';
    const std::string diff = unifiedDiff(old, fresh, "x", kDefault);
    CAPTURE(old, fresh, diff);
    CHECK(patched(before, diff) == after);
  }
}

}  // namespace regard::render
