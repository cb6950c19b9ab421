#pragma once
// Logarithm and exponential whose bits are the same on every machine: made of additions, multiplications and divisions
// alone, each of which IEEE 754 rounds in one way. Those of a C library differ between libraries and processors.

namespace regard {

/// Within 3 units in the last place. REQUIRES x > 0, finite and not subnormal.
double exactLn(double x);
/// Within 3 units in the last place; 0 below −700 and e^700 above 700, which is far from both ends of a double.
double exactExp(double x);

}  // namespace regard
