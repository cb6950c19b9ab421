// Lists of a record become rows of a frame: written under one catalog, read under another.

#include <catch2/catch.hpp>
#include <cstring>

#include "engine/gather/gather.h"
#include "engine/store/record_builder.h"
#include "tests/support/catalog.h"
#include "tests/support/program_builder.h"

namespace regard {
namespace {

using support::attribute;
using support::kDate;
using support::kMoney;
using support::kNumber;
using support::kText;
using support::listAttribute;

Catalog rowCatalogOf(std::vector<CatalogAttribute> attributes, const Catalog& before = {}) {
  return before.merged({"customer", "GBP", std::move(attributes)}).value();
}

/// RowRules that count `products { name { tv, fibre }, price, since }` where `price` is known.
struct RowRules {
  support::ProgramBuilder builder;
  std::uint32_t products;
  std::uint16_t name;

  RowRules() {
    name = builder.choice("name", {"tv", "fibre"});
    products = builder.listOf(
        "products", {{"name", {TypeKind::kChoice, name}}, {"price", kMoney}, {"since", kDate}, {"note", kText}});
    const ir::InstIndex price = builder.add(ir::Op::kColumn, kMoney, products, 1);
    const ir::InstIndex known = builder.add(ir::Op::kIsKnown, support::kFlag, price);
    builder.program().windows.push_back({});
    builder.list(ir::Op::kQuery, kNumber,
                 {static_cast<std::uint32_t>(ir::Aggregate::kCount), products, 0, known, ir::kNone, ir::kNone});
  }
  Result<Plan> plan(const Catalog& catalog) {
    return makePlan(std::make_shared<const ir::Program>(builder.program()), catalog);
  }
};

Inputs gatheredRows(const Plan& plan, std::string_view record) {
  ZoneCache zones;
  Inputs into;
  const RecordView view = record.empty() ? RecordView() : RecordView::of(record, false).value();
  gather(plan, {view, "C-1"}, {}, {}, 0, zones, into);
  return into;
}

/// Rows as `1 300000 ~ note|…`: members and amounts as numbers.
std::string rowsIn(const Plan& plan, const Inputs& inputs, std::uint32_t stream) {
  const Rows& rows = inputs.rows[stream];
  if (rows.state != State::kKnown) return "unknown";
  const std::vector<ir::Column>& columns = plan.program->streams[stream].columns;
  REQUIRE(rows.cells.size() == rows.count * columns.size());
  REQUIRE(rows.states.size() == rows.cells.size());
  std::string out;
  for (std::size_t i = 0; i < rows.cells.size(); ++i) {
    if (i > 0) out += i % columns.size() == 0 ? "|" : " ";
    const Scalar value = rows.at(i);
    if (!value.isKnown()) {
      out += "~";
    } else if (columns[i % columns.size()].type.kind == TypeKind::kText) {
      out += textOf(*plan.program, inputs, value.cell.asText());
    } else {
      out += std::to_string(value.cell.asInt());
    }
  }
  return out;
}

/// A customer with fibre at 300,000 and a row of which only the stored member `member` is known.
std::string customer(const Catalog& catalog, std::uint64_t member) {
  RecordBuilder builder(catalog);
  const CatalogAttribute& list = *catalog.find("products");
  const auto column = [&](std::string_view name) -> const CatalogField& {
    return *std::find_if(list.columns.begin(), list.columns.end(), [&](const auto& c) { return c.name == name; });
  };
  builder.beginList(list);
  builder.addRow();
  builder.setInRow(column("name"), Scalar::known({0}));
  builder.setInRow(column("price"), Scalar::known(Cell::ofInt(300'000)));
  builder.setTextInRow(column("note"), "slow");
  builder.addRow();
  builder.setInRow(column("name"), Scalar::known({member}));
  return std::string(builder.finish(1));
}

const CatalogAttribute kFirst = listAttribute(
    "products", {attribute("note", TypeKind::kText), attribute("name", TypeKind::kChoice, {"fibre", "fax", "tv"}),
                 attribute("price", TypeKind::kMoney)});
const CatalogAttribute kLater =
    listAttribute("products", {attribute("since", TypeKind::kDate), attribute("price", TypeKind::kMoney)});

}  // namespace

TEST_CASE("rows read the same under any order of columns and members", "[gather]") {
  RowRules rules;
  const Catalog first = rowCatalogOf({kFirst}),
                later = rowCatalogOf({attribute("vip", TypeKind::kFlag), kLater}, first);
  for (const auto& [written, read] : {std::pair{first, first}, {first, later}, {later, first}, {later, later}}) {
    const Plan plan = rules.plan(read).value();
    const Inputs inputs = gatheredRows(plan, customer(written, 2));
    CHECK(rowsIn(plan, inputs, rules.products) == "1 300000 ~ slow|0 ~ ~ ~");
    CHECK(plan.absent.empty());
  }
}

TEST_CASE("a list is unknown, known to be empty, or has rows that may be unknown", "[gather]") {
  RowRules rules;
  const Catalog catalog = rowCatalogOf({kFirst});
  const Plan plan = rules.plan(catalog).value();
  RecordBuilder builder(catalog);
  CHECK(rowsIn(plan, gatheredRows(plan, {}), rules.products) == "unknown");
  CHECK(rowsIn(plan, gatheredRows(plan, builder.finish(1)), rules.products) == "unknown");
  builder.beginList(*catalog.find("products"));
  CHECK(rowsIn(plan, gatheredRows(plan, builder.finish(1)), rules.products) == "");
  // A member that the rules do not have, one that the catalog does not have.
  CHECK(rowsIn(plan, gatheredRows(plan, customer(catalog, 1)), rules.products) == "1 300000 ~ slow|~ ~ ~ ~");
  CHECK(rowsIn(plan, gatheredRows(plan, customer(catalog, 7)), rules.products) == "1 300000 ~ slow|~ ~ ~ ~");
  CHECK(gatheredRows(plan, {}).rows[ir::kContactStream].state == State::kKnown);
}

TEST_CASE("a frame forgets the rows of the customer before", "[gather]") {
  RowRules rules;
  const Catalog catalog = rowCatalogOf({kFirst});
  const Plan plan = rules.plan(catalog).value();
  const std::string record = customer(catalog, 2);
  ZoneCache zones;
  Inputs into;
  gather(plan, {RecordView::of(record, false).value(), "C-1"}, {}, {}, 0, zones, into);
  gather(plan, {RecordView(), "C-2"}, {}, {}, 0, zones, into);
  CHECK(into == gatheredRows(plan, {}));
}

TEST_CASE("lists of rules and store that cannot both be right, or that the store lacks", "[plan]") {
  RowRules rules;
  struct Case {
    const char* name;
    Catalog catalog;
    const char* message;
    std::vector<std::string> absent;
  };
  const std::string advice =
      " in the store: change the profile, give the attribute another name, or import into a new store";
  const Case cases[] = {
      {"no list",
       rowCatalogOf({attribute("products", TypeKind::kText)}),
       "`products` is of type list in the rules, but text",
       {}},
      {"a column",
       rowCatalogOf({listAttribute("products", {attribute("price", TypeKind::kNumber)})}),
       "`products.price` is of type money in the rules, but number",
       {}},
      {"the store has no such list", rowCatalogOf({attribute("vip", TypeKind::kFlag)}), "", {"products"}},
      {"the store lacks a column that is read",
       rowCatalogOf({listAttribute("products", {attribute("since", TypeKind::kDate)})}),
       "",
       {"products.price"}},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      const auto plan = rules.plan(c.catalog);
      REQUIRE(plan.ok() == (*c.message == 0));
      if (plan.ok()) CHECK(plan->absent == c.absent);
      if (!plan.ok()) CHECK(plan.fault().message == c.message + advice);
    }
  }
  const Catalog euros = Catalog{}.merged({"customer", "EUR", {kFirst}}).value();
  CHECK_THAT(rules.plan(euros).fault().message, Catch::StartsWith("money is in GBP in the rules, but in EUR"));
}

TEST_CASE("a list where the store had one value, and the other way round", "[plan]") {
  RowRules rules;
  rules.builder.input("tags", kText);
  const auto plan = rules.plan(rowCatalogOf({listAttribute("tags", {attribute("item", TypeKind::kText)})}));
  REQUIRE_FALSE(plan.ok());
  CHECK_THAT(plan.fault().message, Catch::StartsWith("`tags` is of type text in the rules, but list in the store"));
}

TEST_CASE("texts that overlap in a hostile record fill no memory", "[gather]") {
  RowRules rules;
  const Catalog catalog = rowCatalogOf({kFirst});
  const Plan plan = rules.plan(catalog).value();
  RecordBuilder builder(catalog);
  const CatalogAttribute& list = *catalog.find("products");
  builder.beginList(list);
  for (std::uint32_t i = 0; i < kListRowsMax; ++i) builder.addRow();
  builder.setTextInRow(list.columns[0], std::string(1U << 20U, 'x'));
  std::string record(builder.finish(1));
  // Every row's text is the last one's: a pointer counts from itself.
  const std::size_t rowBytes = (list.row.dataWords + std::size_t{list.row.pointers}) * 8;
  const std::size_t firstPointer = record.size() - ((1U << 20U) + 8) - kListRowsMax * rowBytes + list.row.dataWords * 8;
  std::uint64_t pointer = 0;
  std::memcpy(&pointer, record.data() + firstPointer + (kListRowsMax - 1) * rowBytes, sizeof pointer);
  for (std::uint64_t i = 0; i < kListRowsMax; ++i) {
    const std::uint64_t here = pointer + ((kListRowsMax - 1 - i) * rowBytes / 8 << 2U);
    std::memcpy(record.data() + firstPointer + i * rowBytes, &here, sizeof here);
  }
  const Inputs inputs = gatheredRows(plan, record);
  REQUIRE(inputs.rows[rules.products].count == kListRowsMax);
  CHECK(inputs.rows[rules.products].at(3).isKnown());
  CHECK_FALSE(inputs.rows[rules.products].at(7).isKnown());
  CHECK(inputs.text.size() < record.size());
}

TEST_CASE("any bytes in a record give a frame", "[gather]") {
  RowRules rules;
  const Catalog catalog = rowCatalogOf({kFirst, attribute("vip", TypeKind::kFlag)});
  const Plan plan = rules.plan(catalog).value();
  const std::string good = customer(catalog, 2);
  std::uint64_t state = 29;
  const auto random = [&](std::size_t below) {
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return static_cast<std::size_t>(state >> 33U) % below;
  };
  std::size_t unknown = 0;
  for (int round = 0; round < 20'000; ++round) {
    const auto bytes = std::make_unique<char[]>(good.size());  // exactly as long, for the sanitizer to watch
    std::memcpy(bytes.get(), good.data(), good.size());
    for (std::size_t i = 0, changes = 1 + random(3); i < changes; ++i)
      bytes[16 + random(good.size() - 16)] = static_cast<char>(random(256));
    const auto view = RecordView::of({bytes.get(), good.size()}, false);
    if (!view.ok()) continue;
    ZoneCache zones;
    Inputs into;
    gather(plan, {*view, "C-1"}, {}, {}, 0, zones, into);
    const Rows& rows = into.rows[rules.products];
    unknown += rows.state == State::kUnknown ? 1U : 0U;
    CHECK(rows.cells.size() == rows.count * 4);
    for (std::size_t i = 0; i < rows.cells.size(); i += 4)
      if (rows.at(i).isKnown()) CHECK(rows.at(i).cell.bits < 2);
  }
  CHECK(unknown > 1000);
}

}  // namespace regard
