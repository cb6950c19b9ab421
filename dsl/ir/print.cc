#include "dsl/ir/print.h"

#include <utility>

#include "base/format.h"
#include "dsl/ir/operands.h"

namespace regard::ir {
namespace {

constexpr const char* kStructuralNames[] = {"Const",    "Input",  "Candidate", "Not",       "And",        "Or",
                                            "EqText",   "NeText", "IsKnown",   "IsUnknown", "Else",       "If",
                                            "InSet",    "Ladder", "Scorecard", "Table",     "StartsWith", "EndsWith",
                                            "Contains", "Select", "Column",    "Query",     "Learned"};
constexpr const char* kAggregates[] = {"count",   "sum",    "average", "min",      "max",
                                       "first",   "latest", "count=",  "count!=",  "count<",
                                       "count<=", "count>", "count>=", "recorded", "burst"};
constexpr const char* kHits[] = {"unique", "any", "first", "sum", "min", "max"};
constexpr const char* kCandidateNames[] = {"channel",    "issue", "group",   "action", "direction",
                                           "propensity", "value", "benefit", "cost"};
constexpr const char* kNameKinds[] = {"formula", "scorecard", "segments", "segment", "table", "journey"};
constexpr const char* kExpectKinds[] = {"first", "offered", "withheld", "holds"};
constexpr const char* kModes[] = {"", "..", "..<"};

struct Printer {
  const Program& p;
  std::vector<InstIndex> numbers = {};  ///< what instructions are called; empty: as they stand
  std::string out = {};

  std::string inst(InstIndex index) const { return "%" + std::to_string(numbers.empty() ? index : numbers[index]); }

  std::string place(Span span) const {
    if (span == Span{} || span.file >= p.sources.size()) return "";
    return "  @" + p.sources[span.file].path + ":" +
           std::to_string(placeOf(p.sources[span.file].text, span.begin).line);
  }

  std::string typeName(Type type) const {
    return type.kind == TypeKind::kChoice ? p.choices[type.choice].name : kindName(type.kind);
  }

  std::string value(Type type, Scalar scalar) const {
    if (!scalar.isKnown()) return "unknown";
    const Cell cell = scalar.cell;
    switch (type.kind) {
      case TypeKind::kFlag: return formatFlag(cell.asBool());
      case TypeKind::kNumber: return formatNumber(cell.asDouble());
      case TypeKind::kPercent: return formatPercent({cell.asInt()});
      case TypeKind::kMoney: return formatMoney({cell.asInt()}, p.currency);
      case TypeKind::kText:
        return '"' + p.textPool.substr(cell.asText().offset & ~TextRef::kProgramPool, cell.asText().length) + '"';
      case TypeKind::kDate: return formatDate(static_cast<Day>(cell.asInt()));
      case TypeKind::kDuration: return formatDuration(cell.asInt());
      case TypeKind::kPeriod: return formatPeriod(cell.asInt());
      case TypeKind::kChoice: return p.choices[type.choice].members[cell.bits].name;
      default: return std::to_string(cell.asInt());
    }
  }

  std::string operands(const Inst& i) const {
    std::string text;
    switch (i.op) {
      case Op::kConst: return " " + value(p.constants[i.a].type, Scalar::known(p.constants[i.a].cell));
      case Op::kInput: return (p.inputs[i.a].source == InputSource::kRequest ? " request." : " ") + p.inputs[i.a].name;
      case Op::kColumn: return " " + p.streams[i.a].name + "." + p.streams[i.a].columns[i.b].name;
      case Op::kLearned: return " " + p.actions[i.a].name;
      case Op::kQuery: return query(i);
      case Op::kCandidate: return std::string(" ") + kCandidateNames[i.a];
      case Op::kInSet:
        text = " " + inst(i.a) + " {";
        for (std::uint32_t m = 0; m < p.operands[i.b]; ++m) {
          const std::uint32_t* const member = &p.operands[i.b + 1 + 3 * m];
          text += " " + inst(member[0]) + (member[2] == 0 ? "" : kModes[member[2]] + inst(member[1]));
        }
        return text + " }";
      default: break;
    }
    if (i.op == Op::kTable) text = std::string(" ") + kHits[p.operands[i.a]];
    forEachOperand(p, i, [&](InstIndex part) { text += " " + inst(part); });
    if (i.op == Op::kLadder && (i.flags & kLadderAlsoUnknown) != 0) text += " also unknown";
    return text;
  }

  std::string query(const Inst& i) const {
    const std::uint32_t* words = &p.operands[i.a];
    std::string text = std::string(" ") + kAggregates[words[kAggregateWord]];
    if (words[kItemWord] != kNone) text += " " + inst(words[kItemWord]);
    text += " of " + p.streams[words[kStreamWord]].name + textOf(p.windows[words[kWindowWord]]);
    if (words[kFilterWord] != kNone) text += " where " + inst(words[kFilterWord]);
    if (words[kBurstWord] != kNone)
      text += " burst " + std::to_string(p.bursts[words[kBurstWord]].count) + " in " +
              formatDuration(p.bursts[words[kBurstWord]].withinMs);
    return text;
  }

