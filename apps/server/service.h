#pragma once
// What the server does with a request: the routes, in front of a store and the rules that are active.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "apps/server/admission.h"
#include "apps/server/bodies.h"
#include "apps/server/exchange.h"
#include "apps/server/idempotency.h"
#include "apps/server/journal.h"
#include "apps/server/metrics.h"
#include "apps/server/problem.h"
#include "apps/server/publishing.h"
#include "apps/server/routes.h"
#include "regard/engine.h"
#include "regard/rulebook.h"
#include "regard/store.h"

namespace regard::server {

struct Gauges;

/// Which requests are told in the journal.
enum class Told : std::uint8_t {
  none,
  faulty,  ///< a fault of ours, or an answer that was not in time
  all
};

struct ServiceOptions {
  std::vector<std::string> hosts = {};  ///< names that `Host` may have; empty: any
  std::string folder = {};              ///< the store's, where rules are kept; empty: they are not
  bool needsTwoPersons = false;         ///< as PublishingOptions
  bool isReadOnly = false;              ///< the store was opened for reading: nothing is written
  Logging logging = Logging::soon;
  std::chrono::milliseconds deadline{250};          ///< of decisions that say nothing of it, and of look-ups
  std::chrono::milliseconds writeDeadline{10'000};  ///< of what waits for the disk
  std::chrono::milliseconds deadlineMax{60'000};
  std::string keysPath = {};                    ///< of keys.h; empty: whoever reaches this may do everything
  std::shared_ptr<const Journal> journal = {};  ///< nothing: nothing is said
  Told requestsTold = Told::none;
  std::function<UnixSeconds()> wallClock = {};  ///< by which keys expire; nothing: the system's
};

class Service : public Application {
 public:
  /// `rulebook` as for Publishing::open. Errors: as that and KeyRing::read.
  static Expected<std::unique_ptr<Service>> make(const ServiceOptions& options, Store store,
                                                 const std::optional<Rulebook>& rulebook);
  std::shared_ptr<const Active> active() const { return publishing_->active(); }

  /// Where /metrics learns how the sockets stand.
  void watch(std::function<Gauges()> gauges) { gauges_ = std::move(gauges); }

  Answer answer(const Request& request) override;
  Response refusal(int status, const char* why) override;
  void answered(const Request& request, const Response& response, bool inTime) override;
  void draining() override { isDraining_ = true; }
  std::optional<std::size_t> bodyBytesMax(const Request& request) override;
  std::optional<Response> stranger(const Request& request) override;
  void reload(const std::string& fault) override;

 private:
  Service(const ServiceOptions& options, Admission admission, Store store, std::unique_ptr<Publishing> publishing);

  Answer answerOf(const Request& request);
  /// Who asks; or why it is not for them, or not for this server.
  std::variant<Caller, Response> callerOf(const Request& request, const Call& call);
  UnixSeconds wall() const;
  Answer dispatch(const Request& request, const Call& call, const Caller& caller);
  /// `dispatch` once for each key.
  Answer dispatchOnce(const Request& request, const Call& call, const Caller& caller);

  Answer decide(const Request& request, bool isFlat);
  Answer decideBatch(const Request& request);
  Answer outcome(const Request& request);
  Answer event(const Request& request);
  Answer customer(const Request& request, const std::string& id, bool history) const;
  Answer putCustomer(const Request& request, const std::string& id, bool merge);
  Answer eraseCustomer(const Request& request, const std::string& id);
  Answer decision(const Request& request, const std::string& id, bool why) const;

  Response rulebook() const;
  Response rulebooks() const;
  Response audit() const;
  Answer publish(const Request& request, const Author& author);
  Answer activate(const Request& request, const std::string& hash, const Author& author);
  Answer rollBack(const Request& request, const Author& author);
  Answer change(const Request& request, std::function<Response()> run) const;

  void prepare(DecisionBody& body) const;
  std::chrono::milliseconds within(const DecisionBody& body) const;
  void settle(const std::string& key, const Response& response);
  /// A request and what came of it, without anything that is the customer's or the caller's.
  void tell(const Request& request, const Route* route, const Response& response, bool inTime) const;
  void say(Journal::Level level, std::string_view event, std::string_view message) const;
  static Problem readOnly();

  /// Work that waits for the disk; a problem at once where nothing is written.
  Answer write(const Request& request, std::function<Response()> run) const;
  Answer read(const Request& request, std::function<Response()> run) const;

  bool isKnownHost(std::string_view host) const;
  Response metricsText() const;
  Response ready() const;

  const ServiceOptions options_;
  Admission admission_;
  Store store_;
  std::shared_ptr<Publishing> publishing_;  ///< work that is under way has it too
  std::function<Gauges()> gauges_;
  Metrics metrics_;
  IdempotencyKeys keys_;
  bool isDraining_ = false;
};

}  // namespace regard::server
