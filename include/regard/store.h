#pragma once
/// Customer profiles on disk: import, look up, describe. One writer process; any number of readers beside it.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "regard/result.h"
#include "regard/rulebook.h"
#include "regard/value.h"

namespace regard {

enum class Access : std::uint8_t { read, write };

/// What is left of rows that were let go to bound a history.
struct EarlierRows {
  Value before;                                     ///< nothing from here on went
  Value count;                                      ///< how many they were; unknown: nobody counted them
  std::vector<std::pair<std::string, Value>> sums;  ///< by column: what they add up to; unknown if one's was not known
};
struct AttributeValue {
  std::string name, title;  ///< a member of a map is `consent.email`
  Value value = {};
  bool isPrivate = false;
  std::vector<std::string> columns = {};      ///< of a list of records: what each row has
  std::vector<std::vector<Value>> rows = {};  ///< of a list: by column; one value each if there are no columns
  std::optional<EarlierRows> earlier = {};    ///< of a history: if any went
};
struct CustomerProfile {
  std::string id;
  std::uint64_t version = 0;
  std::string currency;                    ///< ISO code of its money
  std::vector<AttributeValue> attributes;  ///< in the order of the store's schema
  std::vector<AttributeValue> history;     ///< what has happened: a list for each event and case, in the order of time
};

struct ImportRequest {
  std::string path;                                            ///< a .csv, .tsv, .ndjson or .jsonl file, or "-"
  std::vector<std::pair<std::string, std::string>> columnMap;  ///< column -> attribute; empty attribute: leave out
  bool keyFromRow = false;
  std::string rejectPath;                 ///< empty: FILE.rejects.csv; only a list of rejected rows is written over
  char delimiter = 0;                     ///< 0: found by looking
  std::size_t memoryBytes = 256U << 20U;  ///< rows gathered before they are sorted and written
  std::optional<Rulebook> rulebook;       ///< adopted as soon as the file's columns are found to fit it
  /// Not customers but what happened to them: an event or a case. One column is the customer's key, one is `at`;
  /// `row.key` and `row.closed` are what EventRequest calls key and close. Times without offset are on the rulebook's
  /// clock.
  std::string events = {};
};
struct ImportProgressInfo {
  std::uint64_t rows = 0, rejected = 0, bytes = 0, bytesTotal = 0;
};
struct ImportReport {
  std::uint64_t rows = 0, imported = 0, rejected = 0, replaced = 0, storeBytes = 0;
  std::uint64_t duplicates = 0, closed = 0, tooOld = 0;  ///< of events, as EventOutcome says
  double seconds = 0;
  std::vector<std::string> unusedColumns;  ///< and keys inside lists that nothing takes, such as `products.colour`
  std::vector<std::string> missingAttributes, firstRejects;
  std::vector<std::pair<std::string, std::uint64_t>> unknownCells;
  std::string rejectPath;
};

/// Something that happened to a customer: an event or a case of a rulebook, a `contact`, a `promise`.
struct EventRequest {
  std::string customer, name;
  std::map<std::string, std::string> fields;  ///< in the language's spelling
  std::optional<std::string> at;              ///< when; empty: now
  std::string key;                            ///< tells one that is told twice; empty: it never is
  bool close = false;                         ///< a case was settled, a promise kept: `key` and `fields` say which one
  std::optional<Rulebook> rulebook;           ///< its clock is that of times without offset; else they are errors
};
enum class EventOutcome : std::uint8_t {
  recorded,
  duplicate,  ///< one of that key is there, or closed: nothing was done
  closed,
  tooOld  ///< from before what the bounded history still holds: nothing was done
};
struct EventReceipt {
  EventOutcome outcome = EventOutcome::recorded;
  Value at;
};

/// What came of something that was offered.
struct OutcomeRequest {
  std::string decision;           ///< its id: DecisionResult::id
  std::string action;             ///< one that it offered
  std::string outcome;            ///< `presented`, or as the rules' `outcomes` have it
  std::string amount = {};        ///< what it was worth, such as 45.00; empty: it is not said
  std::optional<std::string> at;  ///< 2026-03-02T10:00Z; empty: now
};
enum class OutcomeResult : std::uint8_t {
  attributed,
  duplicate,  ///< told already: nothing was done
  orphan      ///< no such decision is in the log: kept for itself
};
struct OutcomeReceipt {
  OutcomeResult result = OutcomeResult::attributed;
  std::string customer;  ///< whose decision it was; empty: an orphan
  Value at;
};

/// A customer's attributes, all or some.
struct ProfileRequest {
  std::string customer;
  /// By name, in the language's spelling; a member of a map is `consent.email`, a list is a JSON array; `unknown` takes
  /// a value away.
  std::map<std::string, std::string> attributes;
  bool merge = false;                          ///< what is not given stays; else it becomes unknown
  std::optional<std::uint64_t> expected = {};  ///< the version it has, 0: it is not there. Empty: whichever
};
struct ProfileReceipt {
  std::uint64_t version = 0;  ///< that it has now
  bool created = false;
};

/// What a store's file and those who read it are like at the moment.
struct StoreStatus {
  std::uint64_t bytes = 0;         ///< of its file
  std::uint64_t readers = 0;       ///< reads that are open, in all processes
  std::uint64_t oldestBehind = 0;  ///< commits since the oldest of them began: what they freed is not used again yet
};

class Store {
 public:
  /// A writer makes the folder if it is not there. Errors: notFound, busy (a second writer), unsupported, corrupt, io.
  static Expected<Store> open(const std::string& path, Access access);

