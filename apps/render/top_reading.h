#pragma once
// What /metrics says, and what happened between two such readings.

#include <map>
#include <string>
#include <string_view>

#include "apps/render/top.h"

namespace regard::render {

/// By name with its labels, as they are written: "regard_connections", "regard_requests_total{operation=\"decide\",…}".
using Samples = std::map<std::string, double, std::less<>>;

/// Text exposition format 0.0.4. Lines that are none are passed over.
Samples samplesOf(std::string_view text);

/// What happened from `before` to `after`, `seconds` later; of a server that was started anew meanwhile, since then.
Top topOf(const Samples& before, const Samples& after, double seconds);

}  // namespace regard::render
