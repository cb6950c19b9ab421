#include "engine/population/often.h"

#include <algorithm>

#include "engine/log/byte_codec.h"

namespace regard::population {
namespace {

/// Not in the middle of a character of UTF-8.
std::string_view beginning(std::string_view text) {
  if (text.size() <= OftenSeen::kTextBytesMax) return text;
  std::size_t end = OftenSeen::kTextBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

}  // namespace

void OftenSeen::add(std::string_view text) {
  text = beginning(text);
  if (const auto found = counts_.find(text); found != counts_.end()) {
    ++found->second.count;
    return;
  }
  if (counts_.size() < kRoom) {
    counts_.emplace(text, Count{1, 0});
    return;
  }
  // The rarest makes room; the new one may have been it all the time.
  isExact_ = false;
  const auto rarest = std::min_element(counts_.begin(), counts_.end(),
                                       [](const auto& a, const auto& b) { return a.second.count < b.second.count; });
  const std::uint64_t before = rarest->second.count;
  counts_.erase(rarest);
  counts_.emplace(text, Count{before + 1, before});
}

std::vector<OftenSeen::Entry> OftenSeen::top(std::size_t most) const {
  std::vector<Entry> all;
  for (const auto& [text, count] : counts_) all.push_back({text, count.count, count.over});
  std::stable_sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) { return a.count > b.count; });
  if (all.size() > most) all.resize(most);
  return all;
}

std::string OftenSeen::toBytes() const {
  std::string bytes;
  ByteWriter to(bytes);
  to.byte(isExact_ ? 1 : 0);
  to.varint(counts_.size());
  for (const auto& [text, count] : counts_) {
    to.text(text);
    to.varint(count.count);
    to.varint(count.over);
  }
  return bytes;
}

std::optional<OftenSeen> OftenSeen::fromBytes(std::string_view bytes) {
  ByteReader from(bytes);
  OftenSeen out;
  out.isExact_ = from.flag();
  const std::size_t entries = from.count();
  if (entries > kRoom) return {};
  for (std::size_t i = 0; i < entries; ++i) {
    std::string text(from.text());
    const std::uint64_t count = from.varint(), over = from.varint();
    if (over > count) return {};
    out.counts_.emplace(std::move(text), Count{count, over});
  }
  if (!from.isDone() || out.counts_.size() != entries) return {};
  return out;
}

}  // namespace regard::population
