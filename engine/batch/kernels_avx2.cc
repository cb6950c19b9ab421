#include "engine/batch/kernels_simd.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <bit>

namespace regard::batch {
namespace avx2 {

#define REGARD_KERNEL __attribute__((target("avx2,popcnt")))
#include "engine/batch/kernels_body.inc"

REGARD_KERNEL inline __m256i load(const std::uint64_t* x) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(static_cast<const void*>(x)));
}
REGARD_KERNEL inline std::uint64_t maskOf(__m256i yes) {
  return static_cast<std::uint64_t>(_mm256_movemask_pd(_mm256_castsi256_pd(yes)));
}

/// `answer4` tells of four values at once; the last few are copied to where four can be read.
template <class Answer4>
REGARD_KERNEL inline void collect(const std::uint64_t* x, std::uint32_t n, std::uint64_t* bits, Answer4 answer4) {
  for (std::uint32_t from = 0; from < n; from += 64) {
    const std::uint32_t end = n - from < 64 ? n - from : 64;
    std::uint64_t word = 0;
    std::uint32_t i = 0;
    for (; i + 4 <= end; i += 4) word |= answer4.of(load(x + from + i)) << i;
    if (i < end) {
      std::uint64_t last[4] = {};
      for (std::uint32_t k = 0; k < end - i; ++k) last[k] = x[from + i + k];
      word |= (answer4.of(load(last)) & ((std::uint64_t{1} << (end - i)) - 1)) << i;
    }
    bits[from / 64] = word;
  }
}

struct Between {
  __m256i low, high;
  REGARD_KERNEL std::uint64_t of(__m256i x) const {
    return maskOf(_mm256_or_si256(_mm256_cmpgt_epi64(low, x), _mm256_cmpgt_epi64(x, high))) ^ 15U;
  }
};
struct BetweenNumbers {
  __m256d low, high;
  REGARD_KERNEL std::uint64_t of(__m256i x) const {
    const __m256d number = _mm256_castsi256_pd(x);
    return static_cast<std::uint64_t>(_mm256_movemask_pd(
        _mm256_and_pd(_mm256_cmp_pd(number, low, _CMP_GE_OQ), _mm256_cmp_pd(number, high, _CMP_LE_OQ))));
  }
};
struct Among {
  __m256i members;
  REGARD_KERNEL std::uint64_t of(__m256i x) const {
    const __m256i place = _mm256_and_si256(x, _mm256_set1_epi64x(63));
    return maskOf(_mm256_slli_epi64(_mm256_srlv_epi64(members, place), 63));
  }
};

REGARD_KERNEL void inRangeInt(const std::uint64_t* x, std::uint32_t n, std::int64_t low, std::int64_t high,
                              std::uint64_t* bits) {
  collect(x, n, bits, Between{_mm256_set1_epi64x(low), _mm256_set1_epi64x(high)});
}
REGARD_KERNEL void inRangeNumber(const std::uint64_t* x, std::uint32_t n, double low, double high,
                                 std::uint64_t* bits) {
  collect(x, n, bits, BetweenNumbers{_mm256_set1_pd(low), _mm256_set1_pd(high)});
}
REGARD_KERNEL void isMember(const std::uint64_t* x, std::uint32_t n, std::uint64_t members, std::uint64_t* bits) {
  collect(x, n, bits, Among{_mm256_set1_epi64x(static_cast<std::int64_t>(members))});
}
REGARD_KERNEL void gather(const std::uint64_t* from, const std::uint16_t* rows, std::uint64_t* to, std::uint32_t n) {
  for (std::uint32_t i = 0; i < n; ++i) to[i] = from[rows[i]];
}
REGARD_KERNEL void choose(const std::uint64_t* choose, const std::uint64_t* a, const std::uint64_t* b,
                          std::uint64_t* to, std::uint32_t n) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint64_t mask = 0 - ((choose[i / 64] >> (i % 64)) & 1U);
    to[i] = (a[i] & mask) | (b[i] & ~mask);
  }
}

}  // namespace avx2

const Kernels kAvx2Kernels{"AVX2",           avx2::inRangeInt, avx2::inRangeNumber, avx2::isMember,    avx2::addNumbers,
                           avx2::subNumbers, avx2::mulNumbers, avx2::scale,         avx2::addProduct,  avx2::gather,
                           avx2::choose,     avx2::count,      avx2::both,          avx2::estimateRows};

}  // namespace regard::batch
#endif
