#include "engine/columns/column_block.h"

#include <algorithm>
#include <limits>

#include "engine/gather/stored_values.h"

namespace regard::columns {
namespace {

using batch::bitAt;
using batch::kBlockRowsMax;
using batch::kBlockWordsMax;
using batch::wordsOf;

/// A customer of whom nothing is known.
class NoValues final : public CustomerValues {
  void fill(Inputs&) override {}
};

bool isGiven(const std::vector<GivenValue>& given, std::uint32_t input) {
  return std::any_of(given.begin(), given.end(), [&](const GivenValue& one) { return one.input == input; });
}

}  // namespace

ColumnBlock::ColumnBlock(const Asked& asked, std::int64_t nowMs)
    : asked_(asked),
      plan_(*asked.plan->plan),
      table_(*asked.table),
      nowMs_(nowMs),
      loaded_(table_.inputs.size()),
      lists_(table_.lists.size()),
      keyCells_(kBlockRowsMax),
      keyKnown_(kBlockWordsMax),
      frames_(kBlockRowsMax),
      isMade_(kBlockRowsMax),
      today_(kBlockRowsMax) {
  NoValues nothing;
  gather(plan_, {}, nothing, asked.request, asked.overrides, nowMs, zones_, nobody_);
  for (Loaded& loaded : loaded_) {
    loaded.made.resize(kBlockRowsMax);
    loaded.known.resize(kBlockWordsMax);
  }
  chooseSources();
  std::fill(today_.begin(), today_.end(), nobody_.today);
  block_.columns.resize(plan_.program->inputs.size());
  block_.today = today_.data();
  block_.outbound = outbound_;
  block_.frames = this;
}

void ColumnBlock::chooseSources() {
  const auto columnOf = [&](std::uint32_t input) {
    return std::find_if(table_.inputs.begin(), table_.inputs.end(),
                        [&](const BoundInput& one) { return one.input == input; });
  };
  const std::int32_t zone = plan_.customerZoneInput;
  if (zone >= 0) {
    const auto slot = static_cast<std::uint32_t>(zone);
    isOfOneDay_ = columnOf(slot) == table_.inputs.end() || isGiven(asked_.overrides, slot);
  }
  for (const std::uint32_t input : asked_.plan->inputs) {
    Wanted wanted{input, From::kConstant, 0, {}, {}, {}};
    const ir::Input& slot = plan_.program->inputs[input];
    const auto column = columnOf(input);
    const bool isKey = static_cast<std::int32_t>(input) == plan_.keyInput;
    if (!isGiven(asked_.overrides, input)) {
      switch (slot.source) {
        case ir::InputSource::kProfile:
          if (isKey) wanted.from = From::kFrame;
          if (column == table_.inputs.end()) break;
          wanted.from = From::kColumn;
          wanted.column = static_cast<std::size_t>(column - table_.inputs.begin());
          break;
        case ir::InputSource::kToday:
        case ir::InputSource::kMinute: wanted.from = isOfOneDay_ ? From::kConstant : From::kFrame; break;
        case ir::InputSource::kModel:
        case ir::InputSource::kExperiment:
        case ir::InputSource::kHoldOut:
        case ir::InputSource::kPlace: wanted.from = From::kFrame; break;
        default: break;
      }
    }
    const State state = nobody_.states[input];
    const bool isConstant = wanted.from == From::kConstant;
    wanted.cells.resize(kBlockRowsMax, isConstant && state == State::kKnown ? nobody_.cells[input].bits : 0);
    wanted.known.resize(kBlockWordsMax, isConstant && state == State::kKnown ? ~std::uint64_t{0} : 0);
    wanted.error.resize(kBlockWordsMax, isConstant && state == State::kError ? ~std::uint64_t{0} : 0);
    wanted_.push_back(std::move(wanted));
  }
}

const batch::Block& ColumnBlock::load(std::size_t batch, std::int64_t first, std::uint32_t rows,
                                      std::vector<BadValues>& bad) {
  batch_ = batch;
  first_ = first;
  block_.rows = rows;
  std::fill(isMade_.begin(), isMade_.end(), 0);
  BadValues badKeys;
  table_.key.how.run(table_.key.chunks[batch], first, rows, keyCells_.data(), keyKnown_.data(), badKeys);
  for (std::size_t i = 0; i < loaded_.size(); ++i) {
    const BoundInput& from = table_.inputs[i];
    Loaded& loaded = loaded_[i];
    // Kernels go by words of 64 rows: what lies behind the last one is not ours.
    loaded.cells = rows % 64 == 0 ? from.how.inPlace(from.chunks[batch], first, rows) : nullptr;
    if (loaded.cells != nullptr) {
      std::fill(loaded.known.begin(), loaded.known.end(), ~std::uint64_t{0});
      continue;
    }
    from.how.run(from.chunks[batch], first, rows, loaded.made.data(), loaded.known.data(), bad[i]);
    loaded.cells = loaded.made.data();
  }
  for (std::size_t i = 0; i < lists_.size(); ++i) loadList(i, first, rows, bad[loaded_.size() + i]);
  if (!isOfOneDay_)
    for (std::uint32_t row = 0; row < rows; ++row) today_[row] = of(row).today;
  for (Wanted& wanted : wanted_) {
    switch (wanted.from) {
      case From::kColumn: turnColumn(wanted); break;
      case From::kFrame: turnFrames(wanted); break;
      case From::kConstant: {
        const State state = nobody_.states[wanted.input];
        block_.columns[wanted.input] = {wanted.cells.data(), wanted.known.data(),
                                        state == State::kError ? wanted.error.data() : nullptr, state == State::kKnown};
        break;
      }
    }
  }
  return block_;
}

void ColumnBlock::turnColumn(Wanted& wanted) {
  const Loaded& from = loaded_[wanted.column];
  const Scalar fallback = plan_.program->inputs[wanted.input].fallback;
  const std::uint32_t rows = block_.rows;
  bool isAllKnown = true;
  for (std::uint32_t row = 0; row < rows && isAllKnown; row += 64) {
    const std::uint64_t all = rows - row >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << (rows - row)) - 1;
    isAllKnown = (from.known[row / 64] & all) == all;
  }
  if (isAllKnown || !fallback.isKnown()) {
    block_.columns[wanted.input] = {from.cells, from.known.data(), nullptr, isAllKnown};
    return;
  }
  std::fill(wanted.known.begin(), wanted.known.end(), ~std::uint64_t{0});
  for (std::uint32_t row = 0; row < rows; ++row)
    wanted.cells[row] = bitAt(from.known.data(), row) ? from.cells[row] : fallback.cell.bits;
  block_.columns[wanted.input] = {wanted.cells.data(), wanted.known.data(), nullptr, true};
}

