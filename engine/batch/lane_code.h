#pragma once
// Code for many customers at once. Each step goes over all lanes (customers in question) before the next one begins.
//
// A register has, for each lane, a value and whether it is unknown; a flag's value is a bit. The code is hopeful about
// errors only: a lane where an operand is an error, or something overflows, is marked as odd, and whoever runs the code
// asks the exact machine about it. So a step must be right only on lanes that are not odd.

#include <cstdint>
#include <vector>

#include "dsl/ir/program.h"

namespace regard::batch {

enum class LaneOp : std::uint8_t {
  // Values
  kConst,    ///< to = imm
  kUnknown,  ///< to is unknown
  kInput,    ///< to = input slot imm
  kColumn,   ///< to = shared column imm
  kDemand,   ///< to = what the machine says of instruction imm
  kChannel,  ///< to = the candidate's channel; unknown if it has none
  kDirection,
  kAddNumber,
  kSubNumber,
  kMulNumber,
  kScale,       ///< to = imm * a, numbers
  kAddProduct,  ///< to = a + imm * b, numbers, rounded twice as ever
  kAddInt,
  kSubInt,
  kMulE8,             ///< to = a * b, b a percent
  kMulByNumber,       ///< to = a * b, b a number
  kMulConstByNumber,  ///< to = imm * b, b a number
  kApply,             ///< to = apply(imm, a, b), imm a ScalarOp
  kChoose,            ///< to = flag c ? a : b
  kElse,              ///< to = a, or b where a is unknown

  // Flags
  kFlagConst,
  kInputFlag,  ///< likewise of flags
  kColumnFlag,
  kDemandFlag,
  kTrueOf,      ///< to = whether condition imm is true
  kCompareInt,  ///< to = a (extra) b
  kCompareNumber,
  kInRangeInt,  ///< to = imm <= a <= high
  kInRangeNumber,
  kNot,
  kAnd,
  kOr,
  kIsKnown,  ///< of a, a value or a flag
  kChooseFlag,
  kElseFlag,

  kLever,  ///< weight += imm where flag a is true; `extra` is the lever's number
};
enum class Compare : std::uint8_t { kEq, kNe, kLt, kLe, kGt, kGe };

struct Step {
  LaneOp op = LaneOp::kConst;
  std::uint8_t extra = 0;
  std::uint16_t to = 0, a = 0, b = 0, c = 0;
  std::uint64_t imm = 0, high = 0;
};

struct LaneCode {
  std::vector<Step> steps;
  std::uint16_t registers = 0;
  std::uint16_t result = 0;               ///< where the answer stands, if there is one
  std::vector<std::uint32_t> columns;     ///< shared ones that steps read: to be there for every lane
  std::vector<std::uint32_t> conditions;  ///< likewise
  bool failed = false;                    ///< it cannot be said: ask the machine
};

}  // namespace regard::batch
