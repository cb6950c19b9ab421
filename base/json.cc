#include "base/json.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/check.h"

namespace regard::json {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

void appendUtf8(std::uint32_t point, std::string& into) {
  const auto put = [&into](std::uint32_t byte) { into += static_cast<char>(byte); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0U | (point >> 6U));
  } else {
    if (point < 0x10000) {
      put(0xE0U | (point >> 12U));
    } else {
      put(0xF0U | (point >> 18U));
      put(0x80U | ((point >> 12U) & 0x3FU));
    }
    put(0x80U | ((point >> 6U) & 0x3FU));
  }
  put(0x80U | (point & 0x3FU));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::variant<Value, Problem> run() {
    Value value;
    blanks();
    if (!read(value, 0)) return problem_;
    blanks();
    if (at_ < text_.size()) {
      fail("something stands behind the end of the value");
      return problem_;
    }
    return value;
  }

 private:
  bool fail(std::string what) {
    problem_ = {static_cast<std::uint32_t>(at_), std::move(what)};
    return false;
  }
  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  bool read(Value& into, int depth) {
    into.begin = static_cast<std::uint32_t>(at_);
    const bool done = depth > kDepthMax ? fail("values nested too deeply") : readKind(into, depth);
    into.end = static_cast<std::uint32_t>(at_);
    return done;
  }

  bool readKind(Value& into, int depth) {
    switch (next()) {
      case '{': return object(into, depth);
      case '[': return list(into, depth);
      case '"': into.kind = Kind::kText; return text(into.text);
      case 't':
      case 'f':
        into.kind = Kind::kFlag;
        into.flag = next() == 't';
        return take(into.flag ? "true" : "false") || fail("this is no value");
      case 'n': return take("null") || fail("this is no value");
      default: return number(into);
    }
  }

  bool number(Value& into) {
    into.kind = Kind::kNumber;
    std::size_t end = at_;
    const auto is = [&](char c) { return end < text_.size() && text_[end] == c; };
    const auto digits = [&] {
      const std::size_t first = end;
      while (end < text_.size() && isDigit(text_[end])) ++end;
      return end > first;
    };
    if (is('-')) ++end;
    const std::size_t first = end;
    if (!digits()) return fail("a value is missing, or is none that JSON knows");
    if (text_[first] == '0' && end > first + 1) return fail("a number begins with 0");
    if (is('.')) {
      ++end;
      if (!digits()) return fail("a number ends with its point");
    }
    if (is('e') || is('E')) {
      ++end;
      if (is('+') || is('-')) ++end;
      if (!digits()) return fail("an exponent without digits");
    }
    const auto [stop, error] = std::from_chars(text_.data() + at_, text_.data() + end, into.number);
    if (error != std::errc() || stop != text_.data() + end) return fail("a number too large or too small");
    at_ = end;
    return true;
  }

  std::optional<std::uint32_t> fourHex() {
    if (text_.size() - at_ < 4) return {};
    std::uint32_t unit = 0;
    const char* begin = text_.data() + at_;
    const auto [stop, error] = std::from_chars(begin, begin + 4, unit, 16);
    if (error != std::errc() || stop != begin + 4) return {};
    at_ += 4;
    return unit;
  }

  bool unicode(std::string& into) {
    auto point = fourHex();
    if (point && *point >= 0xD800 && *point < 0xDC00) {
      const auto low = take("\\u") ? fourHex() : std::nullopt;
      if (!low || *low < 0xDC00 || *low > 0xDFFF) return fail("half a surrogate pair");
      point = 0x10000 + ((*point - 0xD800) << 10U) + (*low - 0xDC00);
    } else if (!point || (*point >= 0xDC00 && *point <= 0xDFFF)) {
      return fail("`\\u` takes four digits of a character");
    }
    appendUtf8(*point, into);
    return true;
  }

  bool escape(std::string& into) {
    constexpr std::string_view kSigns = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
    const char sign = next();
    if (sign == 'u') {
      ++at_;
      return unicode(into);
    }
    const std::size_t which = at_ < text_.size() ? kSigns.find(sign) : std::string_view::npos;
    if (which == std::string_view::npos) return fail("an escape that JSON does not know");
    into += kMeanings[which];
    ++at_;
    return true;
  }

  bool text(std::string& into) {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20) return fail("a line ends inside of a text");
      ++at_;
      if (c == '"') return true;
      if (c != '\\')
        into += c;
      else if (!escape(into))
        return false;
    }
    return fail("a text that never ends");
  }

  /// What stands between brackets: calls item() for each.
  template <class Item>
  bool between(char close, Item item) {
    ++at_;
    blanks();
    if (next() == close) return ++at_, true;
    while (true) {
      blanks();
      if (!item()) return false;
      blanks();
      if (next() == close) return ++at_, true;
      if (next() != ',') return fail(std::string("`,` or `") + close + "` is missing");
      ++at_;
    }
  }

  bool list(Value& into, int depth) {
    into.kind = Kind::kList;
    return between(']', [&] { return read(into.items.emplace_back(), depth + 1); });
  }

  bool object(Value& into, int depth) {
    into.kind = Kind::kObject;
    return between('}', [&] {
      if (next() != '"') return fail("a name in quotes is missing");
      const std::size_t begin = at_;
      Member member;
      if (!text(member.name)) return false;
      if (into.find(member.name) != nullptr) {
        at_ = begin;
        return fail("`" + member.name + "` stands here twice");
      }
      blanks();
      if (next() != ':') return fail("`:` is missing");
      ++at_;
      blanks();
      if (!read(member.value, depth + 1)) return false;
      into.members.push_back(std::move(member));
      return true;
    });
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Problem problem_;
};

}  // namespace

const Value* Value::find(std::string_view name) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.name == name; });
  return found == members.end() ? nullptr : &found->value;
}

std::variant<Value, Problem> parse(std::string_view text) {
  REGARD_CHECK(text.size() < 0xFFFF'FFFFU, text.size());
  return Reader(text).run();
}

}  // namespace regard::json
