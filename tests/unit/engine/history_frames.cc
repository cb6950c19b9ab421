// One history, three ways into a frame: a `test` block's, the store's and that in memory mean the same.

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "engine/catalog/history.h"
#include "engine/door/profile_schema.h"
#include "engine/gather/gather.h"
#include "engine/gather/memory_history.h"
#include "engine/plan/bind_history.h"
#include "engine/store/profile_store.h"
#include "engine/store/record_builder.h"
#include "regard/rulebook.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

using Random = std::mt19937_64;
std::uint64_t below(Random& random, std::uint64_t n) { return random() % n; }

constexpr const char* kRules = R"(
rulebook care { currency GBP timezone "Europe/London"
  working monday, tuesday, wednesday, thursday, friday 09:00 to 17:00 }
choice channel { call, email }
choice topic { billing, outage, other }
issues { service }
outcomes { accepted yes, declined no }
profile customer { key id : text }
event order { amount : money, note : text, gift : flag, weight : number }
case complaint { topic : topic, raised : date } answer within 2 working days
case repair { took : duration } answer within 36 hours
event call_back { good : flag }
promise soon due 4 working hours kept by call_back where good
promise later due 3 days kept by complaint where topic = billing and not open
promise any_contact due 2 days kept by contact where direction = outbound
action one { issue service eligible when count(order in last 30 days) > 1 and no contact this week  treatment email { subject "a" } }
)";

/// What happened once: as a test's row, and when it was closed, in ms before now.
struct Happening {
  ir::TestRow row;
  std::int64_t closedAgoMs = -1;
};

class Histories {
 public:
  Histories() {
    CompileResult result = compileText(kRules);
    for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(d.line << ": " << d.message);
    REQUIRE(result.rulebook.has_value());
    auto program = std::make_shared<ir::Program>(*result.rulebook->program());
    texts_ = static_cast<std::uint32_t>(program->textPool.size());
    program->textPool += "abcdefghijklmnopqrstuvwxyz";
    program_ = program;
    profiles_ = Catalog{}.merged(schemaOf(*program_)).value();
    catalog_ = Catalog{}.merged(historySchemaOf(*program_)).value();
    plan_ = makePlan(program_, profiles_).value();
    REQUIRE(bindHistory(catalog_, plan_).ok());
  }

  const ir::Program& program() const { return *program_; }
  const Plan& plan() const { return plan_; }

  Happening random(Random& random) const {
    Happening out;
    do out.row.stream = static_cast<std::uint32_t>(below(random, program_->streams.size()));
    while (program_->streams[out.row.stream].kind == ir::StreamKind::kList);
    // Often at one instant, and around the times that answers and promises are due.
    out.row.agoMs = static_cast<std::int64_t>(below(random, 3) == 0 ? below(random, 8 * 24) * 3'600'000
                                                                    : below(random, 40 * 24 * 3'600'000ULL));
    const bool closes = canClose(*program_, out.row.stream) && below(random, 3) == 0;
    if (closes) out.closedAgoMs = static_cast<std::int64_t>(below(random, 5 * 24 * 3'600'000ULL));
    const ir::Stream& stream = program_->streams[out.row.stream];
    for (std::uint32_t i = ir::kAtColumn + 1; i < stream.columns.size(); ++i) {
      if (storedColumn(*program_, out.row.stream, i).empty()) {
        const std::int64_t closed = out.row.stream == ir::kPromiseStream ? ir::kPromiseKept : 0;
        const bool tells = closes && (out.row.stream == ir::kPromiseStream || i == ir::kOpenColumn);
        if (tells) give(out.row, i, Cell::ofInt(closed));
      } else if (below(random, 5) != 0) {
        give(out.row, i, valueOf(random, stream.columns[i].type));
      }
    }
    return out;
  }

