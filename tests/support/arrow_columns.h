#pragma once
// Customers' frames turned into columns, each type in the layout that needs least converting.

#include <string>
#include <vector>

#include "base/check.h"
#include "base/literals.h"
#include "engine/frame/inputs.h"
#include "tests/support/arrow_batch.h"

namespace regard::support {

/// Cells made at random may hold more than anybody can write.
inline bool canBeGiven(TypeKind kind, Scalar value) {
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
    REGARD_CHECK(false, input.name);
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

/// All of the profile but its key, and but its lists.
inline void addProfile(const ir::Program& program, const std::vector<Inputs>& customers, ArrowBatch& batch) {
  ColumnMaker maker(program, customers, batch);
  for (std::uint32_t slot = 0; slot < program.inputs.size(); ++slot)
    if (program.inputs[slot].source == ir::InputSource::kProfile && program.inputs[slot].name != program.keyName)
      maker.add(slot);
}

}  // namespace regard::support
