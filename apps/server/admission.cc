#include "apps/server/admission.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace regard::server {

std::optional<std::string_view> shownKey(const Request& request) {
  constexpr std::string_view kScheme = "bearer ";
  auto field = request.head.field("authorization");
  if (!field || field->size() < kScheme.size()) return std::nullopt;
  const bool isBearer = std::equal(kScheme.begin(), kScheme.end(), field->begin(),
                                   [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
  if (!isBearer) return std::nullopt;
  field->remove_prefix(kScheme.size());
  while (field->starts_with(' ')) field->remove_prefix(1);
  return field;
}

std::variant<Caller, Admission::Refused> Admission::admit(const Request& request, Roles allowed, UnixSeconds wall) {
  if (!keys_ || allowed.isEmpty()) return Caller{};
  if (auto problem = unknown(request, wall)) return Refused{*std::move(problem)};
  const Key* const key = keys_->check(*shownKey(request), wall);
  if (const std::uint64_t wait = waitOf(*key, request.arrived); wait > 0)
    return Refused{{ProblemType::tooOften, fmt::format("this key may ask {} times a second", key->perSecond)}, wait};
  if (!key->roles.mayOneOf(allowed))
    return Refused{{ProblemType::forbidden, fmt::format("it takes a key with the role {}; this one has {}",
                                                        namesOf(allowed), namesOf(key->roles))}};
  return Caller{key->id, key->name, key->roles};
}

std::optional<Problem> Admission::unknown(const Request& request, UnixSeconds wall) const {
  if (!keys_) return std::nullopt;
  const auto shown = shownKey(request);
  if (!shown)
    return Problem{ProblemType::unauthenticated,
                   "show a key: `Authorization: Bearer rgd_…`, as `regard key` makes them"};
  if (keys_->check(*shown, wall) != nullptr) return std::nullopt;
  return Problem{ProblemType::unauthenticated, "this key is not known, or not any more: ask for another"};
}

bool Admission::mayAsk(const Request& request, Roles allowed, UnixSeconds wall) const {
  if (!keys_ || allowed.isEmpty()) return true;
  const auto shown = shownKey(request);
  const Key* const key = shown ? keys_->check(*shown, wall) : nullptr;
  return key != nullptr && key->roles.mayOneOf(allowed);
}

std::uint64_t Admission::waitOf(const Key& key, Clock::time_point now) {
  if (!(key.perSecond > 0)) return 0;
  const double most = std::max(key.perSecond, 1.0);
  auto [found, isNew] = buckets_.try_emplace(key.id, Bucket{most, now});
  Bucket& bucket = found->second;
  const double passed = std::chrono::duration<double>(now - bucket.at).count();
  bucket.tokens = std::min(most, bucket.tokens + std::max(passed, 0.0) * key.perSecond);
  bucket.at = now;
  if (bucket.tokens < 1) return static_cast<std::uint64_t>(std::ceil((1 - bucket.tokens) / key.perSecond));
  bucket.tokens -= 1;
  return 0;
}

Response refusedResponse(const Admission::Refused& refused) {
  Response response = problemResponse(refused.problem);
  if (refused.problem.type == ProblemType::unauthenticated)
    response.fields.emplace_back("WWW-Authenticate", "Bearer realm=\"regard\"");
  if (refused.retryAfterSeconds > 0)
    response.fields.emplace_back("Retry-After", std::to_string(refused.retryAfterSeconds));
  response.standing = Standing::repeated;  // it says nothing of a request that has the same idempotency key
  return response;
}

}  // namespace regard::server
