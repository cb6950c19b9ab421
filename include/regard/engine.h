#pragma once
/// A rulebook over a store: decisions with reasons.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "regard/result.h"
#include "regard/rulebook.h"
#include "regard/store.h"
#include "regard/value.h"

namespace regard {

/// Whether a decision is kept in the store's log (regard/log.h), so that it can be looked up and made again.
enum class Logging : std::uint8_t {
  off,
  soon,    ///< it is answered at once and on disk a moment later: one that a crash meets in between is lost, whole
  durable  ///< it is on disk when it is answered
};

struct DecisionRequest {
  std::string customer;
  std::map<std::string, std::string> request;    ///< request fields, in the language's spelling
  std::map<std::string, std::string> overrides;  ///< what-if: profile attributes, in the language's spelling
  std::vector<std::string> channels = {};        ///< the only ones that can be used; empty: all that the rules have
  std::optional<std::string> now;  ///< 2026-03-02T10:00 on the rulebook's clock, or with an offset; empty: the clock
  /// Of what the rules leave to chance (`explore`); empty: drawn, if they leave anything.
  std::optional<std::uint64_t> seed = {};
  bool explain = false;  ///< also say why the others were not kept
  /// What starts the decision, when nobody asks: an event or a case of the rules, `x_overdue`, `promise_broken`,
  /// `contact`, `day`, `week` or `month`. The latest such thing that is recorded; there is no request then.
  std::optional<std::string> on = {};
  /// Take what ranks first, a contact and its part of budgets, so that nobody else can: on disk when it is answered.
  /// Needs `on` and a store that was opened for writing; the decision is in the log then. What is not told to have been
  /// presented (Store::outcome) lapses after 24 hours.
  bool reserve = false;
  Logging log = Logging::off;  ///< needs a store that was opened for writing, and no overrides
};

struct TreatmentText {
  std::string field, text;
};
struct LeverEffect {
  std::string change, reason;
};  ///< "+50%", the rule's text

/// What answers say of a propensity: Beta(yes, of − yes), the prior among them.
struct LearnedPropensity {
  double yes = 0, of = 0;
  Figure mean = {};
  bool drawn = false;  ///< `explore thompson`: the propensity that counted is a draw from it
};

struct OfferedAction {
  std::uint32_t rank = 1;
  std::string action, title, issue, group, channel, treatment;  ///< channel, treatment title: may be empty
  Figure priority, propensity, value, benefit, cost, score, weight;
  std::optional<LearnedPropensity> learned = {};  ///< if the propensity is
  std::string chance = {};                        ///< what exploration did to its place; when explain
  std::vector<LeverEffect> levers;                ///< those that counted
  std::string formula;                            ///< the `rank by` as written, or the default
  std::vector<TreatmentText> texts;
  std::string mandatory;        ///< why it goes ahead of rank; empty: it was ranked
  std::string queue, skill;     ///< the people it hands over to
  std::string question, topic;  ///< what it asks, and under which topic the answer is kept
  std::string promise;          ///< what is promised by making it
  bool reserved = false;        ///< it is taken
  std::string effect;           ///< what it does by itself …
  std::vector<std::pair<std::string, std::string>> effectDetails;  ///< … with these details, in rule spelling
  bool silently = false;                                           ///< … and without a word
  std::vector<std::string> because;  ///< clauses that let it through, with their values; when explain
};

/// Actions that belong together, all that are needed among those offered.
struct OfferedBundle {
  std::string bundle, title;
  std::vector<std::string> actions;  ///< what it needs, then what it may add and is offered too
};

struct ReasonFact {
  std::string subject, found, needed;
};
struct WithheldAction {
  std::string action, title, issue, channel;
  std::string stage;     ///< "in effect", "eligible", … "keep"
  std::string sentence;  ///< "arrears = £42.10, needs £0"
  std::vector<ReasonFact> facts;
  std::string chance = {};   ///< what exploration did to its place
  std::string clause, path;  ///< rule text and where it stands
  std::uint32_t line = 0;
};

struct DecisionResult {
  std::string id;                                      ///< under which it is logged; empty: it is not
  std::string customer, rulebook, title, now, locale;  ///< now: local time with offset
  std::string rulebookHash;                            ///< which rules decided: Rulebook::hash
  std::uint64_t seed = 0;
  std::string currency;
  std::vector<OfferedAction> offered;
  std::vector<OfferedBundle> bundles;
  std::vector<WithheldAction> withheld;  ///< by action name; when explain
  std::size_t withheldCount = 0;
  std::vector<std::string> notes;  ///< e.g. attributes the store has never seen
};

/// How the engine will decide by the rulebook, as text: which questions its index asks, what code is left to run.
[[nodiscard]] Expected<std::string> planText(const Rulebook& rulebook);

/// What became of the decisions that an engine sent to the log.
struct LogStatus {
  std::uint64_t written = 0, waiting = 0;
  std::uint64_t lost = 0;  ///< they could not be written …
  std::string lastError;   ///< … the last one because of this, if nobody waited for it
};

/// Immutable after making; decide() is thread-safe.
class Engine {
 public:
  /// Errors: invalid if the store's types disagree with the rulebook's.
  static Expected<Engine> make(const Rulebook& rulebook, const Store& store);
  Expected<DecisionResult> decide(const DecisionRequest& request) const;
  /// What the rules' `when late answer` names, for when there is no time to decide: the action on the channel that the
  /// request asks for, else on its first, with a text that needs to know nothing of the customer if it has one, and
  /// without figures. Nothing if the rules name none, or one that has no text for a channel that can be used. Reads no
  /// store and logs nothing. Errors: invalid.
  Expected<std::optional<DecisionResult>> lateAnswer(const DecisionRequest& request) const;
  LogStatus logStatus() const;

 private:
  struct Impl;
  explicit Engine(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace regard
