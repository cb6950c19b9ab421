#include "apps/server/keys.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace regard::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kFormat = "regard-keys-1";
constexpr std::string_view kPrefix = "rgd_";
constexpr std::size_t kIdBytes = 6, kSecretBytes = 32;
constexpr std::size_t kIdDigits = 2 * kIdBytes;
constexpr std::size_t kShownBytes = kPrefix.size() + kIdDigits + 1 + 2 * kSecretBytes;

/// What is wrong with one key, thrown only within parse().
struct Wrong {
  std::string what;
};

UnixSeconds timeOf(const Json& json, const char* name) {
  const auto time = json.is_string() ? readTime(json.get<std::string>()) : std::nullopt;
  if (!time) throw Wrong{fmt::format("`{}` should be a time such as 2026-03-02T10:00:00Z", name)};
  return *time;
}

std::optional<UnixSeconds> optionalTime(const Json& key, const char* name) {
  const auto found = key.find(name);
  if (found == key.end() || found->is_null()) return std::nullopt;
  return timeOf(*found, name);
}

std::string textOf(const Json& key, const char* name) {
  const auto found = key.find(name);
  if (found == key.end() || !found->is_string() || found->get_ref<const std::string&>().empty())
    throw Wrong{fmt::format("`{}` should be text that is not empty", name)};
  return found->get<std::string>();
}

Roles rolesOf(const Json& key) {
  Roles roles;
  const auto found = key.find("roles");
  if (found == key.end() || !found->is_array()) throw Wrong{"`roles` should be a list"};
  for (const Json& name : *found) {
    const auto role = name.is_string() ? roleOf(name.get<std::string>()) : std::nullopt;
    if (!role) throw Wrong{fmt::format("`roles` has {}, which is none of {}", name.dump(), namesOf(Roles::all()))};
    roles.add(*role);
  }
  return roles;
}

std::vector<KeySecret> secretsOf(const Json& key) {
  std::vector<KeySecret> secrets;
  const auto found = key.find("secrets");
  if (found == key.end() || !found->is_array() || found->empty()) throw Wrong{"`secrets` should be a list"};
  for (const Json& json : *found) {
    if (!json.is_object()) throw Wrong{"`secrets` should hold objects"};
    KeySecret& secret = secrets.emplace_back();
    if (!readHex(textOf(json, "sha256"), secret.sha256)) throw Wrong{"`sha256` should be 64 hexadecimal digits"};
    secret.until = optionalTime(json, "until");
  }
  return secrets;
}

Key keyOf(const Json& json) {
  constexpr std::string_view kMembers[] = {"id",      "name",    "roles",   "per_second",
                                           "created", "expires", "revoked", "secrets"};
  if (!json.is_object()) throw Wrong{"it should be an object"};
  for (const auto& [name, value] : json.items())
    if (std::find(std::begin(kMembers), std::end(kMembers), name) == std::end(kMembers))
      throw Wrong{fmt::format("there is no member `{}`", name)};
  Key key;
  key.id = textOf(json, "id");
  key.name = textOf(json, "name");
  key.roles = rolesOf(json);
  if (const auto rate = json.find("per_second"); rate != json.end() && !rate->is_null()) {
    if (!rate->is_number() || !(rate->get<double>() > 0)) throw Wrong{"`per_second` should be a number above 0"};
    key.perSecond = rate->get<double>();
  }
  key.created = timeOf(json.value("created", Json()), "created");
  key.expires = optionalTime(json, "expires");
  key.revoked = optionalTime(json, "revoked");
  key.secrets = secretsOf(json);
  return key;
}

Json timeJson(const std::optional<UnixSeconds>& time) { return time ? Json(timeText(*time)) : Json(); }

Json jsonOf(const Key& key) {
  Json roles = Json::array(), secrets = Json::array();
  for (std::size_t i = 0; i < std::size(kRoleNames); ++i)
    if (key.roles.has(static_cast<Role>(i))) roles.push_back(kRoleNames[i]);
  for (const KeySecret& secret : key.secrets)
    secrets.push_back({{"sha256", hexOf(secret.sha256)}, {"until", timeJson(secret.until)}});
  return {{"id", key.id},
          {"name", key.name},
          {"roles", roles},
          {"per_second", key.perSecond > 0 ? Json(key.perSecond) : Json()},
          {"created", timeText(key.created)},
          {"expires", timeJson(key.expires)},
          {"revoked", timeJson(key.revoked)},
          {"secrets", secrets}};
}

std::string_view secretIn(std::string_view shown) { return shown.substr(kPrefix.size() + kIdDigits + 1); }

