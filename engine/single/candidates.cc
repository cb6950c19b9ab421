#include "engine/single/candidates.h"

#include "base/ranges.h"
#include "engine/exact/machine.h"

namespace regard::single {
namespace {

/// How many of `count` rising cuts are at most `key`. Without branches: which half holds the key is a coin toss.
std::uint32_t bucketOf(const std::int64_t* cuts, std::uint32_t count, std::int64_t key) {
  const std::int64_t* first = cuts;
  while (count > 1) {
    const std::uint32_t half = count / 2;
    first += first[half - 1] <= key ? half : 0;
    count -= half;
  }
  return static_cast<std::uint32_t>(first - cuts) + (count == 1 && *first <= key ? 1 : 0);
}

Scalar valueOf(const Index::Column& column, const Inputs& inputs, int channel, exact::Machine& machine) {
  if (column.input >= 0) return inputs.at(static_cast<std::uint32_t>(column.input));
  const Subject subject = column.subject;
  if (subject == kTodaySubject) return Scalar::known(Cell::ofInt(inputs.today));
  if (subject == kDirectionSubject) return Scalar::known(Cell::ofInt(inputs.outbound ? ir::kOutbound : ir::kInbound));
  if (subject == kChannelSubject) return channel < 0 ? Scalar::unknown() : Scalar::known(Cell::ofInt(channel));
  return machine.demand(subject);
}

std::uint32_t rowOf(const Index& index, const Index::Column& column, Scalar value) {
  if (value.state == State::kUnknown) return column.unknownRow();
  if (value.state == State::kError) return column.errorRow();
  const std::int64_t key = column.kind == TypeKind::kNumber ? keyOfNumber(value.cell.asDouble()) : value.cell.asInt();
  return column.firstRow + bucketOf(index.cuts.data() + column.firstCut, column.cutCount, key);
}

/// A block stays in registers while every row goes by.
template <std::size_t kBlock>
void andBlock(const std::vector<const std::uint64_t*>& rows, std::size_t from, std::uint64_t* bits) {
  std::uint64_t block[kBlock];
  for (std::size_t i = 0; i < kBlock; ++i) block[i] = bits[from + i];
  for (const std::uint64_t* row : rows)
    for (std::size_t i = 0; i < kBlock; ++i) block[i] &= row[from + i];
  for (std::size_t i = 0; i < kBlock; ++i) bits[from + i] = block[i];
}

}  // namespace

void findCandidates(const Plan& plan, const Inputs& inputs, int channel, exact::Machine& machine,
                    CandidateScratch& scratch) {
  const Index& index = plan.index;
  scratch.rows.resize(index.columns.size());
  for (std::size_t i = 0; i < index.columns.size(); ++i) {
    const Index::Column& column = index.columns[i];
    scratch.rows[i] = index.row(rowOf(index, column, valueOf(column, inputs, channel, machine)));
  }
  scratch.bits.assign(index.everyone.begin(), index.everyone.end());
  constexpr std::size_t kWide = 16;
  std::size_t from = 0;
  for (; from + kWide <= index.words; from += kWide) andBlock<kWide>(scratch.rows, from, scratch.bits.data());
  for (; from < index.words; from += Index::kWordsMultiple)
    andBlock<Index::kWordsMultiple>(scratch.rows, from, scratch.bits.data());
}

}  // namespace regard::single
