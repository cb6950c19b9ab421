#pragma once
// Customer, request and now become one frame. Three sources of a profile: a record in the store's map, the values of a
// test block, and whatever else gives a customer's values.

#include <span>
#include <string_view>

#include "base/result.h"
#include "engine/frame/inputs.h"
#include "engine/gather/zone_cache.h"
#include "engine/plan/plan.h"
#include "engine/store/record.h"

namespace regard {

/// One value from outside for one input slot; the text bytes (if any) are copied into the frame.
struct GivenValue {
  std::uint32_t input = 0;
  Scalar value;  ///< for text: only its state counts
  std::string_view text;
};

/// What the store gives for one customer, both records of one moment, valid while its read transaction lives.
struct Snapshot {
  RecordView profile;       ///< empty: a customer without a record, everything unknown
  std::string_view key;     ///< the customer id, which is the value of the profile's key attribute
  RecordView history = {};  ///< empty: nothing was ever recorded
};

/// A customer's own values, wherever else they are kept.
class CustomerValues {
 public:
  virtual ~CustomerValues() = default;
  /// Sets those inputs of the profile that are known, and its lists. Known cells must be values of their types.
  virtual void fill(Inputs& into) = 0;
};

/// Fills `into` (its capacity is reused: no allocation after warm-up, but for the terms of a model). `request` holds
/// request fields, `overrides` what-if values that win over the record and over the draws that the key decides (arms of
/// experiments, hold-outs). What is still unknown then takes its `default`. `today` is the day in the customer's
/// `timezone`; a missing or wrong zone name means the rulebook's. A stored choice member that the rules no longer have,
/// and a stored value outside its type, are unknown; so is a list that the record lacks, while one without rows is
/// known. Thread-safe on distinct frames and caches.
void gather(const Plan& plan, const Snapshot& snapshot, std::span<const GivenValue> request,
            std::span<const GivenValue> overrides, std::int64_t nowMs, ZoneCache& zones, Inputs& into);

/// The same of somebody whose history nobody recorded.
void gather(const Plan& plan, std::string_view key, CustomerValues& values, std::span<const GivenValue> request,
            std::span<const GivenValue> overrides, std::int64_t nowMs, ZoneCache& zones, Inputs& into);

/// The frame of a `test` block: values as given, everything else unknown or its default. `now` is on the rulebook's
/// clock; a test without one runs at noon on 2026-01-01 of that clock, so that its outcome never depends on the day.
Inputs gatherTest(const ir::Program& program, const Zone& rulebookZone, const ir::Test& test);

/// `text` as a value of `input`'s type, by the grammar of data (base/literals.h, choices by name or title, `unknown`).
/// A date and time without offset is on `zone`'s clock.
/// kInvalid says what would be right, with the nearest member names of a choice. A text's bytes are `text` itself.
Result<Scalar> parseInputValue(const ir::Program& program, const Zone& zone, const ir::Input& input,
                               std::string_view text);

}  // namespace regard
