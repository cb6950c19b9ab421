#pragma once
// The gate: what a request's head may look like, decided on its bytes before any other code reads them. A head that two
// programs could read in two ways is refused, since whoever stands in front of this server may read it the other way.
// Pure. Source: RFC 9110, RFC 9112; docs/operations/http.md lists where this is stricter.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/server/limits.h"

namespace regard::server {

struct RequestHead {
  std::string method;
  std::string target;                                       ///< path and query, as sent
  std::string host;                                         ///< empty: HTTP/1.0 without one
  std::vector<std::pair<std::string, std::string>> fields;  ///< names in lower case, values without blanks around
  std::optional<std::uint64_t> contentLength;
  bool isChunked = false;
  bool keepsAlive = true;        ///< as the version and `Connection` have it
  bool expectsContinue = false;  ///< the body comes once it is asked for

  bool hasBody() const { return isChunked || contentLength.value_or(0) > 0; }
  /// The field's value, or nothing. `name` in lower case; of a field that may repeat the first.
  std::optional<std::string_view> field(std::string_view name) const;
};

struct HeadVerdict {
  enum class State : std::uint8_t { incomplete, complete, refused };
  State state = State::incomplete;
  std::size_t bytes = 0;  ///< of the head with its empty line; when complete
  int status = 0;         ///< of the answer, after which the connection is closed; when refused
  const char* why = "";   ///< for people; when refused
};

/// Reads the head at the beginning of `bytes`, of which more may come. `into` is whole only when complete. A head is
/// refused as soon as the line that is wrong is there.
HeadVerdict readHead(std::string_view bytes, const HttpLimits& limits, RequestHead& into);

}  // namespace regard::server