/// A secret and how it is shown.
std::pair<KeySecret, std::string> freshSecret(const std::string& id) {
  const std::string secret = randomHex(kSecretBytes);
  return {{sha256(secret), {}}, fmt::format("{}{}_{}", kPrefix, id, secret)};
}

}  // namespace

std::optional<Role> roleOf(std::string_view name) {
  const auto* const found = std::find(std::begin(kRoleNames), std::end(kRoleNames), name);
  if (found == std::end(kRoleNames)) return std::nullopt;
  return static_cast<Role>(found - std::begin(kRoleNames));
}

std::string namesOf(Roles roles) {
  std::string names;
  for (std::size_t i = 0; i < std::size(kRoleNames); ++i)
    if (roles.has(static_cast<Role>(i))) names.append(names.empty() ? "" : ", ").append(kRoleNames[i]);
  return names.empty() ? "nobody" : names;
}

std::string timeText(UnixSeconds seconds) {
  const std::time_t time = seconds;
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::optional<UnixSeconds> readTime(const std::string& text) {
  std::tm utc{};
  int used = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &utc.tm_year, &utc.tm_mon, &utc.tm_mday, &utc.tm_hour,
                  &utc.tm_min, &utc.tm_sec, &used) != 6)
    return std::nullopt;
  utc.tm_year -= 1900;
  utc.tm_mon -= 1;
  const UnixSeconds seconds = ::timegm(&utc);
  // What is no date, the 31st of April, comes back as another one.
  if (static_cast<std::size_t>(used) != text.size() || timeText(seconds) != text) return std::nullopt;
  return seconds;
}

std::string_view idOf(std::string_view shown) {
  if (shown.size() != kShownBytes || !shown.starts_with(kPrefix) || shown[kPrefix.size() + kIdDigits] != '_') return {};
  return shown.substr(kPrefix.size(), kIdDigits);
}

Expected<KeyRing> KeyRing::read(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0)
    return Error{errno == ENOENT ? ErrorKind::notFound : ErrorKind::io,
                 fmt::format("cannot read the keys in `{}`: {}", path, std::strerror(errno))};
  if ((facts.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return Error{ErrorKind::invalid, fmt::format("`{0}` can be written by others, who could let themselves in: "
                                                 "chmod go-w {0}",
                                                 path)};
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return Error{ErrorKind::io, fmt::format("cannot read the keys in `{}`", path)};
  auto ring = parse(text);
  if (!ring) return Error{ring.error().kind, fmt::format("`{}`: {}", path, ring.error().message)};
  return ring;
}

Expected<KeyRing> KeyRing::parse(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object() || json.value("format", Json()) != kFormat ||
      !json.value("keys", Json()).is_array())
    return Error{ErrorKind::invalid, fmt::format("this is no file of keys of the format {}", kFormat)};
  KeyRing ring;
  for (const Json& key : json["keys"]) {
    try {
      ring.keys_.push_back(keyOf(key));
    } catch (const Wrong& wrong) {
      return Error{ErrorKind::invalid, fmt::format("key {}: {}", ring.keys_.size() + 1, wrong.what)};
    }
  }
  return ring;
}

std::string KeyRing::text() const {
  Json keys = Json::array();
  for (const Key& key : keys_) keys.push_back(jsonOf(key));
  const Json json = {{"format", kFormat}, {"keys", keys}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Key* KeyRing::find(std::string_view id) {
  const auto found = std::find_if(keys_.begin(), keys_.end(), [id](const Key& key) { return key.id == id; });
  return found == keys_.end() ? nullptr : &*found;
}

std::string KeyRing::create(Key key, UnixSeconds now) {
  do key.id = randomHex(kIdBytes);
  while (find(key.id) != nullptr);
  key.created = now;
  auto [secret, shown] = freshSecret(key.id);
  key.secrets = {secret};
  keys_.push_back(std::move(key));
  return shown;
}

std::string KeyRing::rotate(Key& key, UnixSeconds until) {
  for (KeySecret& secret : key.secrets) secret.until = std::min(secret.until.value_or(until), until);
  auto [secret, shown] = freshSecret(key.id);
  key.secrets.insert(key.secrets.begin(), secret);
  return shown;
}

const Key* KeyRing::check(std::string_view shown, UnixSeconds now) const {
  const std::string_view id = idOf(shown);
  if (id.empty()) return nullptr;
  const Digest digest = sha256(secretIn(shown));
  const Key* found = nullptr;
  for (const Key& key : keys_) {
    if (key.id != id || !key.isValidAt(now)) continue;
    for (const KeySecret& secret : key.secrets)
      if (areSame(secret.sha256, digest) && (!secret.until || now < *secret.until)) found = &key;
  }
  return found;
}

}  // namespace regard::server
