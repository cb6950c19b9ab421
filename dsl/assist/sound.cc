#include "dsl/assist/sound.h"

#include <limits>

namespace regard::dsl::assist {

std::optional<Outline> soundOutline(const SourceSet& sources, std::uint32_t file, const SourceLimits& limits,
                                    DiagnosticSink& sink) {
  DiagnosticSink faults(std::numeric_limits<std::size_t>::max());  // `sink` says how many it takes
  Outline outline = outlineOf(sources, file, limits, faults);
  const std::vector<Diagnostic> found = faults.take();
  for (const Diagnostic& fault : found)
    sink.report(fault.code, fault.span, fault.message, fault.hint).notes = fault.notes;
  if (!found.empty()) return std::nullopt;
  return outline;
}

}  // namespace regard::dsl::assist
