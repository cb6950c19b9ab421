#pragma once
// A program made ready for one store: every input slot knows where its value lies. Immutable, shared between threads.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "dsl/ir/program.h"
#include "engine/catalog/catalog.h"
#include "engine/plan/analysis.h"
#include "engine/plan/code.h"
#include "engine/plan/index.h"
#include "engine/plan/row_invariants.h"

namespace regard {

/// Where a value lies in a struct of the store, and how a stored choice member becomes the program's.
struct StoredField {
  FieldRef field;                       ///< of the store's catalog
  std::vector<std::uint16_t> memberOf;  ///< stored ordinal -> program ordinal; kNoMember: not a member any more
};
inline constexpr std::uint16_t kNoMember = 0xFFFF;

struct ProfileSlot : StoredField {
  std::uint32_t input = 0;
};

/// A list of the profile, which is a stream of the program.
struct ListSlot {
  std::uint32_t stream = 0;
  FieldRef field;
  std::vector<StoredField> columns;  ///< by column of the stream; one that the store lacks has no kind: always unknown
};

/// Rows of an event or a case in the store's histories.
struct HistorySlot {
  std::uint32_t stream = 0;
  FieldRef rows;                     ///< the list
  FieldRef from;                     ///< of the whole record: from when on no row was let go
  FieldRef at, closed;               ///< of a row; `closed` has no kind where nothing can be open
  std::vector<StoredField> columns;  ///< by column of the stream; one that is not stored has no kind
  FieldRef count;                    ///< of rows that were rolled up; has no kind where those that went are lost
  std::vector<FieldRef> sums;        ///< by column: what theirs add up to; has no kind where it is not kept
};

/// Entries into a journey in the store's histories.
struct JourneySlot {
  std::uint32_t journey = 0;
  FieldRef rows, at, closed;  ///< the list; of a row
};

struct Plan {
  std::shared_ptr<const ir::Program> program;
  Zone zone = Zone::utc();                ///< the rulebook's
  std::vector<ProfileSlot> profileSlots;  ///< attributes the catalog lacks are absent: always unknown or default
  std::vector<ListSlot> listSlots;        ///< likewise
  std::vector<HistorySlot> historySlots;  ///< in the order of streams; what the store has never heard of is not there
  std::vector<JourneySlot> journeySlots;  ///< likewise, in the order of journeys
  FieldRef historySince;                  ///< of a history: when its first row is from
  std::int32_t keyInput = -1;             ///< the profile's key: its value is the record's key, not a field of it
  std::int32_t todayInput = -1;
  std::int32_t channelInput = -1;         ///< request.channel
  std::int32_t customerZoneInput = -1;    ///< profile field `timezone` of type text
  std::int32_t customerLocaleInput = -1;  ///< profile field `locale` of type text
  std::vector<std::string> absent;  ///< attributes, lists and their fields the rules read and the store has never seen
  /// Where parts of all customers begin, by input; what is not here is unknown.
  std::vector<std::pair<std::uint32_t, Scalar>> thresholds;
  std::vector<std::string> notes;                ///< what whoever decides by it should know
  std::vector<std::uint8_t> dependsOnCandidate;  ///< by instruction: its Dependence
  RowInvariants invariants;                      ///< of queries
  std::vector<ir::InstIndex> queries;            ///< over rows
  std::vector<std::uint32_t> learning;           ///< actions whose propensity is learned
  Index index;
  CandidateCode code;
};

/// For tests and measurements: every setting gives the same decisions.
struct PlanOptions {
  IndexOptions index;
  bool code = true;    ///< false: the machine does everything
  bool bounds = true;  ///< false: every candidate is looked at in full, in order
};

/// kInvalid if an attribute has another type in the store than in the rules, naming both, or if the zone is unknown.
/// An empty catalog is allowed (tests): every profile slot is then absent.
Result<Plan> makePlan(std::shared_ptr<const ir::Program> program, const Catalog& catalog,
                      const PlanOptions& options = {});

}  // namespace regard
