#pragma once
// The page at `/`, built in: what is served, and a form to try a decision. page/ has its parts.

#include <cstdint>

#include "apps/server/exchange.h"

namespace regard::server {

enum class PagePart : std::uint8_t { html, style, script };
Response pageResponse(PagePart part);

}  // namespace regard::server
