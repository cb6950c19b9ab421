#include "apps/server/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <ctime>
#include <functional>
#include <utility>

#include "apps/server/http_server.h"
#include "apps/server/openapi.h"
#include "apps/server/page.h"
#include "regard/version.h"

namespace regard::server {
namespace {

constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

/// Without a port: "localhost", "127.0.0.1", "[::1]".
std::string_view nameOfHost(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  return colon == std::string_view::npos || host.find(']', colon) != std::string_view::npos ? host
                                                                                            : host.substr(0, colon);
}

constexpr std::size_t kKeyBytesMax = 255;
constexpr std::size_t kBundleBytesMax = 64U << 20U;

Author authorOf(const Request& request, const Caller& caller) { return {caller.keyId, caller.name, request.peer}; }

/// Callers cannot see each other's answers, whatever keys they choose.
std::string keyOf(const Request& request) {
  return fmt::format("{} {} {}", request.head.target, idOf(shownKey(request).value_or("")),
                     request.head.field("idempotency-key").value_or(""));
}

/// Whether a browser sends it for a page that this server did not give: that page is no caller, whoever's browser it
/// is.
bool isFromAnotherSite(const Request& request) {
  const auto origin = request.head.field("origin");
  if (!origin) return false;
  const std::size_t scheme = origin->find("://");
  return scheme == std::string_view::npos || origin->substr(scheme + 3) != request.head.host;
}

/// It says nothing of the request that has the key.
Response refusedKey(const Problem& problem) {
  Response response = problemResponse(problem);
  response.standing = Standing::repeated;
  return response;
}

/// The only thing that a query can say is how a decision is to look.
std::optional<Problem> wrongQuery(const Call& call) {
  for (const auto& [name, value] : call.query) {
    if (name != "shape" || call.route->operation != Operation::decide)
      return Problem{ProblemType::unknownMember, fmt::format("`{}` is nothing that {} takes", name, call.route->path)};
    if (value != "flat")
      return Problem{ProblemType::invalidValue, fmt::format("`shape={}` should be shape=flat", value)};
  }
  return std::nullopt;
}

constexpr std::size_t kTraceAt = 3, kTraceDigits = 32;

/// Of a trace that goes on: version, trace, parent and flags, in lower-case hexadecimal (W3C Trace Context).
bool isTraceparent(std::string_view text) {
  constexpr std::size_t kLength = 55;
  if (text.size() != kLength) return false;
  for (std::size_t i = 0; i < kLength; ++i) {
    const bool isDash = i == 2 || i == 35 || i == 52;
    const char c = text[i];
    if (isDash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return !text.starts_with("ff");
}

}  // namespace

Expected<std::unique_ptr<Service>> Service::make(const ServiceOptions& options, Store store,
                                                 const std::optional<Rulebook>& rulebook) {
  Admission admission;
  if (!options.keysPath.empty()) {
    auto keys = KeyRing::read(options.keysPath);
    if (!keys) return keys.error();
    admission = Admission(*std::move(keys));
  }
  const PublishingOptions rules{options.folder, options.isReadOnly, options.needsTwoPersons};
  auto publishing = Publishing::open(rules, store, rulebook);
  if (!publishing) return publishing.error();
  return std::unique_ptr<Service>(new Service(options, std::move(admission), std::move(store), *std::move(publishing)));
}

Service::Service(const ServiceOptions& options, Admission admission, Store store,
                 std::unique_ptr<Publishing> publishing)
    : options_(options),
      admission_(std::move(admission)),
      store_(std::move(store)),
      publishing_(std::move(publishing)) {}

Answer Service::answer(const Request& request) {
  Answer answer = answerOf(request);
  const auto trace = request.head.field("traceparent");
  if (!trace || !isTraceparent(*trace)) return answer;
  const auto passedOn = [trace = std::string(*trace)](Response response) {
    response.fields.emplace_back("traceparent", trace);
    return response;
  };
  if (auto* const response = std::get_if<Response>(&answer)) return passedOn(std::move(*response));
  Task& task = std::get<Task>(answer);
  task.run = [passedOn, run = std::move(task.run)] { return passedOn(run()); };
  task.late = [passedOn, late = std::move(task.late)](Late why) { return passedOn(late(why)); };
  return answer;
}

Answer Service::answerOf(const Request& request) {
  if (!isKnownHost(request.head.host))
    return problemResponse({ProblemType::wrongHost, fmt::format("`{}` is not served here", request.head.host)});
  const Routed routed = route(request.head.method, request.head.target);
  if (routed.call) {
    auto caller = callerOf(request, *routed.call);
    if (auto* const response = std::get_if<Response>(&caller)) return std::move(*response);
    return dispatchOnce(request, *routed.call, std::get<Caller>(caller));
  }
  if (routed.isFaulty)
    return problemResponse(
        {ProblemType::malformedRequest, "the path or the query is percent-encoded wrongly, or names something twice"});
  if (routed.allow.empty()) return problemResponse({ProblemType::noSuchPath, "what there is stands in /openapi.json"});
  Response response = problemResponse({ProblemType::methodNotAllowed, fmt::format("it takes {}", routed.allow)});
  response.fields.emplace_back("Allow", routed.allow);
  return response;
}

UnixSeconds Service::wall() const { return options_.wallClock ? options_.wallClock() : std::time(nullptr); }

std::variant<Caller, Response> Service::callerOf(const Request& request, const Call& call) {
  if (isFromAnotherSite(request))
    return refusedResponse({{ProblemType::forbidden, "a page of another site asks: let its server ask"}});
  auto admitted = admission_.admit(request, call.route->may, wall());
  if (const auto* const refused = std::get_if<Admission::Refused>(&admitted)) return refusedResponse(*refused);
  return std::get<Caller>(std::move(admitted));
}

/// What was read before goes on if what is there now cannot be read.
void Service::reload(const std::string& fault) {
  if (!fault.empty()) say(Journal::Level::error, "certificates_kept", fault);
  if (options_.keysPath.empty()) return;
  auto keys = KeyRing::read(options_.keysPath);
  if (!keys) return say(Journal::Level::error, "keys_kept", keys.error().message);
  say(Journal::Level::info, "keys_read", fmt::format("{} keys", keys->keys().size()));
  admission_.replace(*std::move(keys));
}

/// A bundle is long; nobody may send one who may not publish it.
std::optional<std::size_t> Service::bodyBytesMax(const Request& request) {
  const bool isBundle = request.head.method == "POST" && request.head.target == "/v1/rulebooks";
  if (!isBundle || !admission_.mayAsk(request, {Role::publish}, wall())) return std::nullopt;
  return kBundleBytesMax;
}

std::optional<Response> Service::stranger(const Request& request) {
  auto problem = admission_.unknown(request, wall());
  if (!problem) return std::nullopt;
  return refusedResponse({*std::move(problem)});
}

void Service::say(Journal::Level level, std::string_view event, std::string_view message) const {
  if (options_.journal) options_.journal->say(level, event, message);
}

/// One key stands for one request, body and all.
Answer Service::dispatchOnce(const Request& request, const Call& call, const Caller& caller) {
  const auto given = request.head.field("idempotency-key");
  if (!given || request.head.method != "POST") return dispatch(request, call, caller);
  if (given->empty() || given->size() > kKeyBytesMax)
    return problemResponse(
        {ProblemType::invalidValue, fmt::format("`Idempotency-Key` should have 1 to {} bytes", kKeyBytesMax)});
  const std::string key = keyOf(request);
  const std::size_t fingerprint = std::hash<std::string>()(request.body);
  const auto begun = keys_.begin(key, fingerprint, request.arrived);
  switch (begun.found) {
    case IdempotencyKeys::Found::nothing: return dispatch(request, call, caller);
    case IdempotencyKeys::Found::atWork:
      return refusedKey({ProblemType::keyInUse, "ask again in a moment: the answer will be the first one's"});
    case IdempotencyKeys::Found::another:
      return refusedKey({ProblemType::keyReused, "another request has this key: give each its own"});
    case IdempotencyKeys::Found::answer: break;
  }
  Response again = *begun.answer;
  again.fields.emplace_back("Idempotent-Replayed", "true");
  again.standing = Standing::repeated;
  return again;
}

Answer Service::dispatch(const Request& request, const Call& call, const Caller& caller) {
  if (const auto problem = wrongQuery(call)) return problemResponse(*problem);
  const std::string& id = call.parts.empty() ? std::string() : call.parts.front();
  switch (call.route->operation) {
    case Operation::page: return pageResponse(PagePart::html);
    case Operation::pageStyle: return pageResponse(PagePart::style);
    case Operation::pageScript: return pageResponse(PagePart::script);
    case Operation::livez: return Response{200, "application/json", "{\"status\":\"alive\"}\n", {}};
    case Operation::readyz: return ready();
    case Operation::metrics: return metricsText();
    case Operation::openapi: return Response{200, "application/json", std::string(openApiText()), {}};
    case Operation::decide: return decide(request, call.query.contains("shape"));
    case Operation::decideBatch: return decideBatch(request);
    case Operation::getDecision: return decision(request, id, false);
    case Operation::whyDecision: return decision(request, id, true);
    case Operation::outcome: return outcome(request);
    case Operation::event: return event(request);
    case Operation::getCustomer: return customer(request, id, false);
    case Operation::getHistory: return customer(request, id, true);
    case Operation::putCustomer: return putCustomer(request, id, false);
    case Operation::patchCustomer: return putCustomer(request, id, true);
    case Operation::eraseCustomer: return eraseCustomer(request, id);
    case Operation::getRulebook: return rulebook();
    case Operation::listRulebooks: return rulebooks();
    case Operation::getAudit: return audit();
    case Operation::publish: return publish(request, authorOf(request, caller));
    case Operation::activate: return activate(request, id, authorOf(request, caller));
    case Operation::rollBack: return rollBack(request, authorOf(request, caller));
  }
  return problemResponse({ProblemType::fault, "a route without an operation"});
}

Response Service::refusal(int status, const char* why) {
  constexpr std::pair<int, ProblemType> kTypes[] = {{413, ProblemType::tooLarge},
                                                    {414, ProblemType::tooLarge},
                                                    {431, ProblemType::tooLarge},
                                                    {417, ProblemType::expectationFailed},
                                                    {505, ProblemType::versionNotSupported},
                                                    {503, ProblemType::overloaded},
                                                    {500, ProblemType::fault}};
  const auto* const found =
      std::find_if(std::begin(kTypes), std::end(kTypes), [status](const auto& type) { return type.first == status; });
  const ProblemType type = found == std::end(kTypes) ? ProblemType::malformedRequest : found->second;
  Response response = problemResponse({type, why, {}, status});
  metrics_.answered("refused", status, {});
  return response;
}

void Service::answered(const Request& request, const Response& response, bool inTime) {
  if (request.head.field("idempotency-key")) settle(keyOf(request), response);
  const Routed routed = route(request.head.method, request.head.target);
  const Route* const known = routed.call ? routed.call->route : nullptr;
  tell(request, known, response, inTime);
  if (!inTime) return metrics_.late("unheard");
  if (response.tally && response.standing != Standing::repeated) metrics_.decided(*response.tally, request.arrived);
  if (response.standing == Standing::passing || response.standing == Standing::goesOn)
    metrics_.late(response.standing == Standing::goesOn ? "working" : "not_begun");
  metrics_.answered(known != nullptr ? known->name : "none", response.status, Clock::now() - request.arrived);
}

void Service::tell(const Request& request, const Route* route, const Response& response, bool inTime) const {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  const bool isLate = !inTime || response.standing == Standing::passing || response.standing == Standing::goesOn;
  const bool isFaulty = isLate || response.status >= 500;
  const auto level = isFaulty ? Journal::Level::warning : Journal::Level::info;
  if (options_.requestsTold == Told::none || (options_.requestsTold == Told::faulty && !isFaulty)) return;
  if (!options_.journal || !options_.journal->hears(level)) return;
  const auto trace = request.head.field("traceparent");
  const bool isTraced = trace && isTraceparent(*trace);
  options_.journal->say(
      level, "request", isLate ? "late" : "answered",
      {{"method", std::string(route != nullptr ? route->method : "none")},
       {"route", std::string(route != nullptr ? route->path : "none")},
       {"status", std::int64_t{response.status}},
       {"us", std::int64_t{duration_cast<microseconds>(Clock::now() - request.arrived).count()}},
       {"trace", isTraced ? std::string(trace->substr(kTraceAt, kTraceDigits)) : std::string()},
       {"bundle", response.tally && !response.tally->bundle.empty() ? response.tally->bundle
                                                                    : active()->rulebook.hash().substr(0, 12)}});
}

/// Where the work goes on, its own answer settles the key; where none was done, the key is free again.
void Service::settle(const std::string& key, const Response& response) {
  switch (response.standing) {
    case Standing::settled: return keys_.finish(key, response);
    case Standing::passing: return keys_.forget(key);
    case Standing::goesOn:
    case Standing::repeated: return;
  }
}

/// A page of another site cannot make a browser on this machine talk to this server under a name of its own.
bool Service::isKnownHost(std::string_view host) const {
  const std::string_view name = nameOfHost(host);
  const auto isName = [name](std::string_view known) {
    return std::equal(name.begin(), name.end(), known.begin(), known.end(),
                      [](char a, char b) { return std::tolower(a) == std::tolower(b); });
  };
  // Without any, as HTTP/1.0 may be, it is no browser.
  return name.empty() || options_.hosts.empty() || std::any_of(options_.hosts.begin(), options_.hosts.end(), isName);
}

Response Service::ready() const {
  if (isDraining_) return problemResponse({ProblemType::draining, "another server takes over"});
  return {200,
          "application/json",
          fmt::format("{{\"status\":\"ready\",\"rulebook_hash\":\"{}\"}}\n", active()->rulebook.hash()),
          {}};
}

Response Service::metricsText() const {
  std::string text = metrics_.text();
  const LogStatus log = publishing_->logStatus();
  const std::string build =
      fmt::format("regard_build_info{{version=\"{}\",rulebook_hash=\"{}\"}}", version(), active()->rulebook.hash());
  const auto add = [&](const Metrics::Reading& reading) { text += Metrics::text(reading); };
  add({build, "What runs.", 1});
  add({"regard_ready", "Whether new work is taken.", isDraining_ ? 0.0 : 1.0});
  add({"regard_rulebook_changes_total", "How often rules have begun to decide since the start.",
       static_cast<double>(publishing_->changes()), true});
  add({"regard_log_written_total", "Decisions on disk.", static_cast<double>(log.written), true});
  add({"regard_log_lost_total", "Decisions that could not be written.", static_cast<double>(log.lost), true});
  add({"regard_log_waiting", "Decisions on their way to the disk.", static_cast<double>(log.waiting)});
  const StoreStatus store = store_.status();
  add({"regard_store_bytes", "What the store's file takes.", static_cast<double>(store.bytes)});
  add({"regard_store_readers", "Reads of the store that are open, in all processes.",
       static_cast<double>(store.readers)});
  add({"regard_store_reader_age_commits",
       "Commits since the oldest open read began: what they freed is not used again.",
       static_cast<double>(store.oldestBehind)});
  if (gauges_) {
    const Gauges now = gauges_();
    add({"regard_connections", "Connections that are open.", static_cast<double>(now.connections)});
    add({"regard_connections_refused_total", "Connections beyond the limit.",
         static_cast<double>(now.connectionsRefused), true});
    add({"regard_reads_waiting", "Decisions and look-ups that wait.", static_cast<double>(now.readsWaiting)});
    add({"regard_writes_waiting", "Writes that wait.", static_cast<double>(now.writesWaiting)});
  }
  return {200, kMetricsType, std::move(text), {}};
}

}  // namespace regard::server
