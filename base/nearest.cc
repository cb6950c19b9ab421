#include "base/nearest.h"

#include <algorithm>

namespace regard {
namespace {

/// Edits (insert, delete, replace, swap two neighbours) that turn a into b: the optimal-alignment form of
/// Damerau's distance. Three rows of the usual table are enough.
std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> twoAbove(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], twoAbove[j - 2] + 1);
    }
    std::swap(twoAbove, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

/// ASCII base of U+00C0 … U+017F, two characters each, in the letter's own case; "_" for a sign that is no letter.
constexpr std::string_view kBases =
    "A A A A A A AeC E E E E I I I I D N O O O O O _ O U U U U Y Thss"   // U+00C0
    "a a a a a a aec e e e e i i i i d n o o o o o _ o u u u u y thy "   // U+00E0
    "A a A a A a C c C c C c C c D d D d E e E e E e E e E e G g G g "   // U+0100
    "G g G g H h H h I i I i I i I i I i IjijJ j K k k L l L l L l L "   // U+0120
    "l L l N n N n N n n N n O o O o O o OeoeR r R r R r S s S s S s "   // U+0140
    "S s T t T t T t U u U u U u U u U u U u W w Y y Y Z z Z z Z z s ";  // U+0160
static_assert(kBases.size() == 2 * (0x180 - 0xC0));

constexpr bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool isLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Letters and digits of ASCII; everything else becomes `_`, accented Latin letters their base.
std::string asciiOf(std::string_view text) {
  std::string ascii;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const bool two = lead >= 0xC3 && lead <= 0xC5 && i + 1 < text.size();
    if (two) {
      const auto trail = static_cast<unsigned char>(text[i + 1]);
      const std::size_t code = (lead & 0x1FU) << 6U | (trail & 0x3FU);
      const std::string_view base = kBases.substr(2 * (code - 0xC0), 2);
      ascii += base.back() == ' ' ? base.substr(0, 1) : base;
      ++i;
    } else if (const char c = text[i]; isUpper(c) || isLower(c) || isDigit(c)) {
      ascii += c;
    } else if (ascii.empty() || ascii.back() != '_') {
      ascii += '_';
    }
  }
  return ascii;
}

}  // namespace

std::vector<std::string> nearestNames(std::string_view wanted, std::span<const std::string> candidates,
                                      std::size_t most) {
  struct Near {
    std::size_t distance;
    const std::string* name;
  };
  const std::size_t allowed = std::max<std::size_t>(1, wanted.size() / 3);
  std::vector<Near> near;
  for (const std::string& name : candidates) {
    const std::size_t longer = std::max(wanted.size(), name.size());
    if (longer - std::min(wanted.size(), name.size()) > allowed) continue;
    const std::size_t distance = editDistance(wanted, name);
    // A name that shares no character with what was written is no slip of it, however short.
    if (distance <= allowed && distance < longer) near.push_back({distance, &name});
  }
  std::stable_sort(near.begin(), near.end(), [](const Near& a, const Near& b) { return a.distance < b.distance; });
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(most, near.size()); ++i) names.push_back(*near[i].name);
  return names;
}

std::string didYouMean(std::string_view wanted, std::span<const std::string> candidates) {
  const std::vector<std::string> names = nearestNames(wanted, candidates);
  if (names.empty()) return "";
  std::string hint = "did you mean ";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) hint += i + 1 == names.size() ? " or " : ", ";
    hint += "`" + names[i] + "`";
  }
  return hint + "?";
}

std::string snakeName(std::string_view text) {
  const std::string ascii = asciiOf(text);
  std::string name;
  for (std::size_t i = 0; i < ascii.size(); ++i) {
    const char c = ascii[i];
    const char previous = i > 0 ? ascii[i - 1] : '_';
    const bool nextIsLower = i + 1 < ascii.size() && isLower(ascii[i + 1]);
    // A new word starts at the capital of `monthlyCharges` and at the last capital of `TVChannels`.
    const bool newWord = isUpper(c) && (isLower(previous) || isDigit(previous) || (isUpper(previous) && nextIsLower));
    if ((newWord || c == '_') && !name.empty() && name.back() != '_') name += '_';
    if (c != '_') name += isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (name.empty()) return "unnamed";
  return isDigit(name.front()) ? "n" + name : name;
}

}  // namespace regard
