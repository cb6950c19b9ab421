// Customers in Arrow columns are decided like those of a store, whatever the columns' layouts; and what cannot be read
// is said.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <ctime>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "regard/columns.h"
#include "tests/support/arrow_batch.h"
#include "tests/support/rulebook.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using support::good;
using support::rulebook;

using Catch::Contains;
using support::ArrowBatch;
using support::Maybe;

__extension__ using Int128 = __int128;

constexpr const char* kColumnsRules = R"(
rulebook shop "Shop" { currency GBP timezone "Europe/London" }
choice channel { call, email }
outcomes { accepted yes, declined no }
profile customer {
  key id : text
  spend "Spend" : money
  tenure : number default 5
  loyal : flag
  rate : percent
  joined : date
  called : instant
  timezone : text
  size : one of { small < medium < large }
  consent : flag by channel
  visits : list of number
}
request { channel : channel }
experiment pricing { usual 50%, lower 50% } measure accepted within 28 days
action gift "A gift" {
  eligible when spend >= £40 and size > small
  suitable when loyal and consent[channel]
  value spend * 10%
  weight +20% when pricing = lower
}
action plan { eligible when tenure >= 4 and rate < 30%  value £7  propensity rate }
action hello { eligible when joined < today - 10 days and called < now  value £1 * sum(visits) }
arbitrate { rank by propensity * value  keep 2 }
)";

std::string tellOf(const Simulation& simulation) {
  std::string told;
  for (const SimulatedAction& action : simulation.actions) {
    told += action.action + ' ' + std::to_string(action.offered) + ' ' + action.priority.text;
    for (const std::uint64_t dropped : action.dropped) told += ' ' + std::to_string(dropped);
    told += '\n';
  }
  return told + std::to_string(simulation.customers) + ' ' + std::to_string(simulation.served) + '\n';
}

std::string isoOf(std::int64_t second) {
  const std::time_t time = second;
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&time))};
}

/// Some thousand customers, more than fit two blocks, of whom not all is known: as columns, and as a store.
struct Town {
  static constexpr int kCustomers = 5'000;
  support::TempFolder folder;
  Rulebook rules = rulebook(kColumnsRules);
  Store store = good(Store::open(folder / "store", Access::write));
  Maybe<std::string> id, zone, size;
  Maybe<std::int64_t> spend, called;
  Maybe<double> tenure, rate;
  Maybe<bool> loyal, hasConsent, byCall, byEmail;
  Maybe<std::int32_t> joined;
  Maybe<std::int8_t> sizeAt;
  std::vector<std::optional<Maybe<float>>> visits;

  Town() {
    std::string lines;
    for (int i = 0; i < kCustomers; ++i) lines += add(i);
    ImportRequest request;
    request.path = folder.write("c.ndjson", lines);
    request.rulebook = rules;
    REQUIRE(good(store.import(request)).imported == kCustomers);
  }

  /// The columns from row `from` to before `to`, all in the layouts that need least converting.
  std::unique_ptr<ArrowBatch> batch(int from, int to, std::int64_t lead) const {
    auto made = std::make_unique<ArrowBatch>(to - from, lead);
    const auto cut = [&](const auto& column) {
      return std::decay_t<decltype(column)>(column.begin() + from, column.begin() + to);
    };
    made->texts("id", cut(id));
    made->values<std::int64_t>("spend", "d:18,4,64", cut(spend));
    made->values<double>("Tenure", "g", cut(tenure));
    made->flags("loyal", cut(loyal));
    made->values<double>("rate", "g", cut(rate));
    made->values<std::int32_t>("joined", "tdD", cut(joined));
    made->values<std::int64_t>("called", "tss:UTC", cut(called));
    made->texts("timezone", cut(zone), "vu");
    made->encoded("size", cut(sizeAt), {"small", "medium", "large"});
    made->beginStruct("consent", cut(hasConsent));
    made->flags("call", cut(byCall));
    made->flags("email", cut(byEmail));
    made->endStruct();
    made->lists<float>("visits", "f", cut(visits));
    return made;
  }

