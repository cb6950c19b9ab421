#include "engine/gather/models.h"

#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "base/scalar_ops.h"
#include "engine/model/answer.h"
#include "engine/model/summary.h"
#include "engine/reference/reference.h"

namespace regard {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr int kDirectDepthMax = 32;

/// Values of columns. Most are an attribute, or a comparison of one: those are looked at directly, and whatever else
/// there is is asked of the reference evaluator, once for all.
class ColumnValues {
 public:
  ColumnValues(const ir::Program& program, const Inputs& frame) : program_(program), frame_(frame) {}

  Scalar at(ir::InstIndex inst) {
    if (const auto value = direct(inst, 0)) return *value;
    if (all_.empty()) all_ = reference::evaluateAll(program_, frame_, {ir::kNone, -1, {}, {}, {}, {}});
    return all_[inst];
  }

 private:
  std::optional<Scalar> direct(ir::InstIndex index, int depth) const {
    const ir::Inst& inst = program_.insts[index];
    if (inst.op == ir::Op::kInput) return frame_.at(inst.a);
    if (inst.op == ir::Op::kConst) return Scalar::known(program_.constants[inst.a].cell);
    if (!ir::isScalar(inst.op) || depth > kDirectDepthMax) return std::nullopt;
    const auto a = direct(inst.a, depth + 1), b = a ? direct(inst.b, depth + 1) : std::nullopt;
    return b ? std::optional(apply(ir::scalarOf(inst.op), *a, *b)) : std::nullopt;
  }

  const ir::Program& program_;
  const Inputs& frame_;
  std::vector<Scalar> all_;
};

double asNumber(TypeKind kind, Scalar value) {
  if (!value.isKnown()) return kUnknown;
  const auto whole = static_cast<double>(value.cell.asInt());
  switch (kind) {
    case TypeKind::kNumber: return value.cell.asDouble();
    case TypeKind::kMoney: return whole / static_cast<double>(kMoneyScale);
    case TypeKind::kPercent: return whole / static_cast<double>(kOneE8);
    case TypeKind::kDuration: return whole / static_cast<double>(kMsPerDay);
    default: return whole;  // a flag, months, a day
  }
}

/// Rounded half to even; no longer exact in a double is too large.
Scalar rounded(double value, double scale, std::int64_t unit) {
  constexpr double kExactMax = 9.0e15;
  const double steps = std::nearbyint(value * scale);
  if (std::isnan(steps)) return Scalar::error(ValueError::kNotANumber);
  if (std::fabs(steps) > kExactMax) return Scalar::error(ValueError::kOverflow);
  return Scalar::known(Cell::ofInt(static_cast<std::int64_t>(steps) * unit));
}

Scalar onExit(TypeKind kind, double value) {
  constexpr double kMillion = 1e6;
  if (kind == TypeKind::kMoney) return rounded(value, static_cast<double>(kMoneyScale), 1);
  if (kind == TypeKind::kPercent) return rounded(value, kMillion, kOneE8 / 1'000'000);
  const Scalar steps = rounded(value, kMillion, 1);
  return steps.isKnown() ? Scalar::known(Cell::ofDouble(static_cast<double>(steps.cell.asInt()) / kMillion)) : steps;
}

class ModelFiller {
 public:
  ModelFiller(const ir::Program& program, const Zone& zone, Inputs& into)
      : program_(program), frame_(into), zone_(zone), columns_(program, into) {}

  /// Calls stand in the order in which rules need them: what one reads of another is there by then.
  void fill() {
    for (std::uint32_t call = 0; call < program_.modelCalls.size(); ++call)
      for (std::uint32_t i = 0; i < program_.inputs.size(); ++i) {
        const ir::Input& input = program_.inputs[i];
        if (input.source != ir::InputSource::kModel || input.detail != call) continue;
        if (frame_.states[i] == State::kUnknown) frame_.set(i, ask(program_.modelCalls[call], input.type.kind));
      }
  }

 private:
  Scalar ask(const ir::ModelCall& call, TypeKind kind) {
    const ir::Model& model = program_.models[call.model];
    if (!model.isFitted) return Scalar::unknown();
    if (read_ != call.model) {
      isRead_ = read(model);
      read_ = call.model;
    }
    return isRead_ ? onExit(kind, model::answer(model, call, reading_)) : Scalar::unknown();
  }

  bool read(const ir::Model& model) {
    if (ir::isPurchaseModel(model.kind)) return model.stream != ir::kNone ? readHistory(model) : readSummary(model);
    values_.clear();
    bool isWhole = true;
    for (const ir::InstIndex column : model.columns) {
      values_.push_back(asNumber(program_.insts[column].type, columns_.at(column)));
      isWhole = isWhole && !std::isnan(values_.back());
    }
    reading_.columns = values_;
    if (model.kind == ir::ModelKind::kSbg) return isWhole && values_[0] >= 0;
    return isWhole || model.kind == ir::ModelKind::kTrees;
  }

  bool readHistory(const ir::Model& model) {
    const Rows& rows = frame_.rows[model.stream];
    if (rows.fromMs != Rows::kEver) return false;  // the first purchase may have been let go
    const std::size_t width = program_.streams[model.stream].columns.size();
    model::Summariser purchases;
    for (std::size_t row = 0; row < rows.count * width; row += width) {
      const Scalar amount = model.amount == ir::kNone ? Scalar::unknown() : rows.at(row + model.amount);
      const std::int64_t e4 = amount.isKnown() ? amount.cell.asInt() : 0;
      if (e4 < 0) continue;  // a return is no purchase
      purchases.add(zone_.dayAt(rows.at(row + ir::kAtColumn).cell.asInt()),
                    static_cast<double>(e4) / static_cast<double>(kMoneyScale));
    }
    if (purchases.isEmpty()) return false;
    const model::Summary summary = purchases.finish(zone_.dayAt(frame_.nowMs), model.unitDays);
    reading_ = {summary.purchases, summary.meanSpend, {}};
    return true;
  }

  bool readSummary(const ir::Model& model) {
    const auto value = [&](std::uint32_t column) {
      const ir::InstIndex inst = model.columns[column];
      return asNumber(program_.insts[inst].type, columns_.at(inst));
    };
    const double repeats = value(ir::kRepeatsColumn), first = value(ir::kFirstColumn), last = value(ir::kLastColumn);
    const double mean = model.hasSpend && repeats > 0 ? value(ir::kMeanColumn) : 0;
    const auto today = static_cast<double>(zone_.dayAt(frame_.nowMs));
    const bool fits = repeats >= 0 && repeats == std::trunc(repeats) && first <= last && last <= today && mean >= 0 &&
                      (repeats > 0) == (first < last);
    if (!fits) return false;  // also where one of them is unknown: no comparison holds
    reading_ = {{repeats, (last - first) / model.unitDays, (today - first) / model.unitDays}, mean, {}};
    return true;
  }

  const ir::Program& program_;
  Inputs& frame_;
  const Zone& zone_;
  ColumnValues columns_;
  std::uint32_t read_ = ir::kNone;  ///< the model that `reading_` is for
  bool isRead_ = false;
  model::Reading reading_;
  std::vector<double> values_;
};

}  // namespace

void fillModels(const ir::Program& program, const Zone& zone, Inputs& into) {
  if (!program.modelCalls.empty()) ModelFiller(program, zone, into).fill();
}

}  // namespace regard