  void line(const std::string& text) { out += text + "\n"; }

  void head() {
    line("rulebook " + p.name + " currency " + p.currency + " timezone " + p.timezone + " locale " + p.locale);
    for (std::size_t index = 0; index < p.choices.size(); ++index) {
      const Choice& choice = p.choices[index];
      if (index >= kOutcomeChoice && index < kBuiltinChoices) continue;  // said with what they belong to
      std::string text = "choice " + choice.name + " {";
      for (std::size_t i = 0; i < choice.members.size(); ++i)
        text += (i == 0 ? " " : choice.ordered ? " < " : ", ") + choice.members[i].name;
      line(text + " }");
    }
    static constexpr const char* kSources[] = {"",          "request.", "",      "",       "",        "",
                                               "",          "event ",   "rank ", "model ", "budget ", "experiment ",
                                               "held out ", "entered ", "kpi ",  "reach ", "place "};
    for (const Input& input : p.inputs)
      line(std::string("input ") + kSources[static_cast<std::size_t>(input.source)] + input.name + " : " +
           typeName(input.type) + (input.name == p.keyName && input.source == InputSource::kProfile ? " key" : "") +
           (input.isPrivate ? " private" : "") + (input.isProtected ? " protected" : "") +
           (input.fallback.isKnown() ? " default " + value(input.type, input.fallback) : ""));
    static constexpr const char* kStreams[] = {"list", "event", "case"};
    for (std::size_t i = kBuiltinStreams; i < p.streams.size(); ++i) {
      const Stream& stream = p.streams[i];
      std::string text = std::string(kStreams[static_cast<std::size_t>(stream.kind)]) + " " + stream.name + " {";
      for (const Column& column : stream.columns) text += " " + column.name + " : " + typeName(column.type);
      line(text + " }");
    }
  }

  std::string step(InstIndex i) const {
    const Inst& step = p.insts[i];
    const char* name = isScalar(step.op)
                           ? infoOf(scalarOf(step.op)).name
                           : kStructuralNames[static_cast<std::size_t>(step.op) - static_cast<std::size_t>(Op::kConst)];
    return inst(i) + " = " + name + operands(step) + " : " + typeName(typeOf(step));
  }

  void body() {
    for (std::size_t i = 0; i < p.insts.size(); ++i)
      line(step(static_cast<InstIndex>(i)) + place(p.spans[p.insts[i].span]));
    for (const Named& named : p.names)
      line(std::string(kNameKinds[static_cast<std::size_t>(named.kind)]) + " " + named.name + " = " + inst(named.inst) +
           place(named.span));
  }

  void treatment(const Treatment& t) {
    line("  treatment " + p.choices[kChannelChoice].members[t.channel].name +
         (t.title.empty() ? "" : " \"" + t.title + "\"") + (t.when == kNone ? "" : " when " + inst(t.when)));
    for (const TreatmentField& field : t.fields) {
      std::string text = "    " + field.name;
      for (const TextPart& part : field.parts)
        text += part.token == kNone ? " \"" + part.text + "\"" : " {{" + part.text + " " + inst(part.token) + "}}";
      line(text);
    }
  }

  void action(const Action& a) {
    line("action " + a.name + (a.issue < 0 ? "" : " issue " + p.issues[static_cast<std::size_t>(a.issue)].name) +
         (a.group < 0 ? "" : " in " + p.groups[static_cast<std::size_t>(a.group)].name) +
         (a.hasActive ? " active " + formatDate(a.activeFrom) + " to " + formatDate(a.activeTo) : "") + place(a.span));
    for (std::uint32_t k = a.firstClause; k < a.firstClause + a.clauseCount; ++k)
      line(std::string("  ") + stageName(p.clauses[k].stage) + " " + inst(p.clauses[k].expr) + "  `" +
           excerpt(p, p.spans[p.clauses[k].span]) + "`");
    const std::pair<const char*, InstIndex> figures[] = {
        {"value", a.value}, {"benefit", a.benefit}, {"cost", a.cost}, {"propensity", a.propensity}, {"score", a.score}};
    for (const auto& [name, figure] : figures)
      if (figure != kNone) line(std::string("  ") + name + " " + inst(figure));
    for (const Lever& lever : a.levers)
      line("  weight " + formatPercent(lever.change) + (lever.when == kNone ? "" : " when " + inst(lever.when)));
    for (const Treatment& t : a.treatments) treatment(t);
  }

