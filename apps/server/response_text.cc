#include "apps/server/response_text.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace regard::server {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};
constexpr Phrase kPhrases[] = {{200, "OK"},
                               {201, "Created"},
                               {204, "No Content"},
                               {400, "Bad Request"},
                               {401, "Unauthorized"},
                               {403, "Forbidden"},
                               {404, "Not Found"},
                               {405, "Method Not Allowed"},
                               {408, "Request Timeout"},
                               {409, "Conflict"},
                               {412, "Precondition Failed"},
                               {413, "Content Too Large"},
                               {414, "URI Too Long"},
                               {415, "Unsupported Media Type"},
                               {417, "Expectation Failed"},
                               {421, "Misdirected Request"},
                               {422, "Unprocessable Content"},
                               {429, "Too Many Requests"},
                               {431, "Request Header Fields Too Large"},
                               {500, "Internal Server Error"},
                               {503, "Service Unavailable"},
                               {504, "Gateway Timeout"},
                               {505, "HTTP Version Not Supported"},
                               {507, "Insufficient Storage"}};

std::string_view phraseOf(int status) {
  for (const Phrase& phrase : kPhrases)
    if (phrase.status == status) return phrase.text;
  return "";
}

}  // namespace

std::string responseText(const Response& response, const Wire& wire) {
  constexpr std::size_t kHeadBytes = 256;
  std::string text;
  text.reserve(kHeadBytes + response.body.size());
  const auto number = [&](auto value) {
    const fmt::format_int digits(value);
    text.append(digits.data(), digits.size());
  };
  text += "HTTP/1.1 ";
  number(response.status);
  text.append(" ").append(phraseOf(response.status)).append("\r\nDate: ").append(wire.date).append("\r\n");
  if (!response.contentType.empty()) text.append("Content-Type: ").append(response.contentType).append("\r\n");
  if (response.status != 204) {
    text += "Content-Length: ";
    number(response.body.size());
    text += "\r\n";
  }
  for (const auto& [name, value] : response.fields) text.append(name).append(": ").append(value).append("\r\n");
  text += "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: ";
  text += wire.keepsAlive ? "keep-alive\r\n\r\n" : "close\r\n\r\n";
  if (!wire.withoutBody) text += response.body;
  return text;
}

std::string dateOf(std::time_t seconds) {
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                     kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                     utc.tm_sec);
}

}  // namespace regard::server
