#include "engine/store/profile_key.h"

#include <fmt/format.h>

namespace regard {

Result<std::string_view> profileKey(std::string_view id, std::string& buffer) {
  const auto invalid = [](std::string message) { return Fault{FaultKind::kInvalid, std::move(message)}; };
  if (id.empty()) return invalid("the customer id is empty");
  if (id.size() > kIdBytesMax)
    return invalid(fmt::format("the customer id has {} bytes, and at most {} are possible", id.size(), kIdBytesMax));
  if (id.find('\0') != std::string_view::npos) return invalid("the customer id holds a zero byte");
  buffer.assign(id);
  buffer.resize((id.size() + 7) / 8 * 8, '\0');
  return std::string_view(buffer);
}

std::string_view idOfKey(std::string_view key) { return key.substr(0, key.find('\0')); }

}  // namespace regard
