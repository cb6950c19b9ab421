// Who may ask what: every role at every route.

#include "apps/server/admission.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <string>

#include "tests/unit/server/service_bench.h"

namespace regard::server {
namespace {

using Catch::Contains;

/// What each operation asks for, written down a second time: a change in the routes is to be meant.
const std::map<std::string, std::string> kMay = {
    {"page", "everybody"},
    {"pageStyle", "everybody"},
    {"pageScript", "everybody"},
    {"livez", "everybody"},
    {"readyz", "everybody"},
    {"openapi", "everybody"},
    {"metrics", "read"},
    {"decide", "decide"},
    {"decideBatch", "decide"},
    {"getDecision", "read"},
    {"whyDecision", "read"},
    {"outcome", "feedback"},
    {"event", "feedback"},
    {"getCustomer", "profile, read"},
    {"getHistory", "profile, read"},
    {"putCustomer", "profile"},
    {"patchCustomer", "profile"},
    {"eraseCustomer", "profile"},
    {"getRulebook", "publish, read"},
    {"listRulebooks", "publish, read"},
    {"publish", "publish"},
    {"activate", "publish"},
    {"rollBack", "publish"},
    {"getAudit", "admin"},
};

/// A service whose file of keys has one for each role.
struct Guarded {
  TempFolder folder;
  std::map<std::string, std::string> shown;  ///< by role
  std::unique_ptr<Bench> bench;
  UnixSeconds now = 1'772'445'600;

