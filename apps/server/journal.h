#pragma once
// What the server says of itself while it runs: a line for each event, for people or for programs. Never a customer, an
// attribute, or a secret. The only place that knows spdlog.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace regard::server {

/// Thread-safe. Nobody who says something waits for whoever reads it: what is not taken in time is dropped, the oldest
/// first.
class Journal {
 public:
  enum class Level : std::uint8_t { debug, info, warning, error };
  enum class Format : std::uint8_t {
    text,  ///< `2026-03-02T10:00:00.123Z info keys_read: 3 keys path=keys.json`
    json   ///< {"time", "level", "event", "message", … a member for each field}
  };
  using Field = std::pair<std::string_view, std::variant<std::string, std::int64_t>>;

  Journal();  ///< says nothing
  /// On standard error, from `least` up.
  Journal(Format format, Level least);
  /// Given to `taker`, line by line, by whoever says it: for tests.
  Journal(Format format, Level least, std::function<void(const std::string&)> taker);
  ~Journal();  ///< what was said is written first
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  bool hears(Level level) const;
  /// `event`: a stable name for programs. `message`: for people.
  void say(Level level, std::string_view event, std::string_view message,
           std::initializer_list<Field> fields = {}) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What a line is without its time; for tests too.
std::string journalLine(Journal::Format format, Journal::Level level, std::string_view time, std::string_view event,
                        std::string_view message, std::initializer_list<Journal::Field> fields);

}  // namespace regard::server
