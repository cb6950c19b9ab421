#pragma once
// What answers have taught, for people, for programs and for tables.

#include <string>
#include <vector>

#include "apps/render/style.h"
#include "regard/learned.h"

namespace regard::render {

std::string learnedText(const std::vector<LearnedCell>& cells, const Style& style);
/// Keys: docs/cli.md.
std::string learnedJson(const std::vector<LearnedCell>& cells);
/// What importLearned() reads (RFC 4180).
std::string learnedCsv(const std::vector<LearnedCell>& cells);

}  // namespace regard::render
