// What lowering makes, what the verifier refuses, and that no text brings the compiler down.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>

#include "dsl/compile.h"
#include "dsl/ir/print.h"
#include "dsl/ir/verify.h"
#include "tests/support/golden.h"

namespace regard::dsl {
namespace {

namespace fs = std::filesystem;
const fs::path kProjectRoot = REGARD_ROOT;

SourceSet goldenSource(const fs::path& input) { return {{{input.filename().string(), support::readFile(input)}}}; }

ir::Program programOf(const SourceSet& sources) {
  Compiled compiled = compile(sources);
  INFO(support::shown(sources, compiled.diagnostics));
  REQUIRE(compiled.program.has_value());
  return *std::move(compiled.program);
}

ir::Program richProgram() { return programOf(goldenSource(kProjectRoot / "tests/golden/ir/rich.regard")); }

TEST_CASE("each golden rulebook gives its program", "[golden]") {
  for (const fs::path& input : support::goldenInputs(kProjectRoot / "tests/golden/ir", ".regard")) {
    DYNAMIC_SECTION(input.filename().string()) {
      const std::string actual = ir::print(programOf(goldenSource(input)));
      CHECK(support::goldenText(input, actual) == actual);
    }
  }
}

TEST_CASE("the example rulebooks compile without a word", "[examples]") {
  for (const char* name : {"telco", "bank"}) {
    const Result<SourceSet> sources = loadSources((kProjectRoot / "rules/examples" / name).string());
    REQUIRE(sources.ok());
    const Compiled compiled = compile(*sources);
    CHECK(support::shown(*sources, compiled.diagnostics).empty());
    REQUIRE(compiled.program.has_value());
    CHECK(ir::verify(*compiled.program).ok());
  }
}

/// Writes one random value over one random place of a vector of plain structs.
template <class T>
void corrupt(std::vector<T>& items, std::mt19937_64& random) {
  if (items.empty()) return;
  T& item = items[random() % items.size()];
  const std::uint64_t values[] = {0, 1, 255, 0x7FFF, 0xFFFF, 0xFFFF'FFFF, 0x8000'0000, random(), items.size()};
  const std::uint64_t value = values[random() % std::size(values)];
  const std::size_t width = std::size_t{1} << (random() % 3);
  const std::size_t at = (random() % (sizeof(T) / width)) * width;
  std::memcpy(static_cast<void*>(reinterpret_cast<unsigned char*>(&item) + at), &value, width);
}

TEST_CASE("a damaged program is refused or harmless, never fatal", "[verify]") {
  const ir::Program good = richProgram();
  REQUIRE(ir::verify(good).ok());
  std::mt19937_64 random(7);
  std::size_t refused = 0;
  for (int round = 0; round < 8'000; ++round) {
    ir::Program bad = good;
    switch (random() % 6) {
      case 0: corrupt(bad.insts, random); break;
      case 1: corrupt(bad.operands, random); break;
      case 2: corrupt(bad.constants, random); break;
      case 3: corrupt(bad.clauses, random); break;
      case 4: corrupt(bad.spans, random); break;
      default:
        if (ir::Action& action = bad.actions[random() % bad.actions.size()]; (random() & 1U) != 0)
          action.value = static_cast<ir::InstIndex>(random() % 1000);
        else
          action.group = static_cast<std::int32_t>(random() % 7) - 3;
        break;
    }
    const Status status = ir::verify(bad);
    if (status.ok()) {
      CHECK(!ir::print(bad).empty());  // what passes can be walked: the sanitizers look on
    } else {
      CHECK(status.fault().kind == FaultKind::kCorrupt);
      ++refused;
    }
  }
  CHECK(refused > 2'000);
}

TEST_CASE("the verifier refuses each breach of the contract", "[verify]") {
  struct Case {
    const char* name;
    void (*breach)(ir::Program&);
  };
  const Case cases[] = {
      {"operand after its user",
       [](ir::Program& p) {
         for (ir::Inst& i : p.insts)
           if (i.op == ir::Op::kAnd) i.a = 100'000;
       }},
      {"kind of result",
       [](ir::Program& p) {
         for (ir::Inst& i : p.insts)
           if (i.op == ir::Op::kAnd) i.type = TypeKind::kMoney;
       }},
      {"no such operator", [](ir::Program& p) { p.insts[0].op = static_cast<ir::Op>(127); }},
      {"constant of another type",
       [](ir::Program& p) {
         p.constants[0].type = {TypeKind::kText, 0};
       }},
      {"clause out of order", [](ir::Program& p) { p.clauses[0].action = 1; }},
      {"clause at a stage without clauses", [](ir::Program& p) { p.clauses[0].stage = ir::Stage::kRank; }},
      {"clauses left over", [](ir::Program& p) { p.clauses.push_back(p.clauses.back()); }},
      {"actions out of order", [](ir::Program& p) { std::swap(p.actions[0], p.actions[1]); }},
      {"a score that is missing", [](ir::Program& p) { p.actions[0].score = ir::kNone; }},
      {"a channel that is not there",
       [](ir::Program& p) {
         p.actions[0].treatments.push_back({99, {}, ir::kNone, {}, {}});
       }},
      {"keep nothing", [](ir::Program& p) { p.arbitration.keep = 0; }},
      {"a cap per propensity", [](ir::Program& p) { p.arbitration.caps[0].per = ir::CandidateField::kPropensity; }},
      {"a test of no input", [](ir::Program& p) { p.tests[0].given[0].input = 1'000; }},
      {"a member that is not there", [](ir::Program& p) { p.choices[ir::kDirectionChoice].members.clear(); }},
      {"a group of the program but not of its choice", [](ir::Program& p) { p.groups.pop_back(); }},
      {"a span past the end", [](ir::Program& p) { p.spans.back().end = 0xFFFF'FFFF; }},
      {"no choices", [](ir::Program& p) { p.choices.clear(); }},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      ir::Program program = richProgram();
      c.breach(program);
      const Status status = ir::verify(program);
      REQUIRE(!status.ok());
      CHECK(status.fault().kind == FaultKind::kCorrupt);
    }
  }
}

TEST_CASE("no text brings the compiler down", "[mutation]") {
  const std::string good = support::readFile(kProjectRoot / "tests/golden/ir/rich.regard");
  std::mt19937_64 random(11);
  const char* const pieces[] = {"{",  "}",  "when", " not ",  "unknown",  "£5",   "12%",        "in",
                                "..", "{{", "}}",   "\"",     "and",      "gold", "2026-02-31", " worth ",
                                "is", "=",  "yes",  "3 days", "request.", "\xC2", "-",          "else"};
  for (int round = 0; round < 400; ++round) {
    std::string text = good;
    for (std::size_t edits = 1 + random() % 3; edits > 0; --edits) {
      const std::size_t at = random() % text.size(), length = random() % 12;
      switch (random() % 3) {
        case 0: text.erase(at, length); break;
        case 1: text.insert(at, pieces[random() % std::size(pieces)]); break;
        default: text.insert(at, text.substr(random() % text.size(), 20)); break;
      }
    }
    const Compiled compiled = compile({{{"mutant.regard", text}}});
    const bool hasError = std::any_of(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                                      [](const Diagnostic& d) { return infoOf(d.code).severity == Severity::kError; });
    CHECK(compiled.program.has_value() != hasError);
  }
}

}  // namespace
}  // namespace regard::dsl