  explicit Guarded(double perSecond = 0) {
    KeyRing ring;
    for (const std::string_view name : kRoleNames) {
      Key key;
      key.name = name;
      key.roles = {*roleOf(name)};
      key.perSecond = perSecond;
      shown[std::string(name)] = ring.create(key, now);
    }
    write(ring);
    ServiceOptions options;
    options.keysPath = folder / "keys.json";
    options.wallClock = [this] { return now; };
    bench = std::make_unique<Bench>(options);
  }
  void write(const KeyRing& ring) const {
    std::ofstream(folder / "keys.json") << ring.text();
    ::chmod((folder / "keys.json").c_str(), 0600);
  }
  Response ask(const std::string& method, const std::string& target, const std::string& key,
               Bench::Fields more = {}) const {
    Bench::Fields fields{{"content-type", "application/json"}};
    if (!key.empty()) fields.emplace_back("authorization", "Bearer " + key);
    fields.insert(fields.end(), more.begin(), more.end());
    return bench->ask(method, target, "{}", fields);
  }
};

std::string pathOf(const Route& route) {
  std::string path(route.path);
  const std::size_t hole = path.find('{');
  return hole == std::string::npos ? path : path.replace(hole, path.find('}') + 1 - hole, "c-1");
}

TEST_CASE("every role at every route", "[server]") {
  Guarded guarded;
  std::size_t asked = 0;
  for (const Route& route : routes()) {
    const std::string may = kMay.at(std::string(route.name));
    for (const std::string_view role : kRoleNames) {
      if (route.operation == Operation::eraseCustomer && role != "decide") continue;  // it would do it
      CAPTURE(route.name, role);
      const Response response = guarded.ask(std::string(route.method), pathOf(route), guarded.shown[std::string(role)]);
      const bool isAllowed = may == "everybody" || role == "admin" || may.find(role) != std::string::npos;
      CHECK((response.status == 403) == !isAllowed);
      CHECK(response.status != 401);
      if (!isAllowed) CHECK_THAT(response.body, Contains("it takes a key with the role " + may));
      ++asked;
    }
    const Response nobody = guarded.ask(std::string(route.method), pathOf(route), "");
    CAPTURE(route.name);
    CHECK((nobody.status == 401) == (may != "everybody"));
    if (nobody.status == 401) CHECK(fieldOf(nobody, "WWW-Authenticate") == "Bearer realm=\"regard\"");
  }
  CHECK(asked == routes().size() * std::size(kRoleNames) - 5);
  CHECK(kMay.size() == routes().size());
}

TEST_CASE("erasing takes the role profile", "[server]") {
  Guarded guarded;
  for (const char* role : {"read", "feedback", "publish", "decide"})
    CHECK(guarded.ask("DELETE", "/v1/customers/c-1", guarded.shown[role]).status == 403);
  CHECK(guarded.ask("DELETE", "/v1/customers/c-1", guarded.shown["profile"]).status == 204);
  CHECK(guarded.ask("DELETE", "/v1/customers/c-2", guarded.shown["admin"]).status == 204);
}

TEST_CASE("what is shown must be a key, whole and with its secret", "[server]") {
  Guarded guarded;
  const std::string key = guarded.shown["read"];
  CHECK(guarded.ask("GET", "/v1/rulebook", key).status == 200);
  CHECK(guarded.ask("GET", "/v1/rulebook", key.substr(0, key.size() - 1) + "z").status == 401);
  const auto with = [&](const std::string& value) {
    return guarded.bench->ask("GET", "/v1/rulebook", "", {{"authorization", value}}).status;
  };
  CHECK(with("bearer  " + key) == 200);
  CHECK(with("BEARER " + key) == 200);
  CHECK(with("Basic " + key) == 401);
  CHECK(with(key) == 401);
  CHECK(with("Bearer") == 401);
}

TEST_CASE("keys are read again, and a file that is broken leaves them as they were", "[server]") {
  Guarded guarded;
  const std::string before = guarded.shown["read"];
  KeyRing fresh;
  Key key;
  key.name = "fresh";
  key.roles = {Role::read};
  const std::string after = fresh.create(key, guarded.now);
  guarded.write(fresh);
  CHECK(guarded.ask("GET", "/v1/rulebook", before).status == 200);
  guarded.bench->service->reload("");
  CHECK(guarded.ask("GET", "/v1/rulebook", before).status == 401);
  CHECK(guarded.ask("GET", "/v1/rulebook", after).status == 200);
  std::ofstream(guarded.folder / "keys.json") << "{";
  guarded.bench->service->reload("");
  CHECK(guarded.ask("GET", "/v1/rulebook", after).status == 200);
}

TEST_CASE("a key that asks too often is told when to ask again", "[server]") {
  Admission admission;
  KeyRing ring;
  Key key;
  key.name = "k";
  key.roles = {Role::read};
  key.perSecond = 2;
  const std::string shown = ring.create(key, 0);
  key.perSecond = 0.1;
  const std::string slow = ring.create(key, 0);
  admission = Admission(ring);
  const Clock::time_point start = Clock::now();
  const auto at = [&](double seconds, const std::string& by) {
    Request request = Bench::request("GET", "/v1/rulebook", "", {{"authorization", "Bearer " + by}});
    request.arrived = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    const auto admitted = admission.admit(request, {Role::read}, 0);
    const auto* const refused = std::get_if<Admission::Refused>(&admitted);
    return refused == nullptr ? 0 : refused->retryAfterSeconds;
  };
  CHECK(at(0, shown) == 0);
  CHECK(at(0, shown) == 0);
  CHECK(at(0, shown) == 1);
  CHECK(at(0.4, shown) == 1);
  CHECK(at(0.5, shown) == 0);
  CHECK(at(60, shown) == 0);  // what was not asked for is not saved up
  CHECK(at(60, shown) == 0);
  CHECK(at(60, shown) == 1);
  CHECK(at(0, slow) == 0);
  CHECK(at(0, slow) == 10);
  CHECK(at(5, slow) == 5);
  CHECK(at(10.1, slow) == 0);
}

TEST_CASE("a key that asks too often gets 429, and another key does not", "[server]") {
  Guarded guarded(1);
  CHECK(guarded.ask("GET", "/v1/rulebook", guarded.shown["read"]).status == 200);
  const Response often = guarded.ask("GET", "/v1/rulebook", guarded.shown["read"]);
  CHECK(often.status == 429);
  CHECK(fieldOf(often, "Retry-After") == "1");
  CHECK(guarded.ask("GET", "/v1/rulebook", guarded.shown["admin"]).status == 200);
}

TEST_CASE("callers do not get each other's answers, and who is refused settles nobody's key", "[server]") {
  Guarded guarded;
  const Bench::Fields again{{"idempotency-key", "1"}};
  const std::string body = R"({"customer":"c-1"})";
  const auto ask = [&](const std::string& key) {
    Bench::Fields fields{{"content-type", "application/json"}, {"authorization", "Bearer " + key}, again[0]};
    return guarded.bench->ask("POST", "/v1/decisions", body, fields);
  };
  CHECK(ask("nothing").status == 401);
  CHECK(ask(guarded.shown["read"]).status == 403);
  CHECK(fieldOf(ask(guarded.shown["decide"]), "Idempotent-Replayed") == "none");
  CHECK(fieldOf(ask(guarded.shown["decide"]), "Idempotent-Replayed") == "true");
  CHECK(fieldOf(ask(guarded.shown["admin"]), "Idempotent-Replayed") == "none");
  std::string wrong = guarded.shown["decide"];
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  CHECK(ask(wrong).status == 401);
  CHECK(fieldOf(ask(guarded.shown["decide"]), "Idempotent-Replayed") == "true");
}

TEST_CASE("a page of another site cannot use the browser of somebody here", "[server]") {
  Bench bench;
  const auto from = [&](const std::string& origin) {
    return bench.ask("GET", "/v1/rulebook", "", {{"origin", origin}}).status;
  };
  CHECK(from("http://localhost") == 200);
  CHECK(from("https://localhost") == 200);
  for (const char* origin : {"http://localhost:3000", "http://evil.example", "null", ""}) CHECK(from(origin) == 403);
}

}  // namespace
}  // namespace regard::server
