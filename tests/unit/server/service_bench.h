#pragma once
// A service over a store of two customers, asked without sockets.

#include <catch2/catch.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "apps/server/http_server.h"
#include "apps/server/service.h"
#include "tests/support/temp_folder.h"

namespace regard::server {

using support::TempFolder;

inline constexpr const char* kRules = R"(
rulebook care "Care" { currency GBP timezone "Europe/London" }
choice channel { call, email }
choice tier { gold, plain }
issues { service, sales }
outcomes { accepted yes, declined no }
profile customer { key id : text  tier : tier  spend : money  vip : flag  pets : list of text }
request { channel : channel }
event outage { lasted : duration }
case complaint { topic : text }
action greet { issue service  benefit £1  treatment call { script "Hello" }  treatment email { body "Dear customer" } }
action thank { issue sales  eligible when tier = gold  benefit £5  treatment call { script "You spent {{spend}}" } }
arbitrate { keep 3  when late answer greet }
)";

struct Bench {
  TempFolder folder;
  std::unique_ptr<Service> service;

  explicit Bench(ServiceOptions options = {}, const std::string& rules = kRules) {
    const CompileResult compiled = compileText(rules);
    for (const Diagnostic& d : compiled.diagnostics) UNSCOPED_INFO(d.message);
    REQUIRE(compiled.rulebook.has_value());
    Store store = *Store::open(folder / "store", Access::write);
    REQUIRE(store.adopt(*compiled.rulebook).ok());
    REQUIRE(store.put({"c-1", {{"tier", "gold"}, {"spend", "£42.10"}}}).ok());
    REQUIRE(store.put({"c-2", {{"tier", "plain"}}}).ok());
    auto made = Service::make(options, std::move(store), *compiled.rulebook);
    REQUIRE(made.ok());
    service = *std::move(made);
  }

  using Fields = std::vector<std::pair<std::string, std::string>>;

  static Request request(const std::string& method, const std::string& target, const std::string& body, Fields fields) {
    Request request;
    request.head.method = method;
    request.head.target = target;
    request.head.host = "localhost";
    if (!body.empty() && (fields.empty() || fields[0].first != "content-type"))
      fields.emplace_back("content-type", "application/json");
    request.head.fields = std::move(fields);
    request.body = body;
    request.arrived = Clock::now();
    return request;
  }

  Response ask(const std::string& method, const std::string& target, const std::string& body = "", Fields fields = {}) {
    const Request asked = request(method, target, body, std::move(fields));
    Answer answer = service->answer(asked);
    Response response =
        std::holds_alternative<Response>(answer) ? std::get<Response>(answer) : std::get<Task>(answer).run();
    service->answered(asked, response, true);
    return response;
  }
  /// What is answered when the work cannot be done in time.
  Response late(const std::string& target, const std::string& body, Late why, Fields fields = {}) {
    const Request asked = request("POST", target, body, std::move(fields));
    Answer answer = service->answer(asked);
    REQUIRE(std::holds_alternative<Task>(answer));
    Response response = std::get<Task>(answer).late(why);
    service->answered(asked, response, true);
    return response;
  }
  nlohmann::json json(const std::string& method, const std::string& target, const std::string& body = "",
                      Fields fields = {}) {
    return nlohmann::json::parse(ask(method, target, body, std::move(fields)).body);
  }
};

inline std::string fieldOf(const Response& response, const std::string& name) {
  for (const auto& [field, value] : response.fields)
    if (field == name) return value;
  return "none";
}

}  // namespace regard::server
