#pragma once
// The special functions that the models are made of. All pure and thread-safe (std::lgamma is not).

#include <array>
#include <cmath>

namespace regard::model {

double logGamma(double x);  ///< REQUIRES x > 0
double logBeta(double x, double y);

/// ln(e^x + e^y), of which one or both may be minus infinity.
double logAddExp(double x, double y);
/// ln(e^x - e^y); minus infinity if they are equal. REQUIRES x >= y.
double logSubExp(double x, double y);
/// 1 / (1 + e^x), 0 or 1 beyond what a double can tell: nothing overflows on the way.
double logistic(double x);

/// 2F1(1, b; c; z). REQUIRES 0 < b, b < c and 0 <= z < 1. By Gauss's continued fraction, whose partial quotients are
/// all positive here: it needs some 20/sqrt(1 - z) steps where the power series needs 40/(1 - z).
double hypergeometricOne(double b, double c, double z);

}  // namespace regard::model
