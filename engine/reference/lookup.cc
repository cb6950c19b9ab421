#include "engine/reference/lookup.h"

#include <algorithm>

namespace regard::reference {

Lookup Lookup::noted(const ir::Program& program) {
  Lookup lookup(program);
  lookup.isNoted_ = true;
  lookup.names_.assign(program.insts.size(), ir::kNone);
  for (std::size_t i = program.names.size(); i-- > 0;)  // so that the first of several stays
    lookup.names_[program.names[i].inst] = static_cast<std::uint32_t>(i);
  for (const ir::Source& source : program.sources) {
    std::vector<std::uint32_t>& ends = lookup.lineEnds_.emplace_back();
    for (std::size_t at = source.text.find('\n'); at != std::string::npos; at = source.text.find('\n', at + 1))
      ends.push_back(static_cast<std::uint32_t>(at));
  }
  return lookup;
}

const ir::Named* Lookup::named(ir::InstIndex inst) const {
  if (isNoted_) return names_[inst] == ir::kNone ? nullptr : &program_.names[names_[inst]];
  const auto found = std::find_if(program_.names.begin(), program_.names.end(),
                                  [&](const ir::Named& named) { return named.inst == inst; });
  return found == program_.names.end() ? nullptr : &*found;
}

std::uint32_t Lookup::lineOf(Span span) const {
  if (!isNoted_) return placeOf(program_.sources[span.file].text, span.begin).line;
  const std::vector<std::uint32_t>& ends = lineEnds_[span.file];
  return 1 + static_cast<std::uint32_t>(std::lower_bound(ends.begin(), ends.end(), span.begin) - ends.begin());
}

}  // namespace regard::reference
