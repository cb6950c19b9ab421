#pragma once
// Numbers as ICU spells them, without asking ICU for each.
//
// Idea: what stands around and between the digits depends on the sign and on how many digits there are, and on nothing
// else. So ICU is asked once for each such shape, of which a locale needs few, and from then on digits are laid into
// it. A shape that does not give back what ICU says of other digits is not used: then ICU is asked each time.

#include <unicode/dcfmtsym.h>
#include <unicode/numberformatter.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace regard {

/// magnitude × 10^-places, spelled with just so many decimals.
struct PlainDecimal {
  bool isNegative = false;
  std::uint64_t magnitude = 0;
  unsigned places = 0;
};

/// value × 10^-places.
PlainDecimal decimalOf(std::int64_t value, unsigned places);
/// As ICU reads it: "-12.50".
std::string digitsOf(const PlainDecimal& value);

/// The digits of a locale, in UTF-8.
class DigitSigns {
 public:
  explicit DigitSigns(const icu::Locale& locale);
  const std::string& operator[](unsigned digit) const { return signs_[digit]; }

 private:
  std::array<std::string, 10> signs_;
};

/// Not thread-safe.
class ShapedFormatter {
 public:
  /// REQUIRES that the formatter writes all decimals that it is given, and that `signs` outlive this.
  ShapedFormatter(icu::number::LocalizedNumberFormatter formatter, const DigitSigns& signs)
      : formatter_(std::move(formatter)), signs_(signs) {}

  const icu::number::LocalizedNumberFormatter& formatter() const { return formatter_; }
  /// Nothing if ICU fails.
  std::optional<std::string> spell(const PlainDecimal& value);
  std::optional<std::string> ask(const PlainDecimal& value) const;  ///< ICU itself

 private:
  /// What ICU writes, with kDigit for each digit; nothing: it is to be asked.
  using Shape = std::optional<std::string>;
  Shape shapeFor(const PlainDecimal& value, unsigned digits) const;
  std::string laidInto(const std::string& shape, const char* digits) const;

  icu::number::LocalizedNumberFormatter formatter_;
  const DigitSigns& signs_;
  std::map<unsigned, Shape> shapes_;  ///< by sign and numbers of digits
};

}  // namespace regard