  /// Makes room for the rulebook's profile: new attributes and choice members are added, nothing is removed.
  Expected<std::size_t> adopt(const Rulebook& rulebook);  ///< how many attributes were new
  bool hasSchema() const;
  /// On disk when this returns. Errors: notFound (no such customer; nothing open that fits), invalid (no such event or
  /// field, a value that cannot be read, a time in the future).
  Expected<EventReceipt> record(const EventRequest& request);
  /// History, caps, pauses, budgets and learned counts follow at once, and all of it is on disk when this returns.
  /// Errors: invalid (no id, an action that was not offered, no such outcome), notFound (the customer is erased).
  Expected<OutcomeReceipt> outcome(const OutcomeRequest& request);
  /// A fault before the first row (no such file, no column for the key) leaves the store as it was.
  Expected<ImportReport> import(const ImportRequest& request,
                                const std::function<void(const ImportProgressInfo&)>& progress = {});
  /// On disk when this returns. Errors: invalid (no such attribute, a value that cannot be read), notFound (merge, and
  /// no such customer), conflict (the version is not the expected one).
  Expected<ProfileReceipt> put(const ProfileRequest& request);
  /// The profile, its history and the key of what was logged: on disk when this returns whether the customer was there.
  Expected<bool> erase(const std::string& id);
  Expected<CustomerProfile> find(const std::string& id) const;
  /// The record as a Cap'n Proto message with stream framing.
  Expected<std::string> message(const std::string& id) const;
  Expected<std::string> schema() const;  ///< the records' `.capnp` file
  Expected<std::uint64_t> count() const;
  StoreStatus status() const;  ///< thread-safe
  /// Calls `visit(id)` for customers in key order until it returns false.
  Expected<std::uint64_t> forEachId(const std::function<bool(const std::string&)>& visit) const;

  /// Takes away again a store that open() made and that never got a schema, and its folder if open() made that too.
  /// The object is of no use afterwards.
  void discardIfUnused();

  struct Impl;
  const std::shared_ptr<Impl>& impl() const { return impl_; }  ///< opaque to callers

 private:
  explicit Store(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

/// The rulebook head that a data file suggests (`regard init`).
struct ProposalRequest {
  std::string path, name, currency;
  char delimiter = 0;
};
struct ProfileProposal {
  std::string text;
  std::uint64_t rows = 0, unreadRows = 0;  ///< looked at, and of them those that could not be read
  bool hasKey = true;
  std::size_t guesses = 0;
};
[[nodiscard]] Expected<ProfileProposal> proposeProfile(const ProposalRequest& request);

}  // namespace regard
