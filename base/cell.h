#pragma once
// A cell is eight bytes; its state lives in a plane beside it, so that columns stay dense.

#include <bit>
#include <cstdint>

#include "base/truth.h"

namespace regard {

enum class State : std::uint8_t { kKnown, kUnknown, kError };

/// Why a value is an error. Kept in the cell's bits when its state is kError.
enum class ValueError : std::uint8_t {
  kNone,
  kDivideByZero,
  kOverflow,
  kDateOutOfRange,
  kNotANumber,
  kTwoRows,
  kRowsDiffer
};

/// "division by zero", "too large" …
const char* errorText(ValueError error);

/// A piece of text in one of two pools: the program's constants or the frame's own bytes.
struct TextRef {
  std::uint32_t offset = 0;  ///< bit 31 set: the program's pool
  std::uint32_t length = 0;
  static constexpr std::uint32_t kProgramPool = 0x8000'0000U;
};

/// The bits of one value. What they mean is the type's business (base/type.h).
struct Cell {
  std::uint64_t bits = 0;

  static constexpr Cell ofInt(std::int64_t v) { return {static_cast<std::uint64_t>(v)}; }
  static constexpr Cell ofDouble(double v) { return {std::bit_cast<std::uint64_t>(v)}; }
  static constexpr Cell ofBool(bool v) { return {v ? 1U : 0U}; }
  static constexpr Cell ofText(TextRef t) { return {(static_cast<std::uint64_t>(t.offset) << 32U) | t.length}; }
  static constexpr Cell ofError(ValueError e) { return {static_cast<std::uint64_t>(e)}; }

  constexpr std::int64_t asInt() const { return static_cast<std::int64_t>(bits); }
  constexpr double asDouble() const { return std::bit_cast<double>(bits); }
  constexpr bool asBool() const { return bits != 0; }
  constexpr TextRef asText() const {
    return {static_cast<std::uint32_t>(bits >> 32U), static_cast<std::uint32_t>(bits)};
  }
  constexpr ValueError asError() const { return static_cast<ValueError>(bits); }

  friend bool operator==(const Cell&, const Cell&) = default;
};
static_assert(sizeof(Cell) == 8);

/// One value on its own: what scalar operators take and give. An unknown's cell is always zero.
struct Scalar {
  Cell cell;
  State state = State::kUnknown;

  static constexpr Scalar known(Cell c) { return {c, State::kKnown}; }
  static constexpr Scalar unknown() { return {{}, State::kUnknown}; }
  static constexpr Scalar error(ValueError e) { return {Cell::ofError(e), State::kError}; }
  static constexpr Scalar ofTruth(Truth t) {
    switch (t) {
      case Truth::False: return known(Cell::ofBool(false));
      case Truth::True: return known(Cell::ofBool(true));
      case Truth::Unknown: return unknown();
      case Truth::Error: return error(ValueError::kNone);
    }
    return unknown();
  }
  /// REQUIRES the value is a flag.
  constexpr Truth truth() const {
    if (state == State::kKnown) return truthOf(cell.asBool());
    return state == State::kUnknown ? Truth::Unknown : Truth::Error;
  }
  constexpr bool isKnown() const { return state == State::kKnown; }
  friend bool operator==(const Scalar&, const Scalar&) = default;
};

}  // namespace regard
