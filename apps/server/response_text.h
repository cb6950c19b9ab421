#pragma once
// An answer as bytes.

#include <ctime>
#include <string>

#include "apps/server/exchange.h"

namespace regard::server {

struct Wire {
  const std::string& date;  ///< as dateOf() gives it
  bool keepsAlive = true;
  bool withoutBody = false;  ///< to HEAD: with the fields that GET would get
};

/// REQUIRES fields without control characters.
std::string responseText(const Response& response, const Wire& wire);
/// "Mon, 02 Mar 2026 10:00:00 GMT"
std::string dateOf(std::time_t seconds);

}  // namespace regard::server
