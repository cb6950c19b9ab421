#include "engine/render/shaped_formatter.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <string_view>

namespace regard {
namespace {

constexpr char kDigit = '\0';
constexpr unsigned kDigitsMax = 20;  // of 64 bits

/// The digits of a magnitude, with zeros in front as long as nothing stands before the point.
class DecimalDigits {
 public:
  explicit DecimalDigits(const PlainDecimal& value) {
    std::uint64_t rest = value.magnitude;
    while (rest != 0 || size() <= value.places) {
      *--at_ = static_cast<char>('0' + rest % 10);
      rest /= 10;
    }
  }
  const char* begin() const { return at_; }
  unsigned size() const { return static_cast<unsigned>(text_.data() + text_.size() - at_); }

 private:
  std::array<char, kDigitsMax + 1> text_;  // from its end
  char* at_ = text_.data() + text_.size();
};

/// A number with as many digits, of which neither the first nor the last is zero.
PlainDecimal sampleOf(const PlainDecimal& value, unsigned digits, std::string_view cycle) {
  PlainDecimal sample{value.isNegative, 0, value.places};
  for (unsigned i = 0; i < digits; ++i)
    sample.magnitude = sample.magnitude * 10 + static_cast<unsigned>(cycle[i % cycle.size()] - '0');
  return sample;
}

}  // namespace

PlainDecimal decimalOf(std::int64_t value, unsigned places) {
  const auto bits = static_cast<std::uint64_t>(value);
  return {value < 0, value < 0 ? 0 - bits : bits, places};
}

std::string digitsOf(const PlainDecimal& value) {
  const DecimalDigits digits(value);
  std::string text = value.isNegative ? "-" : "";
  text.append(digits.begin(), digits.size());
  if (value.places > 0) text.insert(text.size() - value.places, ".");
  return text;
}

DigitSigns::DigitSigns(const icu::Locale& locale) {
  using Symbols = icu::DecimalFormatSymbols;
  UErrorCode status = U_ZERO_ERROR;
  const Symbols symbols(locale, status);
  for (unsigned digit = 0; digit < signs_.size(); ++digit) {
    const int symbol =
        digit == 0 ? int{Symbols::kZeroDigitSymbol} : Symbols::kOneDigitSymbol + static_cast<int>(digit) - 1;
    symbols.getSymbol(static_cast<Symbols::ENumberFormatSymbol>(symbol)).toUTF8String(signs_[digit]);
  }
}

std::optional<std::string> ShapedFormatter::ask(const PlainDecimal& value) const {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString text = formatter_.formatDecimal(digitsOf(value), status).toString(status);
  if (U_FAILURE(status)) return std::nullopt;
  std::string out;
  return text.toUTF8String(out);
}

ShapedFormatter::Shape ShapedFormatter::shapeFor(const PlainDecimal& value, unsigned digits) const {
  if (digits > kDigitsMax - 1) return std::nullopt;  // the samples are to fit too
  const PlainDecimal sample = sampleOf(value, digits, "123456789"), other = sampleOf(value, digits, "97531");
  const auto spelled = ask(sample), otherSpelled = ask(other);
  if (!spelled || !otherSpelled) return std::nullopt;
  const DecimalDigits written(sample);
  std::string shape;
  unsigned found = 0;
  for (std::string_view rest = *spelled; !rest.empty();) {
    const std::string* const sign =
        found < digits ? &signs_[static_cast<unsigned>(written.begin()[found] - '0')] : nullptr;
    const bool isDigit = sign != nullptr && !sign->empty() && rest.starts_with(*sign);
    shape += isDigit ? kDigit : rest.front();
    found += isDigit ? 1 : 0;
    rest.remove_prefix(isDigit ? sign->size() : 1);
  }
  if (found != digits || laidInto(shape, DecimalDigits(other).begin()) != *otherSpelled) return std::nullopt;
  return shape;
}

std::string ShapedFormatter::laidInto(const std::string& shape, const char* digits) const {
  std::string text;
  text.reserve(shape.size() * 2);
  for (const char c : shape) {
    if (c == kDigit)
      text += signs_[static_cast<unsigned>(*digits++ - '0')];
    else
      text += c;
  }
  return text;
}

std::optional<std::string> ShapedFormatter::spell(const PlainDecimal& value) {
  const DecimalDigits digits(value);
  const unsigned key = (value.places * (kDigitsMax + 2) + digits.size()) * 2 + (value.isNegative ? 1 : 0);
  const auto known = shapes_.find(key);
  const Shape& shape =
      known != shapes_.end() ? known->second : shapes_.emplace(key, shapeFor(value, digits.size())).first->second;
  return shape ? laidInto(*shape, digits.begin()) : ask(value);
}

}  // namespace regard
