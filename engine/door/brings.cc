#include "engine/door/brings.h"

#include <fmt/format.h>

namespace regard {

bool bringsAll(const ir::Brings& wanted, const ir::Brings& found) {
  const bool queue = wanted.queue.empty() || (wanted.queue == found.queue && wanted.skill == found.skill);
  const bool promise = wanted.promise < 0 || wanted.promise == found.promise;
  const bool question = wanted.question.empty() || (wanted.question == found.question && wanted.topic == found.topic);
  const bool effect =
      wanted.effect.empty() || (wanted.effect == found.effect && wanted.effectDetails == found.effectDetails &&
                                wanted.silently == found.silently);
  return queue && promise && question && effect;
}

std::string bringsText(const ir::Program& program, const ir::Brings& brings) {
  std::string all;
  const auto add = [&](const std::string& part) { all += (all.empty() ? "" : " and ") + part; };
  if (!brings.queue.empty())
    add(fmt::format("handover to queue \"{}\"{}", brings.queue,
                    brings.skill.empty() ? "" : fmt::format(" skill \"{}\"", brings.skill)));
  if (brings.promise >= 0) add("promise " + program.promises[static_cast<std::size_t>(brings.promise)].name);
  if (!brings.question.empty()) add(fmt::format("ask \"{}\" as {}", brings.question, brings.topic));
  if (brings.effect.empty()) return all;
  std::string details;
  for (const ir::EffectDetail& detail : brings.effectDetails)
    details += fmt::format("{} {} {}", details.empty() ? "" : ",", detail.name, detail.value);
  add(fmt::format("do {} {{{} }}{}", brings.effect, details, brings.silently ? " silently" : ""));
  return all;
}

}  // namespace regard
