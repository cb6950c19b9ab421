#include "engine/reference/origin.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "dsl/ir/operands.h"
#include "dsl/ir/print.h"

namespace regard::reference {
namespace {

bool isNamed(const ir::Program& program, ir::InstIndex inst) {
  return std::any_of(program.names.begin(), program.names.end(),
                     [&](const ir::Named& one) { return one.inst == inst; });
}

/// The named and given values that an expression reads, each once, in order.
std::vector<ir::InstIndex> leavesOf(const ir::Program& program, ir::InstIndex root) {
  std::vector<ir::InstIndex> leaves;
  std::vector<ir::InstIndex> open{root};  // a stack of our own: rules may nest deeper than a thread's
  while (!open.empty()) {
    const ir::InstIndex index = open.back();
    open.pop_back();
    const ir::Op op = program.insts[index].op;
    const bool hasName = index != root && isNamed(program, index);
    if (op == ir::Op::kConst && !hasName) continue;
    if (op == ir::Op::kInput || op == ir::Op::kCandidate || hasName) {
      if (std::find(leaves.begin(), leaves.end(), index) == leaves.end()) leaves.push_back(index);
      continue;
    }
    const auto first = static_cast<std::ptrdiff_t>(open.size());
    ir::forEachOperand(program, program.insts[index], [&](ir::InstIndex operand) { open.push_back(operand); });
    std::reverse(open.begin() + first, open.end());
  }
  return leaves;
}

class Finder {
 public:
  Finder(const ir::Program& program, const Inputs& inputs, const std::vector<Scalar>& values)
      : program_(program), inputs_(inputs), values_(values) {}

  std::vector<Origin> find(ir::InstIndex index) {
    const ir::Inst& inst = program_.insts[index];
    const auto named = std::find_if(program_.names.begin(), program_.names.end(),
                                    [&](const ir::Named& one) { return one.inst == index; });
    named_ = named == program_.names.end() ? nullptr : &*named;
    const std::uint32_t* words = program_.operands.data() + inst.a;
    switch (inst.op) {
      case ir::Op::kConst: constant(); break;
      case ir::Op::kInput: input(index); break;
      case ir::Op::kScorecard: scorecard(index, words); break;
      case ir::Op::kLadder: firstOf(words + 1, words[0], 1); break;
      case ir::Op::kTable: table(words); break;
      default: formula(index); break;
    }
    return std::move(found_);
  }

 private:
  void add(std::string text, Span span = {}) { found_.push_back({std::move(text), span}); }

  std::string valueText(ir::InstIndex index) const {
    return spell(program_, inputs_, ir::typeOf(program_.insts[index]), values_[index]);
  }

  /// A rung or row as written, or by its number where the program does not know.
  Span partSpan(std::uint32_t part) const {
    return named_ != nullptr && part < named_->parts.size() ? named_->parts[part] : Span{};
  }
  std::string partText(std::uint32_t part) const {
    const std::string written = ir::excerpt(program_, partSpan(part));
    return written.empty() ? fmt::format("row {}", part + 1) : written;
  }

  std::string factsOf(ir::InstIndex condition) const {
    std::string all;
    const bool holds = values_[condition].truth() == Truth::True;
    for (const Fact& fact :
         holds ? whyTrue(program_, inputs_, values_, condition) : whyNotTrue(program_, inputs_, values_, condition)) {
      const bool isSaid = holds && !fact.found.empty();
      all += (all.empty() ? "" : holds ? ", " : "; ") + (isSaid ? fact.subject + " = " + fact.found : sentenceOf(fact));
    }
    return all;
  }

