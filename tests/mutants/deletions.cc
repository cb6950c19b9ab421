// Every clause of the example rulebooks is there for a reason: without it they do not compile, or a warning says what
// is odd now, or a test of theirs fails. What is taken out must leave text that reads well, or the test would only show
// that half a clause is no clause.

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/mutants/pieces.h"

namespace regard::mutants {
namespace {

std::string shown(const RulebookText& rulebook, const Piece& piece) {
  return rulebook.name + '/' + rulebook.sources.files[piece.span.file].path + ':' +
         std::to_string(rulebook.lineOf(piece.span)) + ": " + std::string(piece.kind) + " `" +
         std::string(rulebook.textOf(piece.span)) + '`';
}

/// A fault of syntax.
bool isHalf(const dsl::Diagnostic& diagnostic) { return dsl::infoOf(diagnostic.code).name < std::string_view("E0200"); }

void takeOutEach(const std::string& name) {
  const auto rulebook = RulebookText::example(name);
  REQUIRE_FALSE(judge(rulebook->sources).isTold());
  const std::vector<Piece> pieces = piecesOf(*rulebook);
  CHECK(pieces.size() > 40);
  for (const Piece& piece : pieces) {
    INFO(shown(*rulebook, piece));
    const Judgement judgement = judge(rulebook->edited({piece.span, ""}));
    CHECK(judgement.isTold());
    CHECK_FALSE(std::any_of(judgement.diagnostics.begin(), judgement.diagnostics.end(), isHalf));
  }
}

}  // namespace

#define REGARD_EXAMPLE(name)                                                                            \
  TEST_CASE("without any clause of " name " it does not compile, or a test of it fails", "[mutants]") { \
    takeOutEach(name);                                                                                  \
  }

REGARD_EXAMPLE("airline")
REGARD_EXAMPLE("bank")
REGARD_EXAMPLE("clinic")
REGARD_EXAMPLE("ferry")
REGARD_EXAMPLE("first_days")
REGARD_EXAMPLE("heating")
REGARD_EXAMPLE("helpdesk")
REGARD_EXAMPLE("moving")
REGARD_EXAMPLE("power")
REGARD_EXAMPLE("renewals")
REGARD_EXAMPLE("sauces")
REGARD_EXAMPLE("shop")
REGARD_EXAMPLE("tariffs")
REGARD_EXAMPLE("telco")
REGARD_EXAMPLE("wholesale")

}  // namespace regard::mutants
