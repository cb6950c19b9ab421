#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "dsl/compile.h"
#include "engine/plan/plan.h"

namespace regard::support {

/// A plan over an empty store, whatever its decisions may cost; nothing if `text` has errors.
inline std::optional<Plan> planIfSound(const std::string& text) {
  dsl::SourceLimits limits;
  limits.stepsMax = std::numeric_limits<std::uint64_t>::max();
  dsl::Compiled compiled = dsl::compile({{{"book.regard", text}}}, limits);
  if (!compiled.program) return std::nullopt;
  auto plan = makePlan(std::make_shared<const ir::Program>(*std::move(compiled.program)), Catalog{});
  if (!plan.ok()) return std::nullopt;
  return *std::move(plan);
}

}  // namespace regard::support
