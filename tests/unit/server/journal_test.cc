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
