// Everything that a program can hold, through a file and back; and what no file may hold.

#include "tests/unit/bundle/every_table.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <typeinfo>

#include "dsl/bundle/bundle.h"
#include "dsl/bundle/frame.h"
#include "dsl/ir/verify.h"
#include "dsl/ir/verify_values.h"
#include "tests/support/same.h"
#include "tests/unit/bundle/bytes.h"

namespace regard::tests {
namespace {

constexpr std::size_t kProgramAt = 64;  ///< first byte behind the frame and the pointer to the program

/// Which members of the structs in a program are anywhere other than in a new struct of that type. Reading that
/// forgets one of the others would not be seen.
class Said {
 public:
  template <class T>
  void note(const T& part) {
    if constexpr (requires { Fields::of(part); }) {
      const T untouched{};
      const auto members = Fields::of(part), start = Fields::of(untouched);
      noteEach(typeid(T).name(), members, start, std::make_index_sequence<std::tuple_size_v<decltype(members)>>());
    } else if constexpr (requires {
                           typename T::value_type;
                           part.front();
                         }) {
      for (const auto& item : part) note(item);
    }
  }
  std::string missing() const {
    std::string all;
    for (const auto& [member, isSaid] : said_)
      if (!isSaid) all += member + ' ';
    return all;
  }

 private:
  template <class Tuple, std::size_t... I>
  void noteEach(const std::string& type, const Tuple& members, const Tuple& start, std::index_sequence<I...>) {
    ((said_[type + '.' + std::to_string(I)] |= !same(std::get<I>(members), std::get<I>(start))), ...);
    (note(std::get<I>(members)), ...);
  }

