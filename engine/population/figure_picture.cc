#include "engine/population/figure_picture.h"

#include <algorithm>
#include <functional>

#include "base/decimal.h"
#include "engine/log/byte_codec.h"
#include "engine/population/order.h"

namespace regard::population {
namespace {

/// Keeps the `most` values that come first by `before`.
template <class Before>
void keepEdge(std::vector<std::int64_t>& heap, std::int64_t value, std::size_t most, Before before) {
  if (heap.size() == most) {
    if (!before(value, heap.front())) return;
    std::pop_heap(heap.begin(), heap.end(), before);
    heap.pop_back();
  }
  heap.push_back(value);
  std::push_heap(heap.begin(), heap.end(), before);
}

void write(ByteWriter& to, const std::vector<std::int64_t>& values) {
  to.varint(values.size());
  for (const std::int64_t value : values) to.integer(value);
}

std::vector<std::int64_t> readValues(ByteReader& from) {
  std::vector<std::int64_t> values(from.count());
  for (std::int64_t& value : values) value = from.integer();
  return values;
}

bool canBeRanked(std::uint8_t kind) {
  switch (static_cast<TypeKind>(kind)) {
    case TypeKind::kNumber:
    case TypeKind::kMoney:
    case TypeKind::kPercent:
    case TypeKind::kDuration:
    case TypeKind::kPeriod:
    case TypeKind::kDate: return true;
    default: return false;
  }
}

}  // namespace

void FigurePicture::add(Scalar value) {
  if (!value.isKnown()) {
    ++unknown_;
    return;
  }
  const std::int64_t order = toOrder(kind_, value.cell);
  sketch_.add(order);
  keepEdge(least_, order, kEdge, std::less<>());
  keepEdge(greatest_, order, kEdge, std::greater<>());
}

std::uint64_t FigurePicture::placeOf(const ir::Threshold& threshold) const {
  const std::uint64_t all = sketch_.count();
  std::uint64_t part = static_cast<std::uint64_t>(threshold.share);
  if (!threshold.byCount) {
    const auto one = static_cast<std::uint64_t>(kOneE8);
    // all × share ÷ one, rounded up; in two steps, because all × share may be too large.
    part = all / one * part + (all % one * part + one - 1) / one;
  }
  return std::clamp<std::uint64_t>(part, 1, all);
}

Scalar FigurePicture::beginsAt(const ir::Threshold& threshold) const {
  if (sketch_.count() == 0) return Scalar::unknown();
  const std::uint64_t place = placeOf(threshold);
  const std::vector<std::int64_t>& edge = threshold.top ? greatest_ : least_;
  std::int64_t order = 0;
  if (place <= edge.size()) {
    std::vector<std::int64_t> sorted = edge;
    const auto nth = sorted.begin() + static_cast<std::ptrdiff_t>(place - 1);
    if (threshold.top) {
      std::nth_element(sorted.begin(), nth, sorted.end(), std::greater<>());
    } else {
      std::nth_element(sorted.begin(), nth, sorted.end());
    }
    order = *nth;
  } else {
    order = sketch_.at(threshold.top ? sketch_.count() - place + 1 : place);
  }
  return Scalar::known(fromOrder(kind_, order));
}

double FigurePicture::errorOf(const ir::Threshold& threshold) const {
  if (sketch_.count() == 0 || placeOf(threshold) <= greatest_.size()) return 0;
  return sketch_.error();
}

std::uint64_t FigurePicture::holds(const ir::Threshold& threshold) const {
  const Scalar from = beginsAt(threshold);
  if (!from.isKnown()) return 0;
  const std::int64_t order = toOrder(kind_, from.cell);
  const std::vector<std::int64_t>& edge = threshold.top ? greatest_ : least_;
  const bool isInEdge = placeOf(threshold) < edge.size();
  const auto inPart = [&](std::int64_t value) { return threshold.top ? value >= order : value <= order; };
  const auto counted = static_cast<std::uint64_t>(std::count_if(edge.begin(), edge.end(), inPart));
  if (isInEdge && counted < edge.size()) return counted;
  return threshold.top ? sketch_.count() - sketch_.rankOf(order - 1) : sketch_.rankOf(order);
}

std::string FigurePicture::toBytes() const {
  std::string bytes;
  ByteWriter to(bytes);
  to.text(meaning_);
  to.byte(static_cast<std::uint8_t>(kind_));
  to.varint(unknown_);
  to.text(sketch_.toBytes());
  write(to, least_);
  write(to, greatest_);
  return bytes;
}

std::optional<FigurePicture> FigurePicture::fromBytes(std::string_view bytes) {
  ByteReader from(bytes);
  std::string meaning(from.text());
  const std::uint8_t kind = from.byte();
  if (!canBeRanked(kind)) return {};
  FigurePicture picture(std::move(meaning), static_cast<TypeKind>(kind));
  picture.unknown_ = from.varint();
  auto sketch = KllSketch::fromBytes(from.text());
  if (!sketch) return {};
  picture.sketch_ = *std::move(sketch);
  picture.least_ = readValues(from);
  picture.greatest_ = readValues(from);
  const auto edge = std::min<std::uint64_t>(picture.known(), kEdge);
  if (!from.isDone() || picture.least_.size() != edge || picture.greatest_.size() != edge) return {};
  return picture;
}

}  // namespace regard::population
