#include "engine/batch/kernels_simd.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <bit>

namespace regard::batch {
namespace avx512 {

#define REGARD_KERNEL __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,popcnt")))
#include "engine/batch/kernels_body.inc"

/// Which of eight values from `i` on there are.
REGARD_KERNEL inline __mmask8 lanes(std::uint32_t i, std::uint32_t n) {
  return static_cast<__mmask8>(n - i >= 8 ? 0xFFU : (1U << (n - i)) - 1);
}

/// `answer8` tells of eight values at once.
template <class Answer8>
REGARD_KERNEL inline void collect(const std::uint64_t* x, std::uint32_t n, std::uint64_t* bits, Answer8 answer8) {
  for (std::uint32_t from = 0; from < n; from += 64) {
    std::uint64_t word = 0;
    for (std::uint32_t i = from; i < n && i < from + 64; i += 8) {
      const __mmask8 there = lanes(i, n);
      word |= std::uint64_t{answer8.of(_mm512_maskz_loadu_epi64(there, x + i), there)} << (i - from);
    }
    bits[from / 64] = word;
  }
}

struct Between {
  __m512i low, high;
  REGARD_KERNEL __mmask8 of(__m512i x, __mmask8 there) const {
    return _mm512_mask_cmple_epi64_mask(_mm512_mask_cmpge_epi64_mask(there, x, low), x, high);
  }
};
struct BetweenNumbers {
  __m512d low, high;
  REGARD_KERNEL __mmask8 of(__m512i x, __mmask8 there) const {
    const __m512d number = _mm512_castsi512_pd(x);
    return _mm512_mask_cmp_pd_mask(_mm512_mask_cmp_pd_mask(there, number, low, _CMP_GE_OQ), number, high, _CMP_LE_OQ);
  }
};
struct Among {
  __m512i members;
  REGARD_KERNEL __mmask8 of(__m512i x, __mmask8 there) const {
    const __m512i place = _mm512_and_si512(x, _mm512_set1_epi64(63));
    return _mm512_mask_test_epi64_mask(there, _mm512_maskz_srlv_epi64(there, members, place), _mm512_set1_epi64(1));
  }
};

REGARD_KERNEL void inRangeInt(const std::uint64_t* x, std::uint32_t n, std::int64_t low, std::int64_t high,
                              std::uint64_t* bits) {
  collect(x, n, bits, Between{_mm512_set1_epi64(low), _mm512_set1_epi64(high)});
}
REGARD_KERNEL void inRangeNumber(const std::uint64_t* x, std::uint32_t n, double low, double high,
                                 std::uint64_t* bits) {
  collect(x, n, bits, BetweenNumbers{_mm512_set1_pd(low), _mm512_set1_pd(high)});
}
REGARD_KERNEL void isMember(const std::uint64_t* x, std::uint32_t n, std::uint64_t members, std::uint64_t* bits) {
  collect(x, n, bits, Among{_mm512_set1_epi64(static_cast<std::int64_t>(members))});
}
REGARD_KERNEL void gather(const std::uint64_t* from, const std::uint16_t* rows, std::uint64_t* to, std::uint32_t n) {
  for (std::uint32_t i = 0; i < n; ++i) to[i] = from[rows[i]];
}
REGARD_KERNEL void choose(const std::uint64_t* choose, const std::uint64_t* a, const std::uint64_t* b,
                          std::uint64_t* to, std::uint32_t n) {
  for (std::uint32_t i = 0; i < n; i += 8) {
    const __mmask8 there = lanes(i, n), yes = static_cast<__mmask8>(choose[i / 64] >> (i % 64));
    const __m512i other = _mm512_maskz_loadu_epi64(there, b + i);
    _mm512_mask_storeu_epi64(to + i, there, _mm512_mask_loadu_epi64(other, static_cast<__mmask8>(yes & there), a + i));
  }
}

}  // namespace avx512

const Kernels kAvx512Kernels{"AVX-512",          avx512::inRangeInt, avx512::inRangeNumber, avx512::isMember,
                             avx512::addNumbers, avx512::subNumbers, avx512::mulNumbers,    avx512::scale,
                             avx512::addProduct, avx512::gather,     avx512::choose,        avx512::count};

}  // namespace regard::batch
#endif
