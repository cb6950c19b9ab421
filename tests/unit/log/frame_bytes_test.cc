// A frame comes back from its bytes as it was, to the bit, and bytes that are no frame are a fault.

#include "engine/log/frame_bytes.h"

#include <limits>

#include "tests/agree/random_book.h"
#include "tests/support/compile_text.h"

namespace regard {
namespace {

using agree::Random;

constexpr std::uint64_t kBooks = 60;
constexpr int kCustomers = 20;

template <class Each>
void forRandomFrames(Each each) {
  for (std::uint64_t seed = 1; seed <= kBooks; ++seed) {
    const Plan plan = support::planOfText(agree::randomBook(seed));
    Random random(seed);
    for (int i = 0; i < kCustomers; ++i) each(*plan.program, agree::randomCustomer(*plan.program, random), random);
  }
}

TEST_CASE("every frame comes back as it was") {
  std::size_t bytes = 0, cells = 0;
  forRandomFrames([&](const ir::Program& program, const Inputs& frame, Random&) {
    const std::string written = frameBytes(frame);
    const auto read = frameOf(written);
    REQUIRE(read.ok());
    CHECK(*read == frame);
    CHECK(frameBytes(*read) == written);
    CHECK(checkFits(program, *read).ok());
    bytes += written.size();
    cells += frame.cells.size();
    for (const Rows& rows : frame.rows) cells += rows.cells.size();
  });
  CHECK(cells > 50'000);
  CHECK(bytes < 5 * cells);  // of nine in memory, and edges of 64 bits are among them
}

TEST_CASE("what no gatherer makes comes back too") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max(),
                         kMin = std::numeric_limits<std::int64_t>::min();
  Random random(7);
  for (int i = 0; i < 2'000; ++i) {
    const auto any = [&]() -> std::int64_t {
      return random.oneOf(std::vector<std::int64_t>{0, 1, -1, kMax, kMin,
                                                    static_cast<std::int64_t>(random.bits() >> random.below(64))});
    };
    const auto scalar = [&] { return Scalar{Cell::ofInt(any()), static_cast<State>(random.below(3))}; };
    Inputs frame;
    for (std::size_t left = random.below(9); left > 0; --left) {
      const Scalar value = scalar();
      frame.cells.push_back(value.cell);
      frame.states.push_back(value.state);
    }
    for (std::size_t left = random.below(4); left > 0; --left) {
      Rows& rows = frame.rows.emplace_back();
      rows = {.count = static_cast<std::uint32_t>(random.below(5)),
              .state = static_cast<State>(random.below(3)),
              .fromMs = any(),
              .cells = {},
              .states = {},
              .rolledCount = {},
              .rolledSums = {}};
      if (random.chance(50)) rows.rolledCount = Scalar::known(Cell::ofDouble(static_cast<double>(random.below(9))));
      for (std::size_t sums = rows.rolledCount.isKnown() ? random.below(4) : 0; sums > 0; --sums)
        rows.rolledSums.push_back(scalar());
      for (std::size_t cells = rows.count * random.below(4); cells > 0; --cells) rows.push(scalar());
      frame.windowAfterMs.push_back(any());
      frame.evidence.push_back({static_cast<std::uint32_t>(any()), static_cast<std::int16_t>(any()),
                                std::bit_cast<double>(random.bits() >> 12U), 0.1});
    }
    frame.nowMs = any();
    frame.historyFromMs = any();
    frame.today = static_cast<Day>(any());
    frame.locale = random.oneOf(std::vector<std::string>{"", "en-GB", std::string(300, 'x')});
    frame.text = std::string(random.below(300), '\0');
    frame.hasHistory = random.chance(50);
    frame.outbound = random.chance(50);
    if (random.chance(50)) frame.seed = random.bits();
    for (std::size_t left = random.below(4); left > 0; --left)
      frame.channels.push_back(static_cast<std::int16_t>(any()));
    const auto read = frameOf(frameBytes(frame));
    REQUIRE(read.ok());
    CHECK(*read == frame);
  }
}

TEST_CASE("a frame that is cut short or goes on is a fault") {
  const Plan plan = support::planOfText(agree::randomBook(5));
  Random random(5);
  const std::string whole = frameBytes(agree::randomCustomer(*plan.program, random));
  for (std::size_t length = 0; length < whole.size(); ++length) CHECK_FALSE(frameOf(whole.substr(0, length)).ok());
  CHECK_FALSE(frameOf(whole + '\0').ok());
  CHECK(frameOf("").fault().kind == FaultKind::kCorrupt);
}

TEST_CASE("a frame of a later format is told as such") {
  std::string bytes = frameBytes({});
  bytes[0] = 5;
  const auto read = frameOf(bytes);
  REQUIRE_FALSE(read.ok());
  CHECK(read.fault().kind == FaultKind::kUnsupported);
  CHECK(read.fault().message == "the frame has format 5 and this version of regard reads up to 4: use a newer regard");
}

TEST_CASE("damaged bytes are a fault or a frame, never worse") {
  std::size_t faults = 0, unfit = 0, fit = 0;
  forRandomFrames([&](const ir::Program& program, const Inputs& frame, Random& random) {
    const std::string whole = frameBytes(frame);
    for (int i = 0; i < 30; ++i) {
      std::string bytes = whole;
      for (std::size_t changes = random.between(1, 4); changes > 0; --changes)
        bytes[random.below(bytes.size())] = static_cast<char>(random.bits());
      const auto read = frameOf(bytes);
      if (!read.ok()) {
        ++faults;
      } else {
        ++(checkFits(program, *read).ok() ? fit : unfit);
        CHECK(*frameOf(frameBytes(*read)) == *read);
      }
    }
  });
  CHECK(faults > 1'000);
  CHECK(unfit > 1'000);
  CHECK(fit > 1'000);
}

TEST_CASE("few bytes cannot ask for much memory") {
  for (const std::string_view tail : {"\xFF\xFF\xFF\xFF\x0F", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"}) {
    const std::string head("\1\0\0\0\0\0", 6);                   // format, flags, now, today, locale, text
    CHECK_FALSE(frameOf(head + std::string(tail)).ok());         // cells
    CHECK_FALSE(frameOf(head + '\0' + std::string(tail)).ok());  // kinds of rows
    CHECK_FALSE(frameOf(head + std::string("\0\1\0", 3) + std::string(tail)).ok());    // rows
    CHECK_FALSE(frameOf(head + std::string("\0\1\0\1", 4) + std::string(tail)).ok());  // columns
    CHECK_FALSE(frameOf(head + std::string("\0\0", 2) + std::string(tail)).ok());      // windows
    CHECK_FALSE(frameOf(head + std::string("\0\0\0", 3) + std::string(tail)).ok());    // evidence
  }
}

TEST_CASE("a frame of other rules does not fit") {
  const Plan plan = support::planOfText(R"(rulebook shop { currency GBP }
profile customer { key id : text  tier : one of { low, high } }
event call { about : text }
action hello { eligible when tier = high })");
  const ir::Program& program = *plan.program;
  Inputs frame;
  frame.text = "high";
  for (const ir::Input& input : program.inputs) {
    frame.cells.push_back(input.type.kind == TypeKind::kText ? Cell::ofText({0, 4}) : Cell::ofInt(1));
    frame.states.push_back(State::kKnown);
  }
  frame.rows.resize(program.streams.size());
  frame.windowAfterMs.resize(program.windows.size());
  REQUIRE(checkFits(program, frame).ok());
  const auto messageOf = [&](auto change) {
    Inputs other = frame;
    change(other);
    const auto fits = checkFits(program, other);
    return fits.ok() ? "" : fits.fault().message;
  };
  const auto slot = [&](std::string_view name) {
    for (std::uint32_t i = 0;; ++i)
      if (program.inputs.at(i).name == name) return i;
  };
  const std::string begin = "the frame is not one of these rules: ";
  CHECK(messageOf([](Inputs& f) { f.rows.pop_back(); }) == begin + "it has 2 kinds of rows and they have 3");
  CHECK(messageOf([&](Inputs& f) { f.set(slot("tier"), Scalar::known(Cell::ofInt(2))); }) ==
        begin + "they have no such value of tier");
  CHECK(messageOf([](Inputs& f) { f.windowAfterMs.push_back(0); }).starts_with(begin));
  CHECK(messageOf([](Inputs& f) { f.cells.pop_back(); }).starts_with(begin));
  CHECK(messageOf([](Inputs& f) { f.channels = {0}; }) == begin + "they have no such channels");
  CHECK(messageOf([](Inputs& f) {
          f.rows.back().count = 1;
          f.rows.back().push(Scalar::known(Cell::ofInt(0)));
          f.rows.back().push(Scalar::known(Cell::ofText({1, 4})));
        }) == begin + "they have no such value in the rows of call: about");
}

}  // namespace
}  // namespace regard
