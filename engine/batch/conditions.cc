#include "engine/batch/conditions.h"

#include <algorithm>
#include <limits>

#include "base/ranges.h"

namespace regard::batch {
namespace {

using Kind = Condition::Kind;

bool isIn(const Condition& condition, std::int64_t key) {
  return std::any_of(condition.region.values.begin(), condition.region.values.end(),
                     [key](const Range& range) { return key >= range.low && key <= range.high; });
}

double lowNumber(std::int64_t key) {
  return key == kLowestKey ? -std::numeric_limits<double>::infinity() : numberOfKey(key);
}
double highNumber(std::int64_t key) {
  return key == kHighestKey ? std::numeric_limits<double>::infinity() : numberOfKey(key);
}

}  // namespace

Conditions::Conditions(const BatchPlan& plan, const Kernels& kernels)
    : plan_(plan),
      kernels_(kernels),
      runner_(*this, kernels),
      kept_(plan.conditions.size()),
      columns_(plan.columns.size()) {}

void Conditions::begin(const Block& block) {
  block_ = &block;
  words_ = wordsOf(block.rows);
  ++epoch_;
  for (std::uint32_t w = 0; w < words_; ++w) {
    const std::uint32_t rows = std::min(block.rows - 64 * w, 64U);
    all_.words[w] = rows == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << rows) - 1;
  }
}

exact::Machine Conditions::machineFor(std::uint32_t row) const {
  exact::Machine machine(*plan_.plan, block_->frames->of(row), scratch_);
  if (action_ != ir::kNone) machine.beginCandidate(action_, channel_);
  return machine;
}

Scalar Conditions::demand(ir::InstIndex inst, std::uint32_t row) { return machineFor(row).demand(inst); }

ColumnView Conditions::column(std::uint32_t number) const {
  const Column& column = columns_[number];
  return {column.cells.data(), column.known.data(), column.hasErrors ? column.error.data() : nullptr,
          column.isAllKnown};
}

void Conditions::needAll(const LaneCode& code, const std::uint64_t* among) {
  for (const std::uint32_t column : code.columns) need(column, among);
  for (const std::uint32_t condition : code.conditions) keep(condition, among);
}

/// Rows in question, as many at a time as there are lanes.
template <class Visit>
void Conditions::eachChunk(const std::uint64_t* among, Visit&& visit) {
  std::uint16_t rows[kLanesMax];
  std::uint32_t count = 0;
  eachRow(among, words_, [&](std::uint32_t row) {
    rows[count++] = static_cast<std::uint16_t>(row);
    if (count < kLanesMax) return;
    visit(rows, count);
    count = 0;
  });
  if (count > 0) visit(rows, count);
}

// ---- conditions -----------------------------------------------------------------------------------------------------

void Conditions::select(std::uint32_t number, const std::uint64_t* among, std::uint64_t* out) {
  const Condition& condition = plan_.conditions[number];
  if (condition.ofCandidate || condition.users < 2) return compute(condition, among, out);
  kernels_.both(among, keep(number, among), out, words_);
}

/// The bits, right for all of `among`.
const std::uint64_t* Conditions::keep(std::uint32_t number, const std::uint64_t* among) {
  Kept& kept = kept_[number];
  if (kept.epoch != epoch_) {
    kept.bits.resize(kBlockWordsMax);
    kept.have.assign(kBlockWordsMax, 0);
    kept.isWhole = false;
    kept.epoch = epoch_;
  }
  if (kept.isWhole) return kept.bits.data();
  RowBits missing;
  for (std::uint32_t w = 0; w < words_; ++w) missing.words[w] = among[w] & ~kept.have[w];
  if (isEmpty(missing.words, words_)) return kept.bits.data();
  const Condition& condition = plan_.conditions[number];
  const bool isCheap = condition.kind == Kind::kRegion && condition.inst == ir::kNone;
  if (isCheap) missing = all_;
  kept.isWhole = isCheap;
  RowBits found;
  compute(condition, missing.words, found.words);
  for (std::uint32_t w = 0; w < words_; ++w) {
    kept.bits[w] = (kept.bits[w] & kept.have[w]) | found.words[w];
    kept.have[w] |= missing.words[w];
  }
  return kept.bits.data();
}

