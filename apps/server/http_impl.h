#pragma once
// What the server's files share: the one thread that owns all sockets, so nothing here is locked.

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/error.hpp>
#include <ctime>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "apps/server/http_server.h"
#include "apps/server/rounds.h"
#include "apps/server/work_queue.h"

namespace boost::asio::ssl {
class context;
}

namespace regard::server {

namespace net = boost::asio;
namespace beast = boost::beast;
using net::ip::tcp;

/// A connection. It owns itself: the handlers that wait for it keep it alive.
class Session {
 public:
  virtual ~Session() = default;
  virtual void begin() = 0;
  /// Nobody waits for anything on an idle connection.
  virtual void closeIfIdle() = 0;
};

class Work;

struct HttpServer::Impl {
  Impl(const ListenOptions& asked, Application& served)
      : options(asked),
        application(served),
        reads(asked.readThreads, asked.waitingMax),
        writes(asked.writeThreads, asked.waitingMax) {}

  void accept();
  void admit(tcp::socket socket);
  std::shared_ptr<Session> sessionOf(tcp::socket socket);
  void waitForSignal();
  void reload();
  void drain();
  void endIfDrained();
  /// `told` hears the answer, once, on this thread.
  void ask(std::shared_ptr<const Request> request, std::function<void(Response)> told);
  /// Whoever brings a short task alone has it run on this thread; of several that come at once all but one go to the
  /// workers, so that they run side by side.
  void putOff(std::shared_ptr<Work> work);
  void runPutOff();
  /// When what is read now came. `notBefore` as in rounds.h.
  Clock::time_point arrivalOfRead(Clock::time_point notBefore);
  void enter(Session* session);
  void leave(Session* session);
  const std::string& date();

  const ListenOptions options;
  Application& application;
  std::unordered_set<Session*> sessions;  // before `io`: handlers that it destroys leave
  net::io_context io{1};
  std::shared_ptr<net::ssl::context> tls;  ///< of the connections to come; nothing: plain text
  tcp::acceptor acceptor{io};
  net::signal_set signals{io};
  net::steady_timer acceptTimer{io}, drainTimer{io};
  bool isDraining = false;
  std::size_t guests = 0;  ///< by others than sessions, and not answered yet
  Beside* beside = nullptr;
  std::atomic<std::size_t> connections = 0;  // those of `sessions`, for other threads
  std::atomic<std::uint64_t> refused = 0;
  std::vector<std::shared_ptr<Work>> putOffs;
  Rounds rounds;
  Clock::duration shortTook{};  // what short tasks take, smoothed
  std::time_t dateAt = 0;
  std::string dateText;
  WorkQueue reads, writes;  // last: their threads post to `io`
};

/// http_tls.cc, the only one that compiles TLS. Errors: invalid, naming the file that is wrong.
Expected<std::shared_ptr<net::ssl::context>> tlsContextOf(const TlsFiles& files);
std::shared_ptr<Session> tlsSessionOf(HttpServer::Impl& server, tcp::socket socket);

}  // namespace regard::server
