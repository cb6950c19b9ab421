#pragma once
// Every limit of the HTTP side, by name. docs/operations/http.md lists them for users.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace regard::server {

struct HttpLimits {
  std::size_t targetBytesMax = 2048;               ///< path and query; beyond: 414
  std::size_t headBytesMax = 16U << 10U;           ///< request line and fields; beyond: 431
  std::size_t fieldsMax = 64;                      ///< beyond: 431
  std::size_t bodyBytesMax = 1U << 20U;            ///< beyond: 413; Application may allow more
  std::size_t connectionsMax = 1024;               ///< beyond: 503, and the connection is closed
  std::chrono::milliseconds idleTimeMax{60'000};   ///< between requests; then the connection is closed
  std::chrono::milliseconds headTimeMax{5'000};    ///< from a head's first byte to its last; then it is cut
  std::chrono::milliseconds bodyTimeMax{10'000};   ///< likewise of a body
  std::chrono::milliseconds writeTimeMax{10'000};  ///< until an answer is taken; then the connection is cut
  std::chrono::milliseconds drainTimeMax{10'000};  ///< from SIGTERM until what is still at work is cut
};

}  // namespace regard::server
