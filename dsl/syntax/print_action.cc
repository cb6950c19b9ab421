// Actions, policies, arbitration and tests as text.
#include <array>

#include "base/format.h"
#include "dsl/syntax/printer.h"

namespace regard::dsl {

using namespace ast;

namespace {

constexpr std::array kConditions = {"eligible", "applicable", "suitable"};
constexpr std::array kFigures = {"value", "benefit", "cost", "propensity"};
constexpr std::array kVerdicts = {"first", "offered", "withheld", "that"};
constexpr std::array kExplores = {"none", "thompson", "epsilon"};

}  // namespace

std::string Printer::lever(const LeverClause& l) const {
  return fmt::format("{}{}{}", l.change.e8 < 0 ? "" : "+", formatPercent(l.change), when(l.when));
}
void Printer::body(const ActionBody& b) {
  for (const Condition& c : b.conditions)
    line(1, "{} when {}{}", kConditions[static_cast<std::size_t>(c.kind)], expr(c.when), waivers(c.waivers));
  for (const Figure& f : b.figures) line(1, "{} {}", kFigures[static_cast<std::size_t>(f.kind)], expr(f.expr));
  for (const LeverClause& l : b.levers) line(1, "weight {}", lever(l));
  for (const Word& issue : b.issues) line(1, "issue {}", issue.text);
  for (const Active& a : b.active) line(1, "active {} to {}", formatDate(a.from), formatDate(a.to));
  for (const Treatment& t : b.treatments) {
    line(1, "treatment {}{}{}{}", t.channel.text, title(t.title), when(t.when), waivers(t.waivers));
    for (const TextField& field : t.fields) line(2, "{} {}", field.name.text, quotedText(field.text.text));
  }
  rareClauses(b);
}
void Printer::print(const Group& g) {
  line(0, "group {}{}", g.name.text, title(g.title));
  doc(1, g.doc);
  body(g.body);
}
void Printer::print(const Action& a) {
  line(0, "action {}{}{}", a.name.text, title(a.title), a.group.empty() ? "" : " in " + a.group.text);
  doc(1, a.doc);
  body(a.body);
}

void Printer::print(const Arbitrate& a) {
  line(0, "arbitrate");
  for (const RankBy& rank : a.ranks) line(1, "rank by {}", expr(rank.expr));
  for (const Favour& favour : a.favours) line(1, "favour {} {}", favour.target.text, lever(favour.lever));
  for (const KeepClause& keep : a.keeps) line(1, "keep {}", keep.most);
  for (const AtMostPer& cap : a.caps) line(1, "at most {} per {}", cap.most, cap.per.text);
  for (const Explore& explore : a.explores) {
    const bool epsilon = explore.kind == Explore::Kind::kEpsilon;
    line(1, "explore {}{}", kExplores[static_cast<std::size_t>(explore.kind)],
         epsilon ? " " + formatPercent(explore.epsilon) : "");
  }
  for (const HoldOut& out : a.holdOuts)
    line(1, "hold out {} of {} as {}", formatPercent(out.share), names(out.issues), out.name.text);
  for (const Word& action : a.lateAnswers) line(1, "when late answer {}", action.text);
}
void Printer::print(const Test& t) {
  line(0, "test {}", quotedText(t.title.text));
  if (t.now) line(1, "now {}", dateTimeText(*t.now));
  given(t);
  if (t.seed) line(1, "seed {}", *t.seed);
  for (const Expect& e : t.expects) {
    const std::string_view verdict = kVerdicts[static_cast<std::size_t>(e.kind)];
    if (e.kind == Expect::Kind::kExpr)
      line(1, "expect {} {}", verdict, expr(e.expr));
    else
      line(1, "expect {} {}{}{}", e.action.text, verdict,
           e.channel.empty() && e.stage.empty()
               ? ""
               : " by " + e.channel.text + e.stage.text + (e.policy.empty() ? "" : " " + e.policy.text),
           with(e));
  }
}

std::string Printer::with(const Expect& e) const {
  std::vector<std::string> parts = brings(e.with);
  for (const Constant& priority : e.priorities) parts.insert(parts.begin(), "priority " + constant(priority));
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? " with " : " and ") + part;
  return e.saying.empty() ? all : all + " saying " + quotedText(e.saying.text);
}

