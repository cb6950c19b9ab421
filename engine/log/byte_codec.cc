#include "engine/log/byte_codec.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace regard {
namespace {

constexpr unsigned kDigitBits = 7;
constexpr std::uint8_t kMore = 0x80;
constexpr std::size_t kCodesInByte = 4;

/// The two bits of a cell in its plane.
enum Code : std::uint8_t { kAsAbove, kNothing, kDifference, kOther };
/// The byte that a cell of code kOther begins with.
enum Form : std::uint8_t {
  kErrorForm,     ///< which error
  kReversedForm,  ///< the bytes in reverse: doubles
  kPairForm,      ///< the high half, its highest bit moved to be the lowest, then the low half: texts
  kOddForm,       ///< unknown, with bits all the same
};

std::size_t lengthOf(std::uint64_t value) {
  return (static_cast<std::size_t>(std::bit_width(value | 1)) + kDigitBits - 1) / kDigitBits;
}

std::uint64_t zigzag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1U ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t unzigzag(std::uint64_t value) { return static_cast<std::int64_t>(value >> 1U ^ (~(value & 1U) + 1)); }
std::uint64_t difference(std::uint64_t bits, std::uint64_t above) {
  return zigzag(static_cast<std::int64_t>(bits - above));
}

std::uint64_t reversed(std::uint64_t bits) { return __builtin_bswap64(bits); }
std::uint32_t highOf(std::uint64_t bits) { return std::rotl(static_cast<std::uint32_t>(bits >> 32U), 1); }

Code codeOf(Scalar value, std::uint64_t above) {
  const std::uint64_t bits = value.cell.bits;
  if (value.state == State::kUnknown) return bits == 0 ? kNothing : kOther;
  if (value.state == State::kError) return kOther;
  if (bits == above) return kAsAbove;
  const std::size_t pair = lengthOf(highOf(bits)) + lengthOf(static_cast<std::uint32_t>(bits));
  return lengthOf(difference(bits, above)) <= 1 + std::min(lengthOf(reversed(bits)), pair) ? kDifference : kOther;
}

}  // namespace

void ByteWriter::varint(std::uint64_t value) {
  for (; value >= kMore; value >>= kDigitBits) byte(static_cast<std::uint8_t>(value | kMore));
  byte(static_cast<std::uint8_t>(value));
}

void ByteWriter::integer(std::int64_t value) { varint(zigzag(value)); }
void ByteWriter::number(double value) { varint(reversed(std::bit_cast<std::uint64_t>(value))); }

void ByteWriter::text(std::string_view value) {
  varint(value.size());
  to_ += value;
}

void ByteWriter::cell(Scalar value, std::uint64_t above) {
  const std::uint64_t bits = value.cell.bits;
  if (codeOf(value, above) == kDifference) return varint(difference(bits, above));
  if (value.state != State::kKnown) {
    byte(value.state == State::kError ? kErrorForm : kOddForm);
    return varint(bits);
  }
  const auto low = static_cast<std::uint32_t>(bits);
  if (lengthOf(reversed(bits)) <= lengthOf(highOf(bits)) + lengthOf(low)) {
    byte(kReversedForm);
    return varint(reversed(bits));
  }
  byte(kPairForm);
  varint(highOf(bits));
  varint(low);
}

void ByteWriter::cells(const std::vector<Cell>& cells, const std::vector<State>& states, std::size_t columns,
                       std::uint64_t above) {
  REGARD_CHECK(columns > 0 && states.size() == cells.size(), columns, states.size(), cells.size());
  const auto aboveOf = [&](std::size_t i) { return i < columns ? above : cells[i - columns].bits; };
  const std::size_t plane = to_.size();
  to_.resize(plane + (cells.size() + kCodesInByte - 1) / kCodesInByte, '\0');
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Scalar value{cells[i], states[i]};
    const Code code = codeOf(value, aboveOf(i));
    to_[plane + i / kCodesInByte] |= static_cast<char>(code << (i % kCodesInByte * 2));
    if (code == kDifference || code == kOther) cell(value, aboveOf(i));
  }
}

std::uint8_t ByteReader::byte() {
  if (from_.empty()) {
    bad();
    return 0;
  }
  const auto value = static_cast<std::uint8_t>(from_.front());
  from_.remove_prefix(1);
  return value;
}

std::uint64_t ByteReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += kDigitBits) {
    const std::uint8_t digit = byte();
    const std::uint64_t bits = digit & (kMore - 1U);
    if (bits << shift >> shift != bits) break;  // more than 64 bits
    value |= bits << shift;
    if ((digit & kMore) == 0) return value;
  }
  bad();
  return 0;
}

std::int64_t ByteReader::integer() { return unzigzag(varint()); }
double ByteReader::number() { return std::bit_cast<double>(reversed(varint())); }

std::string_view ByteReader::text() {
  const std::uint64_t size = varint();
  if (size > from_.size()) {
    bad();
    return {};
  }
  const std::string_view value = from_.substr(0, size);
  from_.remove_prefix(size);
  return value;
}

bool ByteReader::flag() {
  const std::uint8_t value = byte();
  if (value > 1) bad();
  return value == 1;
}

std::uint32_t ByteReader::index() {
  const std::uint64_t value = varint();
  if (value > UINT32_MAX) bad();
  return static_cast<std::uint32_t>(value);
}

std::size_t ByteReader::count() {
  const std::uint64_t value = varint();
  if (value <= from_.size()) return value;
  bad();
  return 0;
}

Scalar ByteReader::other() {
  switch (byte()) {
    case kErrorForm: return {{varint()}, State::kError};
    case kReversedForm: return Scalar::known({reversed(varint())});
    case kPairForm: {
      const std::uint64_t high = varint(), low = varint();
      if (high > UINT32_MAX || low > UINT32_MAX) break;
      return Scalar::known({std::uint64_t{std::rotr(static_cast<std::uint32_t>(high), 1)} << 32U | low});
    }
    case kOddForm: return {{varint()}, State::kUnknown};
    default: break;
  }
  bad();
  return {};
}

void ByteReader::cells(std::size_t count, std::size_t columns, std::vector<Cell>& cells, std::vector<State>& states,
                       std::uint64_t above) {
  cells.clear();
  states.clear();
  const std::size_t planeBytes = count / kCodesInByte + (count % kCodesInByte != 0 ? 1 : 0);
  if (columns == 0 || planeBytes > from_.size()) return bad();
  const std::string_view plane = from_.substr(0, planeBytes);
  from_.remove_prefix(planeBytes);
  cells.reserve(count);
  states.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t before = i < columns ? above : cells[i - columns].bits;
    Scalar value;
    switch (unsigned{static_cast<std::uint8_t>(plane[i / kCodesInByte])} >> (i % kCodesInByte * 2) & 3U) {
      case kAsAbove: value = Scalar::known({before}); break;
      case kNothing: break;
      case kDifference: value = Scalar::known({before + static_cast<std::uint64_t>(unzigzag(varint()))}); break;
      default: value = other(); break;
    }
    cells.push_back(value.cell);
    states.push_back(value.state);
  }
}

}  // namespace regard
