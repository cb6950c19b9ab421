#pragma once
// Numbers, texts and planes of cells as few bytes. A reader goes on after bytes that cannot be and says so at the end.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/cell.h"

namespace regard {

class ByteWriter {
 public:
  explicit ByteWriter(std::string& to) : to_(to) {}
  void byte(std::uint8_t value) { to_ += static_cast<char>(value); }
  void varint(std::uint64_t value);   ///< seven bits a byte, lowest first; the highest bit: more follows
  void integer(std::int64_t value);   ///< a varint, zigzag: small either way is short
  void number(double value);          ///< a varint of its bytes in reverse: few digits are short
  void text(std::string_view value);  ///< its length, its bytes
  /// A plane of two bits a cell, then what cannot be told by it (docs/formats/decision-log.md). `columns`: cells in a
  /// row; each is compared with the one above, those of the first row with `above`. REQUIRES columns > 0.
  void cells(const std::vector<Cell>& cells, const std::vector<State>& states, std::size_t columns,
             std::uint64_t above = 0);

 private:
  void cell(Scalar value, std::uint64_t above);
  std::string& to_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view from) : from_(from) {}
  std::uint8_t byte();
  std::uint64_t varint();
  std::int64_t integer();
  double number();
  std::string_view text();
  bool flag();  ///< a byte of 0 or 1
  /// A number that fits the type; else bad.
  template <class Number>
  Number small() {
    const std::int64_t value = integer();
    if (!std::in_range<Number>(value)) bad();
    return static_cast<Number>(value);
  }
  std::uint32_t index();  ///< a varint; else bad
  /// How many of something there are, of which each takes at least one byte.
  std::size_t count();
  void cells(std::size_t count, std::size_t columns, std::vector<Cell>& cells, std::vector<State>& states,
             std::uint64_t above = 0);

  void bad() {
    isBad_ = true;
    from_ = {};
  }
  /// Everything was read, and nothing was bad.
  bool isDone() const { return !isBad_ && from_.empty(); }
  bool isBad() const { return isBad_; }
  std::size_t left() const { return from_.size(); }

 private:
  Scalar other();
  std::string_view from_;
  bool isBad_ = false;
};

}  // namespace regard
