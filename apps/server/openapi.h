#pragma once
// docs/api/openapi.json, built in.

#include <string_view>

namespace regard::server {

std::string_view openApiText();

}  // namespace regard::server
