// The service without sockets: what is asked, what is answered, and what is answered when there is no time.

#include "apps/server/service.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "tests/unit/server/service_bench.h"

namespace regard::server {
namespace {

using Catch::Contains;
using Catch::StartsWith;

TEST_CASE("a decision is that of the command line, and its log tells it again", "[server]") {
  Bench bench;
  const auto decision =
      bench.json("POST", "/v1/decisions", R"({"customer":"c-1","request":{"channel":"call"},"why":true})");
  REQUIRE(decision["offered"].size() == 2);
  CHECK(decision["offered"][0]["action"] == "thank");
  CHECK(decision["offered"][0]["texts"][0]["text"] == "You spent £42.10");
  CHECK(decision["degraded"].is_null());
  CHECK(decision["withheld"].empty());
  const std::string id = decision["id"];

  const auto outcome = bench.json("POST", "/v1/outcomes",
                                  R"({"decision":")" + id + R"(","action":"thank","outcome":"accepted","amount":45})");
  CHECK(outcome["result"] == "attributed");
  CHECK(outcome["customer"] == "c-1");
  const auto told = bench.json("GET", "/v1/decisions/" + id);
  CHECK(told["offered"][0]["action"] == "thank");
  CHECK(!told.contains("withheld"));
  CHECK(bench.json("GET", "/v1/decisions/" + id + "/why").contains("withheld"));
}

TEST_CASE("keep keeps fewer, what if is not logged, and seeds are told", "[server]") {
  Bench bench;
  const auto one = bench.json("POST", "/v1/decisions", R"({"customer":"c-1","keep":1,"seed":7})");
  CHECK(one["offered"].size() == 1);
  CHECK(one["seed"] == 7);
  const auto none = bench.json("POST", "/v1/decisions", R"({"customer":"c-1","keep":0})");
  CHECK(none["offered"].empty());
  const auto what = bench.json("POST", "/v1/decisions", R"({"customer":"c-1","set":{"tier":"plain","vip":true}})");
  CHECK(what["id"].is_null());
  CHECK(what["offered"].size() == 1);
  CHECK(what["set"]["vip"] == "yes");
}

TEST_CASE("only channels that can be used have candidates, and the log tells which could", "[server]") {
  Bench bench;
  const auto told = bench.json("POST", "/v1/decisions", R"({"customer":"c-1","channels":["email"],"why":true})");
  REQUIRE(told["offered"].size() == 1);
  CHECK(told["offered"][0]["action"] == "greet");
  CHECK(told["offered"][0]["channel"] == "email");
  CHECK(told["channels"] == nlohmann::json{"email"});
  REQUIRE(told["withheld"].size() == 1);
  CHECK(told["withheld"][0]["reason"] == "no treatment for email: nothing else can be used");
  const std::string id = told["id"];
  bench.json("POST", "/v1/outcomes", R"({"decision":")" + id + R"(","action":"greet","outcome":"presented"})");
  const auto why = bench.json("GET", "/v1/decisions/" + id + "/why");  // what was told before is in the log by then
  CHECK(why["channels"] == told["channels"]);
  CHECK(why["withheld"] == told["withheld"]);

  const auto both = bench.json("POST", "/v1/decisions", R"({"customer":"c-1","channels":["email","call"]})");
  CHECK(both["offered"] == bench.json("POST", "/v1/decisions", R"({"customer":"c-1"})")["offered"]);
  const auto late = bench.late("/v1/decisions", R"({"customer":"c-1","channels":["email"]})", Late::overload);
  CHECK(nlohmann::json::parse(late.body)["offered"][0]["channel"] == "email");

  const auto detailOf = [&](const std::string& body) {
    return bench.json("POST", "/v1/decisions", body)["detail"].get<std::string>();
  };
  CHECK(detailOf(R"({"customer":"c-1","channels":["emial"]})") == "there is no channel `emial`: did you mean `email`?");
  CHECK(detailOf(R"({"customer":"c-1","channels":[]})") == "`channels` should be a list of texts, at least one");
  CHECK(detailOf(R"({"customer":"c-1","channels":["email"],"request":{"channel":"call"}})") ==
        "the request comes by call, and call is not among the channels that can be used: email");
}

TEST_CASE("what is wrong with a request is told by name", "[server]") {
  Bench bench;
  struct Case {
    const char* target;
    const char* body;
    int status;
    const char* type;
    const char* detail;
    const char* pointer;
  };
  const Case cases[] = {
      {"/v1/decisions", R"({"custmer":"c-1"})", 400, "unknown-member", "did you mean `customer`?", "/custmer"},
      {"/v1/decisions", "{}", 400, "invalid-value", "`customer` is missing", ""},
      {"/v1/decisions", R"({"customer":1})", 400, "invalid-value", "text that is not empty", "/customer"},
      {"/v1/decisions", R"({"customer":""})", 400, "invalid-value", "text that is not empty", "/customer"},
      {"/v1/decisions", R"({"customer":"c-1","why":1})", 400, "invalid-value", "true or false", "/why"},
      {"/v1/decisions", R"({"customer":"c-1","keep":-1})", 400, "invalid-value", "a whole number", "/keep"},
      {"/v1/decisions", R"({"customer":"c-1","keep":1.5})", 400, "invalid-value", "a whole number", "/keep"},
      {"/v1/decisions", R"({"customer":"c-1","request":{"chanel":"call"}})", 400, "invalid-value", "did you mean", ""},
      {"/v1/decisions", R"({"customer":"c-1","request":{"channel":"cal"}})", 400, "invalid-value", "did you mean", ""},
      {"/v1/decisions", R"({"customer":"c-1","request":[]})", 400, "invalid-value", "an object", "/request"},
      {"/v1/decisions", R"({"customer":"c-9"})", 404, "not-found", "there is no customer `c-9`", ""},
      {"/v1/decisions", R"({"customer":"c-1","on":"day","request":{"channel":"call"}})", 400, "invalid-value",
       "nobody asks", ""},
      {"/v1/decisions", R"({"customer":"c-1","customer":"c-2"})", 400, "malformed-body", "`customer` is named twice",
       ""},
      {"/v1/decisions", R"({"customer":"c-1")", 400, "malformed-body", "parse error", ""},
      {"/v1/decisions", "{\"customer\":\"\xFF\"}", 400, "malformed-body", "UTF-8", ""},
      {"/v1/decisions", "[]", 400, "invalid-value", "an object", ""},
      {"/v1/decisions:batch", R"({"decisions":[]})", 400, "invalid-value", "1 to 1000", "/decisions"},
      {"/v1/decisions:batch", R"({"decisions":[{"customer":"c-1"},{"x":1}]})", 400, "unknown-member", "`x`",
       "/decisions/1/x"},
      {"/v1/decisions:batch", R"({"decisions":[{"customer":"c-1","reserve":true}]})", 400, "invalid-value",
       "reserves nothing", "/decisions/0/reserve"},
      {"/v1/outcomes", R"({"decision":"x","action":"a","outcome":"b"})", 400, "invalid-value", "", ""},
      {"/v1/events", R"({"customer":"c-1","event":"outtage"})", 400, "invalid-value", "did you mean `outage`?", ""},
      {"/v1/events", R"({"customer":"c-9","event":"outage"})", 404, "not-found", "", ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.target, c.body);
    const Response response = bench.ask("POST", c.target, c.body);
    CHECK(response.status == c.status);
    CHECK(response.contentType == "application/problem+json");
    const auto problem = nlohmann::json::parse(response.body);
    CHECK(problem["type"] == std::string("urn:regard:problem:") + c.type);
    CHECK_THAT(problem["detail"].get<std::string>(), Contains(c.detail));
    CHECK(problem.value("pointer", "") == c.pointer);
  }
}

TEST_CASE("requests are told without what is the customer's or the caller's", "[server]") {
  std::vector<std::string> told;
  ServiceOptions options;
  options.journal = std::make_shared<const Journal>(Journal::Format::text, Journal::Level::info,
                                                    [&](const std::string& line) { told.push_back(line); });
  options.requestsTold = Told::all;
  Bench bench(options);
  const std::string bundle = bench.service->active()->rulebook.hash().substr(0, 12);
  const Bench::Fields traced = {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}};
  bench.ask("POST", "/v1/decisions", R"({"customer":"c-1"})", traced);
  bench.ask("GET", "/v1/customers/c-1?x=secret");
  bench.ask("GET", "/c-1");
  bench.late("/v1/decisions", R"({"customer":"c-1"})", Late::overload);
  REQUIRE(told.size() == 4);
  CHECK_THAT(told[0], Catch::Contains(" info request: answered method=POST route=/v1/decisions status=200 us="));
  CHECK(told[0].ends_with(" trace=4bf92f3577b34da6a3ce929d0e0e4736 bundle=" + bundle));
  CHECK_THAT(told[1], Catch::Contains("method=GET route=/v1/customers/{id} status=400 "));
  CHECK(told[1].ends_with(" trace= bundle=" + bundle));
  CHECK_THAT(told[2], Catch::Contains("method=none route=none status=404 "));
  CHECK_THAT(told[3], Catch::Contains(" warning request: late method=POST route=/v1/decisions status=200 "));
  for (const std::string& line : told) CHECK(line.find("c-1") == std::string::npos);
}

TEST_CASE("only faults and late answers are told where that is asked for", "[server]") {
  std::vector<std::string> told;
  ServiceOptions options;
  options.journal = std::make_shared<const Journal>(Journal::Format::text, Journal::Level::info,
                                                    [&](const std::string& line) { told.push_back(line); });
  options.requestsTold = Told::faulty;
  Bench bench(options);
  bench.ask("GET", "/nothing");
  CHECK(told.empty());
  bench.late("/v1/decisions", R"({"customer":"c-1"})", Late::waited);
  CHECK(told.size() == 1);
}

TEST_CASE("bodies have a type and a depth", "[server]") {
  Bench bench;
  const std::string body = R"({"customer":"c-1"})";
  CHECK(bench.ask("POST", "/v1/decisions", body, {{"content-type", "text/plain"}}).status == 415);
  CHECK(bench.ask("POST", "/v1/decisions", body, {{"content-type", "Application/JSON; charset=utf-8"}}).status == 200);
  CHECK(bench.ask("POST", "/v1/decisions", "").status == 415);
  const std::string deep = std::string(100'000, '[');
  CHECK_THAT(bench.ask("POST", "/v1/decisions", deep).body, Contains("more than 16 brackets"));
  CHECK(bench.ask("POST", "/v1/decisions", R"({"customer":"[[[[[[[[[[[[[[[[[[\"[[["})").status == 404);
}

TEST_CASE("who asks under another name is not answered", "[server]") {
  Bench bench({.hosts = {"localhost", "[::1]"}});
  const auto status = [&](const std::string& host) {
    Request request = Bench::request("GET", "/livez", "", {});
    request.head.host = host;
    return std::get<Response>(bench.service->answer(request)).status;
  };
  for (const char* host : {"localhost", "LocalHost:8080", "[::1]", "[::1]:8080", ""}) CHECK(status(host) == 200);
  for (const char* host : {"evil.example", "localhost.evil.example", "evil.example:8080", "[::2]"})
    CHECK(status(host) == 421);
}

TEST_CASE("a refusal says the status that it has", "[server]") {
  Bench bench;
  for (const int status : {400, 413, 414, 417, 431, 500, 503, 505}) {
    const Response response = bench.service->refusal(status, "why");
    CHECK(response.status == status);
    CHECK(nlohmann::json::parse(response.body)["status"] == status);
  }
}

TEST_CASE("a batch answers each in its order", "[server]") {
  Bench bench;
  const auto answers =
      bench.json("POST", "/v1/decisions:batch",
                 R"({"decisions":[{"customer":"c-2"},{"customer":"c-9"},{"customer":"c-1"}]})")["answers"];
  REQUIRE(answers.size() == 3);
  CHECK(answers[0]["customer"] == "c-2");
  CHECK(answers[1]["type"] == "urn:regard:problem:not-found");
  CHECK(answers[2]["customer"] == "c-1");
  const auto none = bench.json("POST", "/v1/decisions:batch", R"({"decisions":[{"customer":"c-1"}],"deadline_ms":0})");
  CHECK(none["answers"][0]["degraded"] == "deadline");
}

TEST_CASE("without time to decide there is the rules' late answer", "[server]") {
  Bench bench;
  const std::string body = R"({"customer":"c-1","request":{"channel":"email"}})";
  for (const auto& [why, word] :
       {std::pair{Late::overload, "overload"}, {Late::waited, "waited"}, {Late::working, "deadline"}}) {
    const Response response = bench.late("/v1/decisions", body, why);
    CHECK(response.status == 200);
    const auto answer = nlohmann::json::parse(response.body);
    CHECK(answer["degraded"] == word);
    CHECK(answer["id"].is_null());
    CHECK(answer["customer"] == "c-1");
    REQUIRE(answer["offered"].size() == 1);
    CHECK(answer["offered"][0]["action"] == "greet");
    CHECK(answer["offered"][0]["texts"][0]["text"] == "Dear customer");
    CHECK(answer["offered"][0]["priority"].is_null());
  }
  // What cannot be made up is not.
  CHECK(bench.late("/v1/decisions", R"({"customer":"c-1","on":"outage","reserve":true})", Late::working).status == 503);
  CHECK(bench.late("/v1/decisions", R"({"customer":"c-1","request":{"channel":"fax"}})", Late::overload).status == 400);
  CHECK(bench.late("/v1/outcomes", R"({"decision":"x","action":"a","outcome":"b"})", Late::waited).status == 503);
  CHECK_THAT(bench.ask("GET", "/metrics").body, Contains("regard_late_total{reason=\"working\"} 2\n"));
}

TEST_CASE("rules without a late answer give 503 at once", "[server]") {
  std::string rules = kRules;
  const std::string late = "when late answer greet";
  rules.erase(rules.find(late), late.size());
  Bench bench({}, rules);
  const Response response = bench.late("/v1/decisions", R"({"customer":"c-1"})", Late::overload);
  CHECK(response.status == 503);
  CHECK(fieldOf(response, "Retry-After") == "1");
}

TEST_CASE("deadlines are the request's, the server's, and never beyond the most", "[server]") {
  using std::chrono::milliseconds;
  Bench bench(
      {.deadline = milliseconds(200), .writeDeadline = milliseconds(3'000), .deadlineMax = milliseconds(5'000)});
  const auto within = [&](const std::string& body) {
    const Request request = Bench::request("POST", "/v1/decisions", body, {});
    Answer answer = bench.service->answer(request);
    const Task& task = std::get<Task>(answer);
    CHECK(task.way == (body.find("reserve") == std::string::npos ? Way::read : Way::write));
    return std::chrono::duration_cast<milliseconds>(task.deadline - request.arrived).count();
  };
  CHECK(within(R"({"customer":"c-1"})") == 200);
  CHECK(within(R"({"customer":"c-1","deadline_ms":30})") == 30);
  CHECK(within(R"({"customer":"c-1","deadline_ms":0})") == 0);
  CHECK(within(R"({"customer":"c-1","deadline_ms":18446744073709551615})") == 5'000);
  CHECK(within(R"({"customer":"c-1","on":"outage","reserve":true})") == 3'000);
}

TEST_CASE("where nothing can be written, decisions go on", "[server]") {
  TempFolder folder;
  const Rulebook rules = *compileText(kRules).rulebook;
  {
    Store store = *Store::open(folder / "store", Access::write);
    REQUIRE(store.adopt(rules).ok());
    REQUIRE(store.put({"c-1", {{"tier", "gold"}}}).ok());
  }
  auto service = Service::make({.isReadOnly = true}, *Store::open(folder / "store", Access::read), rules);
  REQUIRE(service.ok());
  const auto answer = [&](const std::string& method, const std::string& target, const std::string& body) {
    Answer answered = (*service)->answer(Bench::request(method, target, body, {}));
    return std::holds_alternative<Response>(answered) ? std::get<Response>(answered) : std::get<Task>(answered).run();
  };
  const Response decision = answer("POST", "/v1/decisions", R"({"customer":"c-1"})");
  CHECK(decision.status == 200);
  CHECK_THAT(decision.body, StartsWith("{\"id\":null,"));
  for (const char* target : {"/v1/outcomes", "/v1/events", "/v1/decisions"}) {
    CAPTURE(target);
    const std::string body = std::string(target) == "/v1/outcomes" ? R"({"decision":"x","action":"a","outcome":"b"})"
                             : std::string(target) == "/v1/events"
                                 ? R"({"customer":"c-1","event":"outage"})"
                                 : R"({"customer":"c-1","on":"outage","reserve":true})";
    const Response refused = answer("POST", target, body);
    CHECK(refused.status == 503);
    CHECK_THAT(refused.body, Contains("storage-failed"));
  }
  CHECK(answer("DELETE", "/v1/customers/c-1", "").status == 503);
  CHECK(answer("GET", "/v1/customers/c-1", "").status == 200);
}

}  // namespace
}  // namespace regard::server
