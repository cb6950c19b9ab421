#pragma once
// What is served, as one table: requests are matched by it, and a test holds docs/api/openapi.json to it.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/server/roles.h"

namespace regard::server {

enum class Operation : unsigned char {
  page,
  pageStyle,
  pageScript,
  livez,
  readyz,
  metrics,
  openapi,
  decide,
  decideBatch,
  getDecision,
  whyDecision,
  outcome,
  event,
  getCustomer,
  putCustomer,
  patchCustomer,
  eraseCustomer,
  getHistory,
  getRulebook,
  listRulebooks,
  publish,
  activate,
  rollBack,
  getAudit
};

struct Route {
  Operation operation;
  std::string_view method;
  std::string_view path;  ///< "/v1/customers/{id}": a part in braces takes anything that is not empty, but
                          ///< for what stands behind the brace
  std::string_view name;  ///< `operationId`, and the label in the metrics
  Roles may;              ///< who; empty: everybody, without a key
};

std::span<const Route> routes();

struct Call {
  const Route* route = nullptr;
  std::vector<std::string> parts;            ///< what stands for the parts in braces, decoded
  std::map<std::string, std::string> query;  ///< decoded; a name without `=` has an empty value
};

struct Routed {
  std::optional<Call> call;
  std::string allow;      ///< without a call: the methods that the path takes; empty: there is no such path
  bool isFaulty = false;  ///< it is percent-encoded wrongly, or a query's name stands twice
};

/// HEAD is taken where GET is. A path with a `/` at its end is another one than without.
Routed route(std::string_view method, std::string_view target);

}  // namespace regard::server