  std::map<std::string, bool> said_;
};

/// A value that no enum has, of its own width: what a file can hold.
template <class Enum>
Enum none() {
  return static_cast<Enum>(static_cast<std::underlying_type_t<Enum>>(-1));
}

constexpr Span kNowhere{9, 1, 2};

struct Breach {
  const char* what;
  void (*make)(ir::Program&);
};
const Breach kBreaches[] = {
    {"op", [](auto& p) { p.insts[0].op = none<ir::Op>(); }},
    {"type of an instruction", [](auto& p) { p.insts[0].type = none<TypeKind>(); }},
    {"type of a constant", [](auto& p) { p.constants[0].type.kind = none<TypeKind>(); }},
    {"source", [](auto& p) { p.inputs[0].source = none<ir::InputSource>(); }},
    {"state", [](auto& p) { p.inputs[0].fallback.state = none<State>(); }},
    {"detail", [](auto& p) { p.inputs[1].detail = 2; }},
    {"type of a threshold", [](auto& p) { p.inputs[1].type.kind = TypeKind::kFlag; }},
    {"type of what a model says", [](auto& p) { p.inputs[2].type.kind = TypeKind::kText; }},
    {"type of a counter", [](auto& p) { p.inputs[3].type.kind = TypeKind::kFlag; }},
    {"type of a counter of costs", [](auto& p) { p.inputs[3].type.kind = TypeKind::kNumber; }},
    {"type of an experiment", [](auto& p) { p.inputs[4].type.choice = ir::kIssueChoice; }},
    {"name of a trigger's field", [](auto& p) { p.inputs[8].name = "call.missed"; }},
    {"type of a trigger's field", [](auto& p) { p.inputs[8].type.kind = TypeKind::kNumber; }},
    {"type of an indicator", [](auto& p) { p.inputs[9].type.kind = TypeKind::kNumber; }},
    {"stream", [](auto& p) { p.streams[2].kind = none<ir::StreamKind>(); }},
    {"kind of contact", [](auto& p) { p.streams[ir::kContactStream].kind = ir::StreamKind::kList; }},
    {"kind of promise", [](auto& p) { p.streams[ir::kPromiseStream].kind = ir::StreamKind::kList; }},
    {"time of contact",
     [](auto& p) { p.streams[ir::kContactStream].columns[ir::kContactAt].type.kind = TypeKind::kDate; }},
    {"time of promise",
     [](auto& p) { p.streams[ir::kPromiseStream].columns[ir::kPromiseAt].type.kind = TypeKind::kDate; }},
    {"reason of contact",
     [](auto& p) { p.streams[ir::kContactStream].columns[ir::kContactReason].type.kind = TypeKind::kMoney; }},
    {"type of a column", [](auto& p) { p.streams[2].columns[1].type.kind = none<TypeKind>(); }},
    {"window", [](auto& p) { p.windows[1].kind = none<ir::WindowKind>(); }},
    {"calendar unit",
     [](auto& p) {
       p.windows[1] = {ir::WindowKind::kThis, 4};
     }},
    {"burst", [](auto& p) { p.bursts[0].count = 0; }},
    {"a great burst", [](auto& p) { p.bursts[0].count = 1'000'000'001; }},
    {"ladder of a threshold", [](auto& p) { p.thresholds[1].ladder = 1; }},
    {"rung of a threshold", [](auto& p) { p.thresholds[1].rung = 2; }},
    {"rung below none", [](auto& p) { p.thresholds[0].rung = -2; }},
    {"no share", [](auto& p) { p.thresholds[0].share = 0; }},
    {"a share of all", [](auto& p) { p.thresholds[0].share = kOneE8; }},
    {"more than all customers", [](auto& p) { p.thresholds[1].share = 1'000'000'001; }},
    {"span of a model", [](auto& p) { p.models[0].span = kNowhere; }},
    {"kind of a model", [](auto& p) { p.models[0].kind = none<ir::ModelKind>(); }},
    {"arithmetic of trees", [](auto& p) { p.models[1].arithmetic = none<ir::TreeArithmetic>(); }},
    {"rows of a model", [](auto& p) { p.models[0].stream = 3; }},
    {"amount of a model", [](auto& p) { p.models[0].amount = 1; }},
    {"unit of a model", [](auto& p) { p.models[0].unitDays = 0; }},
    {"a parameter too few", [](auto& p) { p.models[0].parameters.pop_back(); }},
    {"a parameter below zero", [](auto& p) { p.models[0].parameters[0] = -1; }},
    {"a parameter that is no number", [](auto& p) { p.models[1].parameters[0] = std::nan(""); }},
    {"a model without its file", [](auto& p) { p.models[0].isFitted = false; }},
    {"a column of a model", [](auto& p) { p.models[1].columns[0] = 99; }},
    {"type of a column of a model", [](auto& p) { p.models[1].columns[0] = 13; }},
    {"column of a node", [](auto& p) { p.models[1].nodes[0].column = 1; }},
    {"a node that leads back", [](auto& p) { p.models[1].nodes[0].yes = 0; }},
    {"a node that leads nowhere", [](auto& p) { p.models[1].nodes[0].no = 3; }},
    {"a tree", [](auto& p) { p.models[1].trees[0] = 3; }},
    {"model", [](auto& p) { p.modelCalls[1].model = 3; }},
    {"function of a model", [](auto& p) { p.modelCalls[1].function = none<ir::ModelFunction>(); }},
    {"what a model does not tell", [](auto& p) { p.modelCalls[2].function = ir::ModelFunction::kAlive; }},
    {"no horizon", [](auto& p) { p.modelCalls[1].horizonMs = 0; }},
    {"discount", [](auto& p) { p.modelCalls[1].yearlyDiscount.e8 = -1; }},
    {"window of a counter", [](auto& p) { p.counters[1].window = 2; }},
    {"span of a counter", [](auto& p) { p.counters[1].span = kNowhere; }},
    {"shares", [](auto& p) { p.experiments[0].shares.pop_back(); }},
    {"sum of shares", [](auto& p) { p.experiments[0].shares[0].e8 += 1; }},
    {"share of nobody",
     [](auto& p) {
       p.experiments[0].shares = {{0}, {kOneE8}};
     }},
    {"measure", [](auto& p) { p.experiments[0].measure = "delighted"; }},
    {"length of an experiment", [](auto& p) { p.experiments[0].withinMs = -1; }},
    {"span of an experiment", [](auto& p) { p.experiments[0].span = kNowhere; }},
    {"share of a hold-out", [](auto& p) { p.holdOuts[0].share.e8 = kOneE8 + 1; }},
    {"issue of a hold-out", [](auto& p) { p.holdOuts[0].issues[1] = 2; }},
    {"span of a hold-out", [](auto& p) { p.holdOuts[0].span = kNowhere; }},
    {"choice of a journey", [](auto& p) { p.journeys[0].choice = 99; }},
    {"stages of a journey", [](auto& p) { p.choices.push_back({}), p.journeys[0].choice = 12; }},
    {"span of a journey", [](auto& p) { p.journeys[0].span = kNowhere; }},
    {"stream of a kpi", [](auto& p) { p.kpis[0].stream = 99; }},
    {"list of a kpi", [](auto& p) { p.kpis[0].stream = 3; }},
    {"rows of a kpi", [](auto& p) { p.kpis[0].stream = ir::kContactStream; }},
    {"span of a kpi", [](auto& p) { p.kpis[0].span = kNowhere; }},
    {"outcomes", [](auto& p) { p.outcomes.pop_back(); }},
    {"silence", [](auto& p) { p.outcomes[3].afterMs = -2; }},
    {"promises", [](auto& p) { p.promises.pop_back(); }},
    {"name of a promise", [](auto& p) { p.promises[1].name = "credit"; }},
    {"rows of a promise", [](auto& p) { p.promises[0].stream = ir::kContactStream; }},
    {"list of a promise", [](auto& p) { p.promises[1].stream = 3; }},
    {"span of a promise", [](auto& p) { p.promises[0].span = kNowhere; }},
    {"event of a trigger", [](auto& p) { p.triggers[0].event = 2; }},
    {"channel of a trigger", [](auto& p) { p.triggers[0].channels[0] = 3; }},
    {"minute of a trigger", [](auto& p) { p.triggers[1].atMinute = -2; }},
    {"`after` of a trigger", [](auto& p) { p.triggers[0].afterMs = -1; }},
    {"`within` of a trigger", [](auto& p) { p.triggers[0].withinMs = kLongestMs + 1; }},
    {"span of a trigger", [](auto& p) { p.triggers[0].span = kNowhere; }},
    {"span of a policy", [](auto& p) { p.policies[0].span = kNowhere; }},
    {"action of a guarantee", [](auto& p) { p.guarantees[0].actions[0] = 2; }},
    {"direction of a guarantee", [](auto& p) { p.guarantees[0].direction = 2; }},
    {"span of a guarantee", [](auto& p) { p.guarantees[0].span = kNowhere; }},
    {"action of a bundle", [](auto& p) { p.bundles[0].mayAdd[0] = 2; }},
    {"span of a bundle", [](auto& p) { p.bundles[0].span = kNowhere; }},
    {"working hours", [](auto& p) { p.working.toMinute = 24 * 60 + 1; }},
    {"an eighth day of work", [](auto& p) { p.working.days |= 0x80; }},
    {"name", [](auto& p) { p.names[0].kind = none<ir::NameKind>(); }},
    {"ladder without rungs", [](auto& p) { p.names[0].inst = 0; }},
    {"journey without stages",
     [](auto& p) {
       p.thresholds.pop_back(), p.inputs[1].detail = 0;
       p.names[0] = {ir::NameKind::kJourney, "onboarding", "", "", 0, {}, {}};
     }},
    {"promise of an action", [](auto& p) { p.actions[0].brings.promise = 2; }},
    {"day", [](auto& p) { p.actions[0].activeTo = std::numeric_limits<Day>::max(); }},
    {"days", [](auto& p) { p.actions[0].activeTo = p.actions[0].activeFrom - 1; }},
    {"lever", [](auto& p) { p.actions[0].levers[0].change.e8 = std::numeric_limits<std::int64_t>::min(); }},
    {"learned", [](auto& p) { p.actions[0].learned.push_back(p.actions[0].learned[0]); }},
    {"learned by itself", [](auto& p) { p.actions[0].learned[0].by[0] = 11; }},
    {"prior", [](auto& p) { p.actions[0].learned[0].prior.e8 = kOneE8 + 1; }},
    {"worth of a prior", [](auto& p) { p.actions[0].learned[0].answers = -1; }},
    {"a prior worth no number", [](auto& p) { p.actions[0].learned[0].answers = std::nan(""); }},
    {"half-life", [](auto& p) { p.actions[0].learned[0].halfLifeMs = kMsPerDay - 1; }},
    {"reach", [](auto& p) { p.actions[0].learned[0].reach.e8 = kOneE8 + 1; }},
    {"where it reaches all", [](auto& p) { p.actions[0].learned[0].reachesAll = std::nan(""); }},
    {"reach of what does not learn", [](auto& p) { p.inputs[10].detail = 1; }},
    {"span of what is learned", [](auto& p) { p.actions[0].learned[0].span = kNowhere; }},
    {"stage", [](auto& p) { p.clauses[1].stage = none<ir::Stage>(); }},
    {"kind of a clause", [](auto& p) { p.clauses[1].kind = none<ir::ClauseKind>(); }},
    {"policy of a clause", [](auto& p) { p.clauses[1].policy = 1; }},
    {"exploration", [](auto& p) { p.arbitration.explore = none<ir::ExploreKind>(); }},
    {"epsilon", [](auto& p) { p.arbitration.epsilon.e8 = -1; }},
    {"late answer", [](auto& p) { p.arbitration.lateAnswer = 2; }},
    {"cap", [](auto& p) { p.arbitration.caps[0].per = none<ir::CandidateField>(); }},
    {"column of a row", [](auto& p) { p.tests[0].rows[0].columns[0] = 3; }},
    {"a column twice", [](auto& p) { p.tests[0].rows[3].columns = {1, 1}; }},
    {"ago", [](auto& p) { p.tests[0].rows[0].agoMs = -1; }},
    {"months ago", [](auto& p) { p.tests[0].rows[1].agoMonths = kLongestMonths + 1; }},
    {"age of a trigger", [](auto& p) { p.tests[0].triggerAgoMs = -2; }},
    {"values of a row", [](auto& p) { p.tests[0].rows[0].values.clear(); }},
    {"list", [](auto& p) { p.tests[0].lists[0] = ir::kContactStream; }},
    {"trigger of a test", [](auto& p) { p.tests[0].trigger = 2; }},
    {"evidence", [](auto& p) { p.tests[0].evidence[0].action = 2; }},
    {"times yes", [](auto& p) { p.tests[0].evidence[0].yes = std::nan(""); }},
    {"answers", [](auto& p) { p.tests[0].evidence[0].of = -1; }},
    {"more times yes than answers", [](auto& p) { p.tests[0].evidence[0].of = 2; }},
    {"kind of an expectation", [](auto& p) { p.tests[0].expected[0].kind = none<ir::ExpectKind>(); }},
    {"policy of an expectation", [](auto& p) { p.tests[0].expected[1].policy = 1; }},
};

}  // namespace

TEST_CASE("a bundle carries every table", "[bundle]") {
  const ir::Program program = programOfEveryTable();
  const Status sound = ir::verify(program);
  INFO((sound ? "" : sound.fault().message));
  REQUIRE(sound.ok());
  Said said;
  said.note(program);
  CHECK(said.missing().empty());

  const std::string bytes = bytesOf(program);
  const auto read = bundle::fromBytes(bytes);
  REQUIRE(read.ok());
  CHECK(same(read->program, program));
  CHECK(bytesOf(read->program) == bytes);
}

TEST_CASE("numbers that mean nothing are refused", "[bundle]") {
  for (const Breach& breach : kBreaches) {
    INFO(breach.what);
    ir::Program program = programOfEveryTable();
    breach.make(program);
    const auto read = bundle::fromBytes(bytesOf(program));
    REQUIRE_FALSE(read.ok());
    CHECK(read.fault().kind == FaultKind::kCorrupt);
  }
}

TEST_CASE("of errors the newest is the last", "[bundle]") {
  const ir::Program program = programOfEveryTable();
  const auto newest = ValueError::kRowsDiffer, beyond = static_cast<ValueError>(static_cast<int>(newest) + 1);
  CHECK(ir::isValue(program, {TypeKind::kMoney}, Scalar::error(newest)));
  CHECK_FALSE(ir::isValue(program, {TypeKind::kMoney}, Scalar::error(beyond)));
}

/// Lengths, places and kinds of every list and text, and every number: each word written over with the hash made right.
TEST_CASE("each word of a bundle may be anything", "[bundle]") {
  const std::string sound = bytesOf(programOfEveryTable());
  int refused = 0, accepted = 0;
  for (std::size_t at = kProgramAt; at < sound.size(); at += 8) {
    for (const std::uint64_t flip : {0xFFFF'FFFF'FFFF'FFFFU, 0x0000'0001'0000'0001U, 0x8000'0000'0000'0004U}) {
      std::string bytes = sound;
      std::uint64_t word = 0;
      std::memcpy(&word, &bytes[at], sizeof word);
      word ^= flip;
      std::memcpy(&bytes[at], &word, sizeof word);
      bundle::seal(bytes);
      const auto read = bundle::fromBytes(bytes);
      if (!read.ok()) {
        ++refused;
        continue;
      }
      ++accepted;
      INFO("byte " << at);
      CHECK(bundle::fromBytes(bytesOf(read->program)).ok());
    }
  }
  CHECK(refused > 0);
  CHECK(accepted > 0);
}

}  // namespace regard::tests
