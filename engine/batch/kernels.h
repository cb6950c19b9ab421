#pragma once
// Loops over cells, written once and compiled for what the processor can do. Every level gives the same bytes.

#include <cstdint>

#include "engine/batch/estimate.h"

namespace regard::batch {

struct Kernels {
  const char* name;
  /// Bit i of `bits`: low <= x[i] <= high, as integers or as numbers. Bits beyond n, up to the word's end, are 0.
  void (*inRangeInt)(const std::uint64_t* x, std::uint32_t n, std::int64_t low, std::int64_t high, std::uint64_t* bits);
  void (*inRangeNumber)(const std::uint64_t* x, std::uint32_t n, double low, double high, std::uint64_t* bits);
  /// Of values below 64: bit i: whether bit x[i] of `members` is set.
  void (*isMember)(const std::uint64_t* x, std::uint32_t n, std::uint64_t members, std::uint64_t* bits);
  // Numbers into `to`, never -0. False if a result is no language number (base/type.h).
  bool (*addNumbers)(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* to, std::uint32_t n);
  bool (*subNumbers)(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* to, std::uint32_t n);
  bool (*mulNumbers)(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* to, std::uint32_t n);
  bool (*scale)(double factor, const std::uint64_t* b, std::uint64_t* to, std::uint32_t n);
  /// a + factor * b, rounded twice.
  bool (*addProduct)(const std::uint64_t* a, double factor, const std::uint64_t* b, std::uint64_t* to, std::uint32_t n);
  /// to[i] = from[rows[i]].
  void (*gather)(const std::uint64_t* from, const std::uint16_t* rows, std::uint64_t* to, std::uint32_t n);
  /// to[i] = bit i of `choose` ? a[i] : b[i].
  void (*choose)(const std::uint64_t* choose, const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* to,
                 std::uint32_t n);
  /// How many bits are set.
  std::uint64_t (*count)(const std::uint64_t* bits, std::uint32_t words);
  /// to[w] = a[w] & b[w]. They may be the same.
  void (*both)(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* to, std::uint32_t words);
  /// Of rows[0 … n): terms of money, then of propensity; floors are by row.
  void (*estimate)(const EstimateForm& form, const EstimateTerm* terms, const std::uint32_t* rows, std::uint32_t n,
                   const double* floors, const Estimated& out);
};

enum class SimdLevel : std::uint8_t { kPlain, kAvx2, kAvx512 };

/// The best that this processor can do.
SimdLevel bestLevel();
/// REQUIRES a level no better than that.
const Kernels& kernelsOf(SimdLevel level);

}  // namespace regard::batch
