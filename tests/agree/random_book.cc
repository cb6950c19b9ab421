#include "tests/agree/random_book.h"

#include <limits>
#include <map>

#include "tests/agree/random_expr.h"

namespace regard::agree {
namespace {

const std::vector<std::string> kIssues = {"service", "sales", "retention"};
const std::vector<std::string> kChannels = {"call", "chat", "email"};

class BookWriter {
 public:
  explicit BookWriter(std::uint64_t seed) : random_(seed), expr_(random_) {}

  std::string write() {
    channels_ = random_.chance(85) ? random_.between(1, kChannels.size()) : 0;
    groups_ = random_.below(3);
    actions_ = random_.between(3, 7);
    head();
    profile();
    candidateNames();
    for (std::size_t i = random_.between(6, 12); i > 0; --i) named(i);
    for (std::size_t i = 0; i < groups_; ++i) group(i);
    for (std::size_t i = 0; i < actions_; ++i) action(i);
    arbitrate();
    return std::move(out_);
  }

 private:
  void line(const std::string& text) { out_ += text + "\n"; }
  std::string condition(int depth = 2) { return expr_.flag(depth); }
  std::string money() { return expr_.of(TypeKind::kMoney, 2); }

  void head();
  void profile();
  void field(TypeKind kind, const char* prefix, const char* type, const char* fallback);
  void candidateNames();
  void named(std::size_t i);
  void scorecard(const std::string& name);
  void ladder(const std::string& name);
  void table(const std::string& name);
  void group(std::size_t i);
  void action(std::size_t i);
  void body(int conditionPercent);
  void figures();
  std::string figureAmount();
  std::string figureShare();
  void treatments();
  void arbitrate();
  std::string lever();
  std::string treatmentText();

