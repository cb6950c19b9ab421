#pragma once
/// What an experiment or a hold-out brought: customers by arm, what they did, and by how much arms differ.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "regard/result.h"
#include "regard/rulebook.h"
#include "regard/store.h"
#include "regard/value.h"

namespace regard {

/// One customer: they keep their arm, and count once.
struct LiftCustomer {
  std::string id;          ///< `***` if the rules call the key private
  std::string arm, since;  ///< since: when watching began, in UTC
  bool did = false;
  Value amount;  ///< all together; unknown unless asked for
};

struct LiftRequest {
  std::string name;     ///< of the experiment or hold-out; empty: the only one that there is
  std::string control;  ///< the arm that others are compared with; empty: the first, or those who were held out
  /// What counts as having done it: an outcome, or an event. Both empty: what the experiment measures.
  std::string outcome, event;
  std::string action;        ///< only outcomes of this one; empty: of any
  bool withAmounts = false;  ///< also what outcomes were told to be worth
  std::string field;         ///< also what this field of the events adds up to, an amount; empty: do not ask
  std::optional<std::uint32_t>
      days;                        ///< watched so long from the first decision on; empty: as the experiment says, or 28
  std::string since, until;        ///< who came in from then on, and before then; in UTC unless an offset is given
  bool everyone = false;           ///< every customer of the store from `since` on, whether decided for or not
  double confidence = 0.95;        ///< of the intervals, 0.5 … 0.9999
  std::optional<std::string> now;  ///< as of then; empty: now
  /// Called for each customer counted, in the order of ids.
  std::function<void(const LiftCustomer&)> visit = {};
};

/// A figure and what it lies between by the confidence asked for.
struct LiftFigure {
  double at = 0, low = 0, high = 0;
};
/// How an arm compares with the control. Each is missing where too little was seen for it.
struct LiftComparison {
  std::optional<LiftFigure> difference;  ///< of rates 0 … 1, or of mean amounts
  std::optional<LiftFigure> lift;        ///< as a part of the control's: 0.1 is a tenth more
};
struct LiftArm {
  std::string name;
  bool isControl = false;
  double share = 0;  ///< of customers, by the rules
  std::uint64_t customers = 0, did = 0;
  LiftFigure rate;
  std::optional<LiftFigure> mean;  ///< amount of a customer, of those who did nothing too; if asked for
  LiftComparison rates, means;     ///< with the control; empty of the control itself
  bool isThin = false;             ///< fewer than ten did it, or fewer than ten did not
};

struct LiftReport {
  std::string name, title;
  bool isHoldOut = false;
  std::string measured;        ///< "accepted", "renewed"
  bool isEvent = false;        ///< and not an outcome
  std::int64_t watchedMs = 0;  ///< each customer was watched so long
  std::string field;           ///< whose amounts were added up; empty: none
  std::string currency;
  bool everyone = false;  ///< of the store, from `from` on
  std::string from, to;   ///< when the first and the last of those counted came in, in UTC; empty: nobody did
  std::vector<LiftArm> arms;
  double confidence = 0;  ///< of each arm's own figures
  double comparedConfidence =
      0;                        ///< of each comparison, so that all of them hold together by `confidence` (Bonferroni)
  double ratioProbability = 1;  ///< how probable numbers so far from the shares are by chance
  bool ratioIsWrong = false;    ///< less than once in a thousand: something else than the lot decided who is counted
  std::optional<std::uint64_t> needed;  ///< by arm, to tell a tenth more than the control's rate four times in five
  std::uint64_t decisions = 0;          ///< read
  std::uint64_t tooRecent = 0;          ///< customers who have not been watched for so long yet
  std::uint64_t otherShares = 0;        ///< customers once decided for while the rules shared out otherwise
  std::uint64_t letGo = 0;              ///< customers whose rows of the event were let go since
  std::uint64_t erased = 0, unreadable = 0;  ///< decisions
};

/// The unit is the customer, who is assigned by a draw that sticks, and not the contact. Watching begins with the first
/// logged decision under rules that share out as `rulebook` does, whatever it offered. Reads beside a writer. Errors:
/// invalid (no such experiment, arm, outcome, event or field; nothing to measure), notFound, corrupt.
[[nodiscard]] Expected<LiftReport> measureLift(const Store& store, const Rulebook& rulebook,
                                               const LiftRequest& request);

}  // namespace regard