void ColumnBlock::turnFrames(Wanted& wanted) {
  std::fill(wanted.known.begin(), wanted.known.end(), 0);
  std::fill(wanted.error.begin(), wanted.error.end(), 0);
  bool hasErrors = false, isAllKnown = true;
  for (std::uint32_t row = 0; row < block_.rows; ++row) {
    const Scalar value = of(row).at(wanted.input);
    wanted.cells[row] = value.isKnown() ? value.cell.bits : 0;
    if (value.isKnown()) batch::setBit(wanted.known.data(), row);
    if (value.state == State::kError) batch::setBit(wanted.error.data(), row);
    hasErrors = hasErrors || value.state == State::kError;
    isAllKnown = isAllKnown && value.isKnown();
  }
  block_.columns[wanted.input] = {wanted.cells.data(), wanted.known.data(), hasErrors ? wanted.error.data() : nullptr,
                                  isAllKnown};
}

/// All values of the block's lists at once: those of neighbours lie beside each other. What cannot be is unknown.
void ColumnBlock::loadList(std::size_t list, std::int64_t first, std::uint32_t rows, BadValues& bad) {
  const BoundList& from = table_.lists[list];
  const ArrayView& lists = from.lists[batch_];
  LoadedList& loaded = lists_[list];
  loaded.begin.assign(rows, 0);
  loaded.count.assign(rows, 0);
  loaded.known.resize(kBlockWordsMax);
  lists.knownIn(first, rows, loaded.known.data());
  std::int64_t valueCount = std::numeric_limits<std::int64_t>::max();
  for (const auto& column : from.columns)
    if (column) valueCount = std::min(valueCount, column->chunks[batch_].view.length());
  std::int64_t least = 0, most = 0;
  bool isFirst = true;
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (!bitAt(loaded.known.data(), row)) continue;
    std::int64_t begin = 0, end = 0;
    if (!lists.listAt(first + row, begin, end) || end > valueCount || end - begin > kListRowsMax) {
      batch::clearBit(loaded.known.data(), row);
      if (bad.count++ == 0) bad.first = first + row;
      continue;
    }
    loaded.begin[row] = begin;
    loaded.count[row] = static_cast<std::uint32_t>(end - begin);
    if (begin == end) continue;
    least = isFirst ? begin : std::min(least, begin);
    most = isFirst ? end : std::max(most, end);
    isFirst = false;
  }
  loaded.first = least;
  const auto values = static_cast<std::uint32_t>(most - least);
  loaded.columns.resize(from.columns.size());
  for (std::size_t i = 0; i < from.columns.size(); ++i) {
    if (!from.columns[i]) continue;
    Loaded& column = loaded.columns[i];
    const Chunk& chunk = from.columns[i]->chunks[batch_];
    column.made.resize(values);
    column.known.resize(wordsOf(values));
    BadValues badValues;
    from.columns[i]->how.run(chunk, least, values, column.made.data(), column.known.data(), badValues);
    if (badValues.count > 0 && bad.count == 0) {
      std::uint32_t row = 0;  // whose value it is
      while (badValues.first < loaded.begin[row] || badValues.first >= loaded.begin[row] + loaded.count[row]) ++row;
      bad.first = first + row;
    }
    bad.count += badValues.count;
  }
}

