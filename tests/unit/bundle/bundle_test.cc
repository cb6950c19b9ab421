// A program through a file and back, and every way in which a file can be wrong.

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "dsl/bundle/bundle.h"
#include "dsl/bundle/frame.h"
#include "dsl/compile.h"
#include "engine/decide/decide.h"
#include "engine/plan/plan.h"
#include "engine/reference/reference.h"
#include "regard/rulebook.h"
#include "tests/agree/random_book.h"
#include "tests/support/same.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/bundle/bytes.h"

namespace regard::tests {
namespace {

constexpr std::uint64_t kBooks = 100;
constexpr int kCustomers = 3;
constexpr int kMutations = 8'000;
const std::string kTelco = std::string(REGARD_ROOT) + "/rules/examples/telco";
const std::string kBank = std::string(REGARD_ROOT) + "/rules/examples/bank";

ir::Program programOf(const dsl::SourceSet& sources) {
  dsl::Compiled compiled = dsl::compile(sources);
  REQUIRE(compiled.program.has_value());
  return *std::move(compiled.program);
}

ir::Program programAt(const std::string& path) {
  const auto sources = dsl::loadSources(path);
  REQUIRE(sources.ok());
  return programOf(*sources);
}

Plan planOf(ir::Program program) {
  auto plan = makePlan(std::make_shared<const ir::Program>(std::move(program)), Catalog{});
  REQUIRE(plan.ok());
  return *std::move(plan);
}

/// Checked: in every field, in its bytes, and in what it decides.
void checkRoundTrip(const ir::Program& program, std::uint64_t seed) {
  const std::string bytes = bytesOf(program);
  CHECK(bytes == bytesOf(program));
  const auto read = bundle::fromBytes(bytes);
  REQUIRE(read.ok());
  CHECK(same(read->program, program));
  CHECK(bytesOf(read->program) == bytes);
  CHECK(read->hash == *bundle::hashOf(program));
  const Plan before = planOf(program), after = planOf(read->program);
  Scratch scratch;
  for (int customer = 0; customer < kCustomers; ++customer) {
    agree::Random random(seed * 1'000 + static_cast<std::uint64_t>(customer));
    const Inputs inputs = agree::randomCustomer(program, random);
    Decision first, second;
    decide(before, inputs, scratch, first);
    decide(after, inputs, scratch, second);
    CHECK(first == second);
  }
}

FaultKind faultOf(const std::string& bytes, const char* said) {
  const auto read = bundle::fromBytes(bytes);
  REQUIRE_FALSE(read.ok());
  INFO(read.fault().message);
  CHECK(read.fault().message.find(said) != std::string::npos);
  return read.fault().kind;
}

}  // namespace

TEST_CASE("a program is the same after its bundle", "[bundle]") {
  checkRoundTrip(programAt(kTelco), 1);
  checkRoundTrip(programAt(kBank), 2);
  for (std::uint64_t seed = 1; seed <= kBooks; ++seed) {
    INFO("seed " << seed);
    checkRoundTrip(programOf({{{"book.regard", agree::randomBook(seed)}}}), seed);
  }
}

TEST_CASE("a bundle's hash names its content", "[bundle]") {
  const auto hashOf = [](const char* text) { return *bundle::hashOf(programOf({{{"a.regard", text}}})); };
  constexpr const char* kText = "rulebook shop { currency GBP }\nprofile customer { key id : text }\n";
  CHECK(hashOf(kText).size() == 64);
  CHECK(hashOf(kText) == hashOf(kText));
  CHECK(hashOf(kText) != hashOf("rulebook shop { currency USD }\nprofile customer { key id : text }\n"));
  CHECK(hashOf(kText) != hashOf("rulebook shop { currency GBP }\nprofile customer { key id : text }\n# said\n"));
}

TEST_CASE("from text and from its bundle a rulebook has one hash", "[bundle]") {
  const auto compiled = compile(kTelco);
  REQUIRE((compiled && compiled->rulebook));
  const auto bytes = toBundle(*compiled->rulebook);
  REQUIRE(bytes);
  const support::TempFolder folder;
  const std::string path = folder.write("telco.bundle", *bytes);
  const auto opened = openBundle(path);
  REQUIRE(opened);
  CHECK(opened->hash() == compiled->rulebook->hash());
  const auto again = compile(path);
  REQUIRE((again && again->rulebook));
  CHECK(again->rulebook->hash() == compiled->rulebook->hash());
  CHECK(again->diagnostics.empty());
  CHECK(*dump(path, Stage::ir) == *dump(kTelco, Stage::ir));
  CHECK(dump(path, Stage::ast).error().kind == ErrorKind::invalid);
  std::filesystem::remove(path);
  CHECK(openBundle(path).error().kind == ErrorKind::notFound);
  CHECK(openBundle(kTelco).error().kind == ErrorKind::invalid);
}

TEST_CASE("what is wrong with a bundle is told", "[bundle]") {
  const std::string sound = bytesOf(programAt(kBank));
  CHECK(faultOf("", "no bundle") == FaultKind::kCorrupt);
  CHECK(faultOf(std::string(4'096, 'x'), "no bundle") == FaultKind::kCorrupt);
  CHECK(faultOf(sound.substr(0, sound.size() / 16 * 8), "cut short") == FaultKind::kCorrupt);
  CHECK(faultOf(sound + std::string(8, '\0'), "no bundle") == FaultKind::kCorrupt);

  std::string bytes = sound;
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  CHECK(faultOf(bytes, "does not have the hash ") == FaultKind::kCorrupt);
  bytes = sound;
  bytes[16] = bundle::kFormat + 1;
  CHECK(faultOf(bytes, "newer regard") == FaultKind::kUnsupported);
  bytes[16] = bundle::kFormat - 1;
  bundle::seal(bytes);
  CHECK(faultOf(bytes, "another version") == FaultKind::kUnsupported);
  bytes = sound;
  bytes[20] = static_cast<char>(bytes[20] ^ 1);
  bundle::seal(bytes);
  CHECK(faultOf(bytes, "another version") == FaultKind::kUnsupported);

  // At an odd address too.
  const std::string shifted = 'x' + sound;
  CHECK(bundle::fromBytes(std::string_view(shifted).substr(1)).ok());
}

/// Flips bits, writes over words, moves pieces, cuts; half of the results with the hash made right again.
TEST_CASE("hostile bytes give a fault or a program that can be run", "[bundle]") {
  const std::string sound = bytesOf(programAt(kBank));
  agree::Random random(7);
  int reached = 0, accepted = 0;
  for (int round = 0; round < kMutations; ++round) {
    INFO("round " << round);
    std::string bytes = sound;
    for (std::uint64_t edits = 1 + random.below(4); edits > 0; --edits) {
      const std::size_t at = random.below(bytes.size() - 16);
      switch (random.below(4)) {
        case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8))); break;
        case 1: std::memset(&bytes[at / 8 * 8], random.below(2) == 0 ? 0 : 0xFF, 8); break;
        case 2: bytes[at] = static_cast<char>(random.below(256)); break;
        default: std::memmove(&bytes[at / 8 * 8], &bytes[random.below(bytes.size() / 8 - 2) * 8], 8);
      }
    }
    if (random.below(10) == 0) {
      bytes.resize((random.below(bytes.size() / 8 - 8) + 8) * 8);
      const auto words = static_cast<std::uint32_t>(bytes.size() / 8 - 1);
      std::memcpy(&bytes[4], &words, sizeof words);
    }
    if (round % 2 == 0) bundle::seal(bytes);
    const auto read = bundle::fromBytes(bytes);
    reached += read.ok() || read.fault().message.find("hash") == std::string::npos ? 1 : 0;
    if (!read.ok()) continue;
    ++accepted;
    const auto plan = makePlan(std::make_shared<const ir::Program>(read->program), Catalog{});
    if (!plan.ok()) continue;
    const Inputs inputs = agree::randomCustomer(read->program, random);
    Scratch scratch;
    Decision decision;
    decide(*plan, inputs, scratch, decision);
    CHECK(decision == reference::evaluate(read->program, inputs).decision);
  }
  CHECK(reached >= kMutations / 4);
  CHECK(accepted > 0);
}

}  // namespace regard::tests
