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

Scalar valueOf(const Index::Axis& axis, const Inputs& inputs, int channel, exact::Machine& machine) {
  if (axis.input >= 0) return inputs.at(static_cast<std::uint32_t>(axis.input));
  const Subject subject = axis.subject;
  if (subject == kTodaySubject) return Scalar::known(Cell::ofInt(inputs.today));
  if (subject == kDirectionSubject) return Scalar::known(Cell::ofInt(inputs.outbound ? ir::kOutbound : ir::kInbound));
  if (subject == kChannelSubject) return channel < 0 ? Scalar::unknown() : Scalar::known(Cell::ofInt(channel));
  return machine.demand(subject);
}

std::uint32_t placeOf(const Index& index, const Index::Axis& axis, Scalar value) {
  if (value.state == State::kUnknown) return axis.unknownPlace();
  if (value.state == State::kError) return axis.errorPlace();
  const std::int64_t key = axis.kind == TypeKind::kNumber ? keyOfNumber(value.cell.asDouble()) : value.cell.asInt();
  return bucketOf(index.cuts.data() + axis.firstCut, axis.cutCount, key);
}

/// A block stays in registers while every row goes by.
template <std::size_t kBlock>
void filterBlock(const Index& index, const std::vector<const std::uint64_t*>& rows, std::size_t from,
                 std::uint64_t* bits) {
  std::uint64_t block[kBlock];
  for (std::size_t i = 0; i < kBlock; ++i) block[i] = bits[from + i];
  const auto* row = rows.data();
  for (const auto* const end = row + index.alone; row != end; ++row)
    for (std::size_t i = 0; i < kBlock; ++i) block[i] &= (*row)[from + i];
  for (const std::uint32_t columns : index.groups) {
    std::uint64_t any[kBlock];
    for (std::size_t i = 0; i < kBlock; ++i) any[i] = row[0][from + i] | row[1][from + i];
    for (std::uint32_t column = 2; column < columns; ++column)
      for (std::size_t i = 0; i < kBlock; ++i) any[i] |= row[column][from + i];
    for (std::size_t i = 0; i < kBlock; ++i) block[i] &= any[i];
    row += columns;
  }
  for (std::size_t i = 0; i < kBlock; ++i) bits[from + i] = block[i];
}

}  // namespace

void findCandidates(const Plan& plan, const Inputs& inputs, int channel, exact::Machine& machine,
                    CandidateScratch& scratch) {
  const Index& index = plan.index;
  scratch.places.resize(index.axes.size());
  for (std::size_t i = 0; i < index.axes.size(); ++i)
    scratch.places[i] = placeOf(index, index.axes[i], valueOf(index.axes[i], inputs, channel, machine));
  scratch.rows.resize(index.columns.size());
  for (std::size_t i = 0; i < index.columns.size(); ++i)
    scratch.rows[i] = index.row(index.columns[i].firstRow + scratch.places[index.columns[i].axis]);
  scratch.bits.assign(index.everyone.begin(), index.everyone.end());
  constexpr std::size_t kWide = 16;
  std::size_t from = 0;
  for (; from + kWide <= index.words; from += kWide) filterBlock<kWide>(index, scratch.rows, from, scratch.bits.data());
  for (; from < index.words; from += Index::kWordsMultiple)
    filterBlock<Index::kWordsMultiple>(index, scratch.rows, from, scratch.bits.data());
}

}  // namespace regard::single