std::string_view ColumnBlock::key(std::uint32_t row) {
  if (!hasKey(row)) return {};
  return Conversion::textAt(table_.key.chunks[batch_], first_ + row, keyText_);
}

const Inputs& ColumnBlock::of(std::uint32_t row) {
  if (isMade_[row] == 0) {
    row_ = row;
    gather(plan_, key(row), *this, asked_.request, asked_.overrides, nowMs_, zones_, frames_[row]);
    isMade_[row] = 1;
  }
  return frames_[row];
}

void ColumnBlock::fill(Inputs& into) {
  const ir::Program& program = *plan_.program;
  for (std::size_t i = 0; i < loaded_.size(); ++i) {
    if (!bitAt(loaded_[i].known.data(), row_)) continue;
    const BoundInput& column = table_.inputs[i];
    const bool isText = program.inputs[column.input].type.kind == TypeKind::kText;
    into.set(column.input, isText ? keepText(Conversion::textAt(column.chunks[batch_], first_ + row_, text_), into)
                                  : Scalar::known({loaded_[i].cells[row_]}));
  }
  for (std::size_t i = 0; i < lists_.size(); ++i) fillList(table_.lists[i], lists_[i], into);
}

void ColumnBlock::fillList(const BoundList& from, const LoadedList& loaded, Inputs& into) {
  if (!bitAt(loaded.known.data(), row_)) return;
  const ir::Stream& stream = plan_.program->streams[from.stream];
  Rows& rows = into.rows[from.stream];
  rows.state = State::kKnown;
  rows.count = loaded.count[row_];
  for (std::uint32_t i = 0; i < rows.count; ++i) {
    const auto value = static_cast<std::uint32_t>(loaded.begin[row_] + i - loaded.first);
    for (std::size_t c = 0; c < from.columns.size(); ++c) {
      if (!from.columns[c] || !bitAt(loaded.columns[c].known.data(), value)) {
        rows.push(Scalar::unknown());
      } else if (stream.columns[c].type.kind == TypeKind::kText) {
        const Chunk& chunk = from.columns[c]->chunks[batch_];
        rows.push(keepText(Conversion::textAt(chunk, loaded.first + value, text_), into));
      } else {
        rows.push(Scalar::known({loaded.columns[c].made[value]}));
      }
    }
  }
}

}  // namespace regard::columns
