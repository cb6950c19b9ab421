#include "dsl/ir/program.h"

#include <array>

#include "base/check.h"

namespace regard::ir {

const char* stageName(Stage stage) {
  static constexpr std::array<const char*, 9> kNames = {"in effect",  "eligible", "applicable", "suitable", "policy",
                                                        "propensity", "rank",     "diversity",  "keep"};
  const auto index = static_cast<std::size_t>(stage);
  REGARD_CHECK(index < kNames.size(), index);
  return kNames[index];
}

}  // namespace regard::ir
