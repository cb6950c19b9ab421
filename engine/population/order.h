#pragma once
// Values of any kind that can be ranked, as whole numbers in the same order.

#include <cmath>
#include <cstdint>
#include <limits>

#include "base/cell.h"
#include "base/type.h"

namespace regard::population {

/// Numbers: the bits of a double count up with it once those of negative ones are turned round. REQUIRES a known value.
inline std::int64_t toOrder(TypeKind kind, Cell cell) {
  if (kind != TypeKind::kNumber) return cell.asInt();
  const std::int64_t bits = Cell::ofDouble(cell.asDouble() + 0.0).asInt();  // -0 is 0
  return bits >= 0 ? bits : bits ^ std::numeric_limits<std::int64_t>::max();
}

inline Cell fromOrder(TypeKind kind, std::int64_t order) {
  if (kind == TypeKind::kNumber && order < 0) order ^= std::numeric_limits<std::int64_t>::max();
  return Cell::ofInt(order);
}

/// Such a value as a number to reckon with, about; and back, within what the kind can hold.
inline double toDouble(TypeKind kind, std::int64_t order) {
  return kind == TypeKind::kNumber ? fromOrder(kind, order).asDouble() : static_cast<double>(order);
}
inline std::int64_t ofDouble(TypeKind kind, double value) {
  return kind == TypeKind::kNumber ? toOrder(kind, Cell::ofDouble(value))
                                   : static_cast<std::int64_t>(std::floor(value));
}

}  // namespace regard::population
