// Decisions are logged, looked up, taken out and made again on the command line.

#include <catch2/catch.hpp>
#include <filesystem>
#include <sstream>

#include "engine/log/logged_decision.h"
#include "engine/store/profile_store.h"
#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

constexpr const char* kNowhere = "01890a5d-ac96-774b-bcce-b302099a8057";

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// The shop with its customers imported.
struct Logged : Shop {
  Logged() { CHECK(import().code == 0); }
  std::string logged(const std::string& customer) const {
    return parsed(decide(customer, {"--log", "--json"}))["id"].get<std::string>();
  }
  Ran log(std::vector<std::string> words = {}) const {
    words.insert(words.begin(), {"log", path("store")});
    return regard(words);
  }
  Ran replay(std::vector<std::string> words) const {
    words.insert(words.begin(), {"replay", path("store")});
    return regard(words);
  }
  /// What the engine does behind the command line.
  template <class Do>
  void inStore(Do&& work) const {
    auto store = ProfileStore::open(path("store"), OpenMode::kWriter);
    REQUIRE(store.ok());
    work(**store);
  }
  /// A logged decision once more, with another benefit.
  std::string falsified(const std::string& id) const {
    DecisionId other = DecisionId::parse(id)->successor();
    inStore([&](ProfileStore& store) {
      Sealer sealer;
      LoggedDecision logged = *findLogged(*store.read(), *DecisionId::parse(id), sealer);
      logged.decision.kept.at(0).benefit.e4 -= 10'000;
      logged.decision.kept.pop_back();
      REQUIRE(store.writer()
                  .submit(logCommand(other, logged.customer, logged.rules, logged.seed, false, logged.decision,
                                     logged.frame))
                  .get()
                  .ok());
    });
    return other.text();
  }
};

TEST_CASE("a decision that is logged is the same decision, with an id", "[cli]") {
  const Logged shop;
  const Ran plain = shop.decide("c-1"), logged = shop.decide("c-1", {"--log"});
  CHECK(logged.code == 0);
  auto lines = linesOf(logged.out);
  REQUIRE(lines.size() > 2);
  REQUIRE(lines[1].starts_with("Logged as "));
  const std::string id = lines[1].substr(10);
  lines.erase(lines.begin() + 1);
  CHECK(lines == linesOf(plain.out));
  CHECK(parsed(shop.decide("c-1", {"--json"}))["id"].is_null());
  CHECK(holds(shop.decide("c-1", {"--log", "--why", "upgrade"}).out, "\nLogged as "));
  CHECK(shop.log({id}).out == logged.out);
  const auto told = parsed(shop.log({id, "--why", "--json"}));
  CHECK(told["id"] == id);
  CHECK(told["request"] == nlohmann::json({{"channel", "call"}}));
  CHECK(told["offered"].size() == 2);
  CHECK(told.contains("withheld"));
}

TEST_CASE("a log is listed, the newest first", "[cli]") {
  const Logged shop;
  CHECK(shop.log().out == "No such decision is logged.\n");
  const std::string one = shop.logged("c-1"), two = shop.logged("c-2"), three = shop.logged("c-1");
  const auto lines = linesOf(shop.log().out);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].starts_with(three + "  20"));
  CHECK(lines[0].ends_with("c-1  upgrade by call, thank_you by call"));
  CHECK(lines[1].ends_with("c-2  nothing to offer"));
  CHECK(lines[2].starts_with(one));
  CHECK(linesOf(shop.log({"--customer", "c-1"}).out).size() == 2);
  CHECK(linesOf(shop.log({"--action", "thank_you", "--most", "1"}).out).size() == 1);
  CHECK(linesOf(shop.log({"--from", two}).out).size() == 2);
  CHECK(linesOf(shop.log({"--to", two}).out).size() == 2);
  CHECK(linesOf(shop.log({"--from", "2020-01-01", "--to", "2020-01-02"}).out).size() == 1);
  const auto listed = parsed(shop.log({"--json"}))["decisions"];
  REQUIRE(listed.size() == 3);
  CHECK(listed[0]["id"] == three);
  CHECK(listed[0]["state"] == "whole");
  CHECK(listed[0]["now"] == "2026-03-02T10:00:00+00:00");
  CHECK(listed[0]["offered"][0]["action"] == "upgrade");
  CHECK_FALSE(listed[0]["offered"][0].contains("texts"));
}