  Random random_;
  RandomExpr expr_;
  std::size_t channels_ = 0, groups_ = 0, actions_ = 0;
  std::string out_;
};

std::string listed(const std::vector<std::string>& names, const char* between = ", ") {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : between) + name;
  return all;
}

void BookWriter::head() {
  line("rulebook random_book { currency GBP timezone \"Europe/London\" locale \"en-GB\" }");
  if (channels_ > 0) {
    const std::vector<std::string> used(kChannels.begin(), kChannels.begin() + static_cast<std::ptrdiff_t>(channels_));
    line("choice channel { " + listed(used) + " }");
    expr_.choices().push_back({used, false, {"channel", "request.channel"}});
  }
  line("choice size { small < medium < large }");
  line("issues { " + listed(kIssues) + " }");
}

void BookWriter::field(TypeKind kind, const char* prefix, const char* type, const char* fallback) {
  for (const char digit : {'1', '2'}) {
    const std::string name = std::string(prefix) + digit;
    line("  " + name + " : " + type + (digit == '2' && random_.chance(20) ? std::string(" default ") + fallback : ""));
    expr_.declare(kind, name);
  }
}

void BookWriter::profile() {
  line("profile customer {");
  line("  key id : text");
  field(TypeKind::kFlag, "flag_", "flag", "yes");
  field(TypeKind::kNumber, "number_", "number", "3");
  field(TypeKind::kPercent, "percent_", "percent", "12%");
  field(TypeKind::kMoney, "money_", "money", "£5");
  field(TypeKind::kText, "text_", "text", "\"north\"");
  field(TypeKind::kDate, "date_", "date", "2026-01-01");
  field(TypeKind::kDuration, "duration_", "duration", "3 days");
  field(TypeKind::kPeriod, "period_", "period", "3 months");
  line("  region : one of { north, south, east }");
  line("  bulk : size");
  line("}");
  line("request {");
  if (channels_ > 0) line("  channel : channel");
  line("  mood : one of { yes, no, angry }");
  line("  urgency : number");
  line("}");
  expr_.declare(TypeKind::kNumber, "request.urgency");
  expr_.declare(TypeKind::kDate, "today");
  expr_.choices().push_back({{"north", "south", "east"}, false, {"region"}});
  expr_.choices().push_back({{"small", "medium", "large"}, true, {"bulk"}});
  expr_.choices().push_back({{"yes", "no", "angry"}, false, {"request.mood"}});
}

void BookWriter::candidateNames() {
  std::vector<std::string> groups, actions;
  for (std::size_t i = 0; i < groups_; ++i) groups.push_back("group_" + std::to_string(i));
  for (std::size_t i = 0; i < actions_; ++i) actions.push_back("action_" + std::to_string(i));
  expr_.choices().push_back({kIssues, false, {"issue"}});
  expr_.choices().push_back({actions, false, {"action"}});
  expr_.choices().push_back({{"inbound", "outbound"}, false, {"direction"}});
  if (groups_ > 0) expr_.choices().push_back({groups, false, {"group"}});
}

/// A formula of any type, a scorecard, a table, a ladder or a segment, over what has been declared before it.
void BookWriter::named(std::size_t i) {
  static const std::vector<TypeKind> kKinds = {TypeKind::kFlag,  TypeKind::kNumber, TypeKind::kPercent,
                                               TypeKind::kMoney, TypeKind::kDate,   TypeKind::kDuration,
                                               TypeKind::kPeriod};
  const std::string name = "named_" + std::to_string(i);
  switch (random_.below(8)) {
    case 6:
    case 7: return table(name);
    case 0: return scorecard(name);
    case 1: return ladder(name);
    case 2:
      line("segment " + name + " \"A segment\" when " + condition(3));
      expr_.declare(TypeKind::kFlag, name);
      return;
    default: {
      const TypeKind kind = random_.oneOf(kKinds);
      line("formula " + name + " = " + expr_.of(kind, 3));
      expr_.declare(kind, name);
    }
  }
}

void BookWriter::scorecard(const std::string& name) {
  struct Scale {
    TypeKind kind;
    const char* bounds;
  };
  static const std::vector<Scale> kScales = {{TypeKind::kPercent, "from 0% to 100% start 15%"},
                                             {TypeKind::kPercent, "from -50% to 20% start 0%"},
                                             {TypeKind::kNumber, "from 0 to 5 start 2.5"},
                                             {TypeKind::kMoney, "from £0 to £1,000 start £40"},
                                             {TypeKind::kMoney, "from £0 to £900000000000000 start £1"}};
  const Scale& scale = random_.oneOf(kScales);
  line("scorecard " + name + " " + scale.bounds + " {");
  for (std::size_t rows = random_.between(1, 5); rows > 0; --rows)
    line(std::string(random_.chance(50) ? "  add " : "  take ") + expr_.of(scale.kind, 1) + " when " + condition());
  line("}");
  expr_.declare(scale.kind, name);
}

void BookWriter::ladder(const std::string& name) {
  ChoiceText choice{{}, true, {name}};
  line("segments " + name + " {");
  const std::size_t rungs = random_.between(1, 4);
  for (std::size_t i = 0; i < rungs; ++i) {
    choice.members.insert(choice.members.begin(), "rung_" + std::to_string(i));
    line("  rung_" + std::to_string(i) + " when " + condition());
  }
  if (random_.chance(70)) {
    choice.members.insert(choice.members.begin(), "rung_last");
    line(std::string("  rung_last otherwise") + (random_.chance(50) ? ", also when unknown" : ""));
  }
  line("}");
  expr_.choices().push_back(std::move(choice));
}

/// Every hit policy with a type of result that it can have.
void BookWriter::table(const std::string& name) {
  struct Policy {
    const char* hit;
    std::vector<TypeKind> kinds;
  };
  static const std::vector<TypeKind> kAny = {TypeKind::kFlag, TypeKind::kNumber, TypeKind::kPercent, TypeKind::kMoney,
                                             TypeKind::kText, TypeKind::kDate,   TypeKind::kPeriod};
  static const std::vector<TypeKind> kSums = {TypeKind::kNumber, TypeKind::kPercent, TypeKind::kMoney,
                                              TypeKind::kDuration, TypeKind::kPeriod};
  static const std::vector<TypeKind> kOrders = {TypeKind::kNumber, TypeKind::kPercent,  TypeKind::kMoney,
                                                TypeKind::kDate,   TypeKind::kDuration, TypeKind::kPeriod};
  static const std::vector<Policy> kPolicies = {{"unique", kAny},         {"any", kAny},
                                                {"first", kAny},          {"priority", {TypeKind::kChoice}},
                                                {"collect sum", kSums},   {"collect min", kOrders},
                                                {"collect max", kOrders}, {"collect count", {TypeKind::kNumber}}};
  static const std::map<TypeKind, const char*> kWords = {
      {TypeKind::kFlag, "flag"},     {TypeKind::kNumber, "number"},     {TypeKind::kPercent, "percent"},
      {TypeKind::kMoney, "money"},   {TypeKind::kText, "text"},         {TypeKind::kDate, "date"},
      {TypeKind::kPeriod, "period"}, {TypeKind::kDuration, "duration"}, {TypeKind::kChoice, "size"}};
  const Policy& policy = random_.oneOf(kPolicies);
  const std::string hit = policy.hit;
  const TypeKind kind = random_.oneOf(policy.kinds);
  // A choice with an order and one without, so that both of its priorities are met.
  const bool unordered = kind == TypeKind::kChoice && random_.chance(50);
  const std::vector<std::string> members = unordered ? std::vector<std::string>{"inbound", "outbound"}
                                                     : std::vector<std::string>{"small", "medium", "large"};
  std::vector<RandomExpr::Column> columns;
  if (hit == "unique") columns.push_back(expr_.comparableColumn());
  for (std::size_t i = columns.empty() ? random_.between(1, 2) : random_.below(2); i > 0; --i)
    columns.push_back(expr_.column());
  std::string inputs;
  for (const RandomExpr::Column& column : columns) inputs += (inputs.empty() ? "" : ", ") + column.input;
  line("table " + name + " (" + inputs + ") -> " + (unordered ? "direction" : kWords.at(kind)) + " " + hit + " {");
  const std::vector<std::string> few = {expr_.literal(kind == TypeKind::kChoice ? TypeKind::kFlag : kind),
                                        expr_.literal(kind == TypeKind::kChoice ? TypeKind::kFlag : kind)};
  for (std::size_t rows = random_.between(2, 5); rows > 0; --rows) {
    std::string row = "  |";
    for (const RandomExpr::Column& column : columns)
      row +=
          " " + (hit == "unique" && &column == columns.data() ? expr_.opaqueCell(column) : expr_.cell(column)) + " |";
    if (kind == TypeKind::kChoice)
      row += " " + random_.oneOf(members) + " |";
    else if (hit != "collect count")
      row += " " + (random_.chance(70) ? random_.oneOf(few) : expr_.of(kind, 1)) + " |";
    line(row);
  }
  line("}");
  if (kind != TypeKind::kChoice) return expr_.declare(kind, name);
  expr_.choices().push_back({members, !unordered, {name}});
}

std::string BookWriter::lever() {
  static const std::vector<std::string> kChanges = {"+20%", "+50%", "-30%", "-99.5%", "+2000%", "+90000000000%"};
  return random_.oneOf(kChanges) + (random_.chance(70) ? " when " + condition() : "");
}

void BookWriter::group(std::size_t i) {
  line("group group_" + std::to_string(i) + " {");
  if (random_.chance(60)) line("  issue " + random_.oneOf(kIssues));
  body(10);
  line("}");
}

void BookWriter::action(std::size_t i) {
  const bool inGroup = groups_ > 0 && random_.chance(60);
  line("action action_" + std::to_string(i) + (inGroup ? " in group_" + std::to_string(random_.below(groups_)) : "") +
       " {");
  if (random_.chance(60)) line("  issue " + random_.oneOf(kIssues));
  body(25);
  treatments();
  line("}");
}

void BookWriter::body(int conditionPercent) {
  static const std::vector<std::string> kPeriods = {"2020-01-01 to 2024-12-31", "2024-02-29 to 2026-06-30",
                                                    "2026-06-30 to 9999-12-31", "2026-01-01 to 2026-01-01"};
  for (const char* stage : {"eligible", "applicable", "suitable"})
    if (random_.chance(conditionPercent)) line(std::string("  ") + stage + " when " + condition());
  figures();
  if (random_.chance(40)) line("  weight " + lever());
  if (random_.chance(15)) line("  weight " + lever());
  if (random_.chance(12)) line("  active " + random_.oneOf(kPeriods));
}

void BookWriter::figures() {
  for (const char* figure : {"value", "benefit", "cost"})
    if (random_.chance(35)) line(std::string("  ") + figure + " " + figureAmount());
  if (random_.chance(50)) line("  propensity " + (random_.chance(50) ? "12%" : figureShare()));
}

std::string BookWriter::figureAmount() {
  if (random_.chance(40)) return "£12.34";
  return random_.chance(30) ? "£10 * " + expr_.linear() : money();
}

/// Any percent, or a number kept within ends, as propensities are written.
std::string BookWriter::figureShare() {
  if (random_.chance(60)) return expr_.of(TypeKind::kPercent, 2);
  const std::string likely = expr_.linear();
  return "if " + likely + " < 0.01 then 1% else (if " + likely + " > 0.99 then 99% else 100% * " + likely + ")";
}

/// A text with tokens; a token's own quotes are escaped, because it stands inside a string.
std::string BookWriter::treatmentText() {
  static const std::vector<TypeKind> kShown = {TypeKind::kMoney, TypeKind::kText, TypeKind::kDate, TypeKind::kNumber};
  std::string text = "Hello";
  for (std::size_t tokens = random_.below(3); tokens > 0; --tokens) {
    std::string token;
    for (const char c : expr_.of(random_.oneOf(kShown), static_cast<int>(random_.below(2))))
      token += c == '"' ? std::string("\\\"") : std::string(1, c);
    text += " {{" + token + "}}";
  }
  return text;
}

void BookWriter::treatments() {
  if (channels_ == 0 || random_.chance(30)) return;
  for (std::size_t i = random_.between(1, 4); i > 0; --i)
    line("  treatment " + kChannels[random_.below(channels_)] + (random_.chance(40) ? " when " + condition() : "") +
         " { script \"" + treatmentText() + "\" }");
}

void BookWriter::arbitrate() {
  line("arbitrate {");
  if (random_.chance(70)) {
    RandomExpr inRank = expr_;
    for (const char* figure : {"value", "benefit", "cost", "value", "benefit"})
      inRank.declare(TypeKind::kMoney, figure);
    inRank.declare(TypeKind::kPercent, "propensity");
    line("  rank by " +
         (random_.chance(40) ? "propensity * (60% * benefit + 40% * value - cost)" : inRank.of(TypeKind::kMoney, 3)));
  }
  for (std::size_t i = random_.below(3); i > 0; --i) {
    const bool byIssue = random_.chance(50);
    line("  favour " + (byIssue ? random_.oneOf(kIssues) : "action_" + std::to_string(random_.below(actions_))) + " " +
         lever());
  }
  if (random_.chance(80)) line("  keep " + std::to_string(random_.between(1, 4)));
  static const std::vector<std::string> kPer = {"issue", "group", "action"};
  for (std::size_t i = random_.below(3); i > 0; --i)
    line("  at most " + std::to_string(random_.between(1, 2)) + " per " + random_.oneOf(kPer));
  line("}");
}

// ---- customers -----------------------------------------------------------------------------------------------------

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

/// Ordinary values twice as often as the edges.
Cell randomInt(Random& random, const std::vector<std::int64_t>& ordinary, const std::vector<std::int64_t>& edges) {
  return Cell::ofInt(random.chance(67) ? random.oneOf(ordinary) : random.oneOf(edges));
}

Cell randomText(Random& random, Inputs& into) {
  static const std::vector<std::string> kTexts = {"", "north", "south", "É", "northern"};
  const std::string& text = random.oneOf(kTexts);
  const TextRef ref{static_cast<std::uint32_t>(into.text.size()), static_cast<std::uint32_t>(text.size())};
  into.text += text;
  return Cell::ofText(ref);
}

Cell randomCell(const ir::Program& program, Type type, Random& random, Inputs& into) {
  static const std::vector<double> kNumbers = {0, 0, 1, 2, 3, 7.5, 12, -1, 0.1, 1e308, -1e308, 5e-324, 1e18};
  switch (type.kind) {
    case TypeKind::kFlag: return Cell::ofBool(random.chance(50));
    case TypeKind::kNumber: return Cell::ofDouble(random.oneOf(kNumbers));
    case TypeKind::kPercent:
      return randomInt(random, {5'000'000, 12'500'000, 50'000'000, kOneE8, 1}, {0, -kOneE8, kMax, kMin, kOneE8 + 1});
    case TypeKind::kMoney:
      return randomInt(random, {10'000, 99'900, 400'000, 12'505'000, 1}, {0, -1, -500'000, kMax, kMin});
    case TypeKind::kText: return randomText(random, into);
    case TypeKind::kDate: return randomInt(random, {19'782, 20'453, 20'454, 20'634}, {kFirstDay, kLastDay, 0});
    case TypeKind::kDuration:
      return randomInt(random, {kMsPerDay, 30 * kMsPerDay, kMsPerDay / 2}, {0, -kMsPerDay, kMax, kMin});
    case TypeKind::kPeriod: return randomInt(random, {1, 3, 12, 60}, {0, -12, 1'000'000, kMax, kMin});
    case TypeKind::kChoice:
      return Cell::ofInt(static_cast<std::int64_t>(random.below(program.choices[type.choice].members.size())));
    default: return {};
  }
}

/// A choice may be empty in a program that no compiler made (a damaged bundle): then it can only be unknown.
bool hasNoValue(const ir::Program& program, Type type) {
  return type.kind == TypeKind::kChoice && program.choices[type.choice].members.empty();
}

}  // namespace

std::string randomBook(std::uint64_t seed) { return BookWriter(seed).write(); }

Inputs randomCustomer(const ir::Program& program, Random& random) {
  Inputs frame;
  frame.cells.resize(program.inputs.size());
  frame.states.assign(program.inputs.size(), State::kUnknown);
  frame.rows.resize(program.streams.size());
  frame.windowAfterMs.resize(program.windows.size());
  frame.today = static_cast<Day>(random.oneOf(std::vector<std::int64_t>{20'453, 20'454, 20'634, 19'000, 23'000}));
  const int unknownPercent = random.oneOf(std::vector<int>{0, 10, 30, 60});
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i) {
    const ir::Input& input = program.inputs[i];
    if (input.source == ir::InputSource::kToday)
      frame.set(i, Scalar::known(Cell::ofInt(frame.today)));
    else if (random.chance(unknownPercent) || hasNoValue(program, input.type))
      frame.set(i, input.fallback);
    else
      frame.set(i, Scalar::known(randomCell(program, input.type, random, frame)));
  }
  return frame;
}

}  // namespace regard::agree