  /// What a part's condition came to: "gold when clv >= £500: no, clv = £300, needs at least £500".
  void part(std::uint32_t number, ir::InstIndex condition) {
    const Truth truth = values_[condition].truth();
    const std::string_view verdict = truth == Truth::True ? "yes" : truth == Truth::False ? "no" : "not known";
    const bool isConstant = program_.insts[condition].op == ir::Op::kConst;
    const std::string written = partText(number), facts = isConstant ? std::string() : factsOf(condition);
    const bool isSaid = facts.empty() || written.ends_with(facts);
    add(fmt::format("{}: {}{}{}", written, verdict, isSaid ? "" : ", ", isSaid ? "" : facts), partSpan(number));
  }

  void constant() {
    if (named_ != nullptr) add(fmt::format("{} = {}", named_->name, partText(0)), partSpan(0));
  }

  void input(ir::InstIndex index) {
    if (!values_[index].isKnown()) add(nameOf(program_, index) + " is not given");
  }

  /// Down to the first whose condition holds.
  void firstOf(const std::uint32_t* conditions, std::uint32_t count, std::uint32_t step) {
    for (std::uint32_t i = 0; i < count; ++i) {
      part(i, conditions[i * step]);
      if (values_[conditions[i * step]].truth() == Truth::True) return;
    }
  }

  void scorecard(ir::InstIndex index, const std::uint32_t* words) {
    add("starts at " + valueText(words[0]), named_ == nullptr ? Span{} : named_->span);
    for (std::uint32_t i = 0; i < words[3]; ++i)
      if (values_[words[4 + 2 * i]].truth() != Truth::False) part(i, words[4 + 2 * i]);
    const Scalar total = values_[index];
    if (total.isKnown() && (total == values_[words[1]] || total == values_[words[2]]))
      add(fmt::format("stays within {} and {}", valueText(words[1]), valueText(words[2])));
  }

  void table(const std::uint32_t* words) {
    if (static_cast<ir::TableHit>(words[0]) == ir::TableHit::kFirst) return firstOf(words + 2, words[1], 2);
    for (std::uint32_t i = 0; i < words[1]; ++i)
      if (values_[words[2 + 2 * i]].truth() != Truth::False) part(i, words[2 + 2 * i]);
  }

  void formula(ir::InstIndex index) {
    if (named_ != nullptr && !named_->parts.empty())
      add(fmt::format("{} {} {}", named_->name, named_->kind == ir::NameKind::kSegment ? "when" : "=", partText(0)),
          partSpan(0));
    if (program_.insts[index].type == TypeKind::kFlag) return add(factsOf(index));
    std::string all;
    for (const ir::InstIndex leaf : leavesOf(program_, index))
      all += fmt::format("{}{} = {}", all.empty() ? "" : ", ", nameOf(program_, leaf), valueText(leaf));
    if (!all.empty()) add(std::move(all));
  }

  const ir::Program& program_;
  const Inputs& inputs_;
  const std::vector<Scalar>& values_;
  const ir::Named* named_ = nullptr;
  std::vector<Origin> found_;
};

}  // namespace

std::vector<Origin> originOf(const ir::Program& program, const Inputs& inputs, const std::vector<Scalar>& values,
                             ir::InstIndex inst) {
  return Finder(program, inputs, values).find(inst);
}

std::vector<Origin> allOriginsOf(const ir::Program& program, const Inputs& inputs, const std::vector<Scalar>& values,
                                 ir::InstIndex inst) {
  std::vector<Origin> all;
  std::vector<ir::InstIndex> told{inst};
  for (std::size_t next = 0; next < told.size(); ++next) {
    for (Origin& origin : originOf(program, inputs, values, told[next])) {
      const auto known =
          std::find_if(all.begin(), all.end(), [&](const Origin& one) { return one.text == origin.text; });
      if (known == all.end())
        all.push_back(std::move(origin));
      else if (known->span == Span{})
        known->span = origin.span;  // a constant's own place
    }
    for (const ir::InstIndex leaf : leavesOf(program, told[next]))
      if (isNamed(program, leaf) && std::find(told.begin(), told.end(), leaf) == told.end()) told.push_back(leaf);
  }
  return all;
}

}  // namespace regard::reference
