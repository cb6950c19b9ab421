// The gate in front of the server: which heads pass, and what the others are told.

#include <catch2/catch.hpp>
#include <string>

#include "apps/server/request_head.h"

namespace regard::server {
namespace {

using State = HeadVerdict::State;

const HttpLimits kLimits;

HeadVerdict verdictOf(const std::string& bytes, const HttpLimits& limits = kLimits) {
  RequestHead head;
  return readHead(bytes, limits, head);
}

constexpr const char* kGet = "GET / HTTP/1.1\r\nHost: a\r\n";

TEST_CASE("heads that can be read in one way pass", "[server]") {
  struct Case {
    const char* name;
    std::string bytes;
    const char* target;
    bool keepsAlive, hasBody;
  };
  const Case cases[] = {
      {"the least there is", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "/", true, false},
      {"a query", "GET /v1/x?a=b&c=%20 HTTP/1.1\r\nHost: a:80\r\n\r\n", "/v1/x?a=b&c=%20", true, false},
      {"an IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "/", true, false},
      {"a body by length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n", "/", true, true},
      {"a length of nothing", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "/", true, false},
      {"a body in chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", "/", true, true},
      {"names in any case", "GET / HTTP/1.1\r\nhOsT: a\r\n\r\n", "/", true, false},
      {"blanks around a value", "GET / HTTP/1.1\r\nHost: \t a \t\r\n\r\n", "/", true, false},
      {"an empty value", "GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n", "/", true, false},
      {"bytes beyond ASCII in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: \xC3\xA9\r\n\r\n", "/", true, false},
      {"a field that may repeat", "GET / HTTP/1.1\r\nHost: a\r\nAccept: a\r\nAccept: b\r\n\r\n", "/", true, false},
      {"close", "GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", "/", false, false},
      {"the older version", "GET / HTTP/1.0\r\n\r\n", "/", false, false},
      {"the older version that stays", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "/", true, false},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      RequestHead head;
      const HeadVerdict verdict = readHead(c.bytes + "rest", kLimits, head);
      REQUIRE(verdict.state == State::complete);
      CHECK(verdict.bytes == c.bytes.size());
      CHECK(head.target == c.target);
      CHECK(head.keepsAlive == c.keepsAlive);
      CHECK(head.hasBody() == c.hasBody);
    }
  }
}

struct Refused {
  const char* name;
  std::string bytes;
  int status;
};

void checkRefused(const Refused& c) {
  const HeadVerdict verdict = verdictOf(c.bytes);
  REQUIRE(verdict.state == State::refused);
  CHECK(verdict.status == c.status);
  CHECK(*verdict.why != 0);
}

TEST_CASE("heads whose body could end in two places are refused", "[server]") {
  const std::string get = kGet;
  const Refused cases[] = {
      {"a list of lengths", get + "Content-Length: 4, 4\r\n\r\n", 400},
      {"two lengths", get + "Content-Length: 4\r\nContent-Length: 4\r\n\r\n", 400},
      {"two lengths that differ", get + "Content-Length: 4\r\nContent-Length: 5\r\n\r\n", 400},
      {"a length with a sign", get + "Content-Length: +4\r\n\r\n", 400},
      {"a negative length", get + "Content-Length: -4\r\n\r\n", 400},
      {"a length in hexadecimal", get + "Content-Length: 0x4\r\n\r\n", 400},
      {"a length without digits", get + "Content-Length:\r\n\r\n", 400},
      {"a length beyond 64 bits", get + "Content-Length: 18446744073709551620\r\n\r\n", 400},
      {"length and chunks", get + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"chunks and length", get + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n", 400},
      {"chunks twice", get + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"chunks in chunks", get + "Transfer-Encoding: chunked, chunked\r\n\r\n", 400},
      {"another coding", get + "Transfer-Encoding: gzip\r\n\r\n", 400},
      {"another coding first", get + "Transfer-Encoding: gzip, chunked\r\n\r\n", 400},
      {"the coding that is none", get + "Transfer-Encoding: identity\r\n\r\n", 400},
      {"a coding that looks alike", get + "Transfer-Encoding: xchunked\r\n\r\n", 400},
      {"a coding with a vertical tab",
       get + "Transfer-Encoding: \x0B"
             "chunked\r\n\r\n",
       400},
      {"a blank before the colon", get + "Transfer-Encoding : chunked\r\n\r\n", 400},
      {"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"a folded field", get + "X: a\r\n b\r\n\r\n", 400},
      {"a field folded by a tab", get + "X: a\r\n\tb\r\n\r\n", 400},
      {"a first field that is folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
  };
  for (const Refused& c : cases) {
    DYNAMIC_SECTION(c.name) { checkRefused(c); }
  }
}

TEST_CASE("heads that name their host or path in two ways, or in none, are refused", "[server]") {
  const std::string get = kGet;
  const Refused cases[] = {
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"two hosts", get + "Host: a\r\n\r\n", 400},
      {"two hosts that differ", get + "Host: b\r\n\r\n", 400},
      {"a host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
      {"a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"a line that ends with LF", "GET / HTTP/1.1\nHost: a\n\n", 400},
      {"a field that ends with LF", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},
      {"an end that is LF", get + "\n", 400},
      {"a CR inside a value", get + "X: a\rb\r\n\r\n", 400},
      {"a CR inside a name", get + "X\rY: b\r\n\r\n", 400},
      {"a zero byte", get + "X: a" + std::string(1, '\0') + "b\r\n\r\n", 400},
      {"a DEL", get + "X: a\x7F\r\n\r\n", 400},
      {"no colon", get + "X\r\n\r\n", 400},
      {"no name", get + ": x\r\n\r\n", 400},
      {"a name with a blank", get + "X Y: x\r\n\r\n", 400},
      {"an empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"the first byte of TLS", "\x16\x03\x01", 400},
      {"no version", "GET /\r\nHost: a\r\n\r\n", 400},
      {"two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a tab", "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a blank in the path", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a path of raw bytes", "GET /\xC3\xA9 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"another host's path", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"no path", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"an authority", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a version in lower case", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
      {"another version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
      {"an older version", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505},
      {"an expectation", get + "Expect: magic\r\n\r\n", 417},
      {"two keys", get + "Authorization: a\r\nAuthorization: b\r\n\r\n", 400},
  };
  for (const Refused& c : cases) {
    DYNAMIC_SECTION(c.name) { checkRefused(c); }
  }
}

TEST_CASE("every beginning of a good head is incomplete, and no more", "[server]") {
  const std::string whole = "POST /v1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK(verdictOf(whole.substr(0, size)).state == State::incomplete);
  }
  CHECK(verdictOf(whole).state == State::complete);
}

TEST_CASE("a head is refused as soon as its wrong line is there", "[server]") {
  CHECK(verdictOf("GET / HTTP/1.1\r\nHost: a\r\nHost: b").state == State::incomplete);
  CHECK(verdictOf("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n").state == State::refused);
}

TEST_CASE("heads have limits, which are met to the byte", "[server]") {
  const HttpLimits limits{.targetBytesMax = 10, .headBytesMax = 100, .fieldsMax = 3};
  const auto target = [&](std::size_t size) {
    return verdictOf("GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", limits);
  };
  CHECK(target(10).state == State::complete);
  CHECK(target(11).status == 414);

  const auto fields = [&](int count) {
    std::string bytes = kGet;
    for (int i = 1; i < count; ++i) bytes += "X: y\r\n";
    return verdictOf(bytes + "\r\n", limits);
  };
  CHECK(fields(3).state == State::complete);
  CHECK(fields(4).status == 431);

  const auto head = [&](std::size_t size) {
    std::string bytes = std::string(kGet) + "X: ";
    return verdictOf(bytes + std::string(size - bytes.size() - 4, 'y') + "\r\n\r\n", limits);
  };
  CHECK(head(100).state == State::complete);
  CHECK(head(101).status == 431);
  // What never ends is refused without its end.
  CHECK(verdictOf(std::string(99, 'A'), limits).state == State::incomplete);
  CHECK(verdictOf(std::string(100, 'A'), limits).status == 414);
  CHECK(verdictOf(kGet + std::string(100, 'A'), limits).status == 431);
}

TEST_CASE("fields are found by their names", "[server]") {
  RequestHead head;
  readHead("GET / HTTP/1.1\r\nHost: a\r\nAccept: one\r\nACCEPT: two\r\nExpect: 100-Continue\r\n\r\n", kLimits, head);
  CHECK(head.host == "a");
  CHECK(head.field("accept") == "one");
  CHECK(!head.field("content-type"));
  CHECK(head.expectsContinue);
}

}  // namespace
}  // namespace regard::server
