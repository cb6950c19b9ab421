// The description and the routes say the same.

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "apps/server/body.h"
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

TEST_CASE("who may ask is described as it is", "[server]") {
  const auto api = nlohmann::json::parse(openApiText());
  for (const Route& route : routes()) {
    CAPTURE(route.name);
    std::string method(route.method);
    std::transform(method.begin(), method.end(), method.begin(),
                   [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    const auto& operation = api.at("paths").at(std::string(route.path)).at(method);
    Roles described;
    for (const auto& way : operation.value("security", nlohmann::json::array()))
      for (const auto& role : way.at("key")) described.add(roleOf(role.get<std::string>()).value());
    CHECK(namesOf(described) == namesOf(route.may));
    for (const char* status : {"401", "403", "429"})
      CHECK(operation.at("responses").contains(status) == !route.may.isEmpty());
  }
}

TEST_CASE("every body is described by the members that are read", "[server]") {
  const auto schemas = nlohmann::json::parse(openApiText()).at("components").at("schemas");
  for (const Shape& shape : shapes()) {
    CAPTURE(shape.schema);
    const auto& schema = schemas.at(std::string(shape.schema));
    CHECK(schema.at("additionalProperties") == false);
    std::set<std::string> described, required, read, needed;
    for (const auto& [name, member] : schema.at("properties").items()) described.insert(name);
    for (const auto& name : schema.at("required")) required.insert(name.get<std::string>());
    for (const auto& [name, isRequired] : shape.members) {
      read.emplace(name);
      if (isRequired) needed.emplace(name);
    }
    CHECK(described == read);
    CHECK(required == needed);
  }
}

TEST_CASE("every body that is taken has a table", "[server]") {
  const auto api = nlohmann::json::parse(openApiText());
  std::set<std::string> described, read{"CloudEvent", "Bundle"};  // attributes of its own making; bytes
  for (const auto& [path, methods] : api.at("paths").items())
    for (const auto& [method, operation] : methods.items())
      if (operation.contains("requestBody"))
        for (const auto& [type, content] : operation.at("requestBody").at("content").items()) {
          const auto reference = content.at("schema").at("$ref").get<std::string>();
          described.insert(reference.substr(reference.rfind('/') + 1));
        }
  for (const Shape& shape : shapes()) read.emplace(shape.schema);
  CHECK(described == read);
}

}  // namespace
}  // namespace regard::server
