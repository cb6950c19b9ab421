#pragma once
// A frame as bytes and back. What is read is what was written, to the bit; it needs no program.

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/frame/decision.h"
#include "engine/frame/inputs.h"
#include "engine/log/byte_codec.h"

namespace regard {

inline constexpr std::uint8_t kFrameFormat =
    4;  ///< 1 had nothing of rows that were rolled up, 2 of chance, 3 of channels that can be used

/// REQUIRES planes and rows as long as inputs.h says.
void writeFrame(const Inputs& inputs, ByteWriter& to);
/// Reuses the room of `into`, which is of no use if `from` is bad afterwards or the format is newer: kUnsupported.
Status readFrame(ByteReader& from, Inputs& into);

std::string frameBytes(const Inputs& inputs);
/// kCorrupt: not what was written; kUnsupported.
Result<Inputs> frameOf(std::string_view bytes);

/// Whether a frame is one that the program can decide from: its planes are as long as the program's, its choices,
/// texts, actions and channels are there. kInvalid, with what is not.
Status checkFits(const ir::Program& program, const Inputs& inputs);

/// Whether what was kept is there in the program. kInvalid.
Status checkFits(const ir::Program& program, const Decision& decision);

}  // namespace regard