void Conditions::compute(const Condition& condition, const std::uint64_t* among, std::uint64_t* out) {
  switch (condition.kind) {
    case Kind::kAlways: std::copy_n(among, words_, out); return;
    case Kind::kNever: std::fill_n(out, words_, 0); return;
    case Kind::kAll:
      for (std::size_t i = 0; i < condition.parts.size(); ++i) select(condition.parts[i], i == 0 ? among : out, out);
      return;
    case Kind::kAny: {
      RowBits rest, any = {}, one;
      std::copy_n(among, words_, rest.words);
      for (const std::uint32_t part : condition.parts) {
        select(part, rest.words, one.words);
        for (std::uint32_t w = 0; w < words_; ++w) {
          any.words[w] |= one.words[w];
          rest.words[w] &= ~one.words[w];
        }
      }
      std::copy_n(any.words, words_, out);
      return;
    }
    default: break;
  }
  if (condition.kind == Kind::kRegion && condition.inst == ir::kNone && condition.input < 0)
    return constantRegion(condition, among, out);
  if (condition.inst != ir::kNone && condition.column == kNothing) return direct(condition, among, out);
  if (condition.column != kNothing) need(condition.column, among);
  const ColumnView view = condition.column != kNothing ? column(condition.column)
                                                       : block_->columns[static_cast<std::size_t>(condition.input)];
  RowBits found;
  if (condition.kind == Kind::kRegion) {
    region(condition, view, found.words);
  } else {
    for (std::uint32_t w = 0; w < words_; ++w) found.words[w] = view.known[w];
    if (!condition.isKnown) {
      RowBits yes;
      kernels_.isMember(view.cells, block_->rows, 2, yes.words);
      for (std::uint32_t w = 0; w < words_; ++w) found.words[w] &= yes.words[w];
    }
  }
  for (std::uint32_t w = 0; w < words_; ++w) out[w] = among[w] & found.words[w];
}

void Conditions::region(const Condition& condition, const ColumnView& view, std::uint64_t* out) const {
  const std::uint64_t unknowns = condition.region.unknown ? ~std::uint64_t{0} : 0;
  if (view.cells == nullptr) {
    std::fill_n(out, words_, unknowns);
    return;
  }
  if (condition.hasMembers) {
    kernels_.isMember(view.cells, block_->rows, condition.members, out);
  } else {
    std::fill_n(out, words_, 0);
    for (const Range& range : condition.region.values) {
      RowBits one;
      if (condition.type == TypeKind::kNumber) {
        kernels_.inRangeNumber(view.cells, block_->rows, lowNumber(range.low), highNumber(range.high), one.words);
      } else {
        kernels_.inRangeInt(view.cells, block_->rows, range.low, range.high, one.words);
      }
      for (std::uint32_t w = 0; w < words_; ++w) out[w] |= one.words[w];
    }
  }
  for (std::uint32_t w = 0; w < words_; ++w) {
    const std::uint64_t error = view.error == nullptr ? 0 : view.error[w];
    out[w] = (out[w] & view.known[w]) | (unknowns & ~view.known[w] & ~error);
  }
}

/// Of the candidate's channel, the direction or the day.
void Conditions::constantRegion(const Condition& condition, const std::uint64_t* among, std::uint64_t* out) const {
  if (condition.subject == kTodaySubject) {
    RowBits found = {};
    eachRow(among, words_, [&](std::uint32_t row) {
      if (isIn(condition, block_->today[row])) setBit(found.words, row);
    });
    std::copy_n(found.words, words_, out);
    return;
  }
  std::uint64_t inbound = 0, outbound = 0;
  if (condition.subject == kDirectionSubject) {
    inbound = isIn(condition, ir::kInbound) ? ~std::uint64_t{0} : 0;
    outbound = isIn(condition, ir::kOutbound) ? ~std::uint64_t{0} : 0;
  } else {
    const bool holds = channel_ < 0 ? condition.region.unknown : isIn(condition, channel_);
    inbound = outbound = holds ? ~std::uint64_t{0} : 0;
  }
  for (std::uint32_t w = 0; w < words_; ++w) {
    const std::uint64_t calls = block_->outbound[w];
    out[w] = among[w] & ((calls & outbound) | (~calls & inbound));
  }
}

