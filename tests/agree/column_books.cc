// Random customers as columns: what the evaluator reads side by side and the frames it asks for one by one must say the
// same, so batch must give the law's decisions of those frames; and they must say what the columns were made of.

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "base/literals.h"
#include "engine/columns/column_block.h"
#include "tests/agree/batch_compare.h"
#include "tests/agree/compare.h"
#include "tests/agree/random_book.h"
#include "tests/support/arrow_batch.h"
#include "tests/support/compile_text.h"

namespace regard::agree {
namespace {

using support::ArrowBatch;
using support::Maybe;

constexpr std::uint64_t kBooks = 60;
constexpr int kCustomers = 70;  // more than one word of a bitmap

/// Random cells may hold more than anybody can write.
bool canBeGiven(TypeKind kind, Scalar value) {
  if (!value.isKnown()) return false;
  const std::int64_t bits = value.cell.asInt();
  switch (kind) {
    case TypeKind::kDuration: return bits >= -kLongestMs && bits <= kLongestMs;
    case TypeKind::kPeriod: return bits >= -kLongestMonths && bits <= kLongestMonths;
    case TypeKind::kInstant: return bits / kMsPerDay > kFirstDay && bits / kMsPerDay <= kLastDay;
    case TypeKind::kText: return value.cell.asText().length > 0;
    default: return true;
  }
}

/// One input's values as a column: what is no value is null.
class ColumnMaker {
 public:
  ColumnMaker(const ir::Program& program, const std::vector<Inputs>& customers, ArrowBatch& batch)
      : program_(program), customers_(customers), batch_(batch) {}

  void add(std::uint32_t slot) {
    const ir::Input& input = program_.inputs[slot];
    const auto asInt = [](const Inputs&, Cell cell) { return cell.asInt(); };
    const auto asInt32 = [](const Inputs&, Cell cell) { return static_cast<std::int32_t>(cell.asInt()); };
    switch (input.type.kind) {
      case TypeKind::kNumber:
        return batch_.values(input.name, "g", column<double>(slot, [](const Inputs&, Cell c) { return c.asDouble(); }));
      case TypeKind::kMoney: return batch_.values(input.name, "d:18,4,64", column<std::int64_t>(slot, asInt));
      case TypeKind::kPercent: return batch_.values(input.name, "d:18,8,64", column<std::int64_t>(slot, asInt));
      case TypeKind::kInstant: return batch_.values(input.name, "tsm:UTC", column<std::int64_t>(slot, asInt));
      case TypeKind::kDuration: return batch_.values(input.name, "tDm", column<std::int64_t>(slot, asInt));
      case TypeKind::kDate: return batch_.values(input.name, "tdD", column<std::int32_t>(slot, asInt32));
      case TypeKind::kPeriod: return batch_.values(input.name, "tiM", column<std::int32_t>(slot, asInt32));
      case TypeKind::kFlag:
        return batch_.flags(input.name, column<bool>(slot, [](const Inputs&, Cell c) { return c.asBool(); }));
      case TypeKind::kChoice:
        return batch_.texts(input.name, column<std::string>(slot, [&](const Inputs&, Cell c) {
                              return program_.choices[input.type.choice].members[c.bits].name;
                            }));
      case TypeKind::kText:
        return batch_.texts(input.name, column<std::string>(slot, [&](const Inputs& of, Cell c) {
                              return std::string(textOf(program_, of, c.asText()));
                            }));
      case TypeKind::kError: break;
    }
    FAIL("an input without a type");
  }

 private:
  template <class T, class Read>
  Maybe<T> column(std::uint32_t slot, Read&& read) const {
    Maybe<T> values;
    for (const Inputs& customer : customers_)
      values.push_back(canBeGiven(program_.inputs[slot].type.kind, customer.at(slot))
                           ? std::optional<T>(read(customer, customer.cells[slot]))
                           : std::nullopt);
    return values;
  }

  const ir::Program& program_;
  const std::vector<Inputs>& customers_;
  ArrowBatch& batch_;
};

TEST_CASE("random customers in columns are decided by what the columns say", "[agree]") {
  std::uint64_t compared = 0, known = 0;
  for (std::uint64_t seed = 1; seed <= kBooks; ++seed) {
    const Plan plan = support::planOfText(randomBook(seed));
    const ir::Program& program = *plan.program;
    std::vector<Inputs> customers;
    for (int i = 0; i < kCustomers; ++i) customers.push_back(customerOf(program, seed, i));
    ArrowBatch batch(kCustomers, static_cast<std::int64_t>(seed % 3));
    ColumnMaker maker(program, customers, batch);
    for (std::uint32_t slot = 0; slot < program.inputs.size(); ++slot)
      if (program.inputs[slot].source == ir::InputSource::kProfile && program.inputs[slot].name != program.keyName)
        maker.add(slot);
    Maybe<std::string> keys;
    for (int i = 0; i < kCustomers; ++i)
      keys.push_back(i % 9 == 0 ? std::nullopt : std::optional("c" + std::to_string(i)));
    batch.texts(program.keyName, keys);

    const ArrowArray* const array = batch.array();
    const auto table = columns::bindTable(plan, *batch.schema(), {&array, 1});
    REQUIRE(table.ok());
    const batch::BatchPlan batchPlan = batch::makeBatchPlan(plan);
    columns::Asked asked{&batchPlan, &*table, {}, {}};
    columns::ColumnBlock block(asked, customers.front().nowMs);
    std::vector<columns::BadValues> bad(table->inputs.size() + table->lists.size());
    const batch::Block& loaded = block.load(0, 0, kCustomers, bad);
    Verdicts found{{}, batch::Tally(program.actions.size())};
    batch::Evaluator evaluator(batchPlan);
    batch::Decisions decisions;
    evaluator.evaluate(loaded, decisions, found.tally);
    std::vector<reference::Result> laws;
    for (std::uint32_t row = 0; row < kCustomers; ++row) {
      found.decisions.push_back(
          {{decisions.kept.begin() + decisions.first[row], decisions.kept.begin() + decisions.first[row + 1]}});
      const Inputs& frame = block.of(row);
      laws.push_back(reference::evaluate(program, frame));
      for (const columns::BoundInput& column : table->inputs) {
        const Scalar is = frame.at(column.input), was = customers[row].at(column.input);
        const bool isText = program.inputs[column.input].type.kind == TypeKind::kText;
        INFO("seed " << seed << ", row " << row << ", " << program.inputs[column.input].name);
        if (!canBeGiven(program.inputs[column.input].type.kind, was)) {
          CHECK(is == program.inputs[column.input].fallback);
        } else {
          ++known;
          CHECK((isText ? textOf(program, frame, is.cell.asText()) == textOf(program, customers[row], was.cell.asText())
                        : is == was));
        }
      }
    }
    INFO("seed " << seed);
    CHECK(difference(program, verdictsOf(program, laws), found) == "");
    compared += laws.size();
  }
  CHECK(compared == kBooks * kCustomers);
  CHECK(known > 10'000);
}

}  // namespace
}  // namespace regard::agree
