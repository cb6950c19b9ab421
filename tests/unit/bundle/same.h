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
    const auto& [a, b, c, d, e, f, g, h] = x;
    return std::tie(a, b, c, d, e, f, g, h);
  }
  static auto of(const ir::Named& x) {
    const auto& [a, b, c, d, e, f] = x;
    return std::tie(a, b, c, d, e, f);
  }
  static auto of(const ir::Clause& x) { return std::tie(x.action, x.stage, x.expr, x.span); }
  static auto of(const ir::Lever& x) {
    const auto& [a, b, c] = x;
    return std::tie(a.e8, b, c);
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
  static auto of(const ir::Action& x) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r] = x;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r);
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
  static auto of(const ir::Arbitration& x) {
    const auto& [a, b, c, d] = x;
    return std::tie(a, b, c, d);
  }
  static auto of(const ir::TestValue& x) {
    const auto& [a, b] = x;
    return std::tie(a, b);
  }
  static auto of(const ir::Expectation& x) {
    const auto& [a, b, c, d, e, f, g, h] = x;
    return std::tie(a, b, c, d, e, f, g, h);
  }
  static auto of(const ir::Test& x) {
    const auto& [a, b, c, d, e, f, g] = x;
    return std::tie(a, b, c, d, e, f, g);
  }
  static auto of(const ir::Program& x) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w] = x;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w);
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
