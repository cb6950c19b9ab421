#pragma once
// Whether two programs are the same in every field. A structured binding names all members of a struct, so that a new
// one must be added here before the test compiles.

#include <tuple>
#include <vector>

#include "dsl/ir/program.h"

namespace regard::tests {

struct Fields {
  static auto of(const ir::Source& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const Span& x) {
    const auto& [a, b, c] = x;
    return std::tie(a, b, c);
  }
  static auto of(const ir::Inst& x) {
    const auto& [a, b, c, d, e, f] = x;
    return std::tie(a, b, c, d, e, f);
  }
  static auto of(const Type& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const Scalar& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const ir::Constant& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const ir::ChoiceMember& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const ir::Choice& x) {
    const auto& [a, b, c] = x;
    return std::tie(a, b, c);
  }
  static auto of(const ir::Input& x) {
    const auto& [a, b, c, d, e, f, g, h, i] = x;
    return std::tie(a, b, c, d, e, f, g, h, i);
  }
  static auto of(const ir::Column& x) {
    const auto& [a, b, c, d, e, f] = x;
    return std::tie(a, b, c, d, e, f);
  }
  static auto of(const ir::Stream& x) {
    const auto& [a, b, c, d, e, f, g, h, i] = x;
    return std::tie(a, b, c, d, e, f, g, h, i);
  }
  static auto of(const ir::Window& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const ir::Burst& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const ir::Threshold& x) {
    const auto& [a, b, c, d, e, f] = x;
    return std::tie(a, b, c, d, e, f);
  }
  static auto of(const ir::Model& x) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = x;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
  }
  static auto of(const ir::TreeNode& x) {
    const auto& [a, b, c, d, e] = x;
    return std::tie(a, b, c, d, e);
  }
  static auto of(const ir::ModelCall& x) {
    const auto& [a, b, c, d] = x;
    return std::tie(a, b, c, d);
  }
  static auto of(const ir::Counter& x) {
    const auto& [a, b, c, d, e, f] = x;
    return std::tie(a, b, c, d, e, f);
  }
  static auto of(const ir::Experiment& x) {
    const auto& [a, b, c, d, e, f, g] = x;
    return std::tie(a, b, c, d, e, f, g);
  }
  static auto of(const ir::HoldOut& x) {
    const auto& [a, b, c, d] = x;
    return std::tie(a, b, c, d);
  }
  static auto of(const ir::Journey& x) {
    const auto& [a, b, c, d] = x;
    return std::tie(a, b, c, d);
  }
  static auto of(const ir::Kpi& x) {
    const auto& [a, b, c, d, e, f, g, h] = x;
    return std::tie(a, b, c, d, e, f, g, h);
  }
  static auto of(const ir::Named& x) {
    const auto& [a, b, c, d, e, f, g] = x;
    return std::tie(a, b, c, d, e, f, g);
  }
  static auto of(const ir::Clause& x) {
    const auto& [a, b, c, d, e, f] = x;
    return std::tie(a, b, c, d, e, f);
  }
  static auto of(const ir::Lever& x) {
    const auto& [a, b, c] = x;
    return std::tie(a, b, c);
  }
  static auto of(const ir::TextPart& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const ir::TreatmentField& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const ir::Treatment& x) {
    const auto& [a, b, c, d, e] = x;
    return std::tie(a, b, c, d, e);
  }
  static auto of(const ir::Learned& x) {
    const auto& [a, b, c, d, e, f, g] = x;
    return std::tie(a, b, c, d, e, f, g);
  }
  static auto of(const ir::EffectDetail& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const ir::Brings& x) {
    const auto& [a, b, c, d, e, f, g, h] = x;
    return std::tie(a, b, c, d, e, f, g, h);
  }
  static auto of(const ir::FigureSpans& x) {
    const auto& [a, b, c, d] = x;
    return std::tie(a, b, c, d);
  }
  static auto of(const ir::Action& x) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v] = x;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v);
  }
  static auto of(const ir::Group& x) {
    const auto& [a, b, c, d] = x;
    return std::tie(a, b, c, d);
  }
  static auto of(const ir::Issue& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const ir::DiversityCap& x) {
    const auto& [a, b, c] = x;
    return std::tie(a, b, c);
  }
  static auto of(const ir::Promise& x) {
    const auto& [a, b, c, d, e, f, g, h] = x;
    return std::tie(a, b, c, d, e, f, g, h);
  }
  static auto of(const ir::Trigger& x) {
    const auto& [a, b, c, d, e, f, g, h] = x;
    return std::tie(a, b, c, d, e, f, g, h);
  }
  static auto of(const ir::Policy& x) {
    const auto& [a, b, c, d] = x;
    return std::tie(a, b, c, d);
  }
  static auto of(const ir::Guarantee& x) {
    const auto& [a, b, c, d, e] = x;
    return std::tie(a, b, c, d, e);
  }
  static auto of(const ir::Bundle& x) {
    const auto& [a, b, c, d, e, f] = x;
    return std::tie(a, b, c, d, e, f);
  }
  static auto of(const ir::Outcome& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const ir::WorkingHours& x) {
    const auto& [a, b, c] = x;
    return std::tie(a, b, c);
  }
  static auto of(const ir::Arbitration& x) {
    const auto& [a, b, c, d, e, f, g] = x;
    return std::tie(a, b, c, d, e, f, g);
  }
  static auto of(const ir::TestValue& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const ir::TestRow& x) {
    const auto& [a, b, c, d, e] = x;
    return std::tie(a, b, c, d, e);
  }
  static auto of(const ir::TestEvidence& x) {
    const auto& [a, b, c, d] = x;
    return std::tie(a, b, c, d);
  }
  static auto of(const ir::Expectation& x) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = x;
    return std::tie(a, b, c, d, e, f, g, h, i, j.e4, k, l, m);
  }
  static auto of(const ir::Test& x) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = x;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
  }
  static auto of(const ir::Program& x) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, y, z, aa, bb, cc, dd, ee, ff, gg,
                 hh, ii, jj, kk, ll, mm, nn, oo, pp] = x;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, y, z, aa, bb, cc, dd, ee, ff,
                    gg, hh, ii, jj, kk, ll, mm, nn, oo, pp);
  }
};

template <class T>
bool same(const T& a, const T& b);

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!same(a[i], b[i])) return false;
  return true;
}

template <class Tuple, std::size_t... I>
bool sameEach(const Tuple& a, const Tuple& b, std::index_sequence<I...>) {
  return (same(std::get<I>(a), std::get<I>(b)) && ...);
}

template <class T>
bool same(const T& a, const T& b) {
  if constexpr (requires { Fields::of(a); }) {
    const auto of = Fields::of(a), other = Fields::of(b);
    return sameEach(of, other, std::make_index_sequence<std::tuple_size_v<decltype(of)>>());
  } else {
    return a == b;
  }
}

}  // namespace regard::tests