  static SimulationRequest asking(unsigned threads) {
    SimulationRequest request;
    request.request = {{"channel", "call"}};
    request.now = "2026-03-02T10:00";
    request.threads = threads;
    return request;
  }

 private:
  template <class T, class Text>
  static void put(std::string& line, const char* name, std::vector<std::optional<T>>& column, std::optional<T> value,
                  Text&& text) {
    if (value) line += std::string(",\"") + name + "\":" + text(*value);
    column.push_back(std::move(value));
  }

  std::string add(int i) {
    const auto unless = [i](int every, auto value) { return i % every == 0 ? std::nullopt : std::optional(value); };
    const auto quoted = [](const std::string& text) { return '"' + text + '"'; };
    const auto flag = [](bool value) { return std::string(value ? "true" : "false"); };
    const std::string sizes[] = {"small", "medium", "large"};
    const std::string zones[] = {"Pacific/Auckland", "America/Los_Angeles", "Europe/London", "nowhere"};
    id.emplace_back("c" + std::to_string(10'000 + i));
    std::string line = "{\"id\":" + quoted(*id.back());
    put(line, "spend", spend, unless(11, std::int64_t{i} * 7 % 120 * 10'000 + 2'500),
        [](std::int64_t e4) { return "\"" + std::to_string(e4 / 10'000) + ".25\""; });
    put(line, "tenure", tenure, unless(13, i * 3 % 40 / 4.0), [](double n) { return std::to_string(n); });
    put(line, "loyal", loyal, std::optional(i % 4 == 0), flag);
    put(line, "rate", rate, unless(17, (i % 50) / 100.0), [&](double) { return quoted(std::to_string(i % 50) + "%"); });
    put(line, "joined", joined, unless(19, 20'485 + i % 28),
        [&](std::int32_t day) { return quoted(isoOf(std::int64_t{day} * 86'400).substr(0, 10)); });
    put(line, "called", called, unless(7, std::int64_t{1'772'000'000} + i * 1'000),
        [&](std::int64_t second) { return quoted(isoOf(second)); });
    put(line, "timezone", zone, unless(5, zones[i % 4]), quoted);
    put(line, "size", size, unless(23, sizes[i % 3]), quoted);
    sizeAt.push_back(unless(23, static_cast<std::int8_t>(i % 3)));
    hasConsent.push_back(unless(29, true));
    put(line, "consent.call", byCall, unless(29, i % 2 == 0), flag);
    put(line, "consent.email", byEmail, unless(29, i % 4 == 0), flag);
    visits.push_back(unless(31, Maybe<float>(static_cast<std::size_t>(i % 4), 1.5F * static_cast<float>(i % 5))));
    if (!visits.back()) return line + "}\n";
    line += ",\"visits\":[";
    for (std::size_t k = 0; k < visits.back()->size(); ++k) line += (k == 0 ? "" : ",") + std::to_string(1.5 * (i % 5));
    return line + "]}\n";
  }
};

/// All that was decided, by customer and in sums.
std::string decidedFor(const auto& customers, const Rulebook& rules, unsigned threads) {
  std::string told;
  SimulationWatch watch;
  watch.customer = [&](const SimulatedCustomer& customer) {
    for (const SimulatedOffer& offer : customer.offers)
      told += std::string(customer.id) + ' ' + std::string(offer.action) + ' ' + std::string(offer.channel) + ' ' +
              std::to_string(offer.priorityE4) + ' ' + std::to_string(offer.propensityE8) + '\n';
  };
  const Simulation simulation = good(simulate(rules, customers, Town::asking(threads), watch));
  return told + tellOf(simulation);
}

TEST_CASE("customers in columns are decided as those of a store, whatever the batches and threads", "[columns]") {
  const Town town;
  const std::string wanted = decidedFor(town.store, town.rules, 1);
  for (const char* action : {"gift", "plan", "hello"})
    CHECK_THAT(wanted, Contains(std::string(" ") + action + " call "));
  for (const std::int64_t lead : {0, 5, 64})
    for (const int end : {5'000, 2'048, 4'097}) {
      const auto first = town.batch(0, end, lead), second = town.batch(end, Town::kCustomers, lead);
      const std::vector<const ArrowArray*> batches{first->array(), second->array()};
      for (const unsigned threads : {1U, 3U}) {
        INFO("lead " << lead << ", first batch " << end << ", threads " << threads);
        CHECK(decidedFor(CustomerColumns{first->schema(), batches}, town.rules, threads) == wanted);
      }
    }
}

/// What is said of one customer whose only column beside the id was made by `add`.
template <class Add>
Expected<Simulation> simulatedWith(Add&& add, const std::string& rules = kColumnsRules, std::int64_t rows = 1) {
  ArrowBatch batch(rows);
  Maybe<std::string> ids;
  for (std::int64_t i = 0; i < rows; ++i) ids.emplace_back("c" + std::to_string(i));
  batch.texts("id", ids);
  add(batch);
  const ArrowArray* const array = batch.array();
  return simulate(rulebook(rules), CustomerColumns{batch.schema(), {&array, 1}}, Town::asking(1));
}

/// What the column gives, by asking whether it is `wanted`.
template <class T>
bool isRead(const std::string& type, const std::string& format, const std::optional<T>& given,
            const std::string& wanted) {
  const std::string rules =
      "rulebook one { currency GBP timezone \"Europe/London\" }\nchoice channel { call }\nrequest { channel : channel "
      "}\nprofile customer { key id : text  x : " +
      type + " }\naction it { eligible when x " + wanted + "  value £1 }\n";
  const Simulation simulation = good(simulatedWith(
      [&](ArrowBatch& batch) {
        if constexpr (std::is_same_v<T, std::string>) {
          batch.texts("x", {given}, format);
        } else if constexpr (std::is_same_v<T, bool>) {
          batch.flags("x", {given});
        } else {
          batch.values<T>("x", format, {given});
        }
      },
      rules));
  return simulation.served == 1;
}

TEST_CASE("a value of any layout is the value that it says", "[columns]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(isRead<double>("number", "g", 2.5, "= 2.5"));
  CHECK(isRead<double>("number", "g", nan, "is unknown"));
  CHECK(isRead<double>("number", "g", -0.0, "= 0"));
  CHECK(isRead<double>("number", "g", {}, "is unknown"));
  CHECK(isRead<float>("number", "f", 0.25F, "= 0.25"));
  CHECK(isRead<std::int8_t>("number", "c", std::int8_t{-3}, "= -3"));
  CHECK(isRead<std::uint16_t>("number", "S", std::uint16_t{65'535}, "= 65535"));
  CHECK(isRead<std::uint64_t>("number", "L", std::uint64_t{1} << 63, "= 9223372036854775808"));
  CHECK(isRead<Int128>("number", "d:38,3", Int128{-1'234'567}, "= -1234.567"));
  CHECK(isRead<std::int32_t>("number", "d:9,-2,32", 12, "= 1200"));
  CHECK(isRead<std::string>("number", "u", "12.5", "= 12.5"));
  CHECK(isRead<std::string>("number", "U", "", "is unknown"));

  CHECK(isRead<std::int64_t>("money", "d:18,4,64", 421'000, "= £42.10"));
  CHECK(isRead<Int128>("money", "d:38,6", Int128{42'100'050}, "= £42.1000"));  // half to even
  CHECK(isRead<Int128>("money", "d:38,6", Int128{42'100'150}, "= £42.1002"));
  CHECK(isRead<Int128>("money", "d:38,2", Int128{-4'210}, "= -£42.10"));
  CHECK(isRead<double>("money", "g", 42.1, "= £42.10"));
  CHECK(isRead<std::int32_t>("money", "i", 42, "= £42"));
  CHECK(isRead<std::string>("money", "vu", "GBP 1,042.10", "= £1_042.10"));
  CHECK(isRead<double>("percent", "g", 0.125, "= 12.5%"));
  CHECK(isRead<std::int64_t>("percent", "d:18,8,64", 12'500'000, "= 12.5%"));
  CHECK(isRead<std::string>("percent", "u", "12.5%", "= 12.5%"));

  CHECK(isRead<bool>("flag", "b", true, "= yes"));
  CHECK(isRead<std::int64_t>("flag", "l", 0, "= no"));
  CHECK(isRead<std::string>("flag", "u", "Y", "= yes"));
  CHECK(isRead<std::int32_t>("date", "tdD", 20'514, "= 2026-03-02"));
  CHECK(isRead<std::int64_t>("date", "tdm", std::int64_t{20'514} * 86'400'000, "= 2026-03-02"));
  CHECK(isRead<std::int64_t>("date", "tsn:", std::int64_t{20'514} * 86'400 * 1'000'000'000, "= 2026-03-02"));
  // On the rulebook's clock, where it is summer, unless it says of which zone it is.
  const std::int64_t noon = std::int64_t{20'636} * 86'400 + 43'200;
  CHECK(isRead<std::int64_t>("instant", "tss:", noon, "= 2026-07-02T11:00+00:00"));
  CHECK(isRead<std::int64_t>("instant", "tss:UTC", noon, "= 2026-07-02T12:00+00:00"));
  CHECK(isRead<std::int64_t>("instant", "tsu:Asia/Tokyo", noon * 1'000'000 + 999, "= 2026-07-02T12:00+00:00"));
  CHECK(isRead<std::int64_t>("duration", "tDs", 7'200, "= 2 hours"));
  CHECK(isRead<std::int32_t>("period", "tiM", 15, "= 15 months"));
  CHECK(isRead<std::string>("one of { small < large }", "vu", "large", "> small"));
  CHECK(isRead<std::string>("text", "vu", "longer than twelve bytes", "= \"longer than twelve bytes\""));
  CHECK(isRead<std::int64_t>("text", "l", 4'711, "= \"4711\""));
}

TEST_CASE("values that cannot be are unknown, and counted", "[columns]") {
  const double infinite = std::numeric_limits<double>::infinity();
  const auto notes = [](const Expected<Simulation>& simulation) {
    std::string all;
    for (const std::string& note : good(simulation).notes) all += note + '\n';
    return all;
  };
  CHECK_THAT(
      notes(simulatedWith(
          [&](ArrowBatch& b) {
            b.values<double>("tenure", "g", {1.0, infinite, 3.0, -infinite});
          },
          kColumnsRules, 4)),
      Contains(
          "column `tenure`: 2 values are not what the rules take them for, and left unknown; the first is in row 2"));
  CHECK_THAT(notes(simulatedWith([](ArrowBatch& b) { b.texts("size", {"huge"}); })),
             Contains("column `size`: 1 value is"));
  CHECK_THAT(
      notes(simulatedWith(
          [](ArrowBatch& b) {
            b.encoded("size", {std::int8_t{0}, std::int8_t{3}}, {"small"});
          },
          kColumnsRules, 2)),
      Contains("column `size`: 1 value is not what the rules take it for, and left unknown; the first is in row 2"));
  CHECK_THAT(notes(simulatedWith([](ArrowBatch& b) { b.values<std::int64_t>("joined", "tsm:", {1}); })),
             Contains("column `joined`: 1 value is"));  // not a midnight
  CHECK_THAT(notes(simulatedWith([](ArrowBatch& b) { b.texts("id2", {"x"}); })), Contains("no attribute takes `id2`"));
  CHECK_THAT(notes(simulatedWith([](ArrowBatch&) {})), Contains("no column is `spend`: it is unknown of everybody"));
  CHECK_THAT(
      notes(simulatedWith(
          [](ArrowBatch& b) {
            b.lists<double>("visits", "g", {Maybe<double>{}, Maybe<double>(1'001, 1.0)});
          },
          kColumnsRules, 2)),
      Contains("column `visits`: 1 value is not what the rules take it for, and left unknown; the first is in row 2"));
}

TEST_CASE("a list that leads outside of its values is unknown, and counted", "[columns]") {
  ArrowBatch batch(2);
  batch.texts("id", {"c0", "c1"});
  batch.lists<double>("visits", "g", {Maybe<double>{1.0}, Maybe<double>{2.0, 3.0}});
  const ArrowArray* const array = batch.array();
  array->children[1]->children[0]->length = 2;  // of the three that the second list ends at
  const auto simulation =
      good(simulate(rulebook(kColumnsRules), CustomerColumns{batch.schema(), {&array, 1}}, Town::asking(1)));
  CHECK(std::count(simulation.notes.begin(), simulation.notes.end(),
                   "column `visits`: 1 value is not what the rules take it for, and left unknown; the first is in row "
                   "2") == 1);
}

TEST_CASE("columns that cannot be what the rules take them for are refused by name", "[columns]") {
  const auto fault = [](auto&& add) {
    const Expected<Simulation> simulation = simulatedWith(add);
    REQUIRE_FALSE(simulation.ok());
    CHECK(simulation.error().kind == ErrorKind::invalid);
    return simulation.error().message;
  };
  CHECK(fault([](ArrowBatch& b) { b.values<double>("joined", "g", {1.0}); }) ==
        "column `joined`: it holds floating-point numbers, but the rules take it as date");
  CHECK(fault([](ArrowBatch& b) { b.values<double>("visits", "g", {1.0}); }) ==
        "column `visits`: it holds floating-point numbers, but the rules take it as a list");
  CHECK_THAT(fault([](ArrowBatch& b) { b.values<double>("tenure", "+r", {1.0}); }),
             Contains("column `tenure`: Arrow's format `+r`"));
  CHECK(fault([](ArrowBatch& b) {
          b.values<double>("tenure", "g", {1.0});
          b.values<double>("Tenure", "g", {1.0});
        }) == "columns `tenure` and `Tenure` are both `tenure`: leave one out");
  CHECK(fault([](ArrowBatch& b) { b.values<double>("tenure", "g", {}); }) ==
        "column `tenure`: it has 0 rows where 1 are wanted");
  CHECK(fault([](ArrowBatch& b) { b.values<double>("tenure", "u", {1.0}); }) ==
        "column `tenure`: it has 2 buffers where text have 3");

  ArrowBatch batch(1);
  batch.texts("ID number", {"c1"});
  const ArrowArray* const array = batch.array();
  const CustomerColumns customers{batch.schema(), {&array, 1}};
  const Rulebook rules = rulebook(kColumnsRules);
  const auto keyless = simulate(rules, customers, Town::asking(1));
  REQUIRE_FALSE(keyless.ok());
  CHECK_THAT(keyless.error().message, Contains("no column says who a customer is: one must be called `id`"));
  SimulationRequest started;
  started.on = "contact";
  const auto onContact = simulate(rules, customers, started);
  REQUIRE_FALSE(onContact.ok());
  CHECK_THAT(onContact.error().message, Contains("columns do not say what happened to whom"));
  CHECK_FALSE(simulate(rules, CustomerColumns{}, Town::asking(1)).ok());
  ArrowBatch empty(0);
  empty.texts("id", {});
  CHECK(good(simulate(rules, CustomerColumns{empty.schema(), {}}, Town::asking(1))).customers == 0);
}

TEST_CASE("a change of rules is judged over columns as over a store", "[columns]") {
  const Town town;
  std::string text = kColumnsRules;
  text.replace(text.find("value £7"), std::string("value £7").size(), "value £90");
  const Rulebook after = rulebook(text);
  const auto batch = town.batch(0, Town::kCustomers, 3);
  const ArrowArray* const array = batch->array();
  const SimulationChange inStore = good(simulateChange(after, town.rules, town.store, Town::asking(1)));
  const SimulationChange inColumns =
      good(simulateChange(after, town.rules, CustomerColumns{batch->schema(), {&array, 1}}, Town::asking(2)));
  CHECK(inColumns.changed == inStore.changed);
  CHECK(inStore.changed > 0);
  CHECK(tellOf(inColumns.after) == tellOf(inStore.after));
  CHECK(tellOf(inColumns.before) == tellOf(inStore.before));
}

}  // namespace
}  // namespace regard
