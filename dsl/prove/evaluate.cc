#include "base/check.h"
#include "base/posterior.h"
#include "dsl/ir/rows.h"
#include "dsl/prove/meaning.h"
#include "dsl/prove/row_queries.h"
#include "dsl/prove/witness.h"

namespace regard::dsl {
namespace {

using ir::Inst;
using ir::Op;

class Evaluation {
 public:
  Evaluation(const Cone& cone, const Witness& witness)
      : cone_(cone), p_(cone.program()), witness_(witness), values_(cone.instCount()) {
    std::vector<std::uint32_t> streams;
    for (Place place = 0; place < cone.instCount(); ++place) {
      std::uint32_t stream = cone.at(place).op == Op::kColumn ? cone.at(place).a : ir::kNone;
      if (cone.at(place).op != Op::kQuery)
        for (const Place part : cone.parts(place)) stream = stream == ir::kNone ? streams_[part] : stream;
      streams_.push_back(stream);
    }
  }

  std::vector<Scalar> run() {
    for (Place place = 0; place < cone_.instCount(); ++place) values_[place] = valueOf(place);
    return values_;
  }

  std::vector<Scalar> runWith(std::uint32_t stream, const WitnessRow& row) {
    run();
    walk(stream, &row);
    return values_;
  }

 private:
  Scalar valueOf(Place place) {
    const Inst& inst = cone_.at(place);
    switch (inst.op) {
      case Op::kInput: return witness_.inputs[inst.a];
      case Op::kCandidate: return candidate(static_cast<ir::CandidateField>(inst.a));
      case Op::kColumn: return row_ == nullptr ? Scalar::unknown() : row_->columns[inst.b];
      case Op::kLearned: {
        const ir::Learned& learned = p_.actions[inst.a].learned.front();
        return Scalar::known(Cell::ofInt(posteriorMean(learned.prior, learned.answers, 0, 0).e8));  // no answers yet
      }
      case Op::kQuery: return query(inst);
      default: return meaningOf(p_, inst, [&](ir::InstIndex part) { return values_[cone_.placeOf(part)]; });
    }
  }

  Scalar candidate(ir::CandidateField field) const {
    const ir::Action& action = p_.actions[witness_.action];
    const auto member = [](std::int64_t which) {
      return which < 0 ? Scalar::unknown() : Scalar::known(Cell::ofInt(which));
    };
    switch (field) {
      case ir::CandidateField::kChannel: return member(witness_.channel);
      case ir::CandidateField::kIssue: return member(action.issue);
      case ir::CandidateField::kGroup: return member(action.group);
      case ir::CandidateField::kAction: return member(witness_.action);
      case ir::CandidateField::kDirection: return member(witness_.direction);
      default: return Scalar::unknown();
    }
  }

  /// Filter and item of each row of the stream that lies after an instant.
  std::vector<RowValue> rowsAfter(const std::uint32_t* words, bool isList, std::int64_t afterMs) {
    const std::uint32_t stream = words[ir::kStreamWord];
    const auto valueAt = [&](ir::QueryWord word, Scalar otherwise) {
      return words[word] == ir::kNone ? otherwise : values_[cone_.placeOf(words[word])];
    };
    std::vector<RowValue> found;
    for (const WitnessRow& row : witness_.rows[stream]) {
      if (!isList && row.at <= afterMs) continue;
      walk(stream, &row);
      found.push_back({row.at, valueAt(ir::kFilterWord, Scalar::known(Cell::ofBool(true))),
                       valueAt(ir::kItemWord, Scalar::unknown())});
    }
    walk(stream, nullptr);
    return found;
  }

  /// Works out what differs from row to row, for one of them or none.
  void walk(std::uint32_t stream, const WitnessRow* row) {
    row_ = row;
    for (Place place = 0; place < cone_.instCount(); ++place)
      if (streams_[place] == stream) values_[place] = valueOf(place);
  }

  Scalar query(const Inst& inst) {
    const std::uint32_t* words = &p_.operands[inst.a];
    const auto how = static_cast<ir::Aggregate>(words[ir::kAggregateWord]);
    const std::int64_t afterMs = witness_.windowAfterMs[words[ir::kWindowWord]];
    const bool isList = p_.streams[words[ir::kStreamWord]].kind == ir::StreamKind::kList;
    if (how == ir::Aggregate::kBurst)
      return burstAmong(p_.bursts[words[ir::kBurstWord]], rowsAfter(words, isList, kLowestKey), afterMs);
    const bool isAll = p_.windows[words[ir::kWindowWord]].kind == ir::WindowKind::kAll;
    const bool complete = isList ? witness_.isListKnown[words[ir::kStreamWord]] : isAll || witness_.hasHistory;
    const std::vector<RowValue> rows = rowsAfter(words, isList, afterMs);
    const Scalar number = ir::comparesCount(how) ? values_[cone_.placeOf(words[ir::kItemWord])] : Scalar::unknown();
    return queried(how, inst.type, rows, complete, number);
  }

  const Cone& cone_;
  const ir::Program& p_;
  const Witness& witness_;
  std::vector<Scalar> values_;
  std::vector<std::uint32_t> streams_;  ///< by place: whose rows it reads, or kNone
  const WitnessRow* row_ = nullptr;
};

}  // namespace

std::vector<Scalar> evaluateRow(const Cone& cone, const Witness& witness, std::uint32_t stream, const WitnessRow& row) {
  return Evaluation(cone, witness).runWith(stream, row);
}

std::vector<Scalar> evaluate(const Cone& cone, const Witness& witness) { return Evaluation(cone, witness).run(); }

}  // namespace regard::dsl
