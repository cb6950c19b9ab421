#include "engine/trees/tree_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

#include "engine/trees/readers.h"

namespace regard::trees {
namespace {

Fault unsupported(std::string message) { return {FaultKind::kUnsupported, std::move(message)}; }

Result<std::string> wholeFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    const int cause = errno;
    return Fault{cause == ENOENT ? FaultKind::kNotFound : FaultKind::kIo,
                 fmt::format("cannot read {}: {}", path, std::generic_category().message(cause))};
  }
  std::string text;
  std::array<char, 1U << 16U> part{};
  while (in.read(part.data(), part.size()) || in.gcount() > 0) {
    text.append(part.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > kFileBytesMax)
      return unsupported(fmt::format("{} is larger than {} MiB: a model of that size is none to decide by", path,
                                     kFileBytesMax >> 20U));
  }
  if (in.bad() || text.empty()) {
    return Fault{text.empty() && !in.bad() ? FaultKind::kInvalid : FaultKind::kIo,
                 fmt::format("{} {}", path, in.bad() ? "could not be read to its end" : "is empty")};
  }
  return text;
}

/// What these libraries also write, and is no model that can be read; empty: none of it.
std::string_view whatElse(std::string_view text) {
  const std::size_t second = text.find_first_not_of(" \t\r\n", 1);
  const bool isObject = text.front() == '{';
  const bool isBinary = isObject && second != std::string_view::npos && text[second] != '"' && text[second] != '}';
  if (isBinary || text.starts_with("binf") || text.starts_with("bs64") || text.front() == '\x80')
    return "it is binary: save the model as text, as in `booster.save_model(\"churn.json\")`";
  if (text.front() == '[')
    return "it is a dump for people to read: save the model, as in `booster.save_model(\"churn.json\")`";
  if (isObject && text.substr(0, 64).find("\"name\":\"tree\"") != std::string_view::npos)
    return "it is a dump of LightGBM: save the model, as in `booster.save_model(\"churn.txt\")`";
  return {};
}

Result<TreeFile> readAs(std::string_view text, const TreeOptions& options) {
  if (const std::string_view hint = whatElse(text); !hint.empty()) return unsupported(std::string(hint));
  if (text.starts_with("tree\n") || text.starts_with("tree\r\n")) return readLightgbm(text, options);
  if (text[std::min(text.find_first_not_of(" \t\r\n"), text.size() - 1)] == '{') return readXgboost(text, options);
  return Fault{FaultKind::kInvalid, "it is neither a model of XGBoost, in JSON, nor one of LightGBM, in text"};
}

}  // namespace

Result<std::uint32_t> roundsTaken(std::uint32_t asked, std::size_t there) {
  if (asked > there) return Fault{FaultKind::kInvalid, fmt::format("it has {} rounds, and not {}", there, asked)};
  return asked == 0 ? static_cast<std::uint32_t>(there) : asked;
}

Result<TreeFile> readTreeFile(const std::string& path, const TreeOptions& options) {
  const auto text = wholeFile(path);
  if (!text) return text.fault();
  auto file = readAs(*text, options);
  if (!file) return Fault{file.fault().kind, fmt::format("{}: {}", path, file.fault().message)};
  for (const Tree& tree : file->trees) file->nodes += tree.column.size();
  return file;
}

}  // namespace regard::trees