/// By code of its own, or the machine.
void Conditions::direct(const Condition& condition, const std::uint64_t* among, std::uint64_t* out) {
  const auto holds = [&](Scalar value) {
    if (condition.kind == Kind::kComputed) return value.isKnown() && (condition.isKnown || value.cell.asBool());
    if (!value.isKnown()) return value.state == State::kUnknown && condition.region.unknown;
    return isIn(condition,
                condition.type == TypeKind::kNumber ? keyOfNumber(value.cell.asDouble()) : value.cell.asInt());
  };
  RowBits found = {};
  if (condition.code.failed) {
    eachRow(among, words_, [&](std::uint32_t row) {
      if (holds(demand(condition.inst, row))) setBit(found.words, row);
    });
  } else {
    needAll(condition.code, among);
    const bool isFlag = plan_.plan->program->insts[condition.inst].type == TypeKind::kFlag;
    const std::uint16_t at = condition.code.result;
    eachChunk(among, [&](const std::uint16_t* rows, std::uint32_t count) {
      runner_.run(condition.code, rows, count, channel_);
      for (std::uint32_t i = 0; i < count; ++i) {
        Scalar value = Scalar::unknown();
        if (bitAt(runner_.odd(), i)) {
          value = demand(condition.inst, rows[i]);
        } else if (!bitAt(runner_.unknown(at), i)) {
          value = Scalar::known({isFlag ? std::uint64_t{bitAt(runner_.trues(at), i)} : runner_.values(at)[i]});
        }
        if (holds(value)) setBit(found.words, rows[i]);
      }
    });
  }
  std::copy_n(found.words, words_, out);
}

// ---- columns --------------------------------------------------------------------------------------------------------

void Conditions::need(std::uint32_t number, const std::uint64_t* among) {
  const SharedColumn& column = plan_.columns[number];
  Column& into = columns_[number];
  if (into.epoch != epoch_) {
    into.cells.resize(kBlockRowsMax);
    into.known.assign(kBlockWordsMax, 0);
    into.error.assign(kBlockWordsMax, 0);
    into.have.assign(kBlockWordsMax, 0);
    into.hasErrors = into.isWhole = into.isAllKnown = false;
    into.epoch = epoch_;
  }
  if (into.isWhole) return;
  RowBits missing;
  for (std::uint32_t w = 0; w < words_; ++w) missing.words[w] = among[w] & ~into.have[w];
  if (isEmpty(missing.words, words_)) return;
  if (column.input >= 0) {
    fillElse(column, into);
    into.isWhole = true;
    return;
  } else {
    fill(column, into, missing.words);
  }
  for (std::uint32_t w = 0; w < words_; ++w) into.have[w] |= missing.words[w];
}

void Conditions::put(Column& into, std::uint32_t row, Scalar value) const {
  into.cells[row] = value.isKnown() ? value.cell.bits : 0;
  if (value.isKnown()) setBit(into.known.data(), row);
  if (value.state != State::kError) return;
  setBit(into.error.data(), row);
  into.hasErrors = true;
}

void Conditions::fillElse(const SharedColumn& column, Column& into) const {
  const ColumnView& from = block_->columns[static_cast<std::size_t>(column.input)];
  if (from.cells == nullptr) {
    std::fill_n(into.cells.begin(), block_->rows, column.otherwise);
    std::copy_n(all_.words, words_, into.known.begin());
    into.isAllKnown = true;
    return;
  }
  for (std::uint32_t i = 0; i < block_->rows; ++i)
    into.cells[i] = bitAt(from.known, i) ? from.cells[i] : column.otherwise;
  for (std::uint32_t w = 0; w < words_; ++w) {
    into.error[w] = from.error == nullptr ? 0 : from.error[w];
    into.known[w] = all_.words[w] & ~into.error[w];
  }
  into.hasErrors = from.error != nullptr;
  into.isAllKnown = from.error == nullptr;
}

void Conditions::fill(const SharedColumn& column, Column& into, const std::uint64_t* among) {
  if (column.code.failed) {
    eachRow(among, words_, [&](std::uint32_t row) { put(into, row, demand(column.inst, row)); });
    return;
  }
  needAll(column.code, among);
  const std::uint16_t at = column.code.result;
  eachChunk(among, [&](const std::uint16_t* rows, std::uint32_t count) {
    runner_.run(column.code, rows, count, channel_);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (bitAt(runner_.odd(), i)) {
        put(into, rows[i], demand(column.inst, rows[i]));
        continue;
      }
      const std::uint64_t bits = column.isFlag ? std::uint64_t{bitAt(runner_.trues(at), i)} : runner_.values(at)[i];
      put(into, rows[i], bitAt(runner_.unknown(at), i) ? Scalar::unknown() : Scalar::known({bits}));
    }
  });
}

}  // namespace regard::batch
