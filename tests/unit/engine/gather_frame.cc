// From a record, a request and an instant to a frame: written under one catalog, read under another.

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <new>

#include "base/format.h"
#include "engine/gather/gather.h"
#include "engine/store/record_builder.h"
#include "tests/support/catalog.h"
#include "tests/support/program_builder.h"

namespace {
std::size_t allocations = 0;  // of this whole test program
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace regard {
namespace {

using support::attribute;
using support::kDate;
using support::kFlag;
using support::kMoney;
using support::kNumber;
using support::kPercent;
using support::kText;

constexpr std::int64_t kNoonMs = 20'454 * kMsPerDay + kMsPerDay / 2;  // 2026-01-01T12:00Z

Catalog catalogOf(std::vector<CatalogAttribute> attributes, const Catalog& before = {}) {
  ProfileSchema schema{"customer", "GBP", {}};
  schema.attributes.push_back(support::keyAttribute("id"));
  for (CatalogAttribute& one : attributes) schema.attributes.push_back(std::move(one));
  return before.merged(schema).value();
}

Scalar pounds(std::int64_t amount) { return Scalar::known(Cell::ofInt(amount * kMoneyScale)); }
Scalar member(std::int64_t ordinal) { return Scalar::known(Cell::ofInt(ordinal)); }

/// Rules over `id`, `arrears`, `contract { two_year, one_year, monthly }`, `name`, `tenure` (default 0), `timezone`, …
struct Rules {
  support::ProgramBuilder builder;
  std::uint16_t contract = 0;
  enum Slot : std::uint32_t { kId, kArrears, kContract, kName, kTenure, kZone, kLocale, kToday, kChannel, kBorn };

  Rules() {
    contract = builder.choice("contract", {"two_year", "one_year", "monthly"});
    builder.channels({"call", "chat"});
    builder.program().profileName = "customer";
    builder.program().keyName = "id";
    builder.program().timezone = "Europe/London";
    builder.input("id", kText);
    builder.input("arrears", kMoney);
    builder.input("contract", {TypeKind::kChoice, contract});
    builder.input("name", kText);
    builder.input("tenure", kNumber);
    builder.input("timezone", kText);
    builder.input("locale", kText);
    builder.input("today", kDate, ir::InputSource::kToday);
    builder.input("channel", {TypeKind::kChoice, ir::kChannelChoice}, ir::InputSource::kRequest);
    builder.input("born", kDate);
    builder.program().inputs[kTenure].fallback = Scalar::known(Cell::ofDouble(0));
  }
  Result<Plan> plan(const Catalog& catalog) {
    return makePlan(std::make_shared<const ir::Program>(builder.program()), catalog);
  }
};

struct Customer {
  explicit Customer(const Catalog& catalog) : catalog_(catalog), builder_(catalog_) {}
  Customer& set(std::string_view name, Scalar value) {
    builder_.set(*catalog_.find(name), value);
    return *this;
  }
  Customer& set(std::string_view name, std::string_view text) {
    builder_.setText(*catalog_.find(name), text);
    return *this;
  }
  void row(std::string_view list, std::string_view text) {
    const CatalogAttribute& attribute = *catalog_.find(list);
    if (std::exchange(begun_, true) == false) builder_.beginList(attribute);
    builder_.addRow();
    builder_.setTextInRow(attribute.columns.back(), text);
  }
  Snapshot snapshot() {
    bytes_ = builder_.finish(1);
    return {RecordView::of(bytes_, false).value(), "C-1"};
  }

 private:
  Catalog catalog_;
  RecordBuilder builder_;
  std::string_view bytes_;
  bool begun_ = false;
};

Inputs gathered(const Plan& plan, const Snapshot& snapshot, std::int64_t nowMs = kNoonMs,
                std::vector<GivenValue> request = {}, std::vector<GivenValue> overrides = {}) {
  ZoneCache zones;
  Inputs into;
  gather(plan, snapshot, request, overrides, nowMs, zones, into);
  return into;
}

std::string textIn(const Plan& plan, const Inputs& inputs, std::uint32_t slot) {
  const Scalar value = inputs.at(slot);
  return value.isKnown() ? std::string(textOf(*plan.program, inputs, value.cell.asText())) : "unknown";
}

const std::vector<CatalogAttribute> kFirstAttributes = {
    attribute("contract", TypeKind::kChoice, {"monthly", "weekly", "one_year"}),
    attribute("arrears", TypeKind::kMoney),
    attribute("retired", TypeKind::kText),
    attribute("name", TypeKind::kText),
    attribute("tenure", TypeKind::kNumber),
};

}  // namespace

TEST_CASE("a record reads the same under any order of attributes and members", "[gather]") {
  Rules rules;
  const Catalog first = catalogOf(kFirstAttributes);
  const Catalog later = catalogOf(
      {attribute("locale", TypeKind::kText), attribute("born", TypeKind::kDate), attribute("timezone", TypeKind::kText),
       attribute("tenure", TypeKind::kNumber), attribute("contract", TypeKind::kChoice, {"two_year", "monthly"}),
       attribute("arrears", TypeKind::kMoney), attribute("name", TypeKind::kText)},
      first);
  struct Case {
    const char* name;
    Catalog writtenUnder, readUnder;
  };
  for (const Case& c : {Case{"today's", first, first}, Case{"an older record", first, later},
                        Case{"a newer record", later, first}, Case{"a newer catalog", later, later}}) {
    DYNAMIC_SECTION(c.name) {
      const Plan plan = rules.plan(c.readUnder).value();
      Customer customer(c.writtenUnder);
      customer.set("arrears", pounds(42)).set("contract", member(2)).set("name", "Ada").set("retired", "gone");
      const Inputs inputs = gathered(plan, customer.snapshot());
      CHECK(inputs.at(Rules::kArrears) == pounds(42));
      CHECK(inputs.at(Rules::kContract) == member(1));  // one_year, by name
      CHECK(textIn(plan, inputs, Rules::kName) == "Ada");
      CHECK(textIn(plan, inputs, Rules::kId) == "C-1");
      CHECK(inputs.at(Rules::kTenure) == Scalar::known(Cell::ofDouble(0)));  // its default
      CHECK(inputs.at(Rules::kBorn) == Scalar::unknown());
      CHECK(inputs.at(Rules::kChannel) == Scalar::unknown());
      CHECK(inputs.nowMs == kNoonMs);
    }
  }
}

TEST_CASE("what is not a value of its type any more is unknown", "[gather]") {
  Rules rules;
  const Catalog catalog = catalogOf({attribute("contract", TypeKind::kChoice, {"monthly", "weekly"}),
                                     attribute("tenure", TypeKind::kNumber), attribute("born", TypeKind::kDate)});
  const Plan plan = rules.plan(catalog).value();
  struct Case {
    const char* name;
    const char* attribute;
    Scalar stored;
    std::uint32_t slot;
    Scalar read;
  };
  const Scalar noTenure = Scalar::known(Cell::ofDouble(0));
  const Case cases[] = {
      {"a member the rules dropped", "contract", member(1), Rules::kContract, Scalar::unknown()},
      {"an ordinal beyond the catalog", "contract", member(7), Rules::kContract, Scalar::unknown()},
      {"not a number", "tenure", Scalar::known(Cell::ofDouble(std::numeric_limits<double>::quiet_NaN())),
       Rules::kTenure, noTenure},
      {"infinite", "tenure", Scalar::known(Cell::ofDouble(std::numeric_limits<double>::infinity())), Rules::kTenure,
       noTenure},
      {"the year 10000", "born", Scalar::known(Cell::ofInt(kLastDay + 1)), Rules::kBorn, Scalar::unknown()},
      {"the last day", "born", Scalar::known(Cell::ofInt(kLastDay)), Rules::kBorn,
       Scalar::known(Cell::ofInt(kLastDay))},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      const Inputs inputs = gathered(plan, Customer(catalog).set(c.attribute, c.stored).snapshot());
      CHECK(inputs.at(c.slot) == c.read);
    }
  }
}

TEST_CASE("request, what-if and default, in that order of strength", "[gather]") {
  Rules rules;
  const Catalog catalog = catalogOf(kFirstAttributes);
  const Plan plan = rules.plan(catalog).value();
  Customer customer(catalog);
  customer.set("arrears", pounds(42)).set("tenure", Scalar::known(Cell::ofDouble(12))).set("name", "Ada");
  const Inputs inputs = gathered(plan, customer.snapshot(), kNoonMs, {{Rules::kChannel, member(1), {}}},
                                 {{Rules::kArrears, Scalar::unknown(), {}},
                                  {Rules::kTenure, Scalar::unknown(), {}},
                                  {Rules::kName, Scalar::known({}), "Grace"}});
  CHECK(inputs.at(Rules::kChannel) == member(1));
  CHECK(inputs.at(Rules::kArrears) == Scalar::unknown());
  CHECK(inputs.at(Rules::kTenure) == Scalar::known(Cell::ofDouble(0)));
  CHECK(textIn(plan, inputs, Rules::kName) == "Grace");
}

TEST_CASE("today and the locale are the customer's", "[gather]") {
  Rules rules;
  const Catalog catalog = catalogOf({attribute("timezone", TypeKind::kText), attribute("locale", TypeKind::kText)});
  const Plan plan = rules.plan(catalog).value();
  struct Case {
    const char* zone;
    const char* locale;
    const char* today;
    const char* wantLocale;
  };
  for (const Case& c :
       {Case{"", "", "2026-01-01", "en-GB"}, Case{"Pacific/Auckland", "de-DE", "2026-01-02", "de-DE"},
        Case{"America/New_York", "", "2026-01-01", "en-GB"}, Case{"Europe/Atlantis", "", "2026-01-01", "en-GB"}}) {
    DYNAMIC_SECTION("zone `" << c.zone << "`") {
      Customer customer(catalog);
      if (*c.zone != 0) customer.set("timezone", c.zone);
      if (*c.locale != 0) customer.set("locale", c.locale);
      const Inputs inputs = gathered(plan, customer.snapshot());
      CHECK(formatDate(inputs.today) == c.today);
      CHECK(inputs.at(Rules::kToday) == Scalar::known(Cell::ofInt(inputs.today)));
      CHECK(inputs.locale == c.wantLocale);
    }
  }
}

TEST_CASE("a warm frame is filled without an allocation", "[gather]") {
  Rules rules;
  rules.builder.listOf("tags", {{"item", kText}, {"score", kNumber}});
  rules.builder.experiment("tone", rules.contract, {{kOneE8 / 2}, {kOneE8 / 2}});
  rules.builder.input("tone", {TypeKind::kChoice, rules.contract}, ir::InputSource::kExperiment);
  CatalogAttribute tags = attribute("tags", TypeKind::kError);
  tags.isList = true;
  tags.columns = {attribute("score", TypeKind::kNumber), attribute("item", TypeKind::kText)};
  const Catalog catalog = catalogOf({tags, attribute("timezone", TypeKind::kText), attribute("name", TypeKind::kText),
                                     attribute("arrears", TypeKind::kMoney), attribute("locale", TypeKind::kText)});
  const Plan plan = rules.plan(catalog).value();
  Customer customer(catalog);
  for (int i = 0; i < 50; ++i) customer.row("tags", "a tag that is longer than a small string");
  const Snapshot snapshot = customer.set("timezone", "America/Argentina/Buenos_Aires")
                                .set("name", "A name that is longer than a small string")
                                .set("arrears", pounds(1))
                                .set("locale", "es-AR-u-nu-latn-x-long")
                                .snapshot();
  const std::vector<GivenValue> request = {{Rules::kChannel, member(0), {}}};
  ZoneCache zones;
  Inputs into;
  const std::size_t beforeFirst = allocations;
  gather(plan, snapshot, request, {}, kNoonMs, zones, into);
  CHECK(allocations > beforeFirst);  // the counter counts

  const std::size_t before = allocations;
  for (int i = 0; i < 3; ++i) gather(plan, snapshot, request, {}, kNoonMs + i, zones, into);
  CHECK(allocations - before == 0);
  CHECK(into.rows.back().count == 50);
}

TEST_CASE("rules and a store that cannot both be right", "[plan]") {
  Rules rules;
  CatalogAttribute wrongKey = attribute("name", TypeKind::kText);
  wrongKey.isKey = true;
  struct Case {
    const char* name;
    Catalog catalog;
    const char* message;
  };
  const Case cases[] = {
      {"type", catalogOf({attribute("arrears", TypeKind::kNumber)}),
       "`arrears` is of type money in the rules, but number in the store: change the profile, give the attribute "
       "another name, or import into a new store"},
      {"currency", Catalog{}.merged({"customer", "EUR", {attribute("arrears", TypeKind::kMoney)}}).value(),
       "money is in GBP in the rules, but in EUR in the store: write `currency EUR`, or import into a new store"},
      {"key", Catalog{}.merged({"customer", "GBP", {wrongKey}}).value(),
       "`name` is an ordinary attribute in the rules, but the key in the store: keep the key the store was made with, "
       "or import into a new store"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      const auto plan = rules.plan(c.catalog);
      REQUIRE_FALSE(plan.ok());
      CHECK(plan.fault().message == c.message);
    }
  }
  rules.builder.program().timezone = "Europe/Atlantis";
  CHECK_FALSE(rules.plan({}).ok());
}

TEST_CASE("a plan knows its special inputs and what the store has never seen", "[plan]") {
  Rules rules;
  const Plan plan = rules.plan(catalogOf({attribute("arrears", TypeKind::kMoney)})).value();
  CHECK(plan.keyInput == Rules::kId);
  CHECK(plan.todayInput == Rules::kToday);
  CHECK(plan.channelInput == Rules::kChannel);
  CHECK(plan.customerZoneInput == Rules::kZone);
  CHECK(plan.customerLocaleInput == Rules::kLocale);
  CHECK(plan.absent == std::vector<std::string>{"contract", "name", "tenure", "timezone", "locale", "born"});
}

TEST_CASE("values as people write them", "[gather]") {
  Rules rules;
  auto& choice = rules.builder.program().choices[rules.contract];
  choice.members[1].title = "One year";
  choice.members.push_back({"yes", "Yes"});
  const ir::Program& program = rules.builder.program();
  const Zone london = Zone::named("Europe/London").value();
  struct Case {
    TypeKind kind;
    const char* text;
    const char* want;  ///< bits, "unknown", or what the fault says
  };
  const std::string oneAndAHalf = std::to_string(Cell::ofDouble(1.5).asInt());
  const Case cases[] = {
      {TypeKind::kFlag, " yes ", "1"},
      {TypeKind::kFlag, "unknown", "unknown"},
      {TypeKind::kNumber, "1.5", oneAndAHalf.c_str()},
      {TypeKind::kPercent, "12.5%", "12500000"},
      {TypeKind::kMoney, "£1,250.50", "12505000"},
      {TypeKind::kMoney, "42.10", "421000"},
      {TypeKind::kMoney, "€5", "`x`: `€5` is in EUR, but money is in GBP here"},
      {TypeKind::kDate, "1970-01-03", "2"},
      {TypeKind::kInstant, "1970-01-01T01:00", "0"},  // London was an hour ahead all year
      {TypeKind::kInstant, "1970-01-01T01:00Z", "3600000"},
      {TypeKind::kDuration, "2 days", "172800000"},
      {TypeKind::kDuration, "2 months",
       "`x`: `2 months` is not a duration: write weeks, days, hours, minutes or seconds, as in `3 days`"},
      {TypeKind::kPeriod, "2 years", "24"},
      {TypeKind::kChoice, "one_year", "1"},
      {TypeKind::kChoice, "One year", "1"},
      {TypeKind::kChoice, "ONE-YEAR", "1"},
      {TypeKind::kChoice, "Yes", "3"},
      {TypeKind::kChoice, "montly",
       "`x`: `montly` is not one of two_year, one_year, monthly, yes; did you mean `monthly`?"},
      {TypeKind::kChoice, "", "`x` is given no value: write one, or `unknown`"},
      {TypeKind::kText, "", "0"},
      {TypeKind::kText, "\xC3(", "`x`: the text is not UTF-8"},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(kindName(c.kind) << " `" << c.text << "`") {
      ir::Input input;
      input.name = "x";
      input.type = {c.kind, c.kind == TypeKind::kChoice ? rules.contract : std::uint16_t{0}};
      const auto value = parseInputValue(program, london, input, c.text);
      const std::string got = !value.ok()        ? value.fault().message
                              : value->isKnown() ? std::to_string(value->cell.asInt())
                                                 : "unknown";
      CHECK(got == c.want);
    }
  }
}

TEST_CASE("the frame of a test block", "[gather]") {
  Rules rules;
  const auto name = rules.builder.text("Ada");
  const ir::Program& program = rules.builder.program();
  const Zone london = Zone::named("Europe/London").value();
  ir::Test test;
  test.given = {{Rules::kArrears, pounds(3)},
                {Rules::kName, Scalar::known(program.constants[program.insts[name].a].cell)}};

  const Inputs plain = gatherTest(program, london, test);
  CHECK(formatInstant(plain.nowMs, london) == "2026-01-01T12:00:00+00:00");
  CHECK(formatDate(plain.today) == "2026-01-01");
  CHECK(plain.at(Rules::kArrears) == pounds(3));
  CHECK(plain.at(Rules::kTenure) == Scalar::known(Cell::ofDouble(0)));
  CHECK(textOf(program, plain, plain.at(Rules::kName).cell.asText()) == "Ada");
  CHECK(plain.locale == "en-GB");

  test.hasNow = true;
  test.localMs = dayOf({2026, 7, 1}).value * kMsPerDay + kMsPerDay / 24;  // one in the morning, summer time
  const Inputs summer = gatherTest(program, london, test);
  CHECK(formatInstant(summer.nowMs, london) == "2026-07-01T01:00:00+01:00");
  CHECK(formatDate(summer.today) == "2026-07-01");
}

}  // namespace regard
