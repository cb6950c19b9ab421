#include "engine/plan/print.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>

#include "base/format.h"

namespace regard {
namespace {

/// How a step is written: its target, its registers, and its constant as an integer, a number, an instruction …
struct StepForm {
  CodeOp op;
  const char* text;
};
constexpr StepForm kForms[] = {
    {CodeOp::kEnd, "end"},
    {CodeOp::kConst, "{to} = {integer}"},
    {CodeOp::kCopy, "{to} = {a}"},
    {CodeOp::kAddNumber, "{to} = {a} + {b}"},
    {CodeOp::kSubNumber, "{to} = {a} - {b}"},
    {CodeOp::kMulNumber, "{to} = {a} * {b}"},
    {CodeOp::kSum, "{to} = {number}{terms}"},
    {CodeOp::kSumOnto, "{to} = {a}{terms}"},
    {CodeOp::kTerm, " + {number} * {b}"},
    {CodeOp::kAddInt, "{to} = exactly {a} + {b}"},
    {CodeOp::kSubInt, "{to} = exactly {a} - {b}"},
    {CodeOp::kMulE8, "{to} = exactly {a} * {b}"},
    {CodeOp::kMulE8Const, "{to} = exactly {a} * {integer}"},
    {CodeOp::kMulByNumber, "{to} = exactly {a} * number {b}"},
    {CodeOp::kMulByConstNumber, "{to} = exactly {a} * number {number}"},
    {CodeOp::kMulConstByNumber, "{to} = exactly {integer} * number {b}"},
    {CodeOp::kApply, "{to} = {operator} {a} {b}"},
    {CodeOp::kDemand, "{to} = %{integer}"},
    {CodeOp::kLever, "weight += {integer}, lever {extra}"},
    {CodeOp::kJump, "always"},
    {CodeOp::kIsTrue, "%{integer}"},
    {CodeOp::kAtLeastNumber, "{a} >= {number}"},
    {CodeOp::kAtMostNumber, "{a} <= {number}"},
    {CodeOp::kAtLeastInt, "{a} >= {integer}"},
    {CodeOp::kAtMostInt, "{a} <= {integer}"},
    {CodeOp::kIsMember, "{a} in {mask}"},
    {CodeOp::kHasNoNumber, "{a} is unknown"},
    {CodeOp::kHasNoInt, "{a} is unknown"},
};
static_assert(std::size(kForms) == static_cast<std::size_t>(CodeOp::kHasNoInt) + 1, "one row for each, in order");

class Printer {
 public:
  explicit Printer(const Plan& plan) : plan_(plan), program_(*plan.program), names_(plan.code.registers) {
    for (std::size_t i = 0; i < names_.size(); ++i) names_[i] = fmt::format("t{}", i);
    constexpr const char* kFixed[] = {"propensity", "value",  "benefit",   "cost",    "score",
                                      "weight",     "levers", "direction", "channel", "zero"};
    for (std::size_t i = 0; i < std::size(kFixed); ++i) names_[i] = kFixed[i];
    for (const FrameLoad& load : plan.code.loads) {
      const bool isPlain = load.otherwise == kNoValueBits || load.otherwise == kNoNumberBits;
      const bool isNumber = program_.inputs[load.input].type.kind == TypeKind::kNumber;
      const Cell otherwise{load.otherwise};
      names_[load.to] = inputName(load.input);
      if (!isPlain)
        names_[load.to] =
            fmt::format("({} else {})", names_[load.to],
                        isNumber ? formatNumber(otherwise.asDouble()) : std::to_string(otherwise.asInt()));
    }
  }

