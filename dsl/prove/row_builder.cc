// Rows are made for one query after the other, from the shortest window to the longest, each row as early as its window
// goes: so it lies in no shorter one, and what the shorter ones got counts for the longer. What a row says is searched
// for like everything else, with its columns as what is open and the customer as given; other queries of the same rows
// should not take it, unless they lack rows themselves.

#include "dsl/prove/row_builder.h"

#include <algorithm>
#include <optional>

#include "dsl/prove/domains.h"

namespace regard::dsl {
namespace {

using ir::Aggregate;
using ir::Inst;
using ir::InstIndex;
using ir::Op;

constexpr std::int64_t kRowsMax = 50;  ///< made for one query; a rule that needs more is not shown by example
constexpr std::int64_t kLongAgoMs = 36'500 * kMsPerDay;
constexpr SearchLimits kRowLimits{100'000, 50};

/// What a query wants of its rows.
struct Ask {
  InstIndex query = ir::kNone;
  std::uint32_t stream = 0, window = 0;
  InstIndex filter = ir::kNone, item = ir::kNone;
  std::int64_t taken = 0, undecided = 0;  ///< how many, by the filter
  Possible itemWanted;                    ///< when there is an item
};

class RowBuilder {
 public:
  RowBuilder(const Cone& cone, const Box& box, Witness& witness)
      : cone_(cone), p_(cone.program()), box_(box), w_(witness) {}

  InstIndex run() {
    w_.rows.resize(p_.streams.size());
    w_.isListKnown.assign(p_.streams.size(), true);
    for (const Count& count : cone_.counts()) askForCount(count);
    for (Place place = 0; place < cone_.instCount(); ++place)
      if (cone_.at(place).op == Op::kQuery && cone_.isLeaf(place) && !cone_.readsRow(place)) askForValue(place);
    std::stable_sort(asks_.begin(), asks_.end(), [&](const Ask& a, const Ask& b) {
      return w_.windowAfterMs[a.window] > w_.windowAfterMs[b.window];
    });
    for (const Ask& ask : asks_)
      if (!satisfy(ask, Truth::True, ask.taken) || !satisfy(ask, Truth::Unknown, ask.undecided)) return ask.query;
    for (std::vector<WitnessRow>& rows : w_.rows)
      std::stable_sort(rows.begin(), rows.end(), [](const WitnessRow& a, const WitnessRow& b) { return a.at < b.at; });
    return ir::kNone;
  }

 private:
  Ask askOf(InstIndex query) const {
    const std::uint32_t* words = &p_.operands[p_.insts[query].a];
    return {query, words[ir::kStreamWord], words[ir::kWindowWord], words[ir::kFilterWord], ir::kNone, 0, 0, {}};
  }
  bool isList(std::uint32_t stream) const { return p_.streams[stream].kind == ir::StreamKind::kList; }

  /// Nobody knows whether there are more rows.
  void forget(const Ask& ask) {
    if (isList(ask.stream))
      w_.isListKnown[ask.stream] = false;
    else
      w_.hasHistory = false;
  }

  void askForCount(const Count& count) {
    const Possible &low = box_[count.low], &high = box_[count.high];
    Ask ask = askOf(count.query);
    if (low.hasOneValue()) ask.taken = low.lowest();
    if (high.hasOneValue() && high.lowest() == kNoEnd)
      forget(ask);
    else if (low.hasOneValue() && high.hasOneValue())
      ask.undecided = high.lowest() - low.lowest();
    asks_.push_back(std::move(ask));
  }

  void askForValue(Place place) {
    const Inst& query = cone_.at(place);
    const auto how = static_cast<Aggregate>(ir::queryWord(p_, query, ir::kAggregateWord));
    const Possible& wanted = box_[place];
    Ask ask = askOf(cone_.instAt(place));
    const bool isNumber = how == Aggregate::kCount || how == Aggregate::kRecorded;
    if (isNumber && wanted.hasOneValue()) ask.taken = static_cast<std::int64_t>(numberOfKey(wanted.lowest()));
    if (how == Aggregate::kBurst && truthsOf(wanted) == kTrueOnly)
      ask.taken = p_.bursts[ir::queryWord(p_, query, ir::kBurstWord)].count;
    if ((how == Aggregate::kCount || how == Aggregate::kSum) && wanted.unknown) forget(ask);
    const bool nothingDoes = how == Aggregate::kSum && wanted == onlyValue(0);
    if (how >= Aggregate::kSum && how <= Aggregate::kLatest && !wanted.values.empty() && !nothingDoes) {
      ask.taken = 1;  // of a single row, each of them is what that row says
      ask.item = ir::queryWord(p_, query, ir::kItemWord);
      ask.itemWanted = wanted;
    }
    asks_.push_back(std::move(ask));
  }

  bool isInWindow(const Ask& ask, const WitnessRow& row) const {
    return isList(ask.stream) || row.at > w_.windowAfterMs[ask.window];
  }

  /// How many rows the filter takes, of those that are there.
  std::int64_t countOf(const Ask& ask, Truth wanted) const {
    std::int64_t count = 0;
    for (const WitnessRow& row : w_.rows[ask.stream]) {
      if (!isInWindow(ask, row)) continue;
      const Truth found = ask.filter == ir::kNone
                              ? Truth::True
                              : evaluateRow(cone_, w_, ask.stream, row)[cone_.placeOf(ask.filter)].truth();
      count += found == wanted ? 1 : 0;
    }
    return count;
  }

  bool satisfy(const Ask& ask, Truth wanted, std::int64_t rows) {
    if (rows > kRowsMax) return false;
    for (std::int64_t missing = rows - (rows > 0 ? countOf(ask, wanted) : 0); missing > 0; --missing)
      if (!addRow(ask, wanted)) return false;
    return true;
  }

  /// As early as the window goes; where it has no beginning, before every other.
  std::int64_t timeFor(const Ask& ask) const {
    if (isList(ask.stream)) return static_cast<std::int64_t>(w_.rows[ask.stream].size());
    const std::int64_t after = w_.windowAfterMs[ask.window];
    if (after != kLowestKey) return std::min(after + 1, w_.nowMs);
    std::int64_t earliest = w_.nowMs;
    for (const Ask& other : asks_)
      if (w_.windowAfterMs[other.window] != kLowestKey) earliest = std::min(earliest, w_.windowAfterMs[other.window]);
    return std::max(earliest - kMsPerDay, w_.nowMs - kLongAgoMs);
  }

  bool addRow(const Ask& ask, Truth wanted) {
    WitnessRow row{timeFor(ask), std::vector<Scalar>(p_.streams[ask.stream].columns.size())};
    if (!isList(ask.stream)) row.columns[ir::kAtColumn] = Scalar::known(Cell::ofInt(row.at));
    std::vector<Goal> goals, alone;
    if (ask.filter != ir::kNone) goals.push_back({ask.filter, flagOf(bitOf(wanted))});
    if (ask.filter == ir::kNone && wanted != Truth::True) return false;
    if (ask.item != ir::kNone) goals.push_back({ask.item, ask.itemWanted});
    alone = goals;
    for (const Ask& other : asks_) {
      if (other.stream != ask.stream || other.filter == ask.filter || other.filter == ir::kNone) continue;
      if (!isInWindow(other, row)) continue;
      const bool lacksRows = other.taken > countOf(other, Truth::True);
      goals.push_back({other.filter, flagOf(kFalseOnly | (lacksRows ? kTrueOnly : 0U))});
    }
    if (!fillRow(ask.stream, goals, row) && !fillRow(ask.stream, alone, row)) return false;
    w_.rows[ask.stream].push_back(std::move(row));
    return true;
  }

  /// Columns under which the goals come out; those that no goal reads stay unknown.
  bool fillRow(std::uint32_t stream, const std::vector<Goal>& goals, WitnessRow& row) const {
    std::vector<InstIndex> roots;
    for (const Goal& goal : goals) roots.push_back(goal.inst);
    const Cone rowCone(p_, roots, stream);
    const std::vector<Scalar> given = evaluate(cone_, w_);
    const Setting nobody;
    Search search(
        rowCone,
        [&](const Inst& leaf) {
          const bool isTime = leaf.op == Op::kColumn && !isList(stream) && leaf.b == ir::kAtColumn;
          if (isTime) return onlyValue(row.at);
          if (leaf.op == Op::kColumn) return domainOf(p_, nobody, leaf);
          const auto inst = static_cast<InstIndex>(&leaf - p_.insts.data());
          return possibleOf(ir::typeOf(leaf), given[cone_.placeOf(inst)]);
        },
        kRowLimits);
    return search.find(goals, [&](const Box& found, InstIndex&) {
      for (Place place = 0; place < rowCone.instCount(); ++place)
        if (rowCone.at(place).op == Op::kColumn && rowCone.at(place).a == stream)
          row.columns[rowCone.at(place).b] = scalarOf(rowCone.typeAt(place), found[place]);
      return true;
    }) == Outcome::kFound;
  }

  const Cone& cone_;
  const ir::Program& p_;
  const Box& box_;
  Witness& w_;
  std::vector<Ask> asks_;
};

}  // namespace

InstIndex buildRows(const Cone& cone, const Box& box, Witness& witness) { return RowBuilder(cone, box, witness).run(); }

}  // namespace regard::dsl
