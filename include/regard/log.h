#pragma once
/// The log of decisions in a store: look one up, take them out, decide them again. Decisions get there by
/// DecisionRequest::log.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "regard/engine.h"
#include "regard/result.h"
#include "regard/store.h"

namespace regard {

/// Which decisions, by when they were logged. Times as 2026-03-02 or 2026-03-02T10:00, in UTC if they have no offset.
struct LogRangeRequest {
  std::string from;  ///< a time, or a decision's id; empty: from the first
  std::string to;    ///< the time before which, or the id up to and with which; empty: to the last
};
struct LogQuery {
  LogRangeRequest range;
  std::string customer, action;  ///< only theirs; only where it was kept. Empty: any
  std::uint64_t most = 0;        ///< 0: all
  bool newestFirst = true;
  bool inputs = false;     ///< also what each was decided from
  bool selection = false;  ///< also how probable it was: more work than all the rest where rules explore
  bool outcomes = false;   ///< also what came of it
};

enum class LogState : std::uint8_t {
  whole,
  erased,     ///< its customer was: when, by which rules and by which seed is all that is left
  unreadable  ///< LogEntry::problem says why
};
/// How probably each action stood in each place, by all that was known before chance was asked.
struct Selection {
  enum class Method : std::uint8_t {
    certain,     ///< nothing was left to chance
    counted,     ///< `explore epsilon`: exactly
    quadrature,  ///< `explore thompson`: to about 10⁻⁶
    draws        ///< decided again under so many other seeds
  };
  struct Chance {
    std::string action;
    double probability = 0;
    double error = 0;  ///< its standard error, of draws
  };
  Method method = Method::certain;
  std::uint32_t draws = 0;
  std::vector<std::vector<Chance>> places;  ///< by place, from the first; those that are possible, by name

  /// Of an action in a place, from 1; 0 if it cannot be there.
  Chance at(const std::string& action, std::uint32_t place) const;
};

/// What came of an action of a decision.
struct ToldOutcome {
  std::string action, outcome;
  std::string at;  ///< in UTC
  Value amount;    ///< unknown: it was not said
  bool bySilence = false;
};

struct LogEntry {
  std::string id, loggedAt;  ///< loggedAt: in UTC
  LogState state = LogState::whole;
  std::string problem;
  std::string customer, now, rulebook, rulebookHash, currency, locale;  ///< now: on the rulebook's clock
  std::uint64_t seed = 0;
  bool reserved = false;               ///< it took what is capped or budgeted
  bool customerIsPrivate = false;      ///< the rules say so of the key
  std::vector<OfferedAction> offered;  ///< in rank order, without texts and reasons
  std::optional<Selection> selection;  ///< if asked for, of one that is whole
  std::vector<ToldOutcome> outcomes;   ///< if asked for, by action and outcome
  std::vector<AttributeValue> inputs;  ///< lists, events and cases behind the others; private values are `***`
};

/// A decision of then, and what was known of the moment.
struct ToldDecision {
  DecisionRequest asked;
  DecisionResult result;
  std::vector<ToldOutcome> outcomes;  ///< what came of it, by action and outcome
};

struct ReplayDifference {
  std::string id, customer, currency;
  std::vector<OfferedAction> was, is;  ///< as in LogEntry::offered
};
struct ReplayReport {
  std::uint64_t same = 0, different = 0, erased = 0, unreadable = 0;
  std::vector<ReplayDifference> differences;                     ///< the first few
  std::vector<std::pair<std::string, std::string>> unreadables;  ///< the first few: id, why
  double seconds = 0;
  std::uint64_t all() const { return same + different + erased + unreadable; }
};

/// How long decisions are kept; 0 is without limit. The oldest go first, a few with each one that is logged.
struct LogRetention {
  std::uint64_t keepMs = 0;      ///< since they were logged
  std::uint64_t quotaBytes = 0;  ///< on disk
};
struct LogFacts {
  LogRetention retention;
  std::uint64_t decisions = 0, bytes = 0;
  std::string oldest, newest;  ///< when they were logged; empty: there are none
};

/// Reads beside a writer. Thread-safe, each call on its own.
class DecisionLog {
 public:
  explicit DecisionLog(const Store& store) : store_(store.impl()) {}

  /// Calls `visit` until it returns false; how many it was called for. Errors: invalid (a range that cannot be read).
  Expected<std::uint64_t> forEach(const LogQuery& query, const std::function<bool(const LogEntry&)>& visit) const;
  /// One, with what it was decided from. Errors: invalid (no id), notFound.
  Expected<LogEntry> find(const std::string& id) const;
  /// The decision as it was told then, with texts, and with reasons if `explain`. Errors: notFound (no such decision;
  /// it is erased; its rules are not in the store), conflict (made again it is another), corrupt, unsupported.
  Expected<ToldDecision> tell(const std::string& id, bool explain) const;

  /// Makes each decision again from what was logged and the rules in the store. Same bytes, or a difference.
  /// `progress(done)` is called now and then.
  Expected<ReplayReport> replay(const LogRangeRequest& range,
                                const std::function<void(std::uint64_t)>& progress = {}) const;

  Expected<LogFacts> facts() const;
  /// From now on, and at once for what is there: how many decisions went. Errors: invalid (opened for reading).
  Expected<std::uint64_t> retain(const LogRetention& retention) const;

 private:
  std::shared_ptr<Store::Impl> store_;
};

}  // namespace regard
