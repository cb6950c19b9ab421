// A frame of other rules, or of a bundle that only looks the same, must not be decided from: evaluators take the places
// of what they read for granted.

#include <fmt/format.h>

#include "engine/log/frame_bytes.h"

namespace regard {
namespace {

Fault unfit(std::string what) {
  return {FaultKind::kInvalid, fmt::format("the frame is not one of these rules: {}", std::move(what))};
}

bool isThere(const ir::Program& program, const Inputs& inputs, Type type, Scalar value) {
  if (!value.isKnown()) return true;
  if (type.kind == TypeKind::kChoice) return value.cell.bits < program.choices[type.choice].members.size();
  if (type.kind == TypeKind::kFlag) return value.cell.bits <= 1;
  if (type.kind != TypeKind::kText) return true;
  const TextRef ref = value.cell.asText();
  const bool isConstant = (ref.offset & TextRef::kProgramPool) != 0;
  const std::uint64_t begin = ref.offset & ~TextRef::kProgramPool;
  return begin + ref.length <= (isConstant ? program.textPool : inputs.text).size();
}

/// The first column that does not fit; empty if all do.
std::string badColumn(const ir::Program& program, const Inputs& inputs, const ir::Stream& stream, const Rows& rows) {
  const std::size_t columns = stream.columns.size();
  if (rows.cells.size() != rows.count * columns) return "their number";
  for (std::size_t i = 0; i < rows.cells.size(); ++i)
    if (const ir::Column& column = stream.columns[i % columns]; !isThere(program, inputs, column.type, rows.at(i)))
      return column.name;
  if (rows.rolledSums.size() != (rows.rolledCount.isKnown() ? columns : 0)) return "the totals";
  return {};
}

}  // namespace

Status checkFits(const ir::Program& program, const Inputs& inputs) {
  const auto sizes = {std::tuple{"inputs", inputs.cells.size(), program.inputs.size()},
                      std::tuple{"kinds of rows", inputs.rows.size(), program.streams.size()},
                      std::tuple{"windows", inputs.windowAfterMs.size(), program.windows.size()}};
  for (const auto& [what, found, wanted] : sizes)
    if (found != wanted) return unfit(fmt::format("it has {} {} and they have {}", found, what, wanted));
  for (std::uint32_t slot = 0; slot < inputs.cells.size(); ++slot)
    if (!isThere(program, inputs, program.inputs[slot].type, inputs.at(slot)))
      return unfit(fmt::format("they have no such value of {}", program.inputs[slot].name));
  const auto members = static_cast<std::int64_t>(program.choices[ir::kChannelChoice].members.size());
  for (std::size_t i = 0; i < inputs.channels.size(); ++i)
    if (inputs.channels[i] < 0 || inputs.channels[i] >= members ||
        (i > 0 && inputs.channels[i] <= inputs.channels[i - 1]))
      return unfit("they have no such channels");
  for (std::size_t i = 0; i < inputs.rows.size(); ++i)
    if (const std::string bad = badColumn(program, inputs, program.streams[i], inputs.rows[i]); !bad.empty())
      return unfit(fmt::format("they have no such value in the rows of {}: {}", program.streams[i].name, bad));
  return Done{};
}

Status checkFits(const ir::Program& program, const Decision& decision) {
  const auto channels = static_cast<std::int64_t>(program.choices[ir::kChannelChoice].members.size());
  for (const Scored& kept : decision.kept) {
    if (kept.action >= program.actions.size() || kept.channel < -1 || kept.channel >= channels || kept.treatment < -1 ||
        kept.treatment >= static_cast<std::int64_t>(program.actions[kept.action].treatments.size()))
      return Fault{FaultKind::kInvalid, "the decision is not one of these rules: they have no such action"};
  }
  return Done{};
}

}  // namespace regard
