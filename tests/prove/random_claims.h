#pragma once
// Random small rulebooks with guarantees: some follow from the rules, some do not, some are too hard to tell.

#include <cstdint>
#include <string>

namespace regard::prove_test {

/// A rulebook that checks without errors. The same seed gives the same text.
std::string randomClaims(std::uint64_t seed);

}  // namespace regard::prove_test
