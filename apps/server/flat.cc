#include "apps/server/flat.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace regard::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kTextBytesMax = 1000;  ///< of one text, where there is room

/// What is said: the script, else the words of another medium.
const std::string& wordsOf(const OfferedAction& action) {
  static const std::string kNone;
  for (const char* field : {"script", "text", "body"})
    for (const TreatmentText& text : action.texts)
      if (text.field == field) return text.text;
  return action.texts.empty() ? kNone : action.texts.front().text;
}

/// Why it is offered: that it must be, or the first clause that let it through if the decision was explained.
std::string reasonOf(const OfferedAction& action) {
  if (!action.mandatory.empty()) return action.mandatory;
  return action.because.empty() ? std::string() : action.because.front();
}

/// At most `most` bytes, cut between two characters.
std::string cut(std::string_view text, std::size_t most) {
  constexpr std::string_view kMore = "…";
  if (text.size() <= most) return std::string(text);
  if (most < kMore.size()) return {};
  std::size_t end = most - kMore.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)).append(kMore);
}

std::string documentOf(const DecisionResult& result, const std::string& degraded, std::size_t textMax,
                       std::size_t nameMax) {
  Json out = {{"shape", kFlatVersion},
              {"decision_id", result.id},
              {"rulebook_hash", result.rulebookHash},
              {"degraded", degraded},
              {"currency", result.currency},
              {"count", std::to_string(std::min(result.offered.size(), kFlatActions))}};
  const OfferedAction none;
  for (std::size_t i = 0; i < kFlatActions; ++i) {
    const bool isThere = i < result.offered.size();
    const OfferedAction& action = isThere ? result.offered[i] : none;
    const auto put = [&](const char* key, std::string_view text, std::size_t most) {
      out[fmt::format("a{}_{}", i + 1, key)] = cut(text, most);
    };
    put("id", action.action, nameMax);
    put("label", action.title, textMax);
    put("issue", action.issue, nameMax);
    put("channel", action.channel, nameMax);
    put("script", wordsOf(action), textMax);
    put("reason", reasonOf(action), textMax);
    put("priority", action.priority.digits(), nameMax);
    put("queue", action.queue, nameMax);
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string flatJson(const DecisionResult& result, const std::string& degraded) {
  // Escapes make a text longer than its bytes, so only the whole document tells whether it fits.
  for (std::size_t textMax = kTextBytesMax;; textMax = textMax * 3 / 4) {
    const std::size_t nameMax = textMax > 0 ? kTextBytesMax : 0;
    std::string document = documentOf(result, degraded, textMax, nameMax);
    if (document.size() <= kFlatBytesMax || textMax == 0) return document;
  }
}

}  // namespace regard::server