std::string Printer::names(const std::vector<Word>& words) const {
  std::string all;
  for (const Word& word : words) all += (all.empty() ? "" : ", ") + word.text;
  return all;
}

std::string Printer::waivers(const std::vector<Waiver>& waivers) const {
  std::string all;
  for (const Waiver& one : waivers) all += fmt::format(" waive {} {}", one.field.text, quotedText(one.reason.text));
  return all;
}

std::string Printer::limit(const Limit& limit) const {
  const auto* money = std::get_if<MoneyLiteral>(&limit.most);
  return fmt::format(
      "at most {}{}{}{}", money != nullptr ? literalText(*money) + " cost of" : std::to_string(std::get<0>(limit.most)),
      limit.of.empty() ? "" : " " + limit.of.text, window(limit.window), limit.overEveryone ? " over everyone" : "");
}

std::string Printer::pause(const Pause& pause) const {
  return fmt::format("pause {} after {} {}{}", quantity(pause.length), pause.count, pause.outcome.text,
                     pause.within ? " in " + quantity(*pause.within) : "");
}

std::string Printer::never(const Never& never) const {
  return fmt::format("never{}{}{} when {}{}", never.direction.empty() ? "" : " " + never.direction.text,
                     never.kind.empty() ? "" : " " + never.kind.text + " ", names(never.targets), expr(never.when),
                     waivers(never.waivers));
}

std::string Printer::pairs(const std::vector<Pair>& pairs) const {
  std::string all;
  for (const Pair& pair : pairs) all += (all.empty() ? "" : ", ") + pair.name.text + " " + datum(pair.value);
  return all;
}

std::string Printer::datum(const Datum& datum) const {
  if (datum.kind == Datum::Kind::kConstant) return constant(datum.constant);
  if (datum.kind == Datum::Kind::kRecord) return "{ " + pairs(datum.record) + " }";
  std::string all;
  for (const Datum& one : datum.list) all += (all.empty() ? "" : ", ") + this->datum(one);
  return "[ " + all + " ]";
}

std::vector<std::string> Printer::brings(const Brings& b) const {
  std::vector<std::string> all;
  for (const Handover& to : b.handovers)
    all.push_back(fmt::format("handover {}{}", quotedText(to.queue.text), title(to.skill)));
  for (const Word& promise : b.promises) all.push_back("promise " + promise.text);
  for (const Ask& ask : b.asks)
    all.push_back(fmt::format("ask {} as {}", quotedText(ask.question.text), ask.topic.text));
  for (const Effect& e : b.effects)
    all.push_back(fmt::format("do {} {{ {} }}{}", e.name.text, pairs(e.details), e.silently ? " silently" : ""));
  return all;
}

void Printer::rareClauses(const ActionBody& b) {
  for (const Learned& one : b.learned) {
    std::string by;
    for (const ExprId name : one.by) by += (by.empty() ? "" : ", ") + expr(name);
    std::string more = one.half ? " half in " + quantity(*one.half) : "";
    if (one.reach)
      more += fmt::format(" reaching {} until {}", formatPercent(*one.reach), formatNumber(one.reachesAll));
    line(1, "propensity learned by {} prior {} from {}{}", by, formatPercent(one.prior), formatNumber(one.answers),
         more);
  }
  for (const Word& why : b.mandatory) line(1, "mandatory {}", quotedText(why.text));
  for (const std::string& one : brings(b.brings)) line(1, "{}", one);
  for (const Limit& one : b.limits) line(1, "{}", limit(one));
  for (const Pause& one : b.pauses) line(1, "{}", pause(one));
}

