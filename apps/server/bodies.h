#pragma once
// Every body that is taken, and the table of its members.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/server/body.h"
#include "regard/engine.h"
#include "regard/store.h"

namespace regard::server {

/// POST /v1/decisions
struct DecisionBody {
  DecisionRequest asked;
  std::optional<std::uint64_t> keep;        ///< at most so many of what the rules keep
  std::optional<std::uint64_t> deadlineMs;  ///< from the request's arrival
  bool isFlat = false;                      ///< `?shape=flat`: the answer is that of flat.h
};
/// POST /v1/decisions:batch
struct BatchBody {
  std::vector<Json> decisions;  ///< each as DecisionBody
  std::optional<std::uint64_t> deadlineMs;
};
/// PUT and PATCH /v1/customers/{id}
struct ProfileBody {
  std::string id;                        ///< as in the path, if it is there
  std::optional<std::uint64_t> version;  ///< that the customer must have
  std::map<std::string, std::string> attributes;
};

inline constexpr std::size_t kBatchMax = 1000;  ///< decisions of one batch

std::span<const Member<DecisionBody>> decisionMembers();
std::span<const Member<BatchBody>> batchMembers();
std::span<const Member<OutcomeRequest>> outcomeMembers();
std::span<const Member<EventRequest>> eventMembers();
std::span<const Member<ProfileBody>> profileMembers();

/// A CloudEvent in structured mode: `type`, or what follows its last dot, is the event, `subject` the customer,
/// `source` and `id` the key, `data` the fields. Attributes that extensions may bring are let be.
std::optional<Problem> readCloudEvent(const Json& json, EventRequest& into);

}  // namespace regard::server