TEST_CASE("a log is taken out as NDJSON and CSV", "[cli]") {
  const Logged shop;
  const std::string one = shop.logged("c-1"), two = shop.logged("c-2");
  const auto json = linesOf(shop.log({"--format", "ndjson"}).out);
  REQUIRE(json.size() == 2);
  const auto first = nlohmann::json::parse(json[0]);
  CHECK(first["id"] == one);
  CHECK(first["customer"] == "c-1");
  CHECK(first["inputs"]["spend"] == "42.50");
  CHECK(first["inputs"]["request.channel"] == "call");
  CHECK(first["rows"]["contact"].empty());
  CHECK(first["offered"][1]["priority"] == "6.00");

  const Ran csv = shop.log({"--format", "csv", "-o", shop.path("out.csv")});
  CHECK(csv.code == 0);
  CHECK(csv.out.empty());
  CHECK(csv.err == shop.path("out.csv") + ": 2 decisions.\n");
  const auto rows = linesOf(shop.read("out.csv"));
  REQUIRE(rows.size() == 4);
  CHECK(rows[0] ==
        "id,logged_at,state,customer,now,rulebook,rulebook_hash,seed,reserved,currency,kept,rank,action,issue,group,"
        "channel,treatment,mandatory,priority,score,weight,propensity,value,benefit,cost,learned_mean,"
        "learned_yes,learned_of,selection_probability,selection_error,selection_method,outcomes\r");
  CHECK(holds(rows[1], ",whole,c-1,2026-03-02T10:00:00+00:00,shop,"));
  CHECK(rows[1].ends_with(",0,no,GBP,2,1,upgrade,sales,,call,,,20.40,20.40,1,0.1,204.00,0.00,0.00,,,,1,0,certain,\r"));
  CHECK(holds(rows[2], ",2,2,thank_you,service,"));
  CHECK(rows[3].ends_with(",0,no,GBP,0,,,,,,,,,,,,,,,,,,,,certain,\r"));
  CHECK(rows[3].starts_with(two));
  CHECK(linesOf(shop.log({one, "--format", "csv"}).out).size() == 3);
}

TEST_CASE("what rules call private leaves the log masked", "[cli]") {
  const Logged shop;
  std::string rules = shop.read("rules/shop.regard");
  rules.replace(rules.find("\"Customer\" : text"), 17, "\"Customer\" : text private");
  rules.replace(rules.find("\"Spend\"   : money"), 17, "\"Spend\"   : money private");
  shop.write("rules/shop.regard", rules);
  shop.logged("c-1");
  const auto line = nlohmann::json::parse(shop.log({"--format", "ndjson"}).out);
  CHECK(line["customer"] == "***");
  CHECK(line["inputs"]["customer_id"] == "***");
  CHECK(line["inputs"]["spend"] == "***");
  CHECK(line["inputs"]["tenure"] == 30);
  CHECK(holds(shop.log({"--format", "csv"}).out, ",whole,***,"));
}

TEST_CASE("logged decisions are made again: the same", "[cli]") {
  const Logged shop;
  CHECK(shop.replay({"--all"}).out == "No decision is logged there.\n");
  const std::string one = shop.logged("c-1"), two = shop.logged("c-2");
  std::filesystem::remove_all(shop.path("rules"));
  for (const auto& [which, count] : {std::pair<std::string, int>{one, 1},
                                     {one + "..", 2},
                                     {".." + one, 1},
                                     {one + ".." + two, 2},
                                     {"2020-01-01..", 2},
                                     {"--all", 2}}) {
    const Ran ran = shop.replay({which});
    CHECK(ran.code == 0);
    CHECK(holds(ran.out, "Made " + std::to_string(count) + " decision"));
    CHECK(holds(ran.out, ": " + std::to_string(count) + " the same.\n"));
  }
  CHECK(parsed(shop.replay({"--all", "--json"}))["same"] == 2);
}

TEST_CASE("a decision that is another now is told, with exit code 1", "[cli]") {
  const Logged shop;
  const std::string one = shop.logged("c-1"), wrong = shop.falsified(one);
  const Ran ran = shop.replay({"--all"});
  CHECK(ran.code == 1);
  CHECK(holds(ran.out, ": 1 the same, 1 different.\n"));
  CHECK(holds(ran.out, "\n✗ " + wrong +
                           "  c-1\n"
                           "  rank 1  upgrade: benefit was -£1.00, is £0.00\n"
                           "  rank 2  was nothing; is thank_you by call, £6.00\n"));
  const Ran json = shop.replay({wrong, "--json"});
  CHECK(json.code == 1);
  CHECK(parsed(json)["differences"][0]["was"].size() == 1);
  CHECK(parsed(json)["differences"][0]["is"].size() == 2);
  CHECK(shop.replay({one}).code == 0);
  const Ran told = shop.log({wrong});
  CHECK(told.code == 4);
  CHECK(holds(told.err, "is another when it is made again"));
}

TEST_CASE("a decision of somebody erased is told as such", "[cli]") {
  const Logged shop;
  const std::string one = shop.logged("c-1");
  shop.logged("c-2");
  shop.inStore([](ProfileStore& store) { REQUIRE(store.writer().submit(EraseProfile{"c-1"}).get().ok()); });
  const Ran again = shop.replay({one});
  CHECK(again.code == 3);
  CHECK(holds(again.err, one + " is erased"));
  CHECK(shop.log({one}).code == 3);
  const Ran all = shop.replay({"--all"});
  CHECK(all.code == 0);
  CHECK(holds(all.out, ": 1 the same, 1 erased.\n"));
  CHECK(holds(shop.log().out, "its customer is erased"));
  CHECK(holds(shop.log({"--format", "csv"}).out, ",erased,,"));
}

