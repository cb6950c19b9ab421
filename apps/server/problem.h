#pragma once
// What went wrong with a request, as RFC 9457 has it. Types are stable: programs may look at them.

#include <cstdint>
#include <string>

#include "apps/server/exchange.h"
#include "regard/result.h"

namespace regard::server {

/// One row of kProblems each.
enum class ProblemType : std::uint8_t {
  malformedRequest,
  noSuchPath,
  methodNotAllowed,
  wrongHost,
  unauthenticated,
  forbidden,
  tooOften,
  tooLarge,
  expectationFailed,
  versionNotSupported,
  unsupportedMediaType,
  malformedBody,
  unknownMember,
  invalidValue,
  notFound,
  conflict,
  versionMismatch,
  keyInUse,
  keyReused,
  overloaded,
  late,
  draining,
  storageFull,
  storageFailed,
  notSupported,
  rulebookRefused,
  fault,
  count_
};

struct Problem {
  ProblemType type = ProblemType::fault;
  std::string detail;        ///< the fact, and what would be right
  std::string pointer = {};  ///< which member of the body, as a JSON pointer; empty: none, or all of it
  int status = 0;            ///< 0: its type's
};

struct ProblemKind {
  const char* name;  ///< "unknown-member"; the type is `urn:regard:problem:` and this
  int status;
  const char* title;
};
const ProblemKind& kindOf(ProblemType type);

int statusOf(const Problem& problem);

/// `application/problem+json`, with `Retry-After` where trying again helps.
Response problemResponse(const Problem& problem);
/// A problem's members as JSON text: for answers that hold several.
std::string problemJson(const Problem& problem);
/// Of what include/regard refuses.
Problem problemOf(const Error& error);

}  // namespace regard::server
