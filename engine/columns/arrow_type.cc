#include "engine/columns/arrow_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace regard::columns {
namespace {

struct Plain {
  std::string_view format;
  Layout layout;
  std::string_view words;
};
constexpr std::array kPlain = {
    Plain{"n", Layout::kNull, "nulls"},
    Plain{"b", Layout::kBool, "booleans"},
    Plain{"c", Layout::kInt8, "whole numbers"},
    Plain{"s", Layout::kInt16, "whole numbers"},
    Plain{"i", Layout::kInt32, "whole numbers"},
    Plain{"l", Layout::kInt64, "whole numbers"},
    Plain{"C", Layout::kUint8, "whole numbers"},
    Plain{"S", Layout::kUint16, "whole numbers"},
    Plain{"I", Layout::kUint32, "whole numbers"},
    Plain{"L", Layout::kUint64, "whole numbers"},
    Plain{"f", Layout::kFloat32, "floating-point numbers"},
    Plain{"g", Layout::kFloat64, "floating-point numbers"},
    Plain{"tdD", Layout::kDate32, "dates"},
    Plain{"tdm", Layout::kDate64, "dates"},
    Plain{"tiM", Layout::kMonths, "months"},
    Plain{"u", Layout::kUtf8, "text"},
    Plain{"U", Layout::kLargeUtf8, "text"},
    Plain{"vu", Layout::kUtf8View, "text"},
    Plain{"+l", Layout::kList, "lists"},
    Plain{"+L", Layout::kLargeList, "lists"},
    Plain{"+s", Layout::kStruct, "structs"},
};

std::int64_t perSecondOf(char unit) {
  switch (unit) {
    case 's': return 1;
    case 'm': return 1'000;
    case 'u': return 1'000'000;
    case 'n': return 1'000'000'000;
    default: return 0;
  }
}

bool readInt(std::string_view& text, std::int32_t& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

/// "12,4" or "12,4,64" after the "d:".
bool readDecimal(std::string_view text, ArrowType& into) {
  std::int32_t precision = 0, bits = 128;
  if (!readInt(text, precision) || text.empty() || text[0] != ',') return false;
  text.remove_prefix(1);
  if (!readInt(text, into.scale)) return false;
  if (!text.empty()) {
    if (text[0] != ',') return false;
    text.remove_prefix(1);
    if (!readInt(text, bits) || !text.empty()) return false;
  }
  into.layout = bits == 32 ? Layout::kDecimal32 : bits == 64 ? Layout::kDecimal64 : Layout::kDecimal128;
  return bits == 32 || bits == 64 || bits == 128;
}

}  // namespace

Result<ArrowType> arrowTypeOf(const char* format) {
  const std::string_view text = format == nullptr ? "" : format;
  const auto plain = std::find_if(kPlain.begin(), kPlain.end(), [&](const Plain& one) { return one.format == text; });
  ArrowType type;
  if (plain != kPlain.end()) {
    type.layout = plain->layout;
    return type;
  }
  if (text.starts_with("d:") && readDecimal(text.substr(2), type)) return type;
  if (text.size() >= 4 && text.starts_with("ts") && text[3] == ':' && perSecondOf(text[2]) != 0) {
    type.layout = Layout::kTimestamp;
    type.perSecond = perSecondOf(text[2]);
    type.isOfZone = text.size() > 4;
    return type;
  }
  if (text.size() == 3 && text.starts_with("tD") && perSecondOf(text[2]) != 0) {
    type.layout = Layout::kDuration;
    type.perSecond = perSecondOf(text[2]);
    return type;
  }
  return invalid(
      fmt::format("Arrow's format `{}` is not read: hand it over as text, numbers, decimals of up to 128 bits, "
                  "booleans, dates, timestamps, durations, lists or structs",
                  text));
}

std::string wordsFor(const ArrowType& type) {
  if (isDecimal(type.layout)) return fmt::format("decimals with {} places", type.scale);
  if (type.layout == Layout::kTimestamp) return type.isOfZone ? "instants" : "dates and times without a zone";
  if (type.layout == Layout::kDuration) return "durations";
  for (const Plain& plain : kPlain)
    if (plain.layout == type.layout) return std::string(plain.words);
  return "values";
}

bool isText(Layout layout) {
  return layout == Layout::kUtf8 || layout == Layout::kLargeUtf8 || layout == Layout::kUtf8View;
}
bool isList(Layout layout) { return layout == Layout::kList || layout == Layout::kLargeList; }
bool isDecimal(Layout layout) {
  return layout == Layout::kDecimal32 || layout == Layout::kDecimal64 || layout == Layout::kDecimal128;
}
bool isInteger(Layout layout) { return layout >= Layout::kInt8 && layout <= Layout::kUint64; }

}  // namespace regard::columns
