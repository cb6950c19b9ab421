// The log of decisions through the public door: logged by decide(), looked up, told.

#include <chrono>
#include <thread>

#include "engine/store/record_builder.h"
#include "tests/unit/engine/shop_log.h"

namespace regard::tests {

TEST_CASE("a logged decision is found as it was told", "[log]") {
  const Base base;
  DecisionRequest request = base.asking("ann", "call", "leave");
  request.seed = 7;
  const DecisionResult told = base.decide(request);
  REQUIRE(told.offered.size() == 2);
  const LogEntry entry = good(base.log.find(told.id));
  CHECK(entry.state == LogState::whole);
  CHECK(entry.customer == "ann");
  CHECK(entry.now == "2026-03-02T10:00:00+00:00");
  CHECK(entry.loggedAt.ends_with("Z"));
  CHECK(entry.rulebook == "shop");
  CHECK(entry.rulebookHash == base.rules.hash());
  CHECK(entry.seed == 7);
  CHECK_FALSE(entry.reserved);
  REQUIRE(entry.offered.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(entry.offered[i].action == told.offered[i].action);
    CHECK(entry.offered[i].priority.text() == told.offered[i].priority.text());
  }
  const ToldDecision again = good(base.log.tell(told.id, true));
  CHECK(again.asked.request == request.request);
  CHECK(again.result.id == told.id);
  CHECK(again.result.customer == "ann");
  CHECK(again.result.now == told.now);
  CHECK(again.result.seed == 7);
  CHECK(again.result.notes.empty());
  REQUIRE(again.result.offered.size() == 2);
  CHECK(again.result.offered[0].texts.at(0).text == told.offered[0].texts.at(0).text);
  CHECK_FALSE(again.result.offered[0].because.empty());
}

TEST_CASE("a decision is told by the plan of the engine that decides as it is by the bundle in the store", "[log]") {
  const Base base;
  std::string id, withEngine;
  const auto toldText = [&] {
    const ToldDecision told = good(base.log.tell(id, true));
    std::string text = told.result.now + told.result.rulebookHash;
    for (const OfferedAction& offered : told.result.offered) {
      text += offered.action + offered.priority.text() + offered.formula;
      for (const TreatmentText& part : offered.texts) text += part.text;
      for (const std::string& because : offered.because) text += because;
    }
    for (const WithheldAction& withheld : told.result.withheld) text += withheld.action + withheld.sentence;
    return text;
  };
  {
    const Engine engine = good(Engine::make(base.rules, base.store));
    id = good(engine.decide(base.asking("ann", "call"))).id;
    withEngine = toldText();
    CHECK(base.store.impl()->rules.size() == 0);  // nothing was planned for it
  }
  CHECK_THAT(withEngine, Contains("gift") && Contains("request.intent"));
  CHECK(toldText() == withEngine);
  CHECK(base.store.impl()->rules.size() == 1);
  CHECK(toldText() == withEngine);
  CHECK(base.store.impl()->rules.size() == 1);
}

TEST_CASE("only decisions that ask for it are logged", "[log]") {
  const Base base;
  CHECK(base.decide(base.asking("ann", "call", "unknown", Logging::off)).id.empty());
  CHECK(base.entries().empty());
}

TEST_CASE("decisions that nobody waits for are there a moment later, in their order", "[log]") {
  const Base base;
  const Engine engine = good(Engine::make(base.rules, base.store));
  std::vector<std::string> ids;
  for (int i = 0; i < 500; ++i)
    ids.push_back(good(engine.decide(base.asking(i % 2 == 0 ? "ann" : "bob", "call", "buy", Logging::soon))).id);
  base.decide(base.asking("ann", "call"));  // durable: what was sent before is there too
  std::vector<std::string> logged =
      base.ids({.range = {}, .customer = {}, .action = {}, .most = 500, .newestFirst = false});
  CHECK(logged == ids);
  LogStatus status = engine.logStatus();
  CHECK(status.waiting == 0);
  CHECK(status.written == 500);
  CHECK(status.lost == 0);
}

TEST_CASE("a decision that could not be written is counted, and the reason kept", "[log]") {
  const Base base;
  const Engine engine = good(Engine::make(base.rules, base.store));
  good(engine.decide(base.asking("ann", "call")));  // with the first one the rules are put, which takes its time
  // The writer is kept busy, so that the customer is still there when the decision is made and gone when it is written.
  Writer& writer = base.store.impl()->store->writer();
  RecordBuilder builder(*base.store.impl()->store->catalog());
  PutProfiles busy;
  for (int i = 0; i < 200'000; ++i) busy.profiles.push_back({"c" + std::to_string(i), std::string(builder.finish(1))});
  auto done = writer.submit(std::move(busy));
  auto erased = writer.submit(EraseProfile{"ann"});
  const auto decided = engine.decide(base.asking("ann", "call", "buy", Logging::soon));
  REQUIRE(done.wait_for(std::chrono::seconds(0)) != std::future_status::ready);
  const std::string id = good(decided).id;
  REQUIRE(erased.get().ok());
  CHECK_FALSE(engine.decide(base.asking("ann", "call", "buy", Logging::soon)).ok());
  LogStatus status = engine.logStatus();
  for (int i = 0; i < 1'000 && status.waiting > 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    status = engine.logStatus();
  }
  CHECK(status.lost == 1);
  CHECK(status.lastError == "there is no customer `ann` in the store");
  CHECK(base.log.find(id).error().kind == ErrorKind::notFound);
}

TEST_CASE("what cannot be logged is an error that says why", "[log]") {
  const Base base;
  const Engine engine = good(Engine::make(base.rules, base.store));
  DecisionRequest whatIf = base.asking("ann", "call");
  whatIf.overrides = {{"spend", "£3"}};
  const auto refused = engine.decide(whatIf);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::invalid);
  CHECK_THAT(refused.error().message, Contains("what if is not logged"));
  CHECK(base.entries().empty());
}

TEST_CASE("a store that was opened for reading logs nothing, and its log can be read", "[log]") {
  TempFolder folder;
  std::string id;
  {
    Base base;
    id = base.decide(base.asking("ann", "call")).id;
    std::filesystem::copy(base.folder / "store", folder / "store", std::filesystem::copy_options::recursive);
  }
  const Store store = good(Store::open(folder / "store", Access::read));
  DecisionRequest request;
  request.customer = "ann";
  request.log = Logging::soon;
  const auto refused = good(Engine::make(rulebook(), store)).decide(request);
  REQUIRE_FALSE(refused.ok());
  CHECK_THAT(refused.error().message, Contains("was opened for reading"));
  const DecisionLog log(store);
  CHECK(good(log.find(id)).customer == "ann");
  CHECK(good(log.replay({})).same == 1);
  CHECK_FALSE(log.retain({}).ok());
}

TEST_CASE("the log is asked by customer, action, time and number", "[log]") {
  const Base base;
  const std::string gift = base.decide(base.asking("ann", "call")).id;
  const std::string both = base.decide(base.asking("ann", "call", "leave")).id;
  const std::string none = base.decide(base.asking("bob", "call")).id;
  using Ids = std::vector<std::string>;
  const auto asked = [&](auto change) {
    LogQuery query;
    change(query);
    return base.ids(query);
  };
  CHECK(base.ids() == Ids{none, both, gift});
  CHECK(asked([](LogQuery& q) { q.newestFirst = false; }) == Ids{gift, both, none});
  CHECK(asked([](LogQuery& q) { q.customer = "ann"; }) == Ids{both, gift});
  CHECK(asked([](LogQuery& q) { q.customer = "bob"; }) == Ids{none});
  CHECK(asked([](LogQuery& q) { q.action = "stay"; }) == Ids{both});
  CHECK(asked([](LogQuery& q) { q.action = "gift"; }) == Ids{both, gift});
  CHECK(asked([](LogQuery& q) { q.most = 2; }) == Ids{none, both});
  CHECK(asked([&](LogQuery& q) { q.range = {both, both}; }) == Ids{both});
  CHECK(asked([&](LogQuery& q) { q.range = {both, {}}; }) == Ids{none, both});
  CHECK(asked([&](LogQuery& q) { q.range = {{}, both}; }) == Ids{both, gift});
  CHECK(asked([](LogQuery& q) { q.range = {"2020-01-01", {}}; }).size() == 3);
  CHECK(asked([](LogQuery& q) { q.range = {{}, "2020-01-01T10:00+01:00"}; }).empty());
  const auto faultOf = [&](const LogQuery& query) {
    const auto visited = base.log.forEach(query, [](const LogEntry&) { return true; });
    return visited.ok() ? "" : visited.error().message;
  };
  LogQuery query;
  query.customer = "anne";
  CHECK_THAT(faultOf(query), Contains("there is no customer `anne`") && Contains("`ann`"));
  query = {};
  query.range = {"yesterday", {}};
  CHECK_THAT(faultOf(query), Contains("`yesterday` is neither a time"));
  query.range = {"2026-02-01", "2026-01-01"};
  CHECK_THAT(faultOf(query), Contains("turn them round"));
}

TEST_CASE("what a decision was made from is shown, what is private is not", "[log]") {
  const Base base;
  EventRequest event;
  event.customer = "ann";
  event.name = "order";
  event.at = "2026-03-01T10:00Z";
  event.fields = {{"amount", "£12"}, {"note", "a secret"}};
  REQUIRE(Store(base.store).record(event).ok());
  const LogEntry entry = good(base.log.find(base.decide(base.asking("ann", "call")).id));
  const auto input = [&](const std::string& name) {
    for (const AttributeValue& each : entry.inputs)
      if (each.name == name) return each;
    FAIL(name);
    return AttributeValue{};
  };
  CHECK(input("spend").value.text == "£50.00");
  CHECK(input("email").value.text == "***");
  CHECK(input("email").isPrivate);
  CHECK(input("request.channel").value.text == "call");
  CHECK(input("request.intent").value.state == ValueState::unknown);
  const AttributeValue orders = input("order");
  REQUIRE(orders.rows.size() == 1);
  CHECK(orders.columns == std::vector<std::string>{"at", "amount", "note"});
  CHECK(orders.rows[0][1].text == "£12.00");
  CHECK(orders.rows[0][2].text == "***");
  for (const AttributeValue& each : entry.inputs) {
    CHECK(each.value.text.find("ann@") == std::string::npos);
    CHECK(each.value.text.find("secret") == std::string::npos);
  }
}

TEST_CASE("an id that is not there, or of another store, is told as such", "[log]") {
  const Base base, other;
  const std::string elsewhere = other.decide(other.asking("ann", "call")).id;
  for (const auto& error : {base.log.find(elsewhere).error(), base.log.tell(elsewhere, false).error()}) {
    CHECK(error.kind == ErrorKind::notFound);
    CHECK_THAT(error.message, Contains(elsewhere) && Contains("another store"));
  }
  CHECK(base.log.find("ann").error().kind == ErrorKind::invalid);
}

TEST_CASE("how long decisions are kept is said once", "[log]") {
  const Base base;
  CHECK(good(base.log.facts()).oldest.empty());
  base.decide(base.asking("ann", "call"));
  base.decide(base.asking("bob", "call"));
  CHECK(good(base.log.retain({.keepMs = 86'400'000, .quotaBytes = 1'000'000})) == 0);
  const LogFacts facts = good(base.log.facts());
  CHECK(facts.retention.keepMs == 86'400'000);
  CHECK(facts.retention.quotaBytes == 1'000'000);
  CHECK(facts.decisions == 2);
  CHECK(facts.bytes > 0);
  CHECK(facts.oldest <= facts.newest);
  CHECK(good(base.log.retain({.keepMs = 0, .quotaBytes = 1})) == 2);
  CHECK(base.entries().empty());
}

}  // namespace regard::tests
