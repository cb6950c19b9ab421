// Random customers as columns: what the evaluator reads side by side and the frames it asks for one by one must say the
// same, so batch must give the law's decisions of those frames; and they must say what the columns were made of.

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "engine/columns/column_block.h"
#include "tests/agree/batch_compare.h"
#include "tests/agree/compare.h"
#include "tests/agree/random_book.h"
#include "tests/support/arrow_columns.h"
#include "tests/support/compile_text.h"

namespace regard::agree {
namespace {

using support::ArrowBatch;
using support::Maybe;

constexpr std::uint64_t kColumnBooks = 60;
constexpr int kColumnCustomers = 70;  // more than one word of a bitmap

TEST_CASE("random customers in columns are decided by what the columns say", "[agree]") {
  std::uint64_t compared = 0, known = 0;
  for (std::uint64_t seed = 1; seed <= kColumnBooks; ++seed) {
    const Plan plan = support::planOfText(randomBook(seed));
    const ir::Program& program = *plan.program;
    std::vector<Inputs> customers;
    for (int i = 0; i < kColumnCustomers; ++i) customers.push_back(customerOf(program, seed, i));
    ArrowBatch batch(kColumnCustomers, static_cast<std::int64_t>(seed % 3));
    support::addProfile(program, customers, batch);
    Maybe<std::string> keys;
    for (int i = 0; i < kColumnCustomers; ++i)
      keys.push_back(i % 9 == 0 ? std::nullopt : std::optional("c" + std::to_string(i)));
    batch.texts(program.keyName, keys);

    const ArrowArray* const array = batch.array();
    const auto table = columns::bindTable(plan, *batch.schema(), {&array, 1});
    REQUIRE(table.ok());
    const batch::BatchPlan batchPlan = batch::makeBatchPlan(plan);
    columns::Asked asked{&batchPlan, &*table, {}, {}};
    columns::ColumnBlock block(asked, customers.front().nowMs);
    std::vector<columns::BadValues> bad(table->inputs.size() + table->lists.size());
    const batch::Block& loaded = block.load(0, 0, kColumnCustomers, bad);
    Verdicts found{{}, batch::Tally(program.actions.size())};
    batch::Evaluator evaluator(batchPlan);
    batch::Decisions decisions;
    evaluator.evaluate(loaded, decisions, found.tally);
    std::vector<reference::Result> laws;
    for (std::uint32_t row = 0; row < kColumnCustomers; ++row) {
      found.decisions.push_back(
          {{decisions.kept.begin() + decisions.first[row], decisions.kept.begin() + decisions.first[row + 1]}});
      const Inputs& frame = block.of(row);
      laws.push_back(reference::evaluate(program, frame));
      for (const columns::BoundInput& column : table->inputs) {
        const Scalar is = frame.at(column.input), was = customers[row].at(column.input);
        const bool isText = program.inputs[column.input].type.kind == TypeKind::kText;
        INFO("seed " << seed << ", row " << row << ", " << program.inputs[column.input].name);
        if (!support::canBeGiven(program.inputs[column.input].type.kind, was)) {
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
  CHECK(compared == kColumnBooks * kColumnCustomers);
  CHECK(known > 10'000);
}

}  // namespace
}  // namespace regard::agree
