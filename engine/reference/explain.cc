#include "engine/reference/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/format.h"
#include "dsl/ir/print.h"
#include "engine/reference/facts.h"
#include "engine/reference/forbidden.h"

namespace regard::reference {
namespace {

using Why = Outcome::Why;

std::string longDate(Day day) {
  constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
  const CivilDate date = civilOf(day);
  return fmt::format("{} {} {}", date.day, kMonths[date.month - 1], date.year);
}

std::string allSentences(const std::vector<Fact>& facts) {
  std::string all;
  for (const Fact& fact : facts) all += (all.empty() ? "" : "; ") + sentenceOf(fact);
  return all;
}

/// "a", "a and b", "a, b and c".
std::string enumerated(const std::vector<std::string>& names, std::string_view last = " and ") {
  std::string all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) all += i + 1 == names.size() ? last : ", ";
    all += names[i];
  }
  return all;
}

/// "arrears is unknown", "fee is an error: division by zero in `a / b`".
std::string missing(std::string_view subject, std::string_view found, std::string_view because) {
  const bool unknown = found == "unknown";
  return fmt::format("{} is {}{}{}", subject, found, because.empty() ? "" : unknown ? " because " : " ", because);
}

class Teller {
 public:
  Teller(FrameValues& frame, const Lookup& lookup, const Outcome& outcome)
      : frame_(frame),
        lookup_(lookup),
        program_(frame.program()),
        inputs_(frame.inputs()),
        outcome_(outcome),
        action_(program_.actions[outcome.action]),
        values_(valuesOf(frame, outcome)) {}

  Explanation tell() {
    said_.action = action_.name;
    said_.title = action_.title;
    said_.kept = outcome_.kept;
    if (!outcome_.kept) said_.stage = ir::stageName(outcome_.stage);
    said_.sentence = sentence();
    return std::move(said_);
  }

 private:
  static const std::vector<Scalar>& valuesOf(FrameValues& frame, const Outcome& outcome) {
    const Candidate candidate{outcome.action, outcome.channel, {}, {}, {}, {}};
    const std::vector<Scalar>& values = frame.of(candidate);
    return outcome.stage < ir::Stage::kRank ? values : frame.of(withFigures(frame.program(), values, candidate));
  }

  std::string sentence() {
    switch (outcome_.why) {
      case Why::kKept: return kept();
      case Why::kClause: return clause();
      case Why::kNotYetActive: standsAt(action_.span); return "starts on " + longDate(action_.activeFrom);
      case Why::kNoLongerActive: standsAt(action_.span); return "ended on " + longDate(action_.activeTo);
      case Why::kNoTreatmentOnChannel: standsAt(action_.span); return noTreatment();
      case Why::kTreatmentCondition: return treatmentCondition();
      case Why::kTokenUnknown: return token();
      case Why::kPropensityOutOfRange: return propensity();
      case Why::kFigureUnknown:
      case Why::kFigureError: return figure();
      case Why::kPriorityOverflow: return overflow();
      case Why::kDiversity: return diversity();
      case Why::kBelowKeep: return belowKeep();
    }
    return {};
  }

  void standsAt(Span span) {
    if (span.file >= program_.sources.size() || span.begin == span.end) return;
    said_.path = program_.sources[span.file].path;
    said_.line = lookup_.lineOf(span);
  }
  void quotes(Span span) {
    standsAt(span);
    said_.clause = ir::excerpt(program_, span);
  }
  Span spanOf(ir::InstIndex inst) const { return program_.spans[program_.insts[inst].span]; }

  std::string valueText(ir::InstIndex inst) const {
    return spell(program_, inputs_, ir::typeOf(program_.insts[inst]), values_[inst]);
  }
  std::string channelName() const { return outcome_.channel < 0 ? "no channel" : nameOfChannel(outcome_.channel); }
  const std::string& nameOfChannel(std::int16_t channel) const {
    return program_.choices[ir::kChannelChoice].members[static_cast<std::size_t>(channel)].name;
  }
  /// Whether the request left the channel open, but for those that can be used.
  bool isOpen() const {
    const auto isAsked = [](const ir::Input& input) {
      return input.source == ir::InputSource::kRequest && input.name == "channel" &&
             input.type == Type{TypeKind::kChoice, ir::kChannelChoice};
    };
    const auto found = std::find_if(program_.inputs.begin(), program_.inputs.end(), isAsked);
    const auto slot = static_cast<std::uint32_t>(found - program_.inputs.begin());
    return !inputs_.channels.empty() && (found == program_.inputs.end() || !inputs_.at(slot).isKnown());
  }

  std::string kept() {
    standsAt(action_.span);
    for (std::uint32_t i = action_.firstClause; i < action_.firstClause + action_.clauseCount; ++i)
      if (program_.clauses[i].kind == ir::ClauseKind::kCondition)
        for (Fact& fact : whyTrue(lookup_, inputs_, values_, program_.clauses[i].expr))
          said_.facts.push_back(std::move(fact));
    return fmt::format("ranked {}, with a priority of {}", ordinal(outcome_.rank),
                       formatMoney(outcome_.scored.priority, program_.currency));
  }

  std::string clause() {
    const ir::Clause& failed = program_.clauses[outcome_.clause];
    quotes(program_.spans[failed.span]);
    if (failed.kind == ir::ClauseKind::kCondition) {
      said_.facts = whyNotTrue(lookup_, inputs_, values_, failed.expr);
      return allSentences(said_.facts);
    }
    const std::string reason = whyForbidden(frame_, lookup_, values_, outcome_, said_.facts);
    return failed.policy < 0 ? reason : program_.policies[static_cast<std::size_t>(failed.policy)].name + ": " + reason;
  }