TEST_CASE("a damaged decision is told, with exit code 4", "[cli]") {
  const Logged shop;
  const std::string one = shop.logged("c-1");
  shop.logged("c-2");
  {
    auto env = LmdbEnv::open(shop.path("store"), OpenMode::kWriter);
    auto txn = (*env)->write();
    const DecisionId id = *DecisionId::parse(one);
    std::string record(**txn->get(Table::kDecisions, id.view()));
    record[70] = static_cast<char>(record[70] ^ 1);
    REQUIRE(txn->put(Table::kDecisions, id.view(), record).ok());
    REQUIRE(txn->commit().ok());
  }
  const Ran all = shop.replay({"--all"});
  CHECK(all.code == 4);
  CHECK(holds(all.out, ": 1 the same, 1 not readable.\n"));
  CHECK(holds(all.out, "✗ decision " + one + ": the record of the decision is damaged: its checksum is wrong\n"));
  CHECK(parsed(shop.replay({"--all", "--json"}))["unreadables"][0]["id"] == one);
  CHECK(shop.log({one}).code == 4);
  CHECK(linesOf(shop.log().out).size() == 2);
}

TEST_CASE("the log is bounded by age and size", "[cli]") {
  const Logged shop;
  const std::string one = shop.logged("c-1");
  const Ran set = shop.log({"--keep", "90d", "--quota", "10GB"});
  CHECK(set.code == 0);
  CHECK(holds(set.out, ": 1 decision in "));
  CHECK(holds(set.out, "\nKept for 90 days, in at most 10 GB.\n0 decisions let go.\n"));
  CHECK(holds(shop.log({"--keep", "12 hours"}).out, "Kept for 12 hours, in at most 10 GB."));
  CHECK(holds(shop.log({"--limits"}).out, "Kept for 12 hours, in at most 10 GB.\n"));
  CHECK(holds(shop.log({"--quota", "none", "--keep", "forever"}).out, "\nKept for ever.\n"));
  const auto facts = parsed(shop.log({"--quota", "1kB", "--json"}));
  CHECK(facts["let_go"] == 1);
  CHECK(facts["decisions"] == 0);
  CHECK(facts["quota_bytes"] == 1'000);
  CHECK(facts["keep_seconds"].is_null());
  const Ran gone = shop.replay({one});
  CHECK(gone.code == 3);
  CHECK(holds(gone.err, "it was let go"));
}

TEST_CASE("what is asked of the log amiss is told", "[cli]") {
  const Logged shop;
  const auto told = [&](const Ran& ran, int code, const std::string& part) {
    INFO(ran.err);
    CHECK(ran.code == code);
    CHECK(holds(ran.err, part));
  };
  told(shop.log({"c-1"}), 2, "`c-1` is not the id of a decision: it has 3 characters and not 36");
  told(shop.log({kNowhere}), 3, "is logged in this store");
  told(shop.log({kNowhere, "--format", "csv"}), 3, "is logged in this store");
  told(shop.replay({kNowhere}), 3, "is logged in this store");
  told(shop.replay({}), 2, "which decisions?");
  told(shop.replay({kNowhere, "--all"}), 2, "--all is every decision");
  told(shop.replay({"soon.."}), 2, "`soon` is neither a time");
  told(shop.log({"--customer", "c-9"}), 3, "there is no customer `c-9`");
  told(shop.log({"--format", "xml"}), 2, "should be ndjson or csv");
  told(shop.log({"--format", "csv", "--json"}), 2, "two forms");
  told(shop.log({"-o", "x"}), 2, "needs --format");
  told(shop.log({"--why"}), 2, "give its ID");
  told(shop.log({kNowhere, "--customer", "c-1"}), 2, "an ID names one");
  told(shop.log({"--most", "0"}), 2, "whole number from 1 up");
  told(shop.log({"--keep", "90"}), 2, "90d, 12h or 6w, or forever");
  told(shop.log({"--keep", "99999999999999999999d"}), 2, "90d, 12h or 6w, or forever");
  told(shop.log({"--quota", "10 GiB"}), 2, "500MB or 10GB, or none");
  told(shop.log({"--format", "csv", "-o", shop.path("no/such/folder/x")}), 4, "could not write");
  told(shop.decide("c-1", {"--log", "--set", "tenure=3"}), 2, "what if is not logged");
  told(shop.regard({"log", shop.path("nowhere"), "--keep", "90d"}), 3, "");
  CHECK_FALSE(std::filesystem::exists(shop.path("nowhere")));
  CHECK(shop.log().out == "No such decision is logged.\n");
}

TEST_CASE("the log is read while another process writes", "[cli]") {
  const Logged shop;
  const std::string one = shop.logged("c-1");
  shop.inStore([&](ProfileStore&) {
    CHECK(shop.replay({"--all"}).code == 0);
    CHECK(shop.log({one}).code == 0);
    CHECK(shop.decide("c-1", {"--log"}).code == 4);
    CHECK(shop.log({"--keep", "1d"}).code == 4);
  });
}

}  // namespace
}  // namespace regard::tests
