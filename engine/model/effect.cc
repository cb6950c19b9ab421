#include "engine/model/effect.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace regard::model {
namespace {

constexpr double kNormal80 = 0.8416212335729143;  ///< seen four times in five

/// What was found on the scale of logarithms, as a lift.
Interval liftFrom(double ratio, double halfWidth) {
  return {ratio - 1, ratio * std::exp(-halfWidth) - 1, ratio * std::exp(halfWidth) - 1};
}

double variationOfMean(const Amounts& amounts) { return amounts.variance() / amounts.count; }

double studentAt(double freedom, double tail) {
  return boost::math::quantile(boost::math::students_t_distribution<double>(freedom), tail);
}

/// Student's quantile for means that vary apart; nothing where there is none.
std::optional<double> welchAt(const Amounts& a, const Amounts& b, double tail) {
  if (a.count < 2 || b.count < 2) return std::nullopt;
  const double u = variationOfMean(a), v = variationOfMean(b);
  if (!(u + v > 0)) return std::nullopt;
  return studentAt((u + v) * (u + v) / (u * u / (a.count - 1) + v * v / (b.count - 1)), tail);
}

}  // namespace

void Amounts::add(double amount) {
  count += 1;
  const double off = amount - mean;
  mean += off / count;
  squares += off * (amount - mean);
}

Effects::Effects(double confidence)
    : tail_((1 + confidence) / 2), normal_(boost::math::quantile(boost::math::normal_distribution<double>(), tail_)) {}

Interval Effects::rate(const Rate& rate) const {
  if (!(rate.of > 0)) return {0, 0, 1};
  const double z2 = normal_ * normal_, p = rate.with / rate.of;
  const double middle = (rate.with + z2 / 2) / (rate.of + z2);
  const double half = normal_ / (rate.of + z2) * std::sqrt(rate.of * p * (1 - p) + z2 / 4);
  return {p, std::clamp(middle - half, 0.0, p), std::clamp(middle + half, p, 1.0)};
}

Interval Effects::difference(const Rate& a, const Rate& b) const {
  const Interval p = rate(a), q = rate(b);
  return {p.at - q.at, p.at - q.at - std::hypot(p.at - p.low, q.high - q.at),
          p.at - q.at + std::hypot(p.high - p.at, q.at - q.low)};
}

std::optional<Interval> Effects::lift(const Rate& a, const Rate& b) const {
  if (!(a.with > 0) || !(b.with > 0)) return std::nullopt;
  const double error = std::sqrt(1 / a.with - 1 / a.of + 1 / b.with - 1 / b.of);
  return liftFrom(a.with / a.of / (b.with / b.of), normal_ * error);
}

std::optional<Interval> Effects::mean(const Amounts& amounts) const {
  if (amounts.count < 2 || !(amounts.squares > 0)) return std::nullopt;
  const double half = studentAt(amounts.count - 1, tail_) * std::sqrt(variationOfMean(amounts));
  return Interval{amounts.mean, amounts.mean - half, amounts.mean + half};
}

std::optional<Interval> Effects::difference(const Amounts& a, const Amounts& b) const {
  const auto student = welchAt(a, b, tail_);
  if (!student) return std::nullopt;
  const double off = a.mean - b.mean, half = *student * std::sqrt(variationOfMean(a) + variationOfMean(b));
  return Interval{off, off - half, off + half};
}

std::optional<Interval> Effects::lift(const Amounts& a, const Amounts& b) const {
  const auto student = welchAt(a, b, tail_);
  if (!student || !(a.mean > 0) || !(b.mean > 0)) return std::nullopt;
  const double error = std::sqrt(variationOfMean(a) / (a.mean * a.mean) + variationOfMean(b) / (b.mean * b.mean));
  return liftFrom(a.mean / b.mean, *student * error);
}

double Effects::neededFor(double rate, double other) const {
  const double middle = (rate + other) / 2, off = other - rate;
  const double needed =
      normal_ * std::sqrt(2 * middle * (1 - middle)) + kNormal80 * std::sqrt(rate * (1 - rate) + other * (1 - other));
  return std::ceil(needed * needed / (off * off));
}

Goodness goodness(std::span<const double> counts, std::span<const double> shares) {
  double all = 0, chiSquare = 0;
  for (const double count : counts) all += count;
  if (counts.size() < 2 || !(all > 0)) return {};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double wanted = all * shares[i];
    chiSquare += (counts[i] - wanted) * (counts[i] - wanted) / wanted;
  }
  const boost::math::chi_squared_distribution<double> chance(static_cast<double>(counts.size() - 1));
  return {chiSquare, boost::math::cdf(boost::math::complement(chance, chiSquare))};
}

}  // namespace regard::model