  std::string run() {
    index();
    if (plan_.code.score == ir::kNone) {
      line("no code");
      return std::move(out_);
    }
    line("code {} steps, {} registers, {} bytes", plan_.code.code.size(), plan_.code.registers, plan_.code.bytes());
    std::size_t bounded = 0;
    for (const Bound& bound : plan_.code.bounds.actions) bounded += bound.weight < 0 ? 0 : 1;
    line("bounds of {} actions, {} and {} terms, {} measures", bounded, plan_.code.bounds.moneyTerms,
         plan_.code.bounds.propensityTerms, plan_.code.bounds.measures.size());
    line("score{}", plan_.code.scoreFollowsPropensity ? ", greatest at one end of propensity" : "");
    steps(plan_.code.score);
    for (std::size_t i = 0; i < program_.actions.size(); ++i) action(i);
    return std::move(out_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> form, Args&&... args) {
    out_ += fmt::format(form, std::forward<Args>(args)...) + "\n";
  }

  std::string inputName(std::uint32_t input) const {
    const ir::Input& slot = program_.inputs[input];
    return (slot.source == ir::InputSource::kRequest ? "request." : "") + slot.name;
  }

  std::string subjectName(Subject subject) const {
    if (subject == kTodaySubject) return "the day";
    if (subject == kDirectionSubject) return "the direction";
    if (subject == kChannelSubject) return "the channel";
    const ir::Inst& inst = program_.insts[subject];
    return inst.op == ir::Op::kInput ? inputName(inst.a) : fmt::format("%{}", subject);
  }

  void index() {
    const Index& index = plan_.index;
    std::size_t eligible = 0;
    for (const std::uint64_t word : index.everyone) eligible += static_cast<std::size_t>(std::popcount(word));
    line("index {} columns over {} values, {} bytes; {} of {} actions can be eligible, {} clauses are left to check",
         index.columns.size(), index.axes.size(), index.bytes(), eligible, program_.actions.size(),
         index.residual.size());
    for (const Index::Axis& axis : index.axes) {
      std::vector<std::string> cuts;
      for (std::uint32_t i = 0; i < axis.cutCount; ++i) {
        const std::int64_t cut = index.cuts[axis.firstCut + i];
        cuts.push_back(axis.kind == TypeKind::kNumber ? formatNumber(numberOfKey(cut)) : std::to_string(cut));
      }
      line("  {}: {} buckets{}{}", subjectName(axis.subject), axis.cutCount + 1, cuts.empty() ? "" : ", cut at ",
           fmt::join(cuts, " "));
    }
    for (std::uint32_t i = 0; i < index.alone; ++i) line("  {}", columnText(index.columns[i]));
    auto next = index.columns.begin() + index.alone;
    for (const std::uint32_t columns : index.groups) {
      std::vector<std::string> texts;
      for (std::uint32_t i = 0; i < columns; ++i) texts.push_back(columnText(*next++));
      line("  {}", fmt::join(texts, ", or "));
    }
  }

  std::string columnText(const Index::Column& column) const {
    return fmt::format("{} of {} actions{}", subjectName(plan_.index.axes[column.axis].subject), column.actions,
                       column.exact ? "" : ", not exact");
  }

  void action(std::size_t index) {
    const ActionCode& code = plan_.code.actions[index];
    line("action {}{}", program_.actions[index].name, code.entry == ir::kNone ? ": by the machine" : "");
    if (code.entry == ir::kNone) return;
    line("  weight = {}, levers = {:#b}", code.weight, code.levers);
    steps(code.entry);
    if (code.propensity != ir::kNone) steps(code.propensity);
  }

  static bool isSum(const Code& code) { return code.op == CodeOp::kSum || code.op == CodeOp::kSumOnto; }

  std::string text(const Code& code, std::string_view terms) const {
    const Cell imm{code.imm};
    return fmt::format(
        fmt::runtime(kForms[static_cast<std::size_t>(code.op)].text), fmt::arg("to", names_[code.to]),
        fmt::arg("a", names_[code.a]), fmt::arg("b", names_[code.b]), fmt::arg("integer", imm.asInt()),
        fmt::arg("number", formatNumber(imm.asDouble())), fmt::arg("mask", fmt::format("{:#b}", imm.bits)),
        fmt::arg("operator", code.op == CodeOp::kApply ? infoOf(static_cast<ScalarOp>(imm.bits)).name : ""),
        fmt::arg("extra", code.extra), fmt::arg("terms", terms));
  }

  void steps(std::uint32_t from) {
    const std::vector<Code>& all = plan_.code.code;
    for (std::uint32_t at = from;; ++at) {
      const Code& code = all[at];
      std::string terms;
      for (std::uint32_t i = 1; isSum(code) && i <= code.extra; ++i) terms += text(all[at + i], "");
      std::string said = text(code, terms);
      if (code.op >= CodeOp::kJump)
        said = fmt::format("{} {}: {}", (code.extra & kIfTrue) != 0 ? "if" : "unless", said,
                           code.to == 0 ? "fail" : fmt::format("to {}", at + code.to));
      line("  {} {}", at, said);
      if (code.op == CodeOp::kEnd) return;
      if (isSum(code)) at += code.extra;
    }
  }

  const Plan& plan_;
  const ir::Program& program_;
  std::vector<std::string> names_;  ///< of registers
  std::string out_;
};

}  // namespace

std::string print(const Plan& plan) { return Printer(plan).run(); }

}  // namespace regard
