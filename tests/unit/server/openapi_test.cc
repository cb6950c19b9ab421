// The description and the routes say the same.

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "apps/server/openapi.h"
#include "apps/server/routes.h"

namespace regard::server {
namespace {

TEST_CASE("every route is described, and what is described is a route", "[server]") {
  const auto api = nlohmann::json::parse(openApiText());
  std::set<std::string> described, served;
  for (const auto& [path, methods] : api.at("paths").items())
    for (const auto& [method, operation] : methods.items()) {
      if (method == "parameters") continue;
      std::string upper = method;
      std::transform(upper.begin(), upper.end(), upper.begin(),
                     [](char c) { return static_cast<char>(c - 'a' + 'A'); });
      described.insert(upper + " " + path + " " + operation.at("operationId").get<std::string>());
    }
  for (const Route& route : routes())
    served.insert(std::string(route.method) + " " + std::string(route.path) + " " + std::string(route.name));
  CHECK(described == served);
}

}  // namespace
}  // namespace regard::server
