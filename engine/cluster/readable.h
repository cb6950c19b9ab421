#pragma once
// Thresholds that people can read.

#include <span>

namespace regard::cluster {

/// The multiple of the largest step that lies in (from, to], the one nearest to their middle; `to` if none does. Steps
/// fall; one below 1 is the reciprocal of a whole number. REQUIRES from < to, finite.
double readableBetween(double from, double to, std::span<const double> steps);

/// 10¹², 10¹¹ … 10⁻⁹
std::span<const double> decimalSteps();

}  // namespace regard::cluster
