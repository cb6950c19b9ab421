#include "engine/population/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "engine/log/byte_codec.h"
#include "engine/store/crc32c.h"

namespace regard::population {
namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kHead = sizeof(std::uint32_t) + 1;
constexpr std::size_t kKeyBytesMax = 511;  // LMDB's

constexpr char kTaken = 't', kAttribute = 'a', kFigure = 'f';  // what a key begins with

/// A long name is told from others by its checksum.
std::string keyOf(char what, std::string_view name) {
  std::string key = what + std::string(name);
  if (key.size() <= kKeyBytesMax) return key;
  const std::string sum = fmt::format("{:08x}", crc32c(name));
  return key.substr(0, kKeyBytesMax - sum.size()) + sum;
}

/// All meanings of a figure's name lie together.
std::string figurePrefix(std::string_view name) { return keyOf(kFigure, fmt::format("{:08x}", crc32c(name))) + '\0'; }
std::string keyOfFigure(std::string_view name, std::string_view meaning) {
  return figurePrefix(name) + fmt::format("{:08x}", crc32c(meaning));
}

std::string sealed(std::string_view content) {
  std::string value(kHead, '\0');
  value.back() = static_cast<char>(kFormat);
  value += content;
  const std::uint32_t sum = crc32c(std::string_view(value).substr(sizeof(std::uint32_t)));
  std::memcpy(value.data(), &sum, sizeof sum);
  return value;
}

Fault damaged(std::string_view key) {
  return {FaultKind::kCorrupt,
          fmt::format("the store's picture of its customers is damaged ({}): take it anew with `regard profile`",
                      key.front() == kFigure ? "a ranked figure" : key.substr(1))};
}

/// The content of an entry, its checksum verified; nothing if there is no such entry.
Result<Found> read(const TableView& tables, std::string_view key) {
  const auto found = tables.get(Table::kPopulation, key);
  if (!found.ok()) return found.fault();
  if (!*found) return Found{};
  const std::string_view value = **found;
  std::uint32_t sum = 0;
  if (value.size() < kHead) return damaged(key);
  std::memcpy(&sum, value.data(), sizeof sum);
  if (crc32c(value.substr(sizeof sum)) != sum) return damaged(key);
  if (static_cast<std::uint8_t>(value[sizeof sum]) != kFormat)
    return Fault{FaultKind::kUnsupported, "the store's pictures of its customers are of a newer regard: use that"};
  return Found{value.substr(kHead)};
}

std::optional<StoredFigure> figureFrom(std::string_view content) {
  ByteReader from(content);
  const std::int64_t takenMs = from.integer();
  auto picture = FigurePicture::fromBytes(from.text());
  if (!from.isDone() || !picture) return {};
  return StoredFigure{takenMs, *std::move(picture)};
}

std::string contentOf(const StoredFigure& figure) {
  std::string content;
  ByteWriter to(content);
  to.integer(figure.takenMs);
  to.text(figure.picture.toBytes());
  return content;
}

/// Of all meanings of a name only the last taken stay.
Status pruneMeanings(Transaction& tables, std::string_view name) {
  const std::string prefix = figurePrefix(name);
  std::vector<std::pair<std::int64_t, std::string>> found;
  const auto scanned = tables.scan(Table::kPopulation, prefix, [&](std::string_view key, std::string_view value) {
    if (!key.starts_with(prefix)) return false;
    const auto figure = value.size() < kHead ? std::nullopt : figureFrom(value.substr(kHead));
    found.emplace_back(figure ? figure->takenMs : std::numeric_limits<std::int64_t>::min(), key);
    return true;
  });
  if (!scanned) return scanned;
  std::sort(found.begin(), found.end());
  for (std::size_t i = 0; i + kMeaningsKept < found.size(); ++i)
    if (auto erased = tables.erase(Table::kPopulation, found[i].second); !erased) return erased.fault();
  return Done{};
}

Status forgetAttributes(Transaction& tables) {
  std::vector<std::string> gone;
  const std::string prefix(1, kAttribute);
  const auto scanned = tables.scan(Table::kPopulation, prefix, [&](std::string_view key, std::string_view) {
    if (key.starts_with(prefix)) gone.emplace_back(key);
    return key.starts_with(prefix);
  });
  if (!scanned) return scanned;
  for (const std::string& key : gone)
    if (auto erased = tables.erase(Table::kPopulation, key); !erased) return erased.fault();
  return Done{};
}

}  // namespace

Result<std::optional<Taken>> readTaken(const TableView& tables) {
  const std::string key(1, kTaken);
  const auto content = read(tables, key);
  if (!content.ok()) return content.fault();
  if (!*content) return std::optional<Taken>{};
  ByteReader from(**content);
  Taken taken;
  taken.atMs = from.integer();
  taken.customers = from.varint();
  if (!from.isDone()) return damaged(key);
  return std::optional(taken);
}

Result<std::optional<StoredFigure>> readFigure(const TableView& tables, std::string_view name,
                                               std::string_view meaning) {
  const std::string key = keyOfFigure(name, meaning);
  const auto content = read(tables, key);
  if (!content.ok()) return content.fault();
  if (!*content) return std::optional<StoredFigure>{};
  auto figure = figureFrom(**content);
  if (!figure) return damaged(key);
  // Two meanings may share a checksum.
  if (figure->picture.meaning() != meaning) return std::optional<StoredFigure>{};
  return figure;
}

Result<std::optional<AttributePicture>> readAttribute(const TableView& tables, std::string_view name) {
  const std::string key = keyOf(kAttribute, name);
  const auto content = read(tables, key);
  if (!content.ok()) return content.fault();
  if (!*content) return std::optional<AttributePicture>{};
  auto picture = AttributePicture::fromBytes(**content);
  if (!picture) return damaged(key);
  return picture;
}

Status keepPictures(Transaction& tables, const Taken& taken, const std::vector<NamedAttribute>& attributes,
                    const std::vector<NamedFigure>& figures) {
  if (auto gone = forgetAttributes(tables); !gone) return gone;
  std::string when;
  ByteWriter to(when);
  to.integer(taken.atMs);
  to.varint(taken.customers);
  if (auto put = tables.put(Table::kPopulation, std::string(1, kTaken), sealed(when)); !put) return put;
  for (const NamedAttribute& one : attributes) {
    const std::string key = keyOf(kAttribute, one.name);
    if (auto put = tables.put(Table::kPopulation, key, sealed(one.picture.toBytes())); !put) return put;
  }
  for (const NamedFigure& one : figures) {
    const std::string key = keyOfFigure(one.name, one.picture.meaning());
    if (auto put = tables.put(Table::kPopulation, key, sealed(contentOf({taken.atMs, one.picture}))); !put) return put;
    if (auto pruned = pruneMeanings(tables, one.name); !pruned) return pruned;
  }
  return Done{};
}

}  // namespace regard::population
