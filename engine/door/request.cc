#include "engine/door/request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/literals.h"
#include "base/nearest.h"

namespace regard {
namespace {

/// What a request says, or what the customer is and what only a draw decides: both can be other than they are.
bool canBeGiven(const ir::Input& input, Asked asked) {
  if (asked == Asked::kRequest) return input.source == ir::InputSource::kRequest;
  return input.source == ir::InputSource::kProfile || input.source == ir::InputSource::kExperiment;
}

std::vector<std::string> namesOf(const ir::Program& program, Asked asked) {
  std::vector<std::string> names;
  for (const ir::Input& input : program.inputs)
    if (canBeGiven(input, asked)) names.push_back(input.name);
  return names;
}

/// The slot called `name` as rules or data files spell it, or -1.
std::int32_t slotOf(const ir::Program& program, Asked asked, const std::string& name) {
  const auto find = [&](auto&& matches) {
    const auto at = std::find_if(program.inputs.begin(), program.inputs.end(),
                                 [&](const ir::Input& input) { return canBeGiven(input, asked) && matches(input); });
    return at == program.inputs.end() ? -1 : static_cast<std::int32_t>(at - program.inputs.begin());
  };
  if (const auto slot = find([&](const ir::Input& input) { return input.name == name; }); slot >= 0) return slot;
  if (const auto slot = find([&](const ir::Input& input) { return !name.empty() && input.title == name; }); slot >= 0)
    return slot;
  return find([snake = snakeName(name)](const ir::Input& input) { return snakeName(input.name) == snake; });
}

/// What `name` is instead of one value, or an empty string.
std::string whyNotOne(const ir::Program& program, const std::string& name, const std::vector<std::string>& names) {
  for (const ir::Stream& stream : program.streams)
    if (stream.kind == ir::StreamKind::kList && stream.name == name)
      return fmt::format("`{}` is a list, and a what-if can only change single values", name);
  std::vector<std::string> members;
  for (const std::string& one : names)
    if (one.starts_with(name + ".")) members.push_back(one);
  if (members.empty()) return {};
  return fmt::format("`{}` has several values: name one of {}", name, fmt::join(members, ", "));
}

Fault noSuchField(const ir::Program& program, Asked asked, const std::string& name) {
  const std::vector<std::string> names = namesOf(program, asked);
  if (asked == Asked::kCustomer)
    if (std::string why = whyNotOne(program, name, names); !why.empty()) return {FaultKind::kInvalid, std::move(why)};
  const std::string nearest = didYouMean(name, names);
  std::string message = asked == Asked::kRequest ? fmt::format("a request has no `{}`", name)
                                                 : fmt::format("a {} has no attribute `{}`", program.profileName, name);
  if (!nearest.empty()) return {FaultKind::kInvalid, message + ": " + nearest};
  if (names.empty()) return {FaultKind::kInvalid, message + ": this rulebook declares none"};
  return {FaultKind::kInvalid, fmt::format("{}: it has {}", message, fmt::join(names, ", "))};
}

}  // namespace

Status readFields(const Plan& plan, Asked asked, const std::map<std::string, std::string>& fields,
                  std::vector<GivenValue>& into) {
  const ir::Program& program = *plan.program;
  into.clear();
  for (const auto& [name, text] : fields) {
    const std::int32_t slot = slotOf(program, asked, name);
    if (slot < 0) return noSuchField(program, asked, name);
    if (asked == Asked::kCustomer && slot == plan.keyInput) {
      return Fault{FaultKind::kInvalid, fmt::format("`{}` is the key and cannot be another: decide for another {}",
                                                    program.keyName, program.profileName)};
    }
    const auto input = static_cast<std::uint32_t>(slot);
    auto value = parseInputValue(program, plan.zone, program.inputs[input], text);
    if (!value) return value.fault();
    into.push_back({input, *value, text});
  }
  return Done{};
}

Status readChannels(const Plan& plan, const std::vector<std::string>& names, std::span<const GivenValue> request,
                    std::vector<std::int16_t>& into) {
  into.clear();
  if (names.empty()) return Done{};
  std::vector<std::string> known;
  for (const ir::ChoiceMember& member : plan.program->choices[ir::kChannelChoice].members) known.push_back(member.name);
  for (const std::string& name : names) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found != known.end()) {
      into.push_back(static_cast<std::int16_t>(found - known.begin()));
      continue;
    }
    if (known.empty()) return Fault{FaultKind::kInvalid, "channels: this rulebook has none"};
    const std::string nearest = didYouMean(name, known);
    return Fault{FaultKind::kInvalid,
                 fmt::format("there is no channel `{}`: {}", name,
                             nearest.empty() ? fmt::format("there is {}", fmt::join(known, ", ")) : nearest)};
  }
  std::sort(into.begin(), into.end());
  into.erase(std::unique(into.begin(), into.end()), into.end());
  for (const GivenValue& given : request) {
    if (static_cast<std::int32_t>(given.input) != plan.channelInput || !given.value.isKnown()) continue;
    const auto asked = static_cast<std::int16_t>(given.value.cell.asInt());
    if (!std::binary_search(into.begin(), into.end(), asked))
      return Fault{FaultKind::kInvalid, fmt::format("the request comes by {0}, and {0} is not among the channels that "
                                                    "can be used: {1}",
                                                    known[static_cast<std::size_t>(asked)], fmt::join(names, ", "))};
  }
  return Done{};
}

Result<std::uint32_t> readTrigger(const ir::Program& program, const std::string& name) {
  std::vector<std::string> names;
  for (const ir::ChoiceMember& member : program.choices[ir::kTriggerChoice].members) names.push_back(member.name);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::uint32_t>(found - names.begin());
  const std::string nearest = didYouMean(name, names);
  return Fault{FaultKind::kInvalid,
               fmt::format("`{}` starts no decision: {}", name,
                           nearest.empty() ? fmt::format("what can is {}", fmt::join(names, ", ")) : nearest)};
}

Result<std::int64_t> readNow(const Plan& plan, const std::string& text) {
  const auto parsed = parseDateTime(text, Dialect::kData);
  if (!parsed) return Fault{FaultKind::kInvalid, "now: " + parsed.fault().message};
  const std::int64_t localMs = parsed->day * kMsPerDay + parsed->msOfDay;
  return parsed->hasOffset ? localMs - parsed->offsetMs : plan.zone.instantOf(localMs);
}

Result<std::int64_t> readInstant(std::string_view text) {
  const auto parsed = parseDateTime(text, Dialect::kData);
  if (!parsed) return parsed.fault();
  return parsed->day * kMsPerDay + parsed->msOfDay - (parsed->hasOffset ? parsed->offsetMs : 0);
}

}  // namespace regard
