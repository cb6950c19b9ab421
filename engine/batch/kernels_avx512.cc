#include "engine/batch/kernels_simd.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include <bit>

// Where nothing is optimised, gathers are macros that take a mask for a char.
#pragma GCC diagnostic ignored "-Wsign-conversion"

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

/// A number of eight rows: where there are rows.
REGARD_KERNEL inline __m512d eight(const std::uint64_t* cells, __m256i rows, __mmask8 there) {
  return _mm512_mask_i32gather_pd(_mm512_setzero_pd(), there, rows, cells, 8);
}
REGARD_KERNEL inline __m512d sum(double start, const EstimateTerm* terms, std::uint32_t count, __m256i rows,
                                 __mmask8 there) {
  __m512d total = _mm512_set1_pd(start);
  for (std::uint32_t t = 0; t < count; ++t)
    total = _mm512_add_pd(total, _mm512_mul_pd(_mm512_set1_pd(terms[t].factor), eight(terms[t].cells, rows, there)));
  return total;
}

REGARD_KERNEL inline __m512d all(double x) { return _mm512_set1_pd(x); }

/// estimateRow of eight rows; which of them are sure.
REGARD_KERNEL inline __mmask8 estimate8(const EstimateForm& form, const EstimateTerm* terms, __m256i rows,
                                        __mmask8 there, __m512d& least, __m512d& most) {
  const __m512d x = sum(form.propensityStart, terms + form.moneyTerms, form.propensityTerms, rows, there);
  const __m512d scaled = _mm512_mul_pd(all(form.scale), sum(form.start, terms, form.moneyTerms, rows, there));
  const __m512d money = _mm512_add_pd(all(form.amount), scaled);
  __m512d propensity = _mm512_mul_pd(all(form.slope), x);
  propensity = _mm512_mask_mov_pd(propensity, _mm512_cmp_pd_mask(x, all(form.high), _CMP_GT_OQ), all(form.highGives));
  propensity = _mm512_mask_mov_pd(propensity, _mm512_cmp_pd_mask(x, all(form.low), _CMP_LT_OQ), all(form.lowGives));
  const __m512d made = _mm512_add_pd(_mm512_abs_pd(all(form.amount)), _mm512_abs_pd(scaled));
  const __m512d score = _mm512_mul_pd(money, propensity);
  const __m512d scoreOff = _mm512_add_pd(_mm512_add_pd(all(kUnits), _mm512_mul_pd(all(kOfMoney), _mm512_abs_pd(money))),
                                         _mm512_mul_pd(all(kOfDoubles), made));
  const __mmask8 gains = _mm512_cmp_pd_mask(score, _mm512_setzero_pd(), _CMP_GE_OQ);
  const __m512d priority = _mm512_mul_pd(score, _mm512_mask_mov_pd(all(form.loss), gains, all(form.gain)));
  const __m512d size = _mm512_abs_pd(priority);
  const __m512d off = _mm512_add_pd(_mm512_add_pd(_mm512_mul_pd(scoreOff, all(form.reach)), all(1)),
                                    _mm512_mul_pd(all(kOfDoubles), size));
  least = _mm512_sub_pd(priority, off);
  most = _mm512_add_pd(priority, off);
  __mmask8 sure = _mm512_mask_cmp_pd_mask(there, propensity, _mm512_setzero_pd(), _CMP_GE_OQ);
  sure = _mm512_mask_cmp_pd_mask(sure, propensity, all(1), _CMP_LE_OQ);
  sure = _mm512_mask_cmp_pd_mask(sure, made, all(kAmountMax), _CMP_LE_OQ);
  sure = _mm512_mask_cmp_pd_mask(sure, _mm512_abs_pd(x), all(kFormMax), _CMP_LE_OQ);
  return _mm512_mask_cmp_pd_mask(sure, _mm512_add_pd(size, off), all(kPriorityMax), _CMP_LE_OQ);
}

REGARD_KERNEL void estimate(const EstimateForm& form, const EstimateTerm* terms, const std::uint32_t* rows,
                            std::uint32_t n, const double* floors, const Estimated& out) {
  for (std::uint32_t from = 0; from < n; from += 64) {
    std::uint64_t unsure = 0, wanted = 0;
    for (std::uint32_t i = from; i < n && i < from + 64; i += 8) {
      const __mmask8 there = lanes(i, n);
      const __m256i eightRows = _mm256_maskz_loadu_epi32(there, rows + i);
      __m512d least, most;
      const __mmask8 sure = estimate8(form, terms, eightRows, there, least, most);
      const __m512d floor = _mm512_mask_i32gather_pd(_mm512_setzero_pd(), there, eightRows, floors, 8);
      _mm512_mask_storeu_pd(out.least + i, there, least);
      _mm512_mask_storeu_pd(out.most + i, there, most);
      unsure |= std::uint64_t{static_cast<__mmask8>(there & ~sure)} << (i - from);
      wanted |= std::uint64_t{_mm512_mask_cmp_pd_mask(sure, most, floor, _CMP_GE_OQ)} << (i - from);
    }
    out.unsure[from / 64] = unsure;
    out.wanted[from / 64] = wanted;
  }
}

}  // namespace avx512

const Kernels kAvx512Kernels{"AVX-512",          avx512::inRangeInt, avx512::inRangeNumber, avx512::isMember,
                             avx512::addNumbers, avx512::subNumbers, avx512::mulNumbers,    avx512::scale,
                             avx512::addProduct, avx512::gather,     avx512::choose,        avx512::count,
                             avx512::both,       avx512::estimate};

}  // namespace regard::batch
#endif
