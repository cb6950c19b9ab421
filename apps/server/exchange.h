#pragma once
// A request and its answer, and what stands between the sockets and what is answered. Knows neither sockets nor rules.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "apps/server/request_head.h"

namespace regard::server {

using Clock = std::chrono::steady_clock;

struct Request {
  RequestHead head;
  std::string body;
  std::string peer;           ///< the address that it came from
  Clock::time_point arrived;  ///< when its last byte came, as far as can be known
};

/// What an answer means for whoever asks the same again.
enum class Standing : std::uint8_t {
  settled,   ///< the same, as long as nothing changes
  passing,   ///< nothing was done: another answer may come
  goesOn,    ///< the work goes on behind it, and its own answer comes later
  repeated,  ///< it is about another request: the one that did the work
};

/// What is counted of an answer that is a decision.
struct Tally {
  std::string action;              ///< that ranks first; empty: nothing was offered
  std::string degraded;            ///< why it is not the decision that was asked for; empty: it is
  Clock::time_point begun, ended;  ///< of the work
  std::string bundle = {};         ///< the beginning of the hash of the rules that decided
};

struct Response {
  int status = 200;
  std::string contentType = "application/json";  ///< empty: there is no body
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields = {};
  Standing standing = Standing::settled;
  std::optional<Tally> tally = {};
};

/// Why work gets no answer of its own.
enum class Late : std::uint8_t {
  overload,  ///< too much waits already: it was not begun
  waited,    ///< its time was over before it could begin
  working,   ///< its time was over before it was done: it goes on, and nobody hears of it
};

/// Work that may take time goes one of these ways, so that writes, which wait for the disk, hold up no decision.
enum class Way : std::uint8_t { read, write };

struct Task {
  Way way = Way::read;
  Clock::time_point deadline;
  std::function<Response()> run;       ///< on a worker's thread
  std::function<Response(Late)> late;  ///< instead of it, at once: it must not wait for anything
  /// It waits for nothing and takes less than it takes to wake a thread: it may be run on the sockets' thread, where
  /// nothing else is to be done.
  bool isShort = false;
};

using Answer = std::variant<Response, Task>;

/// What is served. All calls come from the one thread that owns the sockets, and none may wait.
class Application {
 public:
  virtual ~Application() = default;
  virtual Answer answer(const Request& request) = 0;
  /// A head or a body was refused: `why` says which rule it broke.
  virtual Response refusal(int status, const char* why) = 0;
  /// `response` was given to `request`; or nobody waits for it any more, since another one was given in time.
  virtual void answered(const Request& request, const Response& response, bool inTime) = 0;
  /// From now on nothing new is begun.
  virtual void draining() = 0;
  /// How long the body behind a head may be; nothing: as the sockets have it.
  virtual std::optional<std::size_t> bodyBytesMax(const Request& request) = 0;
  /// What is told to whoever may ask for nothing, since nobody knows them; nothing: they are known. For what has a
  /// login.
  virtual std::optional<Response> stranger(const Request& request) = 0;
  /// Files are to be read again. `fault`: why the sockets go on with their old ones; empty: they do not.
  virtual void reload(const std::string& fault) = 0;
};

}  // namespace regard::server
