#pragma once
// One GET of a document from a server, as a caller: for programs that look at one that runs.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "regard/result.h"

namespace regard::server {

struct Url {
  bool isTls = false;
  std::string host;  ///< a name or an address, IPv6 in brackets
  std::uint16_t port = 80;
};
/// Of this machine alone: 127.… and ::1.
bool isLoopback(std::string_view host);

/// "https://desk.example:8443" or "http://127.0.0.1:8080/"; of the path only that it is none. Errors: invalid.
Expected<Url> urlOf(std::string_view text);

struct FetchOptions {
  std::string key = {};              ///< sent as `Authorization: Bearer`; empty: none is
  std::string authority = {};        ///< a file of certificates that vouch for the server; empty: those of the system
  bool takesAnyCertificate = false;  ///< whoever answers may be anybody: nothing secret goes there
  std::chrono::milliseconds patience{5'000};  ///< with each step: to connect, to send, to hear
};
/// The body of the 200 that the path gets. Errors: invalid (another status, with what it says), io (no connection, no
/// answer in time, a certificate that is not the host's).
Expected<std::string> fetch(const Url& url, std::string_view path, const FetchOptions& options);

}  // namespace regard::server
