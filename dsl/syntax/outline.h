#pragma once
// The parts of a file by the tokens they are made of, for what works on text and must lose none of it: a formatter, the
// rows of a table. The tree (ast.h) says what rules mean; this says where each stands.

#include <cstdint>
#include <vector>

#include "dsl/source/diagnostic.h"
#include "dsl/source/source.h"
#include "dsl/syntax/split.h"
#include "dsl/syntax/token.h"

namespace regard::dsl {

enum class PartKind : std::uint8_t {
  kDeclaration,
  kSetting,
  kField,  ///< with its `key`
  kMember,
  kOutcome,
  kScoreRow,
  kTableInput,
  kHit,  ///< of a table: which rows count
  kTableRow,
  kCell,
  kRung,
  kClause,
  kTextField,
  kBundlePart,
  kPolicyItem,
  kArbitrateItem,
  kJourneyStep,
  kTestItem,
  kTestEvidence,  ///< of history, population, learned
  kPair,
  kSigned,     ///< begins with a `+` or `-` of its own, or is a value that could
  kArguments,  ///< of a call
  kList,       ///< `[ … ]` of a test's values
};

/// Tokens [begin, end) of the file.
struct OutlinePart {
  PartKind kind = PartKind::kDeclaration;
  std::uint32_t begin = 0, end = 0;
};

struct Outline {
  LexedFile lexed;                 ///< with the depth of each token
  std::vector<OutlinePart> parts;  ///< in the order in which they begin, outer before inner
};

/// The file's text outlives the result. Everything that parse() reports of the file goes to `sink`; parts are whole
/// only if that is nothing.
Outline outlineOf(const SourceSet& sources, std::uint32_t file, const SourceLimits& limits, DiagnosticSink& sink);

}  // namespace regard::dsl
