// A decision that was logged can be made again from the log alone, until its customer is erased.

#include "engine/decide/decide.h"
#include "tests/agree/random_book.h"
#include "tests/support/compile_text.h"
#include "tests/unit/log/log_store.h"

namespace regard {
namespace {

using namespace support;

TEST_CASE("what is logged is found as it was, and decides the same again") {
  const TempFolder folder;
  LogStore log(folder / "store");
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Plan plan = planOfText(agree::randomBook(seed));
    agree::Random random(seed);
    Scratch scratch;
    for (int i = 0; i < 10; ++i) {
      const Inputs frame = agree::randomCustomer(*plan.program, random);
      Decision decision;
      decide(plan, frame, scratch, decision);
      const DecisionId id = log.log("ann", decision, frame, seed);
      const auto found = log.find(id);
      REQUIRE(found.ok());
      CHECK(*found == LoggedDecision{id, log.rules(), "ann", frame.nowMs, seed, false, decision, frame});
      Decision again;
      decide(plan, found->frame, scratch, again);
      CHECK(decisionBytes(again) == decisionBytes(found->decision));
    }
  }
}

TEST_CASE("nothing that is kept of a decision can be read without the key") {
  const TempFolder folder;
  LogStore log(folder / "store");
  Inputs frame;
  frame.text = "a secret of Ann";
  const DecisionId id = log.log("ann", {}, frame);
  const std::string record = log.bytesAt(Table::kDecisions, id.view());
  CHECK(record.size() == sizeof(DecisionHeader) + contentBytes({}, frame).size() + kSealTagBytes);
  CHECK(record.find("secret") == std::string::npos);
  CHECK(record.find("ann") == std::string::npos);
  const DecisionId same = log.log("ann", {}, frame);
  CHECK(log.bytesAt(Table::kDecisions, same.view()).substr(sizeof(DecisionHeader)) !=
        record.substr(sizeof(DecisionHeader)));
}

TEST_CASE("who is erased is forgotten, and what was decided for others stays") {
  const TempFolder folder;
  LogStore log(folder / "store");
  Inputs frame;
  frame.text = "a secret";
  const DecisionId ann = log.log("ann", {}, frame, 5), bob = log.log("bob", {}, frame);
  const std::string key = log.bytesAt(Table::kCustomerKeys, std::string("ann\0\0\0\0\0", 8));
  REQUIRE(key.size() == sizeof(CustomerKey));
  CHECK(log.must(EraseProfile{"ann"}).replaced == 1);

  const auto erased = log.find(ann);
  REQUIRE(erased.ok());
  CHECK(erased->isErased());
  CHECK(erased->seed == 5);
  CHECK(erased->frame == Inputs{});
  CHECK(log.bytesAt(Table::kCustomerKeys, std::string("ann\0\0\0\0\0", 8)).empty());
  CHECK(log.bytesAt(Table::kCustomerNumbers, numberKey(1)).empty());
  CHECK(log.find(bob)->frame == frame);

  const Catalog catalog = catalogOf({keyAttribute("id")});
  RecordBuilder builder(catalog);
  log.must(PutProfile{"ann", std::string(builder.finish(1))});  // one of that name comes back: another customer
  CHECK(log.find(log.log("ann", {}, frame))->customer == "ann");
  CHECK(log.find(ann)->isErased());
  CHECK(log.bytesAt(Table::kCustomerKeys, std::string("ann\0\0\0\0\0", 8)) != key);
}

TEST_CASE("who is erased is forgotten even if their key is damaged") {
  const TempFolder folder;
  LogStore log(folder / "store");
  const DecisionId bob = log.log("bob"), ann = log.log("ann");
  const std::string key("ann\0\0\0\0\0", 8);
  log.overwrite(Table::kCustomerKeys, key, std::string(sizeof(CustomerKey), 'x'));
  CHECK(log.find(ann).fault().kind == FaultKind::kCorrupt);
  CHECK(log.run(logCommand(DecisionIds().next(kLogMs), "ann", log.rules(), 0, false, {}, {})).fault().kind ==
        FaultKind::kCorrupt);
  CHECK(log.must(EraseProfile{"ann"}).replaced == 1);
  CHECK(log.bytesAt(Table::kCustomerKeys, key).empty());
  CHECK(log.bytesAt(Table::kCustomerNumbers, numberKey(2)).empty());
  CHECK(log.find(ann)->isErased());
  CHECK(log.find(bob)->customer == "bob");
}

TEST_CASE("what cannot be logged is refused, and nothing is written") {
  const TempFolder folder;
  LogStore log(folder / "store");
  const DecisionId id = log.log("ann");
  const auto faultOf = [&](LogDecision command) {
    const auto done = log.run(std::move(command));
    REQUIRE_FALSE(done.ok());
    return done.fault();
  };
  CHECK(faultOf(logCommand(id, "bob", log.rules(), 0, false, {}, {})).kind == FaultKind::kConflict);
  CHECK(log.find(id)->customer == "ann");
  DecisionId other = id;
  ++other.bytes[15];
  CHECK(faultOf(logCommand(other, "eve", log.rules(), 0, false, {}, {})).message ==
        "there is no customer `eve` in the store");
  CHECK(faultOf(logCommand(other, "ann", std::string(32, 'x'), 0, false, {}, {})).message ==
        "the bundle that decided is not in the store: put it there first");
  CHECK(faultOf({.id = "short", .customer = "ann", .rules = log.rules(), .content = {}}).kind == FaultKind::kInvalid);
  CHECK_FALSE(log.run(PutBundle{"short", "rules"}).ok());
  const auto missing = log.find(other);
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.fault().kind == FaultKind::kNotFound);
  CHECK(missing.fault().message == "no decision " + other.text() +
                                       " is logged in this store: it was let go, was lost before it was written, or is "
                                       "another store's");
}

