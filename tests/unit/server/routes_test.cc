// Which request goes where.

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "apps/server/problem.h"
#include "apps/server/response_text.h"
#include "apps/server/routes.h"

namespace regard::server {
namespace {

TEST_CASE("requests are told apart by path and method", "[server]") {
  CHECK(route("GET", "/livez").call->route->operation == Operation::livez);
  CHECK(route("HEAD", "/livez").call->route->operation == Operation::livez);
  CHECK(route("GET", "/livez?a=b%20c&d").call->query == std::map<std::string, std::string>{{"a", "b c"}, {"d", ""}});
  CHECK(route("POST", "/livez").allow == "GET, HEAD");
  CHECK(route("POST", "/v1/decisions:batch").call->route->operation == Operation::decideBatch);
  CHECK(route("GET", "/v1/decisions/a%2Fb/why").call->parts == std::vector<std::string>{"a/b"});
  CHECK(route("GET", "/v1/customers/a/history").call->route->operation == Operation::getHistory);
  CHECK(route("POST", "/v1/customers/a").allow == "GET, HEAD, PUT, PATCH, DELETE");
  CHECK(!route("GET", "/v1/customers/").call);
  for (const char* path : {"/page", "/livez/", "//livez", "/Livez", "/livez/more"}) {
    CAPTURE(path);
    CHECK(!route("GET", path).call);
    CHECK(route("GET", path).allow.empty());
  }
}

TEST_CASE("what is percent-encoded wrongly is no call", "[server]") {
  for (const char* target :
       {"/livez?a=%", "/livez?a=%2", "/livez?a=%zz", "/livez?a=%00", "/livez?a=1&a=2", "/v1/customers/%zz"}) {
    CAPTURE(target);
    CHECK(route("GET", target).isFaulty);
    CHECK(!route("GET", target).call);
  }
}

TEST_CASE("an answer's bytes", "[server]") {
  const Response response{200, "text/plain", "hello", {{"Allow", "GET"}}};
  const std::string head =
      "HTTP/1.1 200 OK\r\nDate: Mon, 02 Mar 2026 10:00:00 GMT\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n"
      "Allow: GET\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";
  const std::string date = dateOf(1'772'445'600);
  CHECK(responseText(response, {date, true, false}) == head + "Connection: keep-alive\r\n\r\nhello");
  CHECK(responseText(response, {date, false, true}) == head + "Connection: close\r\n\r\n");
}

TEST_CASE("problems have a type, and say when to try again", "[server]") {
  const Response response = problemResponse({ProblemType::overloaded, "full of \"work\"", "/a"});
  CHECK(response.status == 503);
  CHECK(response.contentType == "application/problem+json");
  CHECK(response.body == R"({"type":"urn:regard:problem:overloaded","title":"Too much waits already","status":503,)"
                         R"("detail":"full of \"work\"","pointer":"/a"})"
                         "\n");
  CHECK(response.fields == std::vector<std::pair<std::string, std::string>>{{"Retry-After", "1"}});
}

}  // namespace
}  // namespace regard::server
