#pragma once
// A program as one file (docs/formats/bundle.md): written by `regard build`, read by whatever decides. Pure but for the
// last function.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "dsl/ir/program.h"

namespace regard::bundle {

inline constexpr std::size_t kBundleBytesMax = 256U << 20U;
inline constexpr std::string_view kExtension = ".bundle";

struct Bundle {
  ir::Program program;  ///< verified
  std::string hash;     ///< 64 hex digits; names the content: rules, sources and instruction set
};

/// The same program gives the same bytes. kFull if they would be more than kBundleBytesMax.
Result<std::string> toBytes(const ir::Program& program);

/// kUnsupported: made by another version of regard; kCorrupt: not what was written; kInvalid: no bundle at all.
Result<Bundle> fromBytes(std::string_view bytes);

/// The hash that a bundle of this program has. kFull as toBytes.
Result<std::string> hashOf(const ir::Program& program);

bool isBundlePath(std::string_view path);
/// fromBytes of a file; messages name it. Also kNotFound, kIo.
Result<Bundle> openFile(const std::string& path);

}  // namespace regard::bundle