  ir::Test test(std::vector<Happening> all) const {
    ir::Test test;
    test.hasNow = true;
    test.localMs = kNowLocalMs;
    for (Happening& one : all) test.rows.push_back(std::move(one.row));
    return test;
  }

  /// In the order given, `portion` rows at a time, each with a key and half of them told again.
  Inputs stored(const std::vector<Happening>& all, std::size_t portion, std::int64_t nowMs, Random& random) const {
    const support::TempFolder folder;
    auto store = ProfileStore::open(folder / "store", OpenMode::kWriter).value();
    const auto run = [&](Command command) { return store->writer().submit(std::move(command)).get().value(); };
    run(PutCatalog{profiles_, catalog_});
    run(PutProfile{"c-1", std::string(RecordBuilder(profiles_).finish(1))});
    for (std::size_t i = 0; i < all.size(); i += portion) {
      const std::size_t end = std::min(all.size(), i + portion);
      const std::string record = recordOf(all, i, end, nowMs);
      CHECK(run(AddRows{"c-1", {record}}).rows.added == end - i);
      if (below(random, 2) == 0) CHECK(run(AddRows{"c-1", {record}}).rows.duplicates == end - i);
    }
    const ReadTxn txn = store->read().value();
    const RecordView profile = store->find(txn, "c-1").value(), history = store->history(txn, "c-1").value();
    ZoneCache zones;
    Inputs into;
    gather(plan_, {profile, "c-1", history}, {}, {}, nowMs, zones, into);
    return into;
  }

  /// `stream|cells…` with texts in full, and since when it is known.
  std::string shown(const Inputs& inputs) const {
    std::string out = "since " + (inputs.hasHistory ? std::to_string(inputs.historyFromMs) : "never") + "\n";
    for (std::size_t s = 0; s < inputs.rows.size(); ++s) {
      const ir::Stream& stream = program_->streams[s];
      for (std::size_t i = 0; i < inputs.rows[s].cells.size(); ++i) {
        const Scalar value = inputs.rows[s].at(i);
        const std::size_t column = i % stream.columns.size();
        out += column == 0 ? "\n" + stream.name : "";
        out += " " + (!value.isKnown() ? std::string("~")
                      : stream.columns[column].type.kind == TypeKind::kText
                          ? std::string(textOf(*program_, inputs, value.cell.asText()))
                          : std::to_string(value.cell.bits));
      }
    }
    return out;
  }

 private:
  static constexpr std::int64_t kNowLocalMs =
      20'547 * kMsPerDay + 14 * 3'600'000;  // 2026-04-04T14:00, after the clocks

  static void give(ir::TestRow& row, std::uint32_t column, Cell cell) {
    row.columns.push_back(column);
    row.values.push_back(Scalar::known(cell));
  }

