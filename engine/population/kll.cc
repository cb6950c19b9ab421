#include "engine/population/kll.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "engine/log/byte_codec.h"

namespace regard::population {
namespace {

constexpr std::size_t kLeastRoom = 8;     // of a level
constexpr double kShrink = 2.0 / 3;       // of a level's room, from the one above it
constexpr std::size_t kLevelsMax = 60;    // 2^60 values at k = 8
constexpr unsigned kRoomMax = 1U << 16U;  // of what is read

/// Splitmix64 (Steele, Lea, Flood 2014).
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

struct Weighted {
  std::int64_t value;
  std::uint64_t weight;
};

}  // namespace

KllSketch::KllSketch(unsigned k, std::uint64_t seed) : k_(k), lots_(mixed(seed)), levels_(1) {
  REGARD_CHECK(k >= kLeastRoom);
  room_ = roomOf(0);
}

std::size_t KllSketch::roomOf(std::size_t level) const {
  const auto depth = static_cast<double>(levels_.size() - 1 - level);
  return std::max(kLeastRoom, static_cast<std::size_t>(std::ceil(k_ * std::pow(kShrink, depth))));
}

bool KllSketch::drawLot() {
  lots_ += 0x9E3779B97F4A7C15ULL;
  return (mixed(lots_) & 1U) != 0;
}

void KllSketch::add(std::int64_t value) {
  least_ = count_ == 0 ? value : std::min(least_, value);
  greatest_ = count_ == 0 ? value : std::max(greatest_, value);
  ++count_;
  levels_.front().push_back(value);
  if (++held_ > room_) compress();
}

void KllSketch::merge(const KllSketch& other) {
  REGARD_CHECK(k_ == other.k_);
  if (other.count_ == 0) return;
  least_ = count_ == 0 ? other.least_ : std::min(least_, other.least_);
  greatest_ = count_ == 0 ? other.greatest_ : std::max(greatest_, other.greatest_);
  count_ += other.count_;
  if (levels_.size() < other.levels_.size()) levels_.resize(other.levels_.size());
  for (std::size_t level = 0; level < other.levels_.size(); ++level)
    levels_[level].insert(levels_[level].end(), other.levels_[level].begin(), other.levels_[level].end());
  held_ += other.held_;
  room_ = 0;
  for (std::size_t level = 0; level < levels_.size(); ++level) room_ += roomOf(level);
  while (held_ > room_) compress();
}

/// Makes room in the lowest level that is full. There is one, because all of them together are.
void KllSketch::compress() {
  std::size_t level = 0;
  while (levels_[level].size() < roomOf(level)) ++level;
  compact(level);
}

void KllSketch::compact(std::size_t level) {
  if (level + 1 == levels_.size()) {
    levels_.emplace_back();
    room_ = 0;
    for (std::size_t i = 0; i < levels_.size(); ++i) room_ += roomOf(i);
  }
  std::vector<std::int64_t>& from = levels_[level];
  std::vector<std::int64_t>& to = levels_[level + 1];
  std::sort(from.begin(), from.end());
  // Pairs become one value of twice the weight, so an odd one has to stay.
  const std::size_t stays = from.size() % 2;
  const std::size_t pairs = from.size() / 2;
  for (std::size_t i = stays + (drawLot() ? 1 : 0); i < from.size(); i += 2) to.push_back(from[i]);
  from.resize(stays);
  held_ -= pairs;
}

std::int64_t KllSketch::at(std::uint64_t place) const {
  REGARD_CHECK(place >= 1 && place <= count_);
  if (place == 1) return least_;
  if (place == count_) return greatest_;
  std::vector<Weighted> all;
  all.reserve(held_);
  for (std::size_t level = 0; level < levels_.size(); ++level)
    for (const std::int64_t value : levels_[level]) all.push_back({value, std::uint64_t{1} << level});
  std::sort(all.begin(), all.end(), [](const Weighted& a, const Weighted& b) { return a.value < b.value; });
  std::uint64_t below = 0;
  for (const Weighted& one : all) {
    below += one.weight;
    if (below >= place) return one.value;
  }
  return greatest_;
}

std::uint64_t KllSketch::rankOf(std::int64_t value) const {
  if (count_ == 0 || value < least_) return 0;
  if (value >= greatest_) return count_;
  std::uint64_t below = 0;
  for (std::size_t level = 0; level < levels_.size(); ++level)
    for (const std::int64_t one : levels_[level])
      if (one <= value) below += std::uint64_t{1} << level;
  return below;
}

double KllSketch::error() const { return isExact() ? 0 : 2.296 / std::pow(static_cast<double>(k_), 0.9723); }

std::string KllSketch::toBytes() const {
  std::string bytes;
  ByteWriter to(bytes);
  to.varint(k_);
  to.varint(lots_);
  to.varint(count_);
  to.integer(least_);
  to.integer(greatest_);
  to.varint(levels_.size());
  for (const auto& level : levels_) {
    to.varint(level.size());
    for (const std::int64_t value : level) to.integer(value);
  }
  return bytes;
}

std::optional<KllSketch> KllSketch::fromBytes(std::string_view bytes) {
  ByteReader from(bytes);
  const std::uint64_t k = from.varint();
  if (k < kLeastRoom || k > kRoomMax) return {};
  KllSketch sketch(static_cast<unsigned>(k));
  sketch.lots_ = from.varint();
  sketch.count_ = from.varint();
  sketch.least_ = from.integer();
  sketch.greatest_ = from.integer();
  const std::uint64_t levels = from.varint();
  if (levels < 1 || levels > kLevelsMax) return {};
  sketch.levels_.resize(levels);
  sketch.room_ = 0;
  std::uint64_t weight = 0;
  for (std::size_t level = 0; level < levels; ++level) {
    sketch.room_ += sketch.roomOf(level);
    const std::size_t values = from.count();
    for (std::size_t i = 0; i < values; ++i) {
      const std::int64_t value = from.integer();
      if (from.isBad() || value < sketch.least_ || value > sketch.greatest_) return {};
      sketch.levels_[level].push_back(value);
    }
    sketch.held_ += values;
    weight += static_cast<std::uint64_t>(values) << level;
  }
  // Each value that was added stands for itself or is stood for.
  if (!from.isDone() || weight != sketch.count_ || sketch.held_ > sketch.room_ + kLeastRoom) return {};
  return sketch;
}

}  // namespace regard::population