TEST_CASE("a bundle is put once") {
  const TempFolder folder;
  LogStore log(folder / "store");
  const std::uint64_t commits = log.must(PutBundle{std::string(32, 'b'), "one"}).value;
  CHECK(log.must(PutBundle{std::string(32, 'b'), "one"}).value == commits);
  CHECK(log.bytesAt(Table::kBundles, std::string(32, 'b')) == "one");
}

TEST_CASE("a damaged record is told, wherever the damage is") {
  const TempFolder folder;
  LogStore log(folder / "store");
  const DecisionId id = log.log("ann"), other = log.log("bob");
  const std::string record = log.bytesAt(Table::kDecisions, id.view());
  Sealer sealer;
  for (std::size_t at = 0; at < record.size(); ++at) {
    std::string damaged = record;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    CHECK(decisionHeaderOf(damaged).fault().kind == FaultKind::kCorrupt);
  }
  CHECK(decisionHeaderOf(record.substr(0, 63)).fault().kind == FaultKind::kCorrupt);
  // A whole record under another id is no way around the seal.
  const ReadTxn txn = valueOrFail(log.store().read());
  const auto moved = openDecision(txn, other.view(), record, sealer);
  REQUIRE_FALSE(moved.ok());
  CHECK(moved.fault().message == "the record of the decision was not sealed under its customer's key");
}

TEST_CASE("a record or a key of a later format is told as such") {
  CustomerKey key;
  key.format = 2;
  CHECK(customerKeyOf(bytesOf(key)).fault().kind == FaultKind::kUnsupported);
  DecisionHeader header;
  header.flags = 2;
  Sealer sealer;
  const std::string record = decisionRecord(std::string(16, 'i'), header, "", std::string(32, 'k'), sealer);
  CHECK(decisionHeaderOf(record).fault().kind == FaultKind::kUnsupported);
}

TEST_CASE("content that is damaged or of a later format is a fault") {
  Decision decision;
  Scored& kept = decision.kept.emplace_back();
  kept.action = 3;
  kept.channel = 1;
  kept.priority = {-5};
  kept.mandatory = true;
  const std::string whole = contentBytes(decision, {});
  Decision read;
  Inputs frame;
  REQUIRE(readContent(whole, read, frame).ok());
  CHECK(read == decision);
  for (std::size_t length = 0; length < whole.size(); ++length)
    CHECK_FALSE(readContent(whole.substr(0, length), read, frame).ok());
  std::string later = whole;
  later[0] = 9;
  CHECK(readContent(later, read, frame).fault().kind == FaultKind::kUnsupported);
}

}  // namespace
}  // namespace regard
