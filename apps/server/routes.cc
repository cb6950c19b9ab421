#include "apps/server/routes.h"

#include <algorithm>

namespace regard::server {
namespace {

constexpr Route kRoutes[] = {
    {Operation::page, "GET", "/", "page", {}},
    {Operation::pageStyle, "GET", "/page.css", "pageStyle", {}},
    {Operation::pageScript, "GET", "/page.js", "pageScript", {}},
    {Operation::livez, "GET", "/livez", "livez", {}},
    {Operation::readyz, "GET", "/readyz", "readyz", {}},
    {Operation::metrics, "GET", "/metrics", "metrics", {Role::read}},
    {Operation::openapi, "GET", "/openapi.json", "openapi", {}},
    {Operation::decide, "POST", "/v1/decisions", "decide", {Role::decide}},
    {Operation::decideBatch, "POST", "/v1/decisions:batch", "decideBatch", {Role::decide}},
    {Operation::getDecision, "GET", "/v1/decisions/{id}", "getDecision", {Role::read}},
    {Operation::whyDecision, "GET", "/v1/decisions/{id}/why", "whyDecision", {Role::read}},
    {Operation::outcome, "POST", "/v1/outcomes", "outcome", {Role::feedback}},
    {Operation::event, "POST", "/v1/events", "event", {Role::feedback}},
    {Operation::getCustomer, "GET", "/v1/customers/{id}", "getCustomer", {Role::read, Role::profile}},
    {Operation::putCustomer, "PUT", "/v1/customers/{id}", "putCustomer", {Role::profile}},
    {Operation::patchCustomer, "PATCH", "/v1/customers/{id}", "patchCustomer", {Role::profile}},
    {Operation::eraseCustomer, "DELETE", "/v1/customers/{id}", "eraseCustomer", {Role::profile}},
    {Operation::getHistory, "GET", "/v1/customers/{id}/history", "getHistory", {Role::read, Role::profile}},
    {Operation::getRulebook, "GET", "/v1/rulebook", "getRulebook", {Role::read, Role::publish}},
    {Operation::listRulebooks, "GET", "/v1/rulebooks", "listRulebooks", {Role::read, Role::publish}},
    {Operation::publish, "POST", "/v1/rulebooks", "publish", {Role::publish}},
    {Operation::activate, "POST", "/v1/rulebooks/{hash}:activate", "activate", {Role::publish}},
    {Operation::rollBack, "POST", "/v1/rulebooks:rollback", "rollBack", {Role::publish}},
    {Operation::getAudit, "GET", "/v1/audit", "getAudit", {Role::admin}},
};

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Nothing if an escape is none, or hides a zero byte.
std::optional<std::string> decoded(std::string_view text, bool plusIsBlank) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += plusIsBlank && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hexDigit(text[i + 1]), low = hexDigit(text[i + 2]);
    if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool isHole(std::string_view part) { return part.starts_with('{'); }
/// What stands for a hole, without what the route has behind it; nothing if it does not fit.
std::string_view inHole(std::string_view hole, std::string_view part) {
  const std::string_view behind = hole.substr(hole.find('}') + 1);
  return part.ends_with(behind) ? part.substr(0, part.size() - behind.size()) : std::string_view();
}

/// What stands before the next slash is cut off `text`; nothing is left behind the last one.
std::string_view cutPart(std::string_view& text) {
  const std::size_t end = text.find('/');
  const std::string_view part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return part;
}

bool hasHole(const Route& route) { return route.path.find('{') != std::string_view::npos; }

bool fits(const Route& route, std::string_view path) {
  std::string_view wanted = route.path;
  if (!hasHole(route)) return wanted == path;
  if (std::count(wanted.begin(), wanted.end(), '/') != std::count(path.begin(), path.end(), '/')) return false;
  while (!wanted.empty() || !path.empty()) {
    const std::string_view want = cutPart(wanted), part = cutPart(path);
    if (isHole(want) ? inHole(want, part).empty() : want != part) return false;
  }
  return true;
}

/// What stands for the route's holes. False if it is percent-encoded wrongly.
bool readParts(const Route& route, std::string_view path, std::vector<std::string>& into) {
  const auto wanted = split(route.path, '/'), parts = split(path, '/');
  bool isSound = true;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!isHole(wanted[i])) continue;
    auto part = decoded(inHole(wanted[i], parts[i]), false);
    isSound &= part.has_value();
    into.push_back(part.value_or(""));
  }
  return isSound;
}

/// The methods that the path takes.
std::string allowedFor(std::string_view path) {
  std::string allowed;
  for (const Route& route : kRoutes) {
    if (!fits(route, path)) continue;
    allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    if (route.method == "GET") allowed += ", HEAD";
  }
  return allowed;
}

/// False if it cannot be read.
bool readQuery(std::string_view text, std::map<std::string, std::string>& into) {
  if (text.empty()) return true;
  for (const std::string_view pair : split(text, '&')) {
    const std::size_t equals = pair.find('=');
    const auto name = decoded(pair.substr(0, equals), true);
    const auto value = decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1), true);
    if (!name || !value || !into.emplace(*name, *value).second) return false;
  }
  return true;
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

Routed route(std::string_view method, std::string_view target) {
  const std::size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  if (method == "HEAD") method = "GET";
  Routed routed;
  for (const Route& route : kRoutes) {
    if (route.method != method || !fits(route, path)) continue;
    Call call{&route, {}, {}};
    routed.isFaulty = hasHole(route) && !readParts(route, path, call.parts);
    if (mark != std::string_view::npos) routed.isFaulty |= !readQuery(target.substr(mark + 1), call.query);
    if (!routed.isFaulty) routed.call = std::move(call);
    return routed;
  }
  routed.allow = allowedFor(path);
  return routed;
}

}  // namespace regard::server
