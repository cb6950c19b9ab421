#pragma once
// A decision for contact-centre platforms, which take one object of texts and nothing nested: always the same keys,
// empty where there is nothing, and never more than kFlatBytesMax.

#include <cstddef>
#include <string>

#include "regard/engine.h"

namespace regard::server {

inline constexpr std::size_t kFlatActions = 5;         ///< `a1_…` to `a5_…`
inline constexpr std::size_t kFlatBytesMax = 4096;     ///< of the whole document
inline constexpr const char* kFlatVersion = "flat-1";  ///< keys are added under the same version, never taken away

/// One line of JSON. Longer texts are cut, with `…` at their end, all to the same length, so that the document fits;
/// names of actions, the decision's id and the rules' hash are whole unless nothing else helps.
std::string flatJson(const DecisionResult& result, const std::string& degraded);

}  // namespace regard::server
