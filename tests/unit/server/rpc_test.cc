// Cap'n Proto RPC over real sockets: each operation's answer is HTTP's, for whoever may ask.

#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>

#include "apps/server/openapi.h"
#include "apps/server/routes.h"
#include "tests/unit/server/rpc_bench.h"

namespace regard::server {
namespace {

using Catch::Contains;
using Json = nlohmann::json;

/// What JSON says beside nothing: null, false, no, and an empty list of what is sent as one are told apart nowhere
/// here.
Json withoutNothing(const Json& json) {
  if (!json.is_structured()) return json;
  Json out = json.is_array() ? Json::array() : Json::object();
  for (const auto& [name, value] : json.items()) {
    if (json.is_array()) {
      out.push_back(withoutNothing(value));
      continue;
    }
    if (value.is_null() || value == false || value == 0) continue;
    out[name] = withoutNothing(value);
  }
  return out;
}

TEST_CASE("each operation answers over RPC as over HTTP", "[server][rpc]") {
  const Served served;
  RpcCaller caller(served);
  REQUIRE(caller.service);
  const auto same = [&](const std::string& method, const ReplyJson& parameters, const Json& http) {
    CAPTURE(method);
    Json rpc = withoutNothing(caller.call(method, parameters)), there = withoutNothing(http);
    for (const char* drawn : {"id", "decision_id", "seed", "now"}) {  // of each decision its own
      if (method.starts_with("decide")) rpc.erase(drawn), there.erase(drawn);
    }
    rpc.erase("retry_after");  // stands in the head there
    if (method == "outcome") rpc.erase("at"), there.erase("at");
    CHECK(rpc == there);
  };
  const ReplyJson asked = {{"customer", "c-1"}, {"request", {{"channel", "call"}}}, {"why", true}, {"keep", 1}};
  same("decide", {{"request", asked}}, served.overHttp("POST", "/v1/decisions", asked.dump()));
  same("decideFlat", {{"request", asked}}, served.overHttp("POST", "/v1/decisions?shape=flat", asked.dump()));
  const Json batch = caller.call("decideBatch", {{"request", {{"decisions", {asked, {{"customer", "nobody"}}}}}}});
  CHECK(batch.at("answers").at(0).at("answer").at("offered").at(0).at("action") == "thank");
  CHECK(batch.at("answers").at(1).at("problem").at("type") == "urn:regard:problem:not-found");

  const Json made = caller.call("decide", {{"request", {{"customer", "c-1"}, {"request", {{"channel", "call"}}}}}});
  const std::string id = made.at("id");
  for (int i = 0; i < 1'000 && caller.call("getDecision", {{"id", id}}).contains("status"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // until it is on disk
  CHECK(caller.call("getDecision", {{"id", id}}).at("id") == id);
  same("getDecision", {{"id", id}}, served.overHttp("GET", "/v1/decisions/" + id));
  same("whyDecision", {{"id", id}}, served.overHttp("GET", "/v1/decisions/" + id + "/why"));
  const ReplyJson outcome = {{"decision", id}, {"action", "thank"}, {"outcome", "accepted"}};
  CHECK(caller.call("outcome", {{"request", outcome}}).at("result") == "attributed");
  same("outcome", {{"request", outcome}}, served.overHttp("POST", "/v1/outcomes", outcome.dump()));
  const ReplyJson event = {{"customer", "c-1"},
                           {"event", "outage"},
                           {"fields", {{"lasted", "2 hours"}}},
                           {"key", "o-1"},
                           {"at", "2026-03-01T10:00Z"}};
  CHECK(caller.call("event", {{"request", event}}).at("outcome") == "recorded");
  same("event", {{"request", event}}, served.overHttp("POST", "/v1/events", event.dump()));
  const ReplyJson cloud = {{"specversion", "1.0"},          {"id", "1"},        {"source", "s"},
                           {"type", "desk.outage"},         {"subject", "c-1"}, {"data", {{"lasted", "1 hour"}}},
                           {"time", "2026-03-01T11:00:00Z"}};
  CHECK(caller.call("cloudEvent", {{"request", cloud}}).at("outcome") == "recorded");
  same("cloudEvent", {{"request", cloud}},
       served.overHttp("POST", "/v1/events", cloud.dump(), "application/cloudevents+json"));

  const ReplyJson attributes = {
      {"attributes", {{"tier", "gold"}, {"vip", true}, {"spend", 12.5}, {"pets", {"cat", "\"ü\"\\\t"}}}}};
  CHECK(caller.call("putCustomer", {{"id", "a b/c"}, {"request", attributes}}).at("created") == true);
  CHECK(caller.call("getCustomer", {{"id", "a b/c"}}).at("attributes").at("pets") == Json({"cat", "\"ü\"\\\t"}));
  same("getCustomer", {{"id", "a b/c"}}, served.overHttp("GET", "/v1/customers/a%20b%2Fc"));
  const ReplyJson patch = {{"attributes", {{"vip", nullptr}}}};
  CHECK(caller.call("patchCustomer", {{"id", "a b/c"}, {"request", patch}, {"if_match", "\"9\""}}).at("type") ==
        "urn:regard:problem:version-mismatch");
  CHECK(caller.call("patchCustomer", {{"id", "a b/c"}, {"request", patch}}).at("version") == 2);
  CHECK_FALSE(caller.call("getCustomer", {{"id", "a b/c"}}).at("attributes").at("vip").is_boolean());
  CHECK(caller.call("eraseCustomer", {{"id", "a b/c"}}) == Json::object());
  same("getHistory", {{"id", "c-1"}}, served.overHttp("GET", "/v1/customers/c-1/history"));
  for (const auto& [method, path] : std::map<std::string, std::string>{{"getRulebook", "/v1/rulebook"},
                                                                       {"listRulebooks", "/v1/rulebooks"},
                                                                       {"getAudit", "/v1/audit"},
                                                                       {"livez", "/livez"},
                                                                       {"readyz", "/readyz"}})
    same(method, {}, served.overHttp("GET", path));
  same("activate", {{"hash", "0"}}, served.overHttp("POST", "/v1/rulebooks/0:activate"));
  same("rollBack", {}, served.overHttp("POST", "/v1/rulebooks:rollback"));
  same("publish", {{"request", "no bundle"}},
       served.overHttp("POST", "/v1/rulebooks", "no bundle", "application/octet-stream"));
  CHECK_THAT(caller.call("metrics").at("text").get<std::string>(), Contains("regard_requests_total"));
}

TEST_CASE("what does not fit is a problem with its place, not an exception", "[server][rpc]") {
  const Served served;
  RpcCaller caller(served);
  const Json nobody = caller.call("decide", {{"request", {{"customer", "nobody"}}}});
  CHECK(nobody.at("type") == "urn:regard:problem:not-found");
  CHECK(nobody.at("status") == 404);
  const Json member = caller.call("decide", {{"request", {{"customer", "c-1"}, {"request", {{"chanel", "call"}}}}}});
  CHECK(member.at("status") == 400);
  CHECK_THAT(member.at("detail").get<std::string>(), Contains("channel"));
  CHECK(caller.call("getCustomer").at("type") == "urn:regard:problem:no-such-path");
  auto broken = caller.service->decideRequest();
  broken.initRequest().setCustomer("c-\xff");
  CHECK(broken.send().wait(caller.connection.getWaitScope()).getProblem().getType() ==
        "urn:regard:problem:malformed-body");
  auto twice = caller.service->decideRequest();
  twice.initRequest().setCustomer("c-1");
  auto names = twice.getRequest().initRequest(2);
  names[0].setName("channel");
  names[1].setName("channel");
  CHECK(twice.send().wait(caller.connection.getWaitScope()).getProblem().getType() ==
        "urn:regard:problem:malformed-body");
}

TEST_CASE("work with an idempotency key is done once over RPC, too", "[server][rpc]") {
  const Served served;
  RpcCaller caller(served);
  const auto ask = [&] {
    auto call = caller.service->decideRequest();
    call.initRequest().setCustomer("c-1");
    call.setIdempotencyKey("k");
    return call.send().wait(caller.connection.getWaitScope());
  };
  const auto first = ask(), second = ask();
  CHECK(first.getAnswer().getId() == second.getAnswer().getId());
  CHECK_FALSE(first.getReplayed());
  CHECK(second.getReplayed());
}

/// A service whose file of keys has one for each role.
struct Keys {
  TempFolder folder;
  std::map<std::string, std::string> shown;
  Keys() {
    KeyRing ring;
    for (const std::string_view name : kRoleNames) {
      Key key;
      key.name = name;
      key.roles = {*roleOf(name)};
      shown[std::string(name)] = ring.create(key, 1'772'445'600);
    }
    std::ofstream(folder / "keys.json") << ring.text();
    ::chmod((folder / "keys.json").c_str(), 0600);
  }
  ServiceOptions options() const {
    ServiceOptions options;
    options.keysPath = folder / "keys.json";
    options.wallClock = [] { return UnixSeconds{1'772'445'600}; };
    return options;
  }
};

TEST_CASE("every role at every method", "[server][rpc]") {
  const Keys keys;
  const Served served({}, keys.options());
  CHECK(RpcCaller(served).problem == "urn:regard:problem:unauthenticated");
  CHECK(RpcCaller(served, "rgd_wrong_key").problem == "urn:regard:problem:unauthenticated");
  std::size_t asked = 0;
  for (const auto& [role, key] : keys.shown) {
    RpcCaller caller(served, key);
    REQUIRE(caller.service);
    for (const auto method : capnp::Schema::from<rpc::Service>().getMethods()) {
      const std::string name = method.getProto().getName().cStr();
      const std::string operation = name == "decideFlat" ? "decide" : name == "cloudEvent" ? "event" : name;
      const auto all = routes();
      const auto route = std::find_if(all.begin(), all.end(), [&](const Route& one) { return one.name == operation; });
      REQUIRE(route != all.end());
      CAPTURE(role, name);
      ReplyJson parameters = ReplyJson::object();
      if (route->path.find("{hash}") != std::string::npos) parameters["hash"] = "0";
      if (route->path.find("{id}") != std::string::npos) parameters["id"] = "x";
      if (name == "publish") parameters["request"] = "";
      const bool isAllowed = route->may.isEmpty() || Roles{*roleOf(role)}.mayOneOf(route->may);
      CHECK((caller.call(name, parameters).value("status", Json(0)) == 403) == !isAllowed);
      ++asked;
    }
  }
  CHECK(asked == 22 * std::size(kRoleNames));
}

TEST_CASE("the schema and the description of HTTP name the same", "[server][rpc]") {
  const Json api = Json::parse(openApiText());
  const auto& schemas = api.at("components").at("schemas");
  std::set<std::string> methods, operations;
  for (const auto method : capnp::Schema::from<rpc::Service>().getMethods())
    methods.insert(method.getProto().getName().cStr());
  for (const Route& route : routes()) operations.emplace(route.name);
  for (const char* of : {"page", "pageStyle", "pageScript", "openapi"}) operations.erase(of);  // for browsers; of HTTP
  operations.insert({"decideFlat", "cloudEvent"});
  CHECK(methods == operations);
  const auto names = [](capnp::StructSchema schema) {
    std::set<std::string> all;
    for (const auto field : schema.getFields()) all.insert(jsonNameOf(field.getProto().getName().cStr()));
    return all;
  };
  const auto described = [&](const Json& schema) {
    std::set<std::string> all;
    for (const auto& [name, member] : schema.at("properties").items()) all.insert(name);
    return all;
  };
  using capnp::Schema;
  const std::map<std::string, capnp::StructSchema> structs = {{"DecisionRequest", Schema::from<rpc::DecisionRequest>()},
                                                              {"BatchRequest", Schema::from<rpc::BatchRequest>()},
                                                              {"BatchAnswer", Schema::from<rpc::BatchAnswer>()},
                                                              {"Decision", Schema::from<rpc::Decision>()},
                                                              {"FlatDecision", Schema::from<rpc::FlatDecision>()},
                                                              {"Offered", Schema::from<rpc::Offered>()},
                                                              {"Withheld", Schema::from<rpc::Withheld>()},
                                                              {"OutcomeRequest", Schema::from<rpc::OutcomeRequest>()},
                                                              {"Outcome", Schema::from<rpc::Outcome>()},
                                                              {"EventRequest", Schema::from<rpc::EventRequest>()},
                                                              {"Event", Schema::from<rpc::Event>()},
                                                              {"Customer", Schema::from<rpc::Customer>()},
                                                              {"Receipt", Schema::from<rpc::Receipt>()},
                                                              {"History", Schema::from<rpc::History>()},
                                                              {"Rulebook", Schema::from<rpc::Rulebook>()},
                                                              {"Published", Schema::from<rpc::Published>()},
                                                              {"Activated", Schema::from<rpc::Activated>()},
                                                              {"Rulebooks", Schema::from<rpc::Rulebooks>()},
                                                              {"Audit", Schema::from<rpc::Audit>()},
                                                              {"Alive", Schema::from<rpc::Alive>()},
                                                              {"Ready", Schema::from<rpc::Ready>()}};
  for (const auto& [name, schema] : structs) {
    CAPTURE(name);
    CHECK(names(schema) == described(schemas.at(name)));
  }
  auto problem = names(Schema::from<rpc::Problem>());
  CHECK(problem.erase("retry_after") == 1);  // a field of the head there
  CHECK(problem == described(schemas.at("Problem")));
  // Objects that have no name there.
  const auto& offered = schemas.at("Offered").at("properties");
  CHECK(names(Schema::from<rpc::Learned>()) == described(offered.at("learned").at("oneOf").at(1)));
  CHECK(names(Schema::from<rpc::Handover>()) == described(offered.at("handover").at("oneOf").at(1)));
  CHECK(names(Schema::from<rpc::Question>()) == described(offered.at("ask").at("oneOf").at(1)));
  CHECK(names(Schema::from<rpc::Errand>()) == described(offered.at("do").at("oneOf").at(1)));
  CHECK(names(Schema::from<rpc::Lever>()) == described(offered.at("levers").at("items")));
  CHECK(names(Schema::from<rpc::Said>()) == described(offered.at("texts").at("items")));
  CHECK(names(Schema::from<rpc::Fact>()) == described(schemas.at("Withheld").at("properties").at("facts").at("items")));
  CHECK(names(Schema::from<rpc::Totals>()) ==
        described(schemas.at("History").at("properties").at("earlier").at("additionalProperties")));
}

}  // namespace
}  // namespace regard::server
