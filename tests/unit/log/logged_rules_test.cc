// Rules out of the store decide as those did that were put there.

#include "engine/log/logged_rules.h"

#include "dsl/bundle/bundle.h"
#include "tests/agree/random_book.h"
#include "tests/support/compile_text.h"
#include "tests/unit/log/log_store.h"

namespace regard {
namespace {

using namespace support;

TEST_CASE("random rulebooks and customers decide the same again, out of the store alone") {
  const TempFolder folder;
  LogStore log(folder / "store");
  DecisionIds ids;
  std::vector<DecisionId> logged;
  Scratch scratch;
  std::size_t kept = 0;
  for (std::uint64_t seed = 100; seed < 140; ++seed) {
    const Plan plan = planOfText(agree::randomBook(seed));
    const std::string hash = bytesOfHex(valueOrFail(bundle::hashOf(*plan.program)));
    log.must(PutBundle{hash, valueOrFail(bundle::toBytes(*plan.program))});
    agree::Random random(seed);
    for (int i = 0; i < 25; ++i) {
      const Inputs frame = agree::randomCustomer(*plan.program, random);
      Decision decision;
      decide(plan, frame, scratch, decision);
      kept += decision.kept.size();
      logged.push_back(ids.next(kLogMs));
      log.must(logCommand(logged.back(), "ann", hash, seed, false, decision, frame));
    }
  }
  CHECK(kept > 300);
  LoggedRules rules;
  for (const DecisionId& id : logged) {
    const LoggedDecision found = valueOrFail(log.find(id));
    const ReadTxn txn = valueOrFail(log.store().read());
    const Plan* const plan = valueOrFail(rules.of(txn, found.rules));
    Decision again;
    REQUIRE(decideAgain(*plan, found, scratch, again).ok());
    CHECK(decisionBytes(again) == decisionBytes(found.decision));
  }
}

TEST_CASE("rules that are gone, damaged or others are told by their hash") {
  const TempFolder folder;
  LogStore log(folder / "store");
  const Plan plan = planOfText(agree::randomBook(1)), other = planOfText(agree::randomBook(2));
  const std::string hash = bytesOfHex(valueOrFail(bundle::hashOf(*plan.program)));
  const std::string otherHash = bytesOfHex(valueOrFail(bundle::hashOf(*other.program)));
  const std::string bytes = valueOrFail(bundle::toBytes(*plan.program));
  log.must(PutBundle{hash, bytes});
  log.must(PutBundle{otherHash, bytes});
  const auto faultOf = [&](const std::string& wanted) {
    LoggedRules rules;
    const ReadTxn txn = valueOrFail(log.store().read());
    const auto found = rules.of(txn, wanted);
    return found.ok() ? Fault{} : found.fault();
  };
  CHECK(faultOf(hash).message.empty());
  CHECK(faultOf(std::string(32, '\x1f')).message == "the rules that decided, 1f1f1f1f…, are not in the store");
  CHECK(faultOf(otherHash).kind == FaultKind::kCorrupt);
  CHECK(faultOf(otherHash).message.ends_with("are others than they should be"));
  std::string damaged = bytes;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
  log.overwrite(Table::kBundles, hash, damaged);
  CHECK(faultOf(hash).kind == FaultKind::kCorrupt);
  log.overwrite(Table::kBundles, hash, "");
  CHECK(faultOf(hash).kind == FaultKind::kNotFound);
}

TEST_CASE("a frame is not decided by rules that it is not one of") {
  const Plan plan = planOfText(agree::randomBook(1));
  LoggedDecision logged;
  Scratch scratch;
  Decision again;
  const auto done = decideAgain(plan, logged, scratch, again);
  REQUIRE_FALSE(done.ok());
  CHECK(done.fault().message.starts_with("the frame is not one of these rules: it has 0 inputs"));
}

TEST_CASE("a hash reads as it was written") {
  std::string hash;
  for (int i = 0; i < 256; i += 8) hash += static_cast<char>(i + 7);
  CHECK(hexOf(hash).substr(0, 8) == "070f171f");
  CHECK(bytesOfHex(hexOf(hash)) == hash);
  CHECK(shortHash(hash) == "070f171f");
}

}  // namespace
}  // namespace regard