  void test(const Test& t) {
    line("test \"" + t.title + "\"" + (t.hasSeed ? " seed " + std::to_string(t.seed) : std::string()) +
         (t.hasNow ? " now " + std::to_string(t.localMs) : ""));
    for (const TestValue& given : t.given)
      line("  given " + p.inputs[given.input].name + " " + value(p.inputs[given.input].type, given.value));
    for (const Expectation& e : t.expected)
      line(std::string("  expect ") + kExpectKinds[static_cast<std::size_t>(e.kind)] +
           (e.action == kNone ? "" : " " + p.actions[e.action].name) +
           (e.channel < 0 ? "" : " by " + p.choices[kChannelChoice].members[static_cast<std::size_t>(e.channel)].name) +
           (e.hasStage ? std::string(" at ") + stageName(e.stage) : "") +
           (e.hasPriority ? " with priority " + formatMoney(e.priority, p.currency) : "") +
           (e.holds == kNone ? "" : " " + inst(e.holds)) + (e.actual == kNone ? "" : " found in " + inst(e.actual)));
  }

  std::string run() {
    head();
    body();
    for (const Action& a : p.actions) action(a);
    line("keep " + std::to_string(p.arbitration.keep));
    for (const DiversityCap& cap : p.arbitration.caps)
      line("at most " + std::to_string(cap.most) + " per " + kCandidateNames[static_cast<std::size_t>(cap.per)]);
    for (const Test& t : p.tests) test(t);
    return std::move(out);
  }
};

bool isBlank(char ch) { return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r'; }

}  // namespace

std::string textOf(const Window& window) {
  static constexpr const char* kUnits[] = {"day", "week", "month", "year"};
  switch (window.kind) {
    case WindowKind::kRolling: return " in last " + formatDuration(window.amount);
    case WindowKind::kRollingMonths: return " in last " + formatPeriod(window.amount);
    case WindowKind::kThis: return std::string(" this ") + kUnits[window.amount];
    case WindowKind::kAll: break;
  }
  return "";
}

std::string print(const Program& program) { return Printer{program}.run(); }

namespace {

/// The steps that lead to an instruction, and the models that they ask, which are added to `asked`.
std::string printSteps(const Program& program, InstIndex inst, std::vector<std::uint32_t>& asked) {
  std::vector<bool> isNeeded(inst + std::size_t{1});
  isNeeded[inst] = true;
  for (std::size_t i = isNeeded.size(); i-- > 0;)
    if (isNeeded[i]) forEachOperand(program, program.insts[i], [&](InstIndex part) { isNeeded[part] = true; });
  Printer printer{program};
  printer.numbers.resize(isNeeded.size());
  InstIndex next = 0;
  for (InstIndex i = 0; i <= inst; ++i) {
    if (!isNeeded[i]) continue;
    printer.numbers[i] = next++;
    printer.line(printer.step(i));
    if (program.insts[i].op != Op::kInput) continue;
    const Input& input = program.inputs[program.insts[i].a];
    if (input.source == InputSource::kModel) asked.push_back(program.modelCalls[input.detail].model);
  }
  return std::move(printer.out);
}

/// All numbers of a model, to the bit.
std::string printFitted(const Model& model) {
  std::string text = "model " + std::string(kModelKindNames[static_cast<std::size_t>(model.kind)]);
  const auto add = [&text](auto number) { text += ' ' + std::to_string(number); };
  const auto addBits = [&](double value) { add(Cell::ofDouble(value).bits); };
  add(model.stream);
  add(model.amount);
  addBits(model.unitDays);
  for (const double value : model.parameters) addBits(value);
  add(static_cast<int>(model.arithmetic));
  for (const TreeNode& node : model.nodes) {
    add(node.column);
    add(node.yes);
    add(node.no);
    add(static_cast<int>(node.unknownIsYes));
    addBits(node.value);
  }
  for (const std::uint32_t tree : model.trees) add(tree);
  return text + '\n';
}

}  // namespace

std::string printMeaning(const Program& program, InstIndex inst) {
  std::vector<std::uint32_t> asked;
  std::string text = printSteps(program, inst, asked);
  std::vector<bool> isPrinted(program.models.size());
  for (std::size_t i = 0; i < asked.size(); ++i) {  // the list grows while it is walked
    const std::uint32_t model = asked[i];
    if (isPrinted[model]) continue;
    isPrinted[model] = true;
    text += printFitted(program.models[model]);
    for (const InstIndex column : program.models[model].columns) text += printSteps(program, column, asked);
  }
  return text;
}

std::string excerpt(const Program& program, Span span) {
  if (span.file >= program.sources.size()) return {};
  const std::string_view text = program.sources[span.file].text;
  const std::size_t end = std::min<std::size_t>(span.end, text.size());
  std::string folded;
  for (std::size_t i = span.begin; i < end; ++i) {
    if (isBlank(text[i])) continue;
    std::size_t wordEnd = i;
    while (wordEnd < end && !isBlank(text[wordEnd])) ++wordEnd;
    if (!folded.empty()) folded += ' ';
    folded.append(text, i, wordEnd - i);
    i = wordEnd;
  }
  return folded;
}

}  // namespace regard::ir
