// Customers and their history through the service, and requests that come twice.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/server/customer_json.h"
#include "apps/server/idempotency.h"
#include "tests/unit/server/service_bench.h"

namespace regard::server {
namespace {

using Catch::Contains;

constexpr const char* kPatch = "application/merge-patch+json";

TEST_CASE("a history is told with what is left of rows that went", "[server]") {
  const auto known = [](ValueKind kind, const char* text) { return Value{kind, ValueState::known, text, text}; };
  CustomerProfile profile;
  profile.id = "ann";
  AttributeValue& bought = profile.history.emplace_back();
  bought.name = "bought";
  bought.value = known(ValueKind::list, "0");
  bought.columns = {"at", "paid", "weight"};
  bought.earlier = EarlierRows{known(ValueKind::instant, "2026-01-01T00:00Z"),
                               known(ValueKind::number, "12"),
                               {{"paid", known(ValueKind::money, "£42.10")}, {"weight", Value()}}};
  AttributeValue& login = profile.history.emplace_back();
  login.name = "login";
  login.value = known(ValueKind::list, "0");
  CHECK(historyJson(profile) ==
        R"({"id":"ann","history":{"bought":[],"login":[]},"earlier":{"bought":{"before":"2026-01-01T00:00Z",)"
        R"("count":12,"sums":{"paid":"£42.10","weight":null}},"login":null}})"
        "\n");
}

TEST_CASE("a customer is written, read, changed, written back and erased", "[server]") {
  Bench bench;
  const Response created = bench.ask("PUT", "/v1/customers/a%2Fb",
                                     R"({"attributes":{"tier":"gold","spend":"£42.10","vip":true,"pets":["cat"]}})");
  CHECK(created.status == 201);
  CHECK(fieldOf(created, "ETag") == "\"1\"");
  const auto read = bench.json("GET", "/v1/customers/a%2Fb");
  CHECK(read["id"] == "a/b");
  CHECK(read["attributes"]["spend"] == "£42.10");
  CHECK(read["attributes"]["vip"] == true);
  CHECK(read["attributes"]["pets"] == nlohmann::json::array({"cat"}));

  // What was read can be written back as it is.
  const Response back = bench.ask("PUT", "/v1/customers/a%2Fb", read.dump());
  CHECK(back.status == 200);
  const auto again = bench.json("GET", "/v1/customers/a%2Fb");
  CHECK(again["attributes"] == read["attributes"]);
  CHECK(again["version"] == 2);
  CHECK(bench.ask("PUT", "/v1/customers/a%2Fb", read.dump()).status == 412);  // it says version 1

  const Response patched = bench.ask("PATCH", "/v1/customers/a%2Fb", R"({"attributes":{"tier":null,"pets":[]}})",
                                     {{"content-type", kPatch}});
  CHECK(patched.status == 200);
  const auto changed = bench.json("GET", "/v1/customers/a%2Fb")["attributes"];
  CHECK(changed["tier"].is_null());
  CHECK(changed["pets"].empty());
  CHECK(changed["spend"] == "£42.10");

  CHECK(bench.ask("DELETE", "/v1/customers/a%2Fb").status == 204);
  CHECK(bench.ask("DELETE", "/v1/customers/a%2Fb").status == 404);
  CHECK(bench.ask("GET", "/v1/customers/a%2Fb").status == 404);
}

TEST_CASE("a customer is changed only as expected", "[server]") {
  Bench bench;
  const std::string body = R"({"attributes":{"tier":"plain"}})";
  const auto put = [&](Bench::Fields fields, const std::string& sent) {
    fields.insert(fields.begin(), {"content-type", "application/json"});
    return bench.ask("PUT", "/v1/customers/c-1", sent, fields).status;
  };
  CHECK(put({{"if-match", "\"7\""}}, body) == 412);
  CHECK(put({{"if-none-match", "*"}}, body) == 412);
  CHECK(put({{"if-match", "7"}}, body) == 400);
  CHECK(put({{"if-none-match", "\"1\""}}, body) == 400);
  CHECK(put({}, R"({"id":"c-2","attributes":{}})") == 400);
  CHECK(put({}, R"({"attributes":{"teir":"plain"}})") == 400);
  CHECK(put({}, R"({"attributes":{"id":"c-2"}})") == 400);
  CHECK(bench.json("GET", "/v1/customers/c-1")["version"] == 1);
  CHECK(put({{"if-match", "\"1\""}}, body) == 200);
  CHECK(bench.ask("PATCH", "/v1/customers/c-9", body, {{"content-type", kPatch}}).status == 404);
  CHECK(bench.ask("PATCH", "/v1/customers/c-1", body).status == 415);
}

TEST_CASE("what happened to a customer is told, once for each key, and as a CloudEvent", "[server]") {
  Bench bench;
  const std::string event = R"({"customer":"c-1","event":"complaint","fields":{"topic":"billing"},"key":"k-1"})";
  CHECK(bench.json("POST", "/v1/events", event)["outcome"] == "recorded");
  CHECK(bench.json("POST", "/v1/events", event)["outcome"] == "duplicate");
  CHECK(bench.json("POST", "/v1/events",
                   R"({"customer":"c-1","event":"complaint","key":"k-1","close":true})")["outcome"] == "closed");

  const std::string cloud =
      R"({"specversion":"1.0","id":"17","source":"/net","type":"com.example.outage","subject":"c-1",)"
      R"("time":"2026-03-02T09:00:00Z","data":{"lasted":"30 minutes"},"partitionkey":"x"})";
  const Bench::Fields type = {{"content-type", "application/cloudevents+json"}};
  const auto told = bench.json("POST", "/v1/events", cloud, type);
  CHECK(told["event"] == "outage");
  CHECK(told["key"] == "/net 17");
  CHECK(bench.json("POST", "/v1/events", cloud, type)["outcome"] == "duplicate");
  CHECK_THAT(bench.ask("POST", "/v1/events", R"({"specversion":"0.3"})", type).body, Contains("/specversion"));
  CHECK_THAT(
      bench.ask("POST", "/v1/events", R"({"specversion":"1.0","id":"1","source":"/","type":"outage"})", type).body,
      Contains("/subject"));

  const auto history = bench.json("GET", "/v1/customers/c-1/history")["history"];
  REQUIRE(history["outage"].size() == 1);
  CHECK(history["outage"][0]["at"] == "2026-03-02T09:00:00Z");
  CHECK(history["complaint"][0]["topic"] == "billing");
}

TEST_CASE("one key is one piece of work", "[server]") {
  Bench bench;
  const Bench::Fields key = {{"content-type", "application/json"}, {"idempotency-key", "k"}};
  const std::string body = R"({"customer":"c-1"})";
  const Response first = bench.ask("POST", "/v1/decisions", body, key);
  const Response again = bench.ask("POST", "/v1/decisions", body, key);
  CHECK(again.body == first.body);
  CHECK(fieldOf(again, "Idempotent-Replayed") == "true");
  CHECK(bench.ask("POST", "/v1/decisions", R"({"customer":"c-2"})", key).status == 422);
  CHECK(bench.ask("POST", "/v1/decisions", body, key).body == first.body);  // that changed nothing
  CHECK(bench.ask("POST", "/v1/decisions", body).body != first.body);
  CHECK(bench
            .ask("POST", "/v1/decisions", body,
                 {{"content-type", "application/json"}, {"idempotency-key", std::string(256, 'k')}})
            .status == 400);
}

TEST_CASE("a key whose work goes on is taken, one whose work was not begun is free", "[server]") {
  Bench bench;
  const Bench::Fields key = {{"content-type", "application/json"}, {"idempotency-key", "k"}};
  const std::string body = R"({"customer":"c-1"})";
  bench.late("/v1/decisions", body, Late::overload, key);
  CHECK(nlohmann::json::parse(bench.ask("POST", "/v1/decisions", body, key).body)["degraded"].is_null());

  const Bench::Fields other = {{"content-type", "application/json"}, {"idempotency-key", "other"}};
  const Request request = Bench::request("POST", "/v1/decisions", body, other);
  Answer answer = bench.service->answer(request);
  const Task& task = std::get<Task>(answer);
  bench.service->answered(request, task.late(Late::working), true);
  CHECK(bench.ask("POST", "/v1/decisions", body, other).status == 409);
  const Response done = task.run();
  bench.service->answered(request, done, false);
  CHECK(bench.ask("POST", "/v1/decisions", body, other).body == done.body);
}

TEST_CASE("keys are kept for their time and within their room", "[server]") {
  IdempotencyKeys keys({.keysMax = 2, .bytesMax = 10, .keepFor = std::chrono::minutes(1)});
  using Found = IdempotencyKeys::Found;
  Clock::time_point now{};
  const Response small{200, "", "12345", {}}, fault{500, "", "", {}};
  CHECK(keys.begin("a", 1, now).found == Found::nothing);
  keys.finish("a", small);
  CHECK(keys.begin("a", 1, now).answer->body == "12345");
  CHECK(keys.begin("a", 2, now).found == Found::another);
  now += std::chrono::minutes(1);
  CHECK(keys.begin("a", 2, now).found == Found::nothing);
  keys.finish("a", fault);
  CHECK(keys.begin("a", 3, now).found == Found::nothing);
  CHECK(keys.begin("b", 1, now).found == Found::nothing);
  CHECK(keys.begin("c", 1, now).found == Found::nothing);  // for it the oldest went
  CHECK(keys.size() == 2);
  keys.finish("b", small);
  keys.finish("c", {200, "", "123456", {}});
  CHECK(keys.begin("c", 1, now).found == Found::answer);  // the oldest went for its bytes
  CHECK(keys.begin("b", 1, now).found == Found::nothing);
}

TEST_CASE("a trace goes on if it is one", "[server]") {
  Bench bench;
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  CHECK(fieldOf(bench.ask("GET", "/livez", "", {{"traceparent", trace}}), "traceparent") == trace);
  CHECK(fieldOf(bench.ask("GET", "/v1/customers/c-1", "", {{"traceparent", trace}}), "traceparent") == trace);
  CHECK(fieldOf(bench.ask("GET", "/livez", "", {{"traceparent", "00-x"}}), "traceparent") == "none");
}

TEST_CASE("the rules that decide are told", "[server]") {
  Bench bench;
  const auto book = bench.json("GET", "/v1/rulebook");
  CHECK(book["name"] == "care");
  CHECK(book["hash"] == bench.json("GET", "/readyz")["rulebook_hash"]);
  CHECK(book["actions"].size() == 2);
}

TEST_CASE("a server that stops says so", "[server]") {
  Bench bench;
  bench.service->draining();
  CHECK(bench.ask("GET", "/readyz").status == 503);
  CHECK(bench.ask("GET", "/livez").status == 200);
}

}  // namespace
}  // namespace regard::server
