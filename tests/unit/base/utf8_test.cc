// What is text and what is not, by its bytes.

#include <catch2/catch.hpp>
#include <string_view>

#include "base/utf8.h"

namespace regard {
namespace {

TEST_CASE("UTF-8 is well formed or it is not", "[utf8]") {
  const std::size_t good = std::string_view::npos;
  struct Case {
    const char* text;
    std::size_t at;
  };
  const Case cases[] = {{"plain ascii text", good},
                        {"\xC3\xA9", good},
                        {"\xE2\x82\xAC", good},
                        {"\xF0\x9F\x98\x80", good},
                        {"\xC0\x80", 0},
                        {"ab\xE0\x80\x80", 2},
                        {"\xED\xA0\x80", 0},
                        {"\xF4\x90\x80\x80", 0},
                        {"abcdefgh\xC3", 8},
                        {"\x80", 0},
                        {"\xF5\x80\x80\x80", 0},
                        {"\xE2\x82", 0}};
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(firstBadUtf8(c.text) == c.at);
    CHECK(isUtf8(c.text) == (c.at == good));
  }
}

}  // namespace
}  // namespace regard