  Cell valueOf(Random& random, Type type) const {
    const auto number = static_cast<std::int64_t>(below(random, 1'000'000));
    switch (type.kind) {
      case TypeKind::kFlag: return Cell::ofBool(number % 2 == 0);
      case TypeKind::kNumber: return Cell::ofDouble(static_cast<double>(number) / 4);
      case TypeKind::kChoice: {
        const std::size_t members = program_->choices[type.choice].members.size();
        return Cell::ofInt(static_cast<std::int64_t>(static_cast<std::size_t>(number) % members));
      }
      case TypeKind::kDate: return Cell::ofInt(20'000 + number % 1'000);
      case TypeKind::kInstant: return Cell::ofInt(1'775'000'000'000 + number * 1'000);
      case TypeKind::kText:
        return Cell::ofText({TextRef::kProgramPool | (texts_ + static_cast<std::uint32_t>(number % 20)),
                             static_cast<std::uint32_t>(number % 6)});
      default: return Cell::ofInt(number);
    }
  }

  std::string recordOf(const std::vector<Happening>& all, std::size_t begin, std::size_t end,
                       std::int64_t nowMs) const {
    RecordBuilder builder(catalog_);
    for (std::uint32_t s = 0; s < program_->streams.size(); ++s) {
      const CatalogAttribute* attribute =
          catalog_.find(history::listName(program_->streams[s].name, canClose(*program_, s)));
      if (attribute == nullptr) continue;
      const HistoryList list = *historyList(catalog_, *attribute);
      bool begun = false;
      for (std::size_t i = begin; i < end; ++i) {
        const Happening& one = all[i];
        if (one.row.stream != s) continue;
        if (!begun) builder.beginList(*attribute);
        begun = true;
        builder.addRow();
        builder.setInRow(*list.at, Scalar::known(Cell::ofInt(nowMs - one.row.agoMs)));
        builder.setTextInRow(*list.key, std::to_string(i));
        if (one.closedAgoMs >= 0) builder.setInRow(*list.closed, Scalar::known(Cell::ofInt(nowMs - one.closedAgoMs)));
        for (std::size_t v = 0; v < one.row.columns.size(); ++v) {
          const std::string name = storedColumn(*program_, s, one.row.columns[v]);
          for (const CatalogField& column : attribute->columns) {
            if (name.empty() || column.name != name) continue;
            std::string_view text;
            if (column.kind == TypeKind::kText) text = textOf(*program_, Inputs{}, one.row.values[v].cell.asText());
            builder.putInRow(column, one.row.values[v], text);
          }
        }
      }
    }
    return std::string(builder.finish(1));
  }

  std::shared_ptr<const ir::Program> program_;
  std::uint32_t texts_ = 0;
  Catalog profiles_, catalog_;
  Plan plan_;
};

TEST_CASE("a test's history and a stored one give the same frame") {
  const Histories histories;
  std::size_t rows = 0, states[3] = {}, overdue = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Random random(seed);
    std::vector<Happening> all;
    for (std::uint64_t n = below(random, 40); n > 0; --n) all.push_back(histories.random(random));
    // Rows of one instant stay as they came: both see them in this order.
    const Inputs fromTest = gatherTest(histories.program(), histories.plan().zone, histories.test(all));
    const Inputs fromStore = histories.stored(all, 1 + below(random, 7), fromTest.nowMs, random);
    INFO("seed " << seed);
    REQUIRE(histories.shown(fromStore) == histories.shown(fromTest));
    CHECK(fromStore.windowAfterMs == fromTest.windowAfterMs);

    MemoryHistory memory(histories.program());
    for (const Happening& one : all) {
      std::vector<Scalar> cells(histories.program().streams[one.row.stream].columns.size());
      for (std::size_t i = 0; i < one.row.columns.size(); ++i) cells[one.row.columns[i]] = one.row.values[i];
      memory.add(one.row.stream, fromTest.nowMs - one.row.agoMs, std::move(cells));
    }
    Inputs fromMemory = gatherTest(histories.program(), histories.plan().zone, histories.test({}));
    fillHistory(histories.program(), histories.plan().zone, memory, fromMemory);
    CHECK(histories.shown(fromMemory) == histories.shown(fromTest));

    rows += all.size();
    const Rows& promises = fromTest.rows[ir::kPromiseStream];
    for (std::size_t i = ir::kPromiseState; i < promises.cells.size(); i += 4)
      if (promises.at(i).isKnown()) ++states[promises.at(i).cell.asInt()];
    for (std::size_t s = 0; s < fromTest.rows.size(); ++s) {
      const ir::Stream& stream = histories.program().streams[s];
      if (stream.kind != ir::StreamKind::kCase) continue;
      for (std::size_t i = ir::kOverdueColumn; i < fromTest.rows[s].cells.size(); i += stream.columns.size())
        overdue += fromTest.rows[s].at(i).cell.asBool() ? 1U : 0U;
    }
  }
  CHECK(rows > 2'000);
  for (const std::size_t count : states) CHECK(count > 20);
  CHECK(overdue > 100);
}

}  // namespace
}  // namespace regard
