// Everything that a program can hold, through a file and back; and what no file may hold.

#include "tests/unit/bundle/every_table.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <map>
#include <string>
#include <typeinfo>

#include "dsl/bundle/bundle.h"
#include "dsl/bundle/frame.h"
#include "dsl/ir/verify.h"
#include "tests/unit/bundle/same.h"

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

std::string bytesOf(const ir::Program& program) {
  auto bytes = bundle::toBytes(program);
  REQUIRE(bytes.ok());
  return *std::move(bytes);
}

/// A value that no enum has, of its own width: what a file can hold.
template <class Enum>
Enum none() {
  return static_cast<Enum>(static_cast<std::underlying_type_t<Enum>>(-1));
}

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
  struct Breach {
    const char* what;
    void (*make)(ir::Program&);
  };
  const Breach breaches[] = {
      {"op", [](auto& p) { p.insts[0].op = none<ir::Op>(); }},
      {"type of an instruction", [](auto& p) { p.insts[0].type = none<TypeKind>(); }},
      {"type of a constant", [](auto& p) { p.constants[0].type.kind = none<TypeKind>(); }},
      {"source", [](auto& p) { p.inputs[0].source = none<ir::InputSource>(); }},
      {"state", [](auto& p) { p.inputs[0].fallback.state = none<State>(); }},
      {"detail", [](auto& p) { p.inputs[1].detail = 2; }},
      {"stream", [](auto& p) { p.streams[2].kind = none<ir::StreamKind>(); }},
      {"type of a column", [](auto& p) { p.streams[2].columns[1].type.kind = none<TypeKind>(); }},
      {"window", [](auto& p) { p.windows[1].kind = none<ir::WindowKind>(); }},
      {"calendar unit",
       [](auto& p) {
         p.windows[1] = {ir::WindowKind::kThis, 4};
       }},
      {"burst", [](auto& p) { p.bursts[0].count = 0; }},
      {"ladder of a threshold", [](auto& p) { p.thresholds[1].ladder = 1; }},
      {"model", [](auto& p) { p.modelCalls[1].model = 2; }},
      {"window of a counter", [](auto& p) { p.counters[1].window = 2; }},
      {"shares", [](auto& p) { p.experiments[0].shares.pop_back(); }},
      {"issue of a hold-out", [](auto& p) { p.holdOuts[0].issues[1] = 2; }},
      {"choice of a journey", [](auto& p) { p.journeys[0].choice = 99; }},
      {"stream of a kpi", [](auto& p) { p.kpis[0].stream = 99; }},
      {"outcomes", [](auto& p) { p.outcomes.pop_back(); }},
      {"promises", [](auto& p) { p.promises.pop_back(); }},
      {"event of a trigger", [](auto& p) { p.triggers[0].event = 2; }},
      {"channel of a trigger", [](auto& p) { p.triggers[0].channels[0] = 3; }},
      {"action of a guarantee", [](auto& p) { p.guarantees[0].actions[0] = 2; }},
      {"action of a bundle", [](auto& p) { p.bundles[0].mayAdd[0] = 2; }},
      {"working hours", [](auto& p) { p.working.toMinute = 24 * 60 + 1; }},
      {"name", [](auto& p) { p.names[0].kind = none<ir::NameKind>(); }},
      {"promise of an action", [](auto& p) { p.actions[0].promise = 2; }},
      {"day", [](auto& p) { p.actions[0].activeTo = std::numeric_limits<Day>::max(); }},
      {"learned", [](auto& p) { p.actions[0].learned.push_back(p.actions[0].learned[0]); }},
      {"stage", [](auto& p) { p.clauses[1].stage = none<ir::Stage>(); }},
      {"kind of a clause", [](auto& p) { p.clauses[1].kind = none<ir::ClauseKind>(); }},
      {"policy of a clause", [](auto& p) { p.clauses[1].policy = 1; }},
      {"late answer", [](auto& p) { p.arbitration.lateAnswer = 2; }},
      {"cap", [](auto& p) { p.arbitration.caps[0].per = none<ir::CandidateField>(); }},
      {"column of a row", [](auto& p) { p.tests[0].rows[0].columns[0] = 2; }},
      {"values of a row", [](auto& p) { p.tests[0].rows[0].values.clear(); }},
      {"list", [](auto& p) { p.tests[0].lists[0] = ir::kContactStream; }},
      {"trigger of a test", [](auto& p) { p.tests[0].trigger = 2; }},
      {"evidence", [](auto& p) { p.tests[0].evidence[0].action = 2; }},
      {"kind of an expectation", [](auto& p) { p.tests[0].expected[0].kind = none<ir::ExpectKind>(); }},
      {"policy of an expectation", [](auto& p) { p.tests[0].expected[1].policy = 1; }},
  };
  for (const Breach& breach : breaches) {
    INFO(breach.what);
    ir::Program program = programOfEveryTable();
    breach.make(program);
    const auto read = bundle::fromBytes(bytesOf(program));
    REQUIRE_FALSE(read.ok());
    CHECK(read.fault().kind == FaultKind::kCorrupt);
  }
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
