#include "tests/unit/bundle/every_table.h"

namespace regard::tests {
namespace {

constexpr std::int64_t kDayMs = kMsPerDay;
constexpr std::uint16_t kTierChoice = ir::kBuiltinChoices, kArmChoice = kTierChoice + 1, kStageChoice = kArmChoice + 1;
constexpr std::uint32_t kCalls = ir::kBuiltinStreams, kLines = kCalls + 1, kComplaints = kLines + 1;
constexpr std::uint32_t kCallKept = 1, kCallWorth = 2, kLinePlan = 0;
constexpr std::uint32_t kWeek = 1;        ///< window
constexpr std::uint32_t kOnboarding = 6;  ///< input

constexpr Type kFlag{TypeKind::kFlag}, kNumber{TypeKind::kNumber}, kPercent{TypeKind::kPercent},
    kMoney{TypeKind::kMoney}, kText{TypeKind::kText}, kInstant{TypeKind::kInstant};
constexpr Type choiceType(std::uint16_t choice) { return {TypeKind::kChoice, choice}; }

/// Instructions, by index.
enum Step : ir::InstIndex {
  kTrue,
  kFive,
  kThird,
  kThree,
  kAboard,
  kOutcome,
  kIgnored,
  kWasIgnored,
  kOften,
  kInBursts,
  kTier,
  kLearnt,
  kWasKept,
  kGreeting,
};

/// In the second file, one for each number.
constexpr Span place(std::uint32_t number) { return {1, number, number + 3}; }

void addTexts(ir::Program& p) {
  p.name = "shop";
  p.title = "The shop";
  p.doc = "Says everything.";
  p.currency = "EUR";
  p.timezone = "Europe/Berlin";
  p.locale = "de-DE";
  p.profileName = "customer";
  p.keyName = "id";
  p.sources = {{"a.regard", std::string(200, 'a')}, {"b.regard", std::string(200, 'b')}};
  p.spans = {Span{}, place(1)};
  p.textPool = "hello";
}

void addChoices(ir::Program& p) {
  p.choices = {{"channel", false, {{"email", "E-mail"}, {"sms", ""}, {"push", ""}}},
               {"issue", false, {{"keep", ""}, {"sell", ""}}},
               {"group", false, {{"loyalty", ""}, {"extras", ""}}},
               {"action", false, {{"credit", ""}, {"upgrade", ""}}},
               {"direction", false, {{"inbound", ""}, {"outbound", ""}}},
               {"outcome", false, {{"reserved", ""}, {"presented", ""}, {"accepted", ""}, {"ignored", ""}}},
               {"promise", false, {{"call_back", ""}, {"refund", ""}}},
               {"promise_state", false, {{"open", ""}, {"kept", ""}, {"broken", ""}}},
               {"trigger", false, {{"call", ""}, {"day", ""}}},
               {"tier", true, {{"silver", ""}, {"gold", "Gold"}}},
               {"arm", false, {{"control", ""}, {"treated", ""}}},
               {"stage", false, {{"outside", ""}, {"trial", ""}}}};
}

ir::Input input(ir::InputSource source, const char* name, Type type, std::uint32_t detail = 0) {
  ir::Input input;
  input.source = source;
  input.name = name;
  input.type = type;
  input.detail = detail;
  return input;
}

void addInputs(ir::Program& p) {
  using Source = ir::InputSource;
  p.inputs = {input(Source::kProfile, "age", kNumber),
              input(Source::kThreshold, "clv top 5%", kMoney, 1),
              input(Source::kModel, "expected spend", kMoney, 1),
              input(Source::kCounter, "letters", kMoney, 1),
              input(Source::kExperiment, "colour", choiceType(kArmChoice)),
              input(Source::kHoldOut, "silence", kFlag),
              input(Source::kEntered, "onboarding", kFlag),
              input(Source::kTrigger, "trigger", choiceType(ir::kTriggerChoice)),
              input(Source::kTriggerField, "call.kept", kFlag),
              input(Source::kKpi, "kept", kPercent),
              input(Source::kReach, "reach of credit", kPercent),
              input(Source::kPlace, "place for credit", kPercent)};
  p.inputs[0].title = "Age in years";
  p.inputs[0].isPrivate = p.inputs[0].isProtected = true;
  p.inputs[0].fallback = Scalar::known(Cell::ofDouble(30));
  p.inputs[0].span = place(2);
}

void addStreams(ir::Program& p) {
  using Kind = ir::StreamKind;
  const auto column = [](const char* name, Type type) { return ir::Column{name, "", type, false, false, {}}; };
  const std::vector<ir::Column> contact = {column("at", kInstant),
                                           column("direction", choiceType(ir::kDirectionChoice)),
                                           column("channel", choiceType(ir::kChannelChoice)),
                                           column("action", choiceType(ir::kActionChoice)),
                                           column("issue", choiceType(ir::kIssueChoice)),
                                           column("reason", kText),
                                           column("outcome", choiceType(ir::kOutcomeChoice))};
  const std::vector<ir::Column> promise = {column("at", kInstant), column("name", choiceType(ir::kPromiseChoice)),
                                           column("due", kInstant),
                                           column("state", choiceType(ir::kPromiseStateChoice))};
  p.streams = {{Kind::kEvent, "contact", "", "", contact, false, 0, false, {}},
               {Kind::kEvent, "promise", "", "", promise, false, 0, false, {}},
               {Kind::kEvent,
                "call",
                "",
                "",
                {column("at", kInstant), column("kept", kFlag), column("worth", kMoney)},
                false,
                0,
                false,
                {}},
               {Kind::kList, "lines", "Lines", "What they have.", {column("plan", kText)}, true, 0, false, place(3)},
               {Kind::kCase,
                "complaint",
                "",
                "",
                {column("at", kInstant), column("open", kFlag), column("overdue", kFlag)},
                false,
                2 * kDayMs,
                true,
                {}}};
  p.streams[kLines].columns[kLinePlan] = {"plan", "Plan", kText, true, true, place(4)};
  p.windows = {{}, {ir::WindowKind::kRolling, 7 * kDayMs}};
  p.bursts = {{3, 7 * kDayMs}};
}

/// A model that has been fitted, trees that have, and a formula whose file is still to come.
void addModels(ir::Program& p) {
  using Kind = ir::ModelKind;
  p.models.resize(3);
  p.models[0] = {"spend",    "Spend",      Kind::kBgNbd, true, kCalls,
                 kCallWorth, "spend.json", true,         7,    {0.25, 4.5, 0.75, 2.5, 6.25, 3.75, 15.5},
                 {},         {},           {},           {},   place(5)};
  p.models[1].name = "churn";
  p.models[1].kind = Kind::kTrees;
  p.models[1].isFitted = true;
  p.models[1].parameters = {-0.5, 1};
  p.models[1].columns = {kThree};
  p.models[1].arithmetic = ir::TreeArithmetic::kLightgbm;
  p.models[1].nodes = {{0, 1, 2, true, 2.5}, {ir::kNone, 0, 0, false, 0.125}, {ir::kNone, 0, 0, false, -0.25}};
  p.models[1].trees = {0};
  p.models[2].name = "later";
  p.models[2].kind = Kind::kLogistic;
  p.modelCalls = {{0, ir::ModelFunction::kAlive, 0, {}},
                  {0, ir::ModelFunction::kSpend, 365 * kDayMs, {kOneE8 / 10}},
                  {1, ir::ModelFunction::kProbability, 0, {}}};
}

void addElsewhere(ir::Program& p) {
  p.thresholds = {{"clv", true, false, kOneE8 / 20, -1, ir::kNone}, {"clv", false, true, 100, 1, 0}};
  addModels(p);
  p.counters = {{"all", "every: all", false, 0, -1, {}},
                {"letters", "post: cost of letters", true, kWeek, 0, place(6)}};
  p.experiments = {{"colour", "Colour", "accepted", kArmChoice, {{kOneE8 / 4}, {kOneE8 / 4 * 3}}, kDayMs, place(7)}};
  p.holdOuts = {{"silence", {kOneE8 / 50}, {0, 1}, place(8)}};
  p.journeys = {{"onboarding", "First weeks", kStageChoice, place(9)}};
  p.kpis = {{"kept", "Calls kept", "Of those promised.", kCalls, kWeek, kWasKept, kOften, place(10)}};
}

void addInstructions(ir::Program& p) {
  p.constants = {{kFlag, Cell::ofBool(true)},
                 {kMoney, Cell::ofInt(5 * kMoneyScale)},
                 {kPercent, Cell::ofInt(kOneE8 / 3)},
                 {kNumber, Cell::ofDouble(3)},
                 {choiceType(ir::kOutcomeChoice), Cell::ofInt(3)},
                 {kText, Cell::ofText({TextRef::kProgramPool, 5})}};
  const auto word = [](ir::Aggregate aggregate) { return static_cast<std::uint32_t>(aggregate); };
  p.operands = {word(ir::Aggregate::kCountGe),
                ir::kContactStream,
                kWeek,
                kWasIgnored,
                kThree,
                ir::kNone,
                word(ir::Aggregate::kBurst),
                ir::kContactStream,
                0,
                kWasIgnored,
                ir::kNone,
                0,
                2,
                kOften,
                kInBursts};
  constexpr auto kUnknownToo = static_cast<std::uint16_t>(kTierChoice | ir::kLadderAlsoUnknown);
  p.insts = {{ir::Op::kConst, TypeKind::kFlag, 0, 0, 0, 1},
             {ir::Op::kConst, TypeKind::kMoney, 0, 1, 0, 0},
             {ir::Op::kConst, TypeKind::kPercent, 0, 2, 0, 0},
             {ir::Op::kConst, TypeKind::kNumber, 0, 3, 0, 0},
             {ir::Op::kInput, TypeKind::kFlag, 0, kOnboarding, 0, 0},
             {ir::Op::kColumn, TypeKind::kChoice, ir::kOutcomeChoice, ir::kContactStream, ir::kContactOutcome, 0},
             {ir::Op::kConst, TypeKind::kChoice, ir::kOutcomeChoice, 4, 0, 0},
             {ir::opOf(ScalarOp::EqInt), TypeKind::kFlag, 0, kOutcome, kIgnored, 0},
             {ir::Op::kQuery, TypeKind::kFlag, 0, 0, 0, 0},
             {ir::Op::kQuery, TypeKind::kFlag, 0, ir::kQueryWords, 0, 0},
             {ir::Op::kLadder, TypeKind::kChoice, kUnknownToo, 2 * ir::kQueryWords, 0, 0},
             {ir::Op::kLearned, TypeKind::kPercent, 0, 0, 0, 0},
             {ir::Op::kColumn, TypeKind::kFlag, 0, kCalls, kCallKept, 0},
             {ir::Op::kConst, TypeKind::kText, 0, 5, 0, 0}};
}

void addPolicies(ir::Program& p) {
  p.outcomes = {{}, {}, {true, -1}, {false, 7 * kDayMs}};
  p.promises = {{"call_back", "Call back", "We call.", kDayMs, true, kCalls, kWasKept, place(11)},
                {"refund", "", "", 0, false, kCalls, ir::kNone, {}}};
  p.triggers = {{0, 1, kAboard, -1, kDayMs, 2 * kDayMs, {2, 1}, place(12)}, {1, 0, ir::kNone, 9 * 60, 0, -1, {}, {}}};
  p.policies = {{"contact", "Contact", "How often.", place(13)}};
  p.guarantees = {{"minors are left alone", 1, {0, 1}, kAboard, place(14)}};
  p.bundles = {{"both", "Both", "Together.", {0}, {1}, place(15)}};
  p.working = {0x1F, 9 * 60, 17 * 60};
  p.names = {{ir::NameKind::kLadder, "tier", "Tier", "How dear.", kTier, place(16), {place(28), place(29)}}};
  p.issues = {{"keep", place(17)}, {"sell", {}}};
  p.groups = {{"loyalty", "Loyalty", 0, place(18)}, {"extras", "", 1, {}}};
  p.arbitration = {ir::ExploreKind::kEpsilon,
                   {kOneE8 / 100},
                   1,
                   5,
                   {{ir::CandidateField::kAction, 2, place(19)}},
                   place(20),
                   place(21)};
}

void addActions(ir::Program& p) {
  ir::Action credit;
  credit.name = "credit";
  credit.title = "A credit";
  credit.doc = "Says sorry.";
  credit.issue = credit.group = 0;
  credit.clauseCount = 1;
  credit.value = credit.benefit = credit.cost = credit.score = kFive;
  credit.propensity = kThird;
  credit.levers = {{{kOneE8 / 5}, kAboard, place(22)}};
  credit.treatments = {{1, "Short", kAboard, {{"script", {{"Well, ", ir::kNone}, {"name", kGreeting}}}}, place(23)}};
  credit.hasActive = true;
  credit.activeFrom = 20'000;
  credit.activeTo = 20'100;
  credit.learned = {{{kTier}, {kOneE8 / 10}, 40, place(24), 90 * kMsPerDay, {kOneE8 / 20}, 500}};
  credit.mandatory = "the law";
  credit.brings = {"service", "patience", "Are you content?", "contentment", 1, "credit", {{"amount", "EUR 5"}}, true};
  credit.written = {place(4), place(5), place(6), place(7)};
  credit.span = place(25);
  ir::Action upgrade;
  upgrade.name = "upgrade";
  upgrade.firstClause = 1;
  upgrade.clauseCount = 1;
  upgrade.score = kFive;
  p.actions = {credit, upgrade};
  p.clauses = {{0, ir::Stage::kInEffect, ir::ClauseKind::kProactive, -1, kTrue, 0},
               {1, ir::Stage::kPolicy, ir::ClauseKind::kCap, 0, kOften, 1}};
}

void addTests(ir::Program& p) {
  const Scalar yes = Scalar::known(Cell::ofBool(true));
  ir::Test test;
  test.title = "a bad week";
  test.hasNow = true;
  test.localMs = 20'050 * kDayMs;
  test.given = {{0, Scalar::known(Cell::ofDouble(42))}, {kOnboarding, yes}};
  test.lists = {kLines};
  test.rows = {{kCalls, 3 * kDayMs, 0, {kCallKept}, {yes}},
               {kCalls, 0, 2, {}, {}},
               {kLines, 0, 0, {kLinePlan}, {Scalar::known(p.constants.back().cell)}},
               {kComplaints, kDayMs, 0, {ir::kOpenColumn, ir::kOverdueColumn}, {yes, Scalar::unknown()}}};
  test.hasSince = true;
  test.since = 19'000;
  test.trigger = 1;
  test.triggerAgoMs = kDayMs;
  test.evidence = {{1, 2.5, 40, kAboard}};
  ir::Expectation first;
  first.kind = ir::ExpectKind::kFirst;
  first.action = 0;
  first.channel = 1;
  first.hasPriority = true;
  first.priority = {125'000};
  first.brings = p.actions.front().brings;
  first.saying = "Well, ";
  first.span = place(26);
  ir::Expectation withheld;
  withheld.kind = ir::ExpectKind::kWithheld;
  withheld.action = 1;
  withheld.hasStage = true;
  withheld.stage = ir::Stage::kPolicy;
  withheld.policy = 0;
  ir::Expectation holds;
  holds.kind = ir::ExpectKind::kHolds;
  holds.holds = kOften;
  holds.actual = kTier;
  test.expected = {first, withheld, holds};
  test.hasSeed = true;
  test.seed = 7;
  test.span = place(27);
  p.tests = {test};
}

}  // namespace

ir::Program programOfEveryTable() {
  ir::Program program;
  for (const auto add :
       {addTexts, addChoices, addInputs, addStreams, addElsewhere, addInstructions, addPolicies, addActions, addTests})
    add(program);
  return program;
}

}  // namespace regard::tests
