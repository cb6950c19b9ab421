#include "apps/server/request_head.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace regard::server {
namespace {

using State = HeadVerdict::State;

HeadVerdict refused(int status, const char* why) { return {State::refused, 0, status, why}; }

/// What a byte may be part of.
struct ByteClass {
  bool token = false;
  bool value = false;    ///< blanks, tabs, visible ASCII and bytes beyond it: no other control characters
  bool visible = false;  ///< in ASCII
  bool host = false;
};

constexpr std::array<ByteClass, 256> kClasses = [] {
  std::array<ByteClass, 256> classes{};
  for (unsigned byte = 0; byte < classes.size(); ++byte) {
    const char c = static_cast<char>(byte);
    const bool isLetterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const auto isOneOf = [c](std::string_view signs) { return signs.find(c) != std::string_view::npos; };
    classes[byte] = {isLetterOrDigit || isOneOf("!#$%&'*+-.^_`|~"), c == '\t' || (byte >= 0x20 && byte != 0x7F),
                     byte > 0x20 && byte < 0x7F, isLetterOrDigit || isOneOf("-._~%!$&'()*+,;=:[]")};
  }
  return classes;
}();

template <bool ByteClass::*Is>
bool areAll(std::string_view text) {
  for (const char c : text)
    if (!(kClasses[static_cast<unsigned char>(c)].*Is)) return false;
  return true;
}

bool isToken(std::string_view text) { return !text.empty() && areAll<&ByteClass::token>(text); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string_view withoutBlanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Of these a second one would leave open which one counts.
constexpr std::array<std::string_view, 9> kSingleFields = {
    "host",          "content-length",  "transfer-encoding", "content-type", "content-encoding",
    "authorization", "idempotency-key", "traceparent",       "expect"};

constexpr std::size_t kFewFields = 8;  // as many as most requests have

class HeadReader {
 public:
  HeadReader(const HttpLimits& limits, RequestHead& into) : limits_(limits), head_(into) {}

  HeadVerdict read(std::string_view bytes) {
    head_ = RequestHead{};
    head_.fields.reserve(kFewFields);
    if (!bytes.empty() && !isToken(bytes.substr(0, 1))) return refused(400, "a request begins with its method");
    std::size_t at = 0;
    for (bool isFirst = true;; isFirst = false) {
      const std::size_t end = bytes.find('\n', at);
      if (end == std::string_view::npos || end >= limits_.headBytesMax)
        return bytes.size() < limits_.headBytesMax ? HeadVerdict{} : tooLong(isFirst);
      if (end == at || bytes[end - 1] != '\r') return refused(400, "a line ends with CR LF, not with LF alone");
      const std::string_view line = bytes.substr(at, end - 1 - at);
      at = end + 1;
      if (line.empty() && !isFirst) return finish(at);
      const HeadVerdict verdict = isFirst ? readRequestLine(line) : readField(line);
      if (verdict.state == State::refused) return verdict;
    }
  }

 private:
  static HeadVerdict tooLong(bool inRequestLine) {
    return inRequestLine ? refused(414, "the request line is too long") : refused(431, "the head is too long");
  }

  HeadVerdict readRequestLine(std::string_view line) {
    const std::size_t first = line.find(' '), last = line.rfind(' ');
    if (first == std::string_view::npos || first == last)
      return refused(400, "a request line is METHOD /path HTTP/1.1");
    const std::string_view method = line.substr(0, first), target = line.substr(first + 1, last - first - 1),
                           version = line.substr(last + 1);
    if (!isToken(method)) return refused(400, "the method is no word");
    if (target.size() > limits_.targetBytesMax) return refused(414, "the path is too long");
    if (target.empty() || target[0] != '/') return refused(400, "a target begins with /: no other form is taken here");
    if (!areAll<&ByteClass::visible>(target) || target.find('#') != std::string_view::npos)
      return refused(400, "the target holds a character that must be percent-encoded");
    if (version == "HTTP/1.1" || version == "HTTP/1.0") {
      isHttp10_ = version == "HTTP/1.0";
    } else {
      return version.starts_with("HTTP/") ? refused(505, "HTTP/1.1 is spoken here")
                                          : refused(400, "a request line is METHOD /path HTTP/1.1");
    }
    head_.method = method;
    head_.target = target;
    head_.keepsAlive = !isHttp10_;
    return {};
  }

  HeadVerdict readField(std::string_view line) {
    if (line[0] == ' ' || line[0] == '\t') return refused(400, "a field is folded over two lines");
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return refused(400, "a field is NAME: VALUE");
    if (!isToken(line.substr(0, colon))) return refused(400, "a field's name is no word, or a blank stands behind it");
    const std::string_view value = withoutBlanks(line.substr(colon + 1));
    if (!areAll<&ByteClass::value>(value)) return refused(400, "a field holds a control character");
    if (head_.fields.size() == limits_.fieldsMax) return refused(431, "there are too many fields");
    std::string name = lowered(line.substr(0, colon));
    if (std::find(kSingleFields.begin(), kSingleFields.end(), name) != kSingleFields.end() && head_.field(name))
      return refused(400, "a field that may stand once stands twice");
    const HeadVerdict verdict = heed(name, value);
    head_.fields.emplace_back(std::move(name), value);
    return verdict;
  }

  /// What the head's own fields say.
  HeadVerdict heed(std::string_view name, std::string_view value) {
    if (name == "host") {
      if (value.empty() || !areAll<&ByteClass::host>(value)) return refused(400, "`Host` is no host name");
      head_.host = value;
    } else if (name == "content-length") {
      std::uint64_t length = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
      if (value.empty() || error != std::errc() || end != value.data() + value.size())
        return refused(400, "`Content-Length` is one whole number");
      head_.contentLength = length;
    } else if (name == "transfer-encoding") {
      if (lowered(value) != "chunked") return refused(400, "`Transfer-Encoding` can only be chunked, once");
      head_.isChunked = true;
    } else if (name == "connection") {
      heedConnection(value);
    } else if (name == "expect") {
      if (lowered(value) != "100-continue") return refused(417, "`Expect` can only be 100-continue");
      head_.expectsContinue = !isHttp10_;
    }
    return {};
  }

  void heedConnection(std::string_view value) {
    while (!value.empty()) {
      const std::size_t comma = std::min(value.find(','), value.size());
      const std::string option = lowered(withoutBlanks(value.substr(0, comma)));
      asksToClose_ |= option == "close";
      asksToKeep_ |= option == "keep-alive";
      value.remove_prefix(std::min(comma + 1, value.size()));
    }
  }

  HeadVerdict finish(std::size_t bytes) {
    if (head_.host.empty() && !isHttp10_) return refused(400, "a request names its `Host`");
    if (head_.isChunked && head_.contentLength)
      return refused(400, "`Content-Length` and `Transfer-Encoding` say two things about one body");
    if (head_.isChunked && isHttp10_) return refused(400, "HTTP/1.0 knows no `Transfer-Encoding`");
    head_.keepsAlive = !asksToClose_ && (!isHttp10_ || asksToKeep_);
    return {State::complete, bytes, 0, ""};
  }

  const HttpLimits& limits_;
  RequestHead& head_;
  bool isHttp10_ = false, asksToClose_ = false, asksToKeep_ = false;
};

}  // namespace

std::optional<std::string_view> RequestHead::field(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
  if (found == fields.end()) return std::nullopt;
  return found->second;
}

HeadVerdict readHead(std::string_view bytes, const HttpLimits& limits, RequestHead& into) {
  return HeadReader(limits, into).read(bytes);
}

}  // namespace regard::server
