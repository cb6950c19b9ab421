#include "engine/batch/kernels.h"

#include <bit>

#include "engine/batch/kernels_simd.h"

namespace regard::batch {
namespace plain {

#define REGARD_KERNEL
#include "engine/batch/kernels_body.inc"
#undef REGARD_KERNEL

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
    return value >= low && value <= high;
  });
}
void inRangeNumber(const std::uint64_t* x, std::uint32_t n, double low, double high, std::uint64_t* bits) {
  collect(n, bits, [=](std::uint32_t i) { return numberIn(x[i]) >= low && numberIn(x[i]) <= high; });
}
void isMember(const std::uint64_t* x, std::uint32_t n, std::uint64_t members, std::uint64_t* bits) {
  collect(n, bits, [=](std::uint32_t i) { return ((members >> (x[i] & 63U)) & 1U) != 0; });
}
void gather(const std::uint64_t* from, const std::uint16_t* rows, std::uint64_t* to, std::uint32_t n) {
  for (std::uint32_t i = 0; i < n; ++i) to[i] = from[rows[i]];
}
void choose(const std::uint64_t* choose, const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* to,
            std::uint32_t n) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint64_t mask = 0 - ((choose[i / 64] >> (i % 64)) & 1U);
    to[i] = (a[i] & mask) | (b[i] & ~mask);
  }
}

constexpr Kernels kKernels{"plain", inRangeInt, inRangeNumber, isMember, addNumbers, subNumbers, mulNumbers,
                           scale,   addProduct, gather,        choose,   count,      both,       estimateRows};

}  // namespace plain

#if defined(__x86_64__)
SimdLevel bestLevel() {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl"))
    return SimdLevel::kAvx512;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") ? SimdLevel::kAvx2 : SimdLevel::kPlain;
}

const Kernels& kernelsOf(SimdLevel level) {
  if (level == SimdLevel::kAvx512) return kAvx512Kernels;
  return level == SimdLevel::kAvx2 ? kAvx2Kernels : plain::kKernels;
}
#else
SimdLevel bestLevel() { return SimdLevel::kPlain; }

const Kernels& kernelsOf(SimdLevel) { return plain::kKernels; }
#endif

}  // namespace regard::batch
