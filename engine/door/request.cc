#include "engine/door/request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/literals.h"
#include "base/nearest.h"

namespace regard {
namespace {

std::vector<std::string> namesOf(const ir::Program& program, ir::InputSource source) {
  std::vector<std::string> names;
  for (const ir::Input& input : program.inputs)
    if (input.source == source) names.push_back(input.name);
  return names;
}

/// The slot called `name` as rules or data files spell it, or -1.
std::int32_t slotOf(const ir::Program& program, ir::InputSource source, const std::string& name) {
  const auto find = [&](auto&& matches) {
    const auto at = std::find_if(program.inputs.begin(), program.inputs.end(),
                                 [&](const ir::Input& input) { return input.source == source && matches(input); });
    return at == program.inputs.end() ? -1 : static_cast<std::int32_t>(at - program.inputs.begin());
  };
  if (const auto slot = find([&](const ir::Input& input) { return input.name == name; }); slot >= 0) return slot;
  if (const auto slot = find([&](const ir::Input& input) { return !name.empty() && input.title == name; }); slot >= 0)
    return slot;
  return find([snake = snakeName(name)](const ir::Input& input) { return input.name == snake; });
}

Fault noSuchField(const ir::Program& program, ir::InputSource source, const std::string& name) {
  const std::vector<std::string> names = namesOf(program, source);
  const std::string nearest = didYouMean(name, names);
  std::string message = source == ir::InputSource::kRequest
                            ? fmt::format("a request has no `{}`", name)
                            : fmt::format("a {} has no attribute `{}`", program.profileName, name);
  if (!nearest.empty()) return {FaultKind::kInvalid, message + ": " + nearest};
  if (names.empty()) return {FaultKind::kInvalid, message + ": this rulebook declares none"};
  return {FaultKind::kInvalid, fmt::format("{}: it has {}", message, fmt::join(names, ", "))};
}

}  // namespace

Status readFields(const Plan& plan, ir::InputSource source, const std::map<std::string, std::string>& fields,
                  std::vector<GivenValue>& into) {
  const ir::Program& program = *plan.program;
  into.clear();
  for (const auto& [name, text] : fields) {
    const std::int32_t slot = slotOf(program, source, name);
    if (slot < 0) return noSuchField(program, source, name);
    if (source == ir::InputSource::kProfile && slot == plan.keyInput) {
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

Result<std::int64_t> readNow(const Plan& plan, const std::string& text) {
  const auto parsed = parseDateTime(text, Dialect::kData);
  if (!parsed) return Fault{FaultKind::kInvalid, "now: " + parsed.fault().message};
  const std::int64_t localMs = parsed->day * kMsPerDay + parsed->msOfDay;
  return parsed->hasOffset ? localMs - parsed->offsetMs : plan.zone.instantOf(localMs);
}

}  // namespace regard
