#include "dsl/assist/sound.h"

#include <limits>

namespace regard::dsl::assist {

std::optional<Outline> soundOutline(const SourceSet& sources, std::uint32_t file, const SourceLimits& limits,
                                    DiagnosticSink& sink) {
  DiagnosticSink all(std::numeric_limits<std::size_t>::max());  // a fault may stand behind many that are none here
  Outline outline = outlineOf(sources, file, limits, all);
  bool isSound = true;
  for (Diagnostic& fault : all.take()) {
    if (fault.code == Code::E0190) continue;
    isSound = false;
    sink.report(fault.code, fault.span, std::move(fault.message), std::move(fault.hint)).notes = std::move(fault.notes);
  }
  if (!isSound) return std::nullopt;
  return outline;
}

}  // namespace regard::dsl::assist
