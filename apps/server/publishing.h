#pragma once
// The rules that decide, those that decided before, and those that may: brought, verified, activated and taken back
// while decisions go on. What happened is on disk before it counts.

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/server/audit.h"
#include "regard/engine.h"
#include "regard/rulebook.h"
#include "regard/store.h"

namespace regard::server {

/// The rules that decide, and what they decide with. Immutable, but for the flag.
struct Active {
  Active(Rulebook rules, Engine made) : rulebook(std::move(rules)), engine(std::move(made)) {}
  const Rulebook rulebook;
  const Engine engine;
  /// They have decided: the first decision takes longer, as it writes the rules to the store.
  mutable std::atomic<bool> isWarm = false;
};

struct PublishingOptions {
  std::string folder;            ///< the store's: bundles go into `rulebooks`, changes into `audit.log`
  bool isReadOnly = false;       ///< the given rules decide, and nothing changes that
  bool needsTwoPersons = false;  ///< another key must have published what a key activates
};

/// One that is on the shelf.
struct ShelvedRulebook {
  std::string hash, publishedAt, publishedBy;
  bool isActive = false;
};

/// Thread-safe.
class Publishing {
 public:
  /// `given`: by the command line; it decides if it is another one than was given last, or nothing was activated since.
  /// Errors: notFound (none was given, and none is active), invalid, corrupt, io, full; as Engine::make and adopt.
  static Expected<std::unique_ptr<Publishing>> open(const PublishingOptions& options, Store store,
                                                    const std::optional<Rulebook>& given);

  /// Those that decide now. Never waits for a change.
  std::shared_ptr<const Active> active() const;

  struct Receipt {
    Rulebook rulebook;
    bool isNew = true;  ///< it was not on the shelf before
  };
  /// Verifies a bundle, runs its tests, plans it beside those that decide, and puts it on the shelf. Errors: invalid,
  /// unsupported, corrupt (of the bundle), conflict (it does not fit the store), full, io; the shelf is as it was then.
  Expected<Receipt> publish(std::string_view bundle, const Author& author);
  /// From now on it decides. Errors: notFound, conflict (two persons are needed), full, io.
  Expected<std::shared_ptr<const Active>> activate(const std::string& hash, const Author& author);
  /// Those that decided before these do again. Errors: conflict (there are none), full, io.
  Expected<std::shared_ptr<const Active>> rollBack(const Author& author);

  std::vector<ShelvedRulebook> shelf() const;
  std::vector<AuditEntry> audit() const;
  std::uint64_t changes() const;  ///< how often other rules have begun to decide
  /// Of the engines of all rules that have decided.
  LogStatus logStatus() const;

 private:
  Publishing(PublishingOptions options, Store store);
  std::string pathOf(const std::string& hash) const;
  Expected<bool> begin(const std::optional<Rulebook>& given);
  Expected<std::shared_ptr<const Active>> made(const Rulebook& rulebook);
  Expected<std::shared_ptr<const Active>> ready(const std::string& hash);
  Expected<bool> change(Change change, const Author& author, std::shared_ptr<const Active> to);
  void makeActive(std::shared_ptr<const Active> to);
  std::vector<std::string> decided() const;
  bool mayActivate(const std::string& hash, const Author& author) const;

  const PublishingOptions options_;
  mutable std::mutex changing_;  ///< one change at a time: all that follows but `active_`
  Store store_;
  std::optional<AuditTrail> trail_;
  std::map<std::string, std::shared_ptr<const Active>> planned_;  ///< so that activating takes no time; a few

  mutable std::mutex reading_;  ///< held for a copy of a pointer
  std::shared_ptr<const Active> active_;
  std::vector<std::shared_ptr<const Active>> retired_;  ///< some of whose decisions are not in the log yet
  LogStatus gone_;                                      ///< of those that were retired for good
  std::uint64_t changes_ = 0;
};

}  // namespace regard::server
