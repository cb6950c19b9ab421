#include "engine/log/decision_id.h"

#include <fmt/format.h>

#include <algorithm>

namespace regard {
namespace {

constexpr std::size_t kTimeBytes = 6, kRandomBytes = 6;
constexpr std::uint32_t kCounterMax = (1U << 26U) - 1;
constexpr unsigned char kVersion = 0x70, kVariant = 0x80;
constexpr std::string_view kShape = "01890a5d-ac96-774b-bcce-b302099a8057";

/// -1 if it is none.
int digitOf(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  return letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
}

void putTime(DecisionId& id, std::int64_t ms) {
  for (std::size_t i = kTimeBytes; i-- > 0; ms >>= 8) id.bytes[i] = static_cast<unsigned char>(ms & 0xFF);
}

Fault notAnId(std::string_view text, std::string_view why) {
  constexpr std::size_t kShown = 60;
  const bool isLong = text.size() > kShown;
  return {FaultKind::kInvalid, fmt::format("`{}{}` is not the id of a decision: {}; one looks like {}",
                                           text.substr(0, kShown), isLong ? "…" : "", why, kShape)};
}

}  // namespace

DecisionId DecisionId::firstAt(std::int64_t ms) {
  REGARD_CHECK(ms >= 0, ms);
  DecisionId id;
  putTime(id, ms);
  id.bytes[6] = kVersion;
  id.bytes[8] = kVariant;
  return id;
}

Result<DecisionId> DecisionId::parse(std::string_view text) {
  if (text.size() != kShape.size())
    return notAnId(text, fmt::format("it has {} characters and not {}", text.size(), kShape.size()));
  DecisionId id;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kShape[i] == '-') {
      if (text[i] != '-') return notAnId(text, fmt::format("character {} is no hyphen", i + 1));
      continue;
    }
    const int digit = digitOf(text[i]);
    if (digit < 0) return notAnId(text, fmt::format("character {} is no hexadecimal digit", i + 1));
    unsigned char& byte = id.bytes[digits++ / 2];
    byte = static_cast<unsigned char>(byte << 4U | digit);
  }
  if ((id.bytes[6] & 0xF0U) != kVersion || (id.bytes[8] & 0xC0U) != kVariant)
    return notAnId(text, "it is a UUID of another version than 7");
  return id;
}

DecisionId DecisionId::ofView(std::string_view view) {
  DecisionId id;
  REGARD_CHECK(view.size() == id.bytes.size(), view.size());
  std::copy(view.begin(), view.end(), id.bytes.begin());
  return id;
}

DecisionId DecisionId::successor() const {
  DecisionId next = *this;
  for (std::size_t i = next.bytes.size(); i-- > 0;)
    if (++next.bytes[i] != 0) return next;
  REGARD_CHECK(false, text());
  return next;
}

std::int64_t DecisionId::ms() const {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < kTimeBytes; ++i) ms = ms << 8 | bytes[i];
  return ms;
}

std::string DecisionId::text() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(kShape);
  std::size_t at = 0;
  for (const unsigned char byte : bytes) {
    if (text[at] == '-') ++at;
    text[at++] = kDigits[byte >> 4U];
    text[at++] = kDigits[byte & 0xFU];
  }
  return text;
}

DecisionId DecisionIds::next(std::int64_t clockMs) {
  REGARD_CHECK(clockMs >= 0 && clockMs < std::int64_t{1} << 48, clockMs);
  std::array<unsigned char, 4 + kRandomBytes> drawn{};
  random_.fill(drawn);
  DecisionId id;
  const std::lock_guard lock(mutex_);
  if (clockMs > lastMs_ || counter_ == kCounterMax) {
    lastMs_ = std::max(clockMs, lastMs_ + 1);
    // Where it begins is drawn too, in its lower half: the upper half is room for what follows within the millisecond.
    std::uint32_t start = 0;
    for (std::size_t at = 0; at < 4; ++at) start = start << 8U | drawn[at];
    counter_ = start & (kCounterMax >> 1U);
  } else {
    ++counter_;
  }
  putTime(id, lastMs_);
  id.bytes[6] = static_cast<unsigned char>(kVersion | counter_ >> 22U);
  id.bytes[7] = static_cast<unsigned char>(counter_ >> 14U);
  id.bytes[8] = static_cast<unsigned char>(kVariant | (counter_ >> 8U & 0x3FU));
  id.bytes[9] = static_cast<unsigned char>(counter_);
  std::copy(drawn.begin() + 4, drawn.end(), id.bytes.begin() + 10);
  return id;
}

}  // namespace regard
