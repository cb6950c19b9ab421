#pragma once
// Which libraries a file names: what dsl/source/library.h has to know before anything is parsed.

#include <vector>

#include "dsl/source/library.h"

namespace regard::dsl {

/// The `use` declarations of a file, in text order. Says nothing of faults: parsing the file will.
std::vector<Use> usesIn(const SourceFile& file, std::uint32_t index);

}  // namespace regard::dsl
