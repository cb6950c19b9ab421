#include "engine/batch/kernels.h"

#include <bit>

namespace regard::batch {
namespace plain {

#include "engine/batch/kernels_body.inc"

/// Sixty-four answers a word.
template <class Answer>
void collect(std::uint32_t n, std::uint64_t* bits, Answer&& answer) {
  for (std::uint32_t from = 0; from < n; from += 64) {
    const std::uint32_t end = n - from < 64 ? n - from : 64;
    std::uint64_t word = 0;
    for (std::uint32_t i = 0; i < end; ++i) word |= static_cast<std::uint64_t>(answer(from + i)) << i;
    bits[from / 64] = word;
  }
}

void inRangeInt(const std::uint64_t* x, std::uint32_t n, std::int64_t low, std::int64_t high, std::uint64_t* bits) {
  collect(n, bits, [=](std::uint32_t i) {
    const auto value = static_cast<std::int64_t>(x[i]);
    return (value >= low) & (value <= high);
  });
}
void inRangeNumber(const std::uint64_t* x, std::uint32_t n, double low, double high, std::uint64_t* bits) {
  collect(n, bits, [=](std::uint32_t i) { return (numberIn(x[i]) >= low) & (numberIn(x[i]) <= high); });
}
void isMember(const std::uint64_t* x, std::uint32_t n, std::uint64_t members, std::uint64_t* bits) {
  collect(n, bits, [=](std::uint32_t i) { return ((members >> (x[i] & 63U)) & 1U) != 0; });
}

constexpr Kernels kKernels{"plain",    inRangeInt, inRangeNumber, isMember, addNumbers, subNumbers,
                           mulNumbers, scale,      addProduct,    gather,   choose};

}  // namespace plain

SimdLevel bestLevel() { return SimdLevel::kPlain; }

const Kernels& kernelsOf(SimdLevel) { return plain::kKernels; }

}  // namespace regard::batch
