#include "apps/render/json_writer.h"

#include <algorithm>
#include <cstdint>

#include "apps/render/json.h"
#include "regard/utf8.h"

namespace regard::render {
namespace {

constexpr std::uint64_t kOneEach = 0x0101'0101'0101'0101U, kTopEach = kOneEach << 7U;

/// Eight bytes at a time, as top bits of words: which are beyond ASCII, and whether any must be escaped. A byte that is
/// less than what is taken from it borrows from its neighbour, so of escapes only that there is one is certain.
struct Looked {
  std::uint64_t beyondAscii = 0, escapes = 0;

  void at(std::uint64_t word) {
    const std::uint64_t quote = word ^ (kOneEach * '"'), backslash = word ^ (kOneEach * '\\');
    beyondAscii |= word & kTopEach;
    escapes |= ((word - kOneEach * ' ') | (quote - kOneEach) | (backslash - kOneEach)) & ~word & kTopEach;
  }
};

Looked lookedAt(std::string_view text) {
  Looked looked;
  std::uint64_t word = kOneEach * ' ';
  if (text.size() < sizeof word) {
    std::memcpy(&word, text.data(), text.size());
    looked.at(word);
    return looked;
  }
  for (std::size_t i = 0; i < text.size() - sizeof word; i += sizeof word) {
    std::memcpy(&word, text.data() + i, sizeof word);
    looked.at(word);
  }
  std::memcpy(&word, text.data() + text.size() - sizeof word, sizeof word);
  looked.at(word);
  return looked;
}

/// As it is between quotes. What is no text at all is left to the library, which knows what to put there.
bool needsNoEscape(std::string_view text) {
  const Looked looked = lookedAt(text);
  return looked.escapes == 0 && (looked.beyondAscii == 0 || isUtf8(text));
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

void JsonWriter::grow(std::size_t bytes) { text_.resize(std::max(2 * text_.size(), size_ + bytes)); }

JsonWriter& JsonWriter::number(double value) { return raw(dumped(value)); }

void JsonWriter::quoted(std::string_view value, char behind) {
  if (!needsNoEscape(value)) {
    raw(dumped(value));
    text_[size_ - 1] = behind;
    return;
  }
  char* const at = room(value.size() + 3);
  at[0] = '"';
  std::memcpy(at + 1, value.data(), value.size());
  at[value.size() + 1] = '"';
  at[value.size() + 2] = behind;
  size_ += value.size() + 3;
}

}  // namespace regard::render
