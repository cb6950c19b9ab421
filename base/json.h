#pragma once
// JSON whose values know where they stand, for files that people review and that faults must point into: RFC 8259,
// UTF-8 as it comes. For bulk data there is engine/ingest.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace regard::json {

enum class Kind : std::uint8_t { kNull, kFlag, kNumber, kText, kList, kObject };

struct Member;
struct Value {
  Kind kind = Kind::kNull;
  bool flag = false;
  double number = 0;  ///< the double nearest to what is written
  std::string text;   ///< escapes undone
  std::vector<Value> items;
  std::vector<Member> members;       ///< in the order of the file, names once each
  std::uint32_t begin = 0, end = 0;  ///< bytes of the text

  /// The member of that name; nullptr if there is none, or this is no object.
  const Value* find(std::string_view name) const;
};
struct Member {
  std::string name;
  Value value;
};

/// What keeps a text from being JSON, and where.
struct Problem {
  std::uint32_t at = 0;
  std::string what;
};

inline constexpr int kDepthMax = 64;

/// One value and nothing behind it. A name twice in one object, deeper nesting than kDepthMax, a number beyond the
/// range of a double and half a surrogate pair are problems too. REQUIRES less than 4 GiB.
std::variant<Value, Problem> parse(std::string_view text);

}  // namespace regard::json
