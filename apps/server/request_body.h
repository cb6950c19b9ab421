#pragma once
// A request's body as the struct that its table makes.

#include <string_view>
#include <variant>

#include "apps/server/bodies.h"
#include "apps/server/exchange.h"

namespace regard::server {

/// Whether `Content-Type` is `wanted`, whatever its parameters.
bool hasType(const Request& request, std::string_view wanted);

template <class T>
std::variant<T, Problem> readBody(const Request& request, std::span<const Member<T>> members,
                                  std::string_view type = "application/json") {
  if (!hasType(request, type))
    return Problem{ProblemType::unsupportedMediaType, "`Content-Type` should be " + std::string(type)};
  auto json = parseBody(request.body);
  if (auto* const problem = std::get_if<Problem>(&json)) return std::move(*problem);
  T into;
  if (auto problem = readMembers(std::get<Json>(json), members, "", into)) return *std::move(problem);
  return into;
}

}  // namespace regard::server
