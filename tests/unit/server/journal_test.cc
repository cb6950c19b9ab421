#include "apps/server/journal.h"

#include <catch2/catch.hpp>

namespace regard::server {
namespace {

TEST_CASE("an event is one line, for people or for programs", "[server]") {
  using Format = Journal::Format;
  const auto line = [](Format format) {
    return journalLine(format, Journal::Level::warning, "T", "keys_kept", "cannot\nread \"it\"", {{"path", "a\tb"}});
  };
  CHECK(line(Format::text) == "T warning keys_kept: cannot read \"it\" path=a b");
  CHECK(line(Format::json) ==
        R"({"time":"T","level":"warning","event":"keys_kept","message":"cannot\nread \"it\"","path":"a\tb"})");
}

TEST_CASE("figures stay figures, and a taker is given each line", "[server]") {
  std::string taken;
  const Journal journal(Journal::Format::json, Journal::Level::info, [&](const std::string& line) { taken = line; });
  journal.say(Journal::Level::info, "request", "answered", {{"us", std::int64_t{42}}, {"route", "/livez"}});
  CHECK(taken.ends_with(R"("message":"answered","us":42,"route":"/livez"})"));
}

TEST_CASE("a journal without a reader hears nothing", "[server]") {
  const Journal none;
  CHECK(!none.hears(Journal::Level::error));
  none.say(Journal::Level::error, "event", "message");
  const Journal errors(Journal::Format::text, Journal::Level::error);
  CHECK(errors.hears(Journal::Level::error));
  CHECK(!errors.hears(Journal::Level::warning));
}

}  // namespace
}  // namespace regard::server
