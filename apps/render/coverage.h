#pragma once
// What a rulebook's own tests have shown of its conditions.

#include <string>

#include "apps/render/style.h"
#include "regard/coverage.h"

namespace regard::render {

/// "75.6%"; cut, not rounded, so that only a whole coverage reads 100%.
std::string percentText(Coverage::Count count);

/// How much was seen, then file by file each condition with what it never was.
std::string coverageText(const Coverage& coverage, const Style& style);

}  // namespace regard::render
