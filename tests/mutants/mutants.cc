// Slips in the example rulebooks: each is told, close to where it is, or is none because the rules still say the same.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <map>

#include "tests/mutants/mutations.h"

#if defined(__SANITIZE_ADDRESS__)
#define REGARD_SLOW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define REGARD_SLOW 1
#endif
#endif

namespace regard::mutants {
namespace {

/// All of them where a compiler run is quick; the sanitizers look at fewer, for crashes rather than for the shares.
#if defined(REGARD_SLOW)
constexpr std::size_t kMutants = 200;
#else
constexpr std::size_t kMutants = 1000;
#endif
constexpr std::uint32_t kLinesAway = 2;

/// As many as REGARD_MUTANTS says, to look for what a thousand do not find.
std::size_t mutantCount() {
  const char* asked = std::getenv("REGARD_MUTANTS");
  return asked == nullptr ? kMutants : std::stoul(asked);
}

enum class Fate {
  kTold,       ///< a diagnostic points there
  kTestTells,  ///< a test of the rulebook fails, and gives the rule there as a reason
  kTestFails,  ///< it fails and gives other reasons
  kFarAway,    ///< a diagnostic points elsewhere
  kMissed,
  kNeutral,  ///< the rules say the same as before
};

std::uint32_t between(std::uint32_t a, std::uint32_t b) { return a > b ? a - b : b - a; }

/// Lines from the edit to the nearest place that a diagnostic points at, its notes included.
std::uint32_t linesAway(const RulebookText& rulebook, const Edit& edit, const Judgement& judgement) {
  const std::uint32_t line = rulebook.lineOf(edit.span);
  std::uint32_t nearest = 1'000'000;
  const auto look = [&](Span at) {
    if (at.file != edit.span.file) return;
    const std::uint32_t other = placeOf(judgement.sources.files[at.file].text, at.begin).line;
    nearest = std::min(nearest, between(line, other));
  };
  for (const dsl::Diagnostic& diagnostic : judgement.diagnostics) {
    look(diagnostic.span);
    for (const dsl::Note& note : diagnostic.notes) look(note.span);
  }
  return nearest;
}

/// Whether a test that fails is there, or gives a reason in a rule there.
bool isReason(const RulebookText& rulebook, const Edit& edit, const Judgement& judgement) {
  const std::uint32_t line = rulebook.lineOf(edit.span);
  const auto isThere = [&](const auto& told) {
    return told.path == rulebook.sources.files[edit.span.file].path && between(line, told.line) <= kLinesAway;
  };
  return std::any_of(judgement.failures.begin(), judgement.failures.end(), [&](const TestFailure& failure) {
    return isThere(failure) || std::any_of(failure.because.begin(), failure.because.end(), isThere);
  });
}

struct Verdict {
  Fate fate = Fate::kTold;
  std::string said;  ///< for the list of those that were not told
};

Verdict verdictOn(const RulebookText& rulebook, const Edit& edit) {
  const dsl::SourceSet mutant = rulebook.edited(edit);
  const Judgement judgement = judge(mutant);
  std::string said;
  for (const dsl::Diagnostic& d : judgement.diagnostics) {
    const dsl::SourceFile& file = judgement.sources.files[d.span.file];
    const Place place = placeOf(file.text, d.span.begin);
    said += "\n    " + file.path + ':' + std::to_string(place.line) + ' ' + dsl::infoOf(d.code).name + ' ' + d.message;
  }
  if (!judgement.diagnostics.empty() && linesAway(rulebook, edit, judgement) <= kLinesAway) return {Fate::kTold, said};
  if (isReason(rulebook, edit, judgement)) return {Fate::kTestTells, said};
  for (const TestFailure& failure : judgement.failures) {
    said += "\n    " + failure.expectation + ": " + failure.found;
    for (const TestFailure::Reason& reason : failure.because)
      said += "\n      " + reason.text + ' ' + reason.path + ':' + std::to_string(reason.line);
  }
  if (!judgement.failures.empty()) return {Fate::kTestFails, said};
  if (!judgement.diagnostics.empty()) return {Fate::kFarAway, said};
  return {sameMeaning(rulebook.sources, mutant) ? Fate::kNeutral : Fate::kMissed, said};
}

std::string shown(const RulebookText& rulebook, const MutationKind& kind, const Edit& edit) {
  return std::string(kind.name) + ": " + rulebook.name + '/' + rulebook.sources.files[edit.span.file].path + ':' +
         std::to_string(rulebook.lineOf(edit.span)) + " `" + std::string(rulebook.textOf(edit.span)) + "` -> `" +
         edit.text + '`';
}

struct Tally {
  std::size_t told = 0, testTells = 0, testFails = 0, farAway = 0, missed = 0, neutral = 0;
  std::size_t counted() const { return told + testTells + testFails + farAway + missed; }
  void add(Fate fate) {
    std::size_t* const counts[] = {&told, &testTells, &testFails, &farAway, &missed, &neutral};
    ++*counts[static_cast<std::size_t>(fate)];
  }
};

}  // namespace

TEST_CASE("mutants of the example rulebooks are told where they are", "[mutants]") {
  const auto telco = RulebookText::example("telco"), bank = RulebookText::example("bank");
  const auto kinds = mutationKinds();
  std::vector<Tally> tallies(kinds.size());
  Tally all;
  std::string farAway, byTest, missed;
  for (std::uint64_t seed = 0; all.counted() < mutantCount(); ++seed) {
    agree::Random random(seed);
    const RulebookText& rulebook = seed % 3 == 0 ? *bank : *telco;
    const std::size_t which = static_cast<std::size_t>(seed) % kinds.size();
    const std::optional<Edit> edit = kinds[which].make(rulebook, random);
    if (!edit || edit->text == rulebook.textOf(edit->span)) continue;
    INFO("seed " << seed << ", " << shown(rulebook, kinds[which], *edit));
    const Verdict verdict = verdictOn(rulebook, *edit);
    tallies[which].add(verdict.fate);
    all.add(verdict.fate);
    if (verdict.fate == Fate::kTestFails) byTest += shown(rulebook, kinds[which], *edit) + verdict.said + '\n';
    if (verdict.fate == Fate::kFarAway) farAway += shown(rulebook, kinds[which], *edit) + verdict.said + '\n';
    if (verdict.fate == Fate::kMissed) missed += shown(rulebook, kinds[which], *edit) + '\n';
  }

  std::cout << std::left << std::setw(30) << "mutants of"
            << "counted  told there  test tells  test fails  far away  not told  neutral\n";
  const auto line = [](std::string_view name, const Tally& t) {
    std::cout << std::left << std::setw(30) << name << std::right << std::setw(7) << t.counted() << std::setw(12)
              << t.told << std::setw(12) << t.testTells << std::setw(12) << t.testFails << std::setw(10) << t.farAway
              << std::setw(10) << t.missed << std::setw(9) << t.neutral << '\n';
  };
  for (std::size_t i = 0; i < kinds.size(); ++i) line(kinds[i].name, tallies[i]);
  line("all", all);
  INFO("told, but far away:\n" << farAway);
  INFO("not told:\n" << missed);
  CHECK(missed.empty());
  CHECK((all.told + all.testTells) * 100 >= all.counted() * 95);
  if (std::getenv("REGARD_SHOW_MUTANTS") != nullptr) std::cout << byTest << '\n' << farAway << '\n' << missed;
}

}  // namespace regard::mutants
