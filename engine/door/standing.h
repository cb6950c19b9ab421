#pragma once
// Where a span stands, as people are told it.

#include <cstdint>
#include <string>

#include "dsl/ir/program.h"

namespace regard {

struct Standing {
  std::string path;                    ///< of the rule's file; empty: nowhere
  std::uint32_t line = 0, column = 0;  ///< from 1; 0: nowhere
};

inline Standing standingOf(const ir::Program& program, Span span) {
  if (span.file >= program.sources.size() || span.begin == span.end) return {};
  const ir::Source& source = program.sources[span.file];
  const Place place = placeOf(source.text, span.begin);
  return {source.path, place.line, place.column};
}

}  // namespace regard
