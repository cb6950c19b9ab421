#include "dsl/ir/program.h"

#include <algorithm>
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

bool learnsByChannel(const Program& program, const Learned& learned) {
  return std::any_of(learned.by.begin(), learned.by.end(), [&](InstIndex by) {
    const Inst& inst = program.insts[by];
    return inst.op == Op::kCandidate && inst.a == static_cast<std::uint32_t>(CandidateField::kChannel);
  });
}

}  // namespace regard::ir