  std::string noTreatment() const {
    if (program_.choices[ir::kChannelChoice].members.empty()) return "no treatment can be used without a channel";
    if (!isOpen()) return "no treatment for " + channelName();
    std::vector<std::string> usable;
    for (const std::int16_t channel : inputs_.channels) usable.push_back(nameOfChannel(channel));
    return fmt::format("no treatment for {}: nothing else can be used", enumerated(usable, " or "));
  }

  std::string treatmentCondition() {
    quotes(spanOf(outcome_.inst));
    said_.facts = whyNotTrue(lookup_, inputs_, values_, outcome_.inst);
    return fmt::format("its treatment for {} is not for this customer: {}", channelName(), allSentences(said_.facts));
  }

  std::string token() {
    std::string written = nameOf(lookup_, outcome_.inst);
    for (const ir::Treatment& treatment : action_.treatments)
      for (const ir::TreatmentField& field : treatment.fields)
        for (const ir::TextPart& part : field.parts) {
          if (part.token != outcome_.inst || treatment.channel != outcome_.channel) continue;
          written = part.text;
          standsAt(treatment.span);
        }
    const std::string found = valueText(outcome_.inst);
    const std::string because = causeOf(lookup_, values_, outcome_.inst);
    said_.facts.push_back({written, found, "any known value", because});
    return "its text needs " + missing(written + ", which", found, because);
  }

  std::string propensity() {
    quotes(spanOf(outcome_.inst));
    said_.facts.push_back({"propensity", valueText(outcome_.inst), "0% to 100%", ""});
    return sentenceOf(said_.facts.back());
  }

  std::string_view figureName() const {
    const std::pair<ir::InstIndex, std::string_view> figures[] = {{action_.propensity, "propensity"},
                                                                  {action_.value, "value"},
                                                                  {action_.benefit, "benefit"},
                                                                  {action_.cost, "cost"}};
    for (const auto& [inst, name] : figures)
      if (inst == outcome_.inst) return name;
    return "score";
  }

  std::string figure() {
    quotes(spanOf(outcome_.inst));
    const bool isInput = program_.insts[outcome_.inst].op == ir::Op::kInput;
    const std::string because =
        isInput ? nameOf(lookup_, outcome_.inst) + " is unknown" : causeOf(lookup_, values_, outcome_.inst);
    said_.facts.push_back({std::string(figureName()), valueText(outcome_.inst), "", because});
    return "its " + sentenceOf(said_.facts.back());
  }

  std::string overflow() {
    quotes(spanOf(outcome_.inst));
    const Scored& scored = outcome_.scored;
    return fmt::format("its priority is too large: a score of {} with a weight of {}",
                       formatMoney(scored.score, program_.currency), formatPercent(scored.weight));
  }

  std::string diversity() {
    const ir::DiversityCap& cap = program_.arbitration.caps[outcome_.cap];
    quotes(cap.span);
    std::vector<std::string> names;
    for (const std::uint32_t other : outcome_.crowd) names.push_back(program_.actions[other].name);
    const bool byIssue = cap.per == ir::CandidateField::kIssue;
    const bool byGroup = cap.per == ir::CandidateField::kGroup;
    const std::string& owner = byIssue   ? program_.issues[static_cast<std::size_t>(action_.issue)].name
                               : byGroup ? program_.groups[static_cast<std::size_t>(action_.group)].name
                                         : action_.name;
    const std::string_view per = byIssue ? "issue" : byGroup ? "group" : "action";
    const std::string limit = fmt::format("at most {} per {} {} kept", cap.most, per, cap.most == 1 ? "is" : "are");
    if (names.empty()) return limit;
    return fmt::format("{} already has {} action{}, {}, and {}", owner, names.size(), names.size() == 1 ? "" : "s",
                       enumerated(names), limit);
  }

  std::string belowKeep() {
    quotes(program_.arbitration.keepSpan);
    const std::uint32_t keep = program_.arbitration.keep;
    return fmt::format("ranked {}, and {} {} kept", ordinal(outcome_.rankIfKept), keep, keep == 1 ? "is" : "are");
  }

  FrameValues& frame_;
  const Lookup& lookup_;
  const ir::Program& program_;
  const Inputs& inputs_;
  const Outcome& outcome_;
  const ir::Action& action_;
  const std::vector<Scalar>& values_;  ///< of the candidate that the outcome is about
  Explanation said_;
};

}  // namespace

std::string ordinal(std::uint32_t n) {
  const bool teens = n % 100 >= 11 && n % 100 <= 13;
  const char* const endings[] = {"th", "st", "nd", "rd"};
  return fmt::format("{}{}", n, teens || n % 10 > 3 ? "th" : endings[n % 10]);
}

std::string sentenceOf(const Fact& fact) {
  const bool isMissing = fact.found == "unknown" || fact.found.starts_with("an error");
  std::string said = isMissing ? missing(fact.subject, fact.found, fact.because)
                               : fact.subject + " = " + fact.found + (fact.because.empty() ? "" : " ") + fact.because;
  return fact.needed.empty() ? said : said + ", needs " + fact.needed;
}

Explanation explain(const ir::Program& program, const Inputs& inputs, const Outcome& outcome) {
  return Teller(*walkedEachTime(program, inputs), Lookup(program), outcome).tell();
}

Explainer::Explainer(const ir::Program& program, const Inputs& inputs)
    : values_(walkedOnce(program, inputs)), lookup_(Lookup::noted(program)) {}

Explanation Explainer::explain(const Outcome& outcome) { return Teller(*values_, lookup_, outcome).tell(); }

std::vector<Fact> Explainer::whyTrue(const Candidate& candidate, ir::InstIndex inst) {
  return reference::whyTrue(lookup_, values_->inputs(), values_->of(candidate), inst);
}

}  // namespace regard::reference