void Printer::print(const Promise& p) {
  line(0, "promise {}{} due {} kept by {}", p.name.text, title(p.title), quantity(p.due), source(p.keptBy));
  doc(1, p.doc);
}

void Printer::print(const Bundle& b) {
  line(0, "bundle {}{}", b.name.text, title(b.title));
  doc(1, b.doc);
  if (!b.needs.empty()) line(1, "needs {}", names(b.needs));
  if (!b.mayAdd.empty()) line(1, "may add {}", names(b.mayAdd));
}

void Printer::print(const Trigger& t) {
  line(0, "{} {}{}{} offer {}{}{}{}", t.isSchedule ? "every" : "on", t.event.text,
       t.atMinute ? " at " + timeText(*t.atMinute) : "", when(t.when), t.action.text,
       t.after ? " after " + quantity(*t.after) : "", t.within ? " within " + quantity(*t.within) : "",
       t.by.empty() ? "" : " by " + names(t.by));
}

void Printer::print(const Policy& p) {
  line(0, "policy {}{}", p.name.text, title(p.title));
  doc(1, p.doc);
  for (const Never& one : p.nevers) line(1, "{}", never(one));
  for (const Limit& one : p.limits) line(1, "{}", limit(one));
  for (const Pause& one : p.pauses) line(1, "{}", pause(one));
  for (const Quiet& one : p.quiets)
    line(1, "quiet {} to {}{}", timeText(one.fromMinute), timeText(one.toMinute),
         one.unless == kNoExpr ? "" : " unless " + expr(one.unless));
}

void Printer::print(const Guarantee& g) {
  line(0, "guarantee {} {}", quotedText(g.title.text), never(g.never));
  doc(1, g.doc);
}

void Printer::print(const Experiment& e) {
  line(0, "experiment {}{} measure {} within {}", e.name.text, title(e.title), e.measure.text, quantity(e.within));
  doc(1, e.doc);
  for (const Arm& arm : e.arms) line(1, "{} {}", arm.name.text, formatPercent(arm.share));
}

void Printer::print(const Journey& j) {
  line(0, "journey {}{}", j.name.text, title(j.title));
  doc(1, j.doc);
  for (const ExprId enter : j.enters) line(1, "enter when {}", expr(enter));
  for (const JourneyStage& stage : j.stages)
    line(1, "stage {}{}{}", stage.name.text, title(stage.title),
         stage.until == kNoExpr ? "" : " until " + expr(stage.until));
  for (const ExprId leave : j.leaves) line(1, "leave when {}", expr(leave));
}

void Printer::print(const Kpi& k) {
  line(0, "kpi {}{} = share of {} that {}", k.name.text, title(k.title), source(k.source), expr(k.that));
  doc(1, k.doc);
}

void Printer::given(const Test& t) {
  for (const Pair& pair : t.customer) line(1, "customer {} {}", pair.name.text, datum(pair.value));
  for (const Pair& pair : t.request) line(1, "request {} {}", pair.name.text, datum(pair.value));
  if (t.since) line(1, "history since {}", formatDate(*t.since));
  for (const Happened& row : t.history)
    line(1, "history {} {} ago {{ {} }}", row.event.text, quantity(row.ago), pairs(row.details));
  if (t.on)
    line(1, "on {}{} {{ {} }}", t.on->event.text, t.on->ago ? " " + quantity(*t.on->ago) + " ago" : "",
         pairs(t.on->details));
  for (const ThresholdGiven& row : t.population)
    line(1, "population {} {} from {}", row.name.text, rank(row.top, row.share, row.of), constant(row.from));
  for (const ModelAnswer& row : t.models)
    line(1, "model {}.{} {}", row.model.text, row.function.text, constant(row.value));
  for (const EvidenceGiven& row : t.learned)
    line(1, "learned {} {} of {}{}", row.action.text, formatNumber(row.yes), formatNumber(row.of),
         row.where == kNoExpr ? "" : " where " + expr(row.where));
}

}  // namespace regard::dsl
