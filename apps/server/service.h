#pragma once
// What the server does with a request: the routes, in front of a store and the rules that are active.

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "apps/server/exchange.h"
#include "apps/server/metrics.h"
#include "apps/server/problem.h"
#include "apps/server/routes.h"
#include "regard/engine.h"
#include "regard/rulebook.h"
#include "regard/store.h"

namespace regard::server {

struct Gauges;

struct ServiceOptions {
  std::vector<std::string> hosts;  ///< names that `Host` may have, beside addresses of this machine; empty: any
};

class Service : public Application {
 public:
  /// REQUIRES a store that knows the rulebook's profile if it was opened for writing. Errors: as Engine::make.
  static Expected<std::unique_ptr<Service>> make(const ServiceOptions& options, Store store, const Rulebook& rulebook);

  /// Where /metrics learns how the sockets stand.
  void watch(std::function<Gauges()> gauges) { gauges_ = std::move(gauges); }

  Answer answer(const Request& request) override;
  Response refusal(int status, const char* why) override;
  void answered(const Request& request, const Response& response, bool inTime) override;
  void draining() override { isDraining_ = true; }

 private:
  Service(const ServiceOptions& options, Store store, Rulebook rulebook, Engine engine);

  Answer answerOf(const Request& request);
  Answer dispatch(const Request& request, const Call& call);
  bool isKnownHost(std::string_view host) const;
  Response metricsText() const;
  Response ready() const;

  const ServiceOptions options_;
  Store store_;
  Rulebook rulebook_;
  Engine engine_;
  std::function<Gauges()> gauges_;
  Metrics metrics_;
  bool isDraining_ = false;
};

}  // namespace regard::server
