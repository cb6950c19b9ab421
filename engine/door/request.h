#pragma once
// A request in the language's spelling becomes given values and an instant, or a message a marketer understands.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/gather/gather.h"

namespace regard {

enum class Asked : std::uint8_t {
  kRequest,   ///< what is known of the moment
  kCustomer,  ///< what if the customer were so: single values of the profile, arms of experiments
};

/// Names and values as given values, in name order. The views in `into` point into `fields`. kInvalid for an unknown
/// name (with the nearest ones), a list or a whole map, a value that does not fit, or the key.
Status readFields(const Plan& plan, Asked asked, const std::map<std::string, std::string>& fields,
                  std::vector<GivenValue>& into);

/// Names of channels, each once, as members of kChannelChoice, rising. kInvalid for one that there is not (with the
/// nearest ones), and where `request` asks for a channel that is not among them.
Status readChannels(const Plan& plan, const std::vector<std::string>& names, std::span<const GivenValue> request,
                    std::vector<std::int16_t>& into);

/// The member of kTriggerChoice that is called so. kInvalid with the nearest names otherwise.
Result<std::uint32_t> readTrigger(const ir::Program& program, const std::string& name);

/// "2026-03-02T10:00" on the rulebook's clock, or with an offset; a bare date is its midnight. kInvalid otherwise.
Result<std::int64_t> readNow(const Plan& plan, const std::string& text);

/// The same in UTC unless it has an offset: where no rules say whose clock it is.
Result<std::int64_t> readInstant(std::string_view text);

}  // namespace regard
