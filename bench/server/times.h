#pragma once
// How long answers took.

#include <vector>

namespace regard::bench {

/// Begins a line: how many were answered a second, and in which time. Sorts `micros`, of which there is one at least.
void printTimes(const char* name, std::vector<double>& micros, double seconds);

}  // namespace regard::bench
