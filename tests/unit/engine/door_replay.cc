// Logged decisions made again through the public door, when customers and rules are others, gone or damaged.

#include "tests/unit/engine/shop_log.h"

namespace regard::tests {

TEST_CASE("what is logged stays as it was when customers and rules change", "[log]") {
  const Base base;
  const std::string id = base.decide(base.asking("ann", "call")).id;
  ImportRequest request;
  request.path = base.folder.write("c2.csv", "id,spend\nann,£1\n");
  REQUIRE(good(Store(base.store).import(request)).replaced == 1);
  CHECK(base.decide(base.asking("ann", "call")).offered.empty());

  std::string text = kShopRules;
  text.replace(text.find("spend * 10%"), 11, "spend * 20%");
  const Rulebook newer = rulebook(text);
  CHECK(good(good(Engine::make(newer, base.store)).decide(base.asking("bob", "call", "leave"))).offered.size() == 1);

  CHECK(good(base.log.tell(id, false)).result.offered.at(0).benefit.text() == "£5.00");
  const ReplayReport report = good(base.log.replay({}));
  CHECK(report.same == 3);
  CHECK(report.all() == 3);
  std::vector<std::string> hashes;
  for (const LogEntry& entry : base.entries()) hashes.push_back(entry.rulebookHash);
  CHECK(hashes == std::vector<std::string>{newer.hash(), base.rules.hash(), base.rules.hash()});
}

TEST_CASE("who is erased is nobody in the log", "[log]") {
  const Base base;
  const std::string ann = base.decide(base.asking("ann", "call")).id, bob = base.decide(base.asking("bob", "call")).id;
  base.must(EraseProfile{"ann"});
  const auto entries = base.entries();
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].customer == "bob");
  CHECK(entries[1].state == LogState::erased);
  CHECK(entries[1].customer.empty());
  CHECK(entries[1].offered.empty());
  CHECK(entries[1].rulebookHash == base.rules.hash());
  LogQuery query;
  query.action = "gift";
  CHECK(base.entries(query).empty());
  const auto told = base.log.tell(ann, false);
  REQUIRE_FALSE(told.ok());
  CHECK(told.error().kind == ErrorKind::notFound);
  CHECK_THAT(told.error().message, Contains("is erased"));
  const ReplayReport report = good(base.log.replay({}));
  CHECK(report.same == 1);
  CHECK(report.erased == 1);
}

TEST_CASE("a decision that is another when it is made again is shown beside itself", "[log]") {
  const Base base;
  const std::string id = base.decide(base.asking("ann", "call")).id, wrong = base.falsified(id);
  const ReplayReport report = good(base.log.replay({}));
  CHECK(report.same == 1);
  CHECK(report.different == 1);
  REQUIRE(report.differences.size() == 1);
  const ReplayDifference& difference = report.differences[0];
  CHECK(difference.id == wrong);
  CHECK(difference.customer == "ann");
  CHECK(difference.currency == "GBP");
  CHECK(difference.was.at(0).benefit.text() == "£6.00");
  CHECK(difference.is.at(0).benefit.text() == "£5.00");
  CHECK(good(base.log.replay({id, id})).different == 0);
  CHECK(good(base.log.replay({wrong, {}})).all() == 1);
  const auto told = base.log.tell(wrong, true);
  REQUIRE_FALSE(told.ok());
  CHECK(told.error().kind == ErrorKind::conflict);
}

TEST_CASE("a decision that cannot be read does not stop the others", "[log]") {
  TempFolder folder;
  std::string id, other;
  {
    Base base;
    id = base.decide(base.asking("ann", "call")).id;
    other = base.decide(base.asking("bob", "call")).id;
    const std::string lost(32, '\x1f');
    base.must(PutBundle{lost, "no bundle"});
    base.must(logCommand(DecisionId::parse(other)->successor(), "bob", lost, 0, false, {}, {}));
    std::filesystem::copy(base.folder / "store", folder / "store", std::filesystem::copy_options::recursive);
  }
  {
    auto env = LmdbEnv::open(folder / "store", OpenMode::kWriter);
    auto txn = (*env)->write();
    std::string record(**txn->get(Table::kDecisions, DecisionId::parse(id)->view()));
    record.back() = static_cast<char>(record.back() ^ 1);
    REQUIRE(txn->put(Table::kDecisions, DecisionId::parse(id)->view(), record).ok());
    REQUIRE(*txn->erase(Table::kBundles, std::string(32, '\x1f')));
    REQUIRE(txn->commit().ok());
  }
  const Store store = good(Store::open(folder / "store", Access::read));
  const DecisionLog log(store);
  const ReplayReport report = good(log.replay({}));
  CHECK(report.same == 1);
  CHECK(report.unreadable == 2);
  REQUIRE(report.unreadables.size() == 2);
  CHECK(report.unreadables[0].first == id);
  CHECK(report.unreadables[0].second ==
        "decision " + id + ": the record of the decision is damaged: its checksum is wrong");
  CHECK_THAT(report.unreadables[1].second, Contains("the rules that decided, 1f1f1f1f…, are not in the store"));
  std::vector<LogState> states;
  good(log.forEach({}, [&](const LogEntry& entry) {
    states.push_back(entry.state);
    return true;
  }));
  CHECK(states == std::vector<LogState>{LogState::unreadable, LogState::whole, LogState::unreadable});
  CHECK_FALSE(log.tell(id, false).ok());
}

}  // namespace regard::tests
