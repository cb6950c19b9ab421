#pragma once
// What can be taken out of a rulebook so that the rest still reads well.

#include <string_view>
#include <vector>

#include "tests/mutants/rulebook_text.h"

namespace regard::mutants {

struct Piece {
  std::string_view kind;
  Span span;
};

/// Every declaration; in them every field, member, row, rung, clause, text, step and item; in those each qualifier that
/// may be absent (`when …` of a treatment, `within 2 hours`); and in every expression each side of an operator, each
/// member of a set, each `not`, window and filter. Not counted are
/// - tests, which are what must notice, and guarantees, which are proved from the other rules and add none;
/// - `explore` and `hold out`, which are not at work in tests;
/// - settings of the rulebook, in which its tests are written as well, so that both change together;
/// - titles and comments, which only people read, and what a construct cannot do without, such as an action's name.
std::vector<Piece> piecesOf(const RulebookText& rulebook);

}  // namespace regard::mutants
