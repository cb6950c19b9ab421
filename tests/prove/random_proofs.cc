// What the prover says of random rulebooks, held against the reference evaluator: no random customer contradicts a
// proof, and every counterexample is one.

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <string>

#include "dsl/lower/lower.h"
#include "dsl/prove/prove.h"
#include "dsl/sema/check.h"
#include "dsl/syntax/parse.h"
#include "engine/reference/reference.h"
#include "tests/prove/moments.h"
#include "tests/prove/random_claims.h"
#include "tests/support/compile_text.h"

namespace regard::prove_test {
namespace {

constexpr std::uint64_t kBooks = 300;
constexpr int kMoments = 60;
constexpr dsl::ProofLimits kLimits{60'000, 10'000'000};  ///< less than for people: here nobody minds "too large"

ir::Program programOf(const std::string& text) {
  const dsl::SourceSet sources{{{"claims.regard", text}}};
  dsl::DiagnosticSink sink;
  dsl::ast::Book book = dsl::parse(sources, {}, sink);
  const dsl::CheckedBook checked = dsl::check(sources, book, sink);
  if (sink.hasErrors()) {
    std::string words;
    for (const dsl::Diagnostic& diagnostic : sink.take()) words += support::inWords(sources, diagnostic);
    FAIL(words << text);
  }
  return dsl::lower(sources, checked);
}

std::vector<std::int16_t> channelsOf(const ir::Program& program, const Inputs& frame) {
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i)
    if (program.inputs[i].source == ir::InputSource::kRequest && program.inputs[i].name == "channel" &&
        frame.at(i).isKnown())
      return {static_cast<std::int16_t>(frame.at(i).cell.asInt())};
  std::vector<std::int16_t> channels;
  for (std::size_t i = 0; i < program.choices[ir::kChannelChoice].members.size(); ++i)
    channels.push_back(static_cast<std::int16_t>(i));
  return channels;
}

/// Whether there is something to say on the channel, on this day.
bool isInEffect(const ir::Action& action, const std::vector<Scalar>& values, const Inputs& frame,
                std::int16_t channel) {
  if (action.hasActive && (frame.today < action.activeFrom || frame.today > action.activeTo)) return false;
  const auto isUsable = [&](const ir::Treatment& treatment) {
    if (treatment.channel != channel) return false;
    if (treatment.when != ir::kNone && values[treatment.when].truth() != Truth::True) return false;
    for (const ir::TreatmentField& field : treatment.fields)
      for (const ir::TextPart& part : field.parts)
        if (part.token != ir::kNone && !values[part.token].isKnown()) return false;
    return true;
  };
  return action.treatments.empty() || std::any_of(action.treatments.begin(), action.treatments.end(), isUsable);
}

bool passes(const ir::Program& program, const std::vector<Scalar>& values, std::uint32_t action) {
  const ir::Action& it = program.actions[action];
  for (std::uint32_t i = it.firstClause; i < it.firstClause + it.clauseCount; ++i)
    if (values[program.clauses[i].expr].truth() != Truth::True) return false;
  return true;
}

/// Whether the claim fails for a candidate of this frame.
bool contradicts(const ir::Program& program, const ir::Guarantee& guarantee, const Inputs& frame, std::uint32_t action,
                 std::int16_t channel) {
  const bool goesThere = guarantee.direction < 0 || (guarantee.direction == ir::kOutbound) == frame.outbound;
  const auto values = reference::evaluateAll(program, frame, {action, channel, {}, {}, {}, {}});
  return goesThere && isInEffect(program.actions[action], values, frame, channel) && passes(program, values, action) &&
         values[guarantee.when].truth() != Truth::False;
}

/// The proof of the reference: the action's candidate reaches what comes after the policies.
bool reachesRank(const ir::Program& program, const Inputs& frame, std::uint32_t action) {
  const reference::Outcome outcome = reference::evaluate(program, frame).outcomes[action];
  return outcome.kept || outcome.stage > ir::Stage::kPolicy;
}

void checkGuarantee(const ir::Program& program, const ir::Guarantee& guarantee, std::uint64_t seed,
                    std::map<dsl::Proof, int>& met) {
  INFO("guarantee " << guarantee.title);
  const dsl::Verdict verdict = dsl::Prover(program, kLimits).guarantee(guarantee);
  ++met[verdict.proof];
  if (verdict.proof == dsl::Proof::kDisproved) {
    INFO(verdict.words.who << verdict.words.way);
    const Inputs frame = momentOf(program, *verdict.witness);
    CHECK(frame.windowAfterMs == verdict.witness->windowAfterMs);
    CHECK(contradicts(program, guarantee, frame, verdict.action, verdict.witness->channel));
    CHECK(reachesRank(program, frame, verdict.action));
  }
  if (verdict.proof != dsl::Proof::kProved) return;
  agree::Random random(seed);
  for (int i = 0; i < kMoments; ++i) {
    const Inputs frame = randomMoment(program, random);
    for (const std::uint32_t action : guarantee.actions)
      for (const std::int16_t channel : channelsOf(program, frame)) {
        INFO("moment " << i << ", action " << program.actions[action].name << ", channel " << channel);
        REQUIRE_FALSE(contradicts(program, guarantee, frame, action, channel));
      }
  }
}

TEST_CASE("the reference evaluator bears out what is said of random rulebooks", "[prove]") {
  std::map<dsl::Proof, int> met;
  for (std::uint64_t seed = 1; seed <= kBooks; ++seed) {
    const std::string text = randomClaims(seed);
    INFO("seed " << seed << "\n" << text);
    const ir::Program program = programOf(text);
    for (const ir::Guarantee& guarantee : program.guarantees)
      if (!guarantee.actions.empty()) checkGuarantee(program, guarantee, seed, met);
  }
  // A prover that never says anything would pass all of the above.
  for (const dsl::Proof proof : {dsl::Proof::kProved, dsl::Proof::kDisproved, dsl::Proof::kOpen}) {
    INFO("verdict " << static_cast<int>(proof));
    CHECK(met[proof] >= 10);
  }
}

}  // namespace
}  // namespace regard::prove_test
