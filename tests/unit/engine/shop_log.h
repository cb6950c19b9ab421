#pragma once
// A shop whose decisions are logged.

#include <catch2/catch.hpp>

#include "engine/door/store_impl.h"
#include "engine/log/logged_rules.h"
#include "regard/log.h"
#include "tests/support/rulebook.h"
#include "tests/support/temp_folder.h"

namespace regard::tests {

using Catch::Contains;
using support::TempFolder;

inline constexpr const char* kShopRules = R"(
rulebook shop "Shop" { currency GBP timezone "Europe/London" }
choice channel { call, email }
issues { service }
profile customer { key id : text  spend : money  email : text private  loyal : flag private }
event order "Order placed" { amount : money, note : text private }
request { channel : channel  intent : one of { buy, leave } }
action gift "A gift" {
  issue service
  eligible when spend >= £40
  benefit spend * 10%
  treatment call { script "A gift for {{email}}." }
  treatment email { subject "A gift" }
}
action stay "Do stay" { issue service  eligible when request.intent = leave  benefit £5  treatment call { script "Stay." } }
arbitrate { keep 5 }
)";

using support::good;
using support::rulebook;
inline Rulebook rulebook() { return support::rulebook(kShopRules); }

/// A store with ann, who spends £50, and bob, who spends £10.
struct Base {
  TempFolder folder;
  Rulebook rules = rulebook();
  Store store = good(Store::open(folder / "store", Access::write));
  DecisionLog log{store};

  Base() {
    ImportRequest request;
    request.path = folder.write("c.csv", "id,spend,email,loyal\nann,£50,ann@example.com,yes\nbob,£10,,no\n");
    request.rulebook = rules;
    REQUIRE(good(store.import(request)).imported == 2);
  }
  DecisionRequest asking(const std::string& customer, const std::string& channel, const std::string& intent = "unknown",
                         Logging how = Logging::durable) const {
    DecisionRequest request;
    request.customer = customer;
    request.request = {{"channel", channel}, {"intent", intent}};
    request.now = "2026-03-02T10:00";
    request.log = how;
    return request;
  }
  DecisionResult decide(const DecisionRequest& request) const {
    return good(good(Engine::make(rules, store)).decide(request));
  }
  std::vector<LogEntry> entries(const LogQuery& query = {}) const {
    std::vector<LogEntry> all;
    const auto visited = good(log.forEach(query, [&](const LogEntry& entry) {
      all.push_back(entry);
      return true;
    }));
    CHECK(visited == all.size());
    return all;
  }
  std::vector<std::string> ids(const LogQuery& query = {}) const {
    std::vector<std::string> all;
    for (const LogEntry& entry : entries(query)) all.push_back(entry.id);
    return all;
  }
  void must(Command command) const { REQUIRE(store.impl()->store->writer().submit(std::move(command)).get().ok()); }
  /// The decision again under another id, with one figure changed.
  std::string falsified(const std::string& id) const {
    Sealer sealer;
    LoggedDecision logged = [&] {
      const auto txn = store.impl()->store->read();
      return *findLogged(*txn, *DecisionId::parse(id), sealer);
    }();
    logged.decision.kept.at(0).benefit.e4 += 10'000;
    const DecisionId other = logged.id.successor();
    must(logCommand(other, logged.customer, logged.rules, logged.seed, false, logged.decision, logged.frame));
    return other.text();
  }
};

}  // namespace regard::tests
