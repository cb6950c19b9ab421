// Rules out of the store decide as those did that were put there.

#include "engine/log/logged_rules.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

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
  PlannedRules planned;
  LoggedRules rules(planned);
  for (const DecisionId& id : logged) {
    const LoggedDecision found = valueOrFail(log.find(id));
    const ReadTxn txn = valueOrFail(log.store().read());
    const Plan* const plan = valueOrFail(rules.of(txn, found.rules));
    Decision again;
    REQUIRE(decideAgain(*plan, found, scratch, again).ok());
    CHECK(decisionBytes(again) == decisionBytes(found.decision));
  }
  CHECK(planned.size() == PlannedRules::kMost);  // of 40, and a reader has all that it saw
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
    PlannedRules planned;
    LoggedRules rules(planned);
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

TEST_CASE("rules that were asked for last stay planned, those of engines for as long as these live") {
  const TempFolder folder;
  LogStore log(folder / "store");
  std::vector<std::string> hashes;
  for (std::uint64_t seed = 1; seed <= PlannedRules::kMost + 1; ++seed) {
    const Plan plan = planOfText(agree::randomBook(seed));
    hashes.push_back(bytesOfHex(valueOrFail(bundle::hashOf(*plan.program))));
    log.must(PutBundle{hashes.back(), valueOrFail(bundle::toBytes(*plan.program))});
  }
  PlannedRules planned;
  const ReadTxn txn = valueOrFail(log.store().read());
  const auto of = [&](std::size_t i) { return valueOrFail(planned.of(txn, hashes[i])); };
  const std::weak_ptr<const Plan> first = of(0), second = of(1);
  for (std::size_t i = 2; i < PlannedRules::kMost; ++i) of(i);
  CHECK(of(0) == first.lock());  // which makes the second the oldest
  of(PlannedRules::kMost);
  CHECK(of(0) == first.lock());
  CHECK(second.expired());
  CHECK(planned.size() == PlannedRules::kMost);

  auto engines = std::make_shared<const Plan>(planOfText(agree::randomBook(1)));
  planned.lend(hashes[0], engines);
  CHECK(first.expired());
  CHECK(of(0) == engines);
  CHECK(planned.size() == PlannedRules::kMost - 1);
  engines.reset();
  CHECK(of(0) != nullptr);  // out of the store again
  CHECK(planned.size() == PlannedRules::kMost);

  const std::string none(32, '\x1f');
  CHECK(planned.of(txn, none).fault().kind == FaultKind::kNotFound);
  CHECK(planned.of(txn, none).fault().message == "the rules that decided, 1f1f1f1f…, are not in the store");
  CHECK(planned.size() == PlannedRules::kMost);
}

TEST_CASE("threads that ask for more rules than are kept each get their own") {
  const TempFolder folder;
  LogStore log(folder / "store");
  std::vector<std::string> hashes;
  for (std::uint64_t seed = 1; seed <= 2 * PlannedRules::kMost; ++seed) {
    const Plan plan = planOfText(agree::randomBook(seed));
    hashes.push_back(bytesOfHex(valueOrFail(bundle::hashOf(*plan.program))));
    log.must(PutBundle{hashes.back(), valueOrFail(bundle::toBytes(*plan.program))});
  }
  PlannedRules planned;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < 3; ++thread)
    threads.emplace_back([&, thread] {
      const auto txn = log.store().read();
      for (std::size_t i = 0; i < 3 * hashes.size(); ++i) {
        const std::string& hash = hashes[(i * (thread + 1)) % hashes.size()];
        const auto plan = planned.of(*txn, hash);
        const auto is = plan.ok() ? bundle::hashOf(*(*plan)->program) : Result<std::string>(plan.fault());
        if (!is.ok() || bytesOfHex(*is) != hash) ++wrong;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(planned.size() == PlannedRules::kMost);
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
