// The sketch keeps its promise on every kind of input: no place is further off than its error, in all but one of a
// hundred.

#include "engine/population/kll.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace regard::population {
namespace {

constexpr double kShares[] = {.001, .01, .25, .5, .75, .99, .999};

/// By how much places are off, as a part of all: in both directions of asking. Values that are level have many places,
/// and any of them is right.
std::vector<double> errors(const KllSketch& sketch, std::vector<std::int64_t> values) {
  std::sort(values.begin(), values.end());
  const auto all = static_cast<double>(values.size());
  REQUIRE(sketch.count() == values.size());
  CHECK(sketch.least() == values.front());
  CHECK(sketch.greatest() == values.back());
  std::vector<double> out;
  for (const double share : kShares) {
    const auto place = static_cast<std::uint64_t>(std::ceil(share * all));
    const std::int64_t found = sketch.at(place);
    const auto first = std::lower_bound(values.begin(), values.end(), found) - values.begin() + 1;
    const auto last = std::upper_bound(values.begin(), values.end(), found) - values.begin();
    REQUIRE(last >= first);  // a value that was added
    const double off = std::max({0.0, static_cast<double>(first) - static_cast<double>(place),
                                 static_cast<double>(place) - static_cast<double>(last)});
    out.push_back(off / all);
    const std::int64_t asked = values[place - 1];
    const auto upTo = std::upper_bound(values.begin(), values.end(), asked) - values.begin();
    out.push_back(std::abs(static_cast<double>(sketch.rankOf(asked)) - static_cast<double>(upTo)) / all);
  }
  return out;
}

std::vector<std::int64_t> values(const std::string& how, std::size_t count, std::uint64_t seed) {
  std::mt19937_64 draw(seed);
  std::vector<std::int64_t> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = static_cast<std::int64_t>(i);
    if (how == "sorted") out[i] = at;
    if (how == "reversed") out[i] = -at;
    if (how == "random") out[i] = static_cast<std::int64_t>(draw());
    if (how == "tied") out[i] = static_cast<std::int64_t>(draw() % 7);
    if (how == "saw") out[i] = at % 1000 * 1000 + at / 1000;
  }
  return out;
}

TEST_CASE("places are within the sketch's error, sorted, reversed, tied or merged") {
  constexpr std::size_t kMany = 40'000;
  std::size_t beyond = 0, asked = 0;
  for (const char* how : {"sorted", "reversed", "random", "tied", "saw"})
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const auto all = values(how, kMany, seed);
      KllSketch whole(200, seed), merged(200, seed + 100);
      for (const std::int64_t value : all) whole.add(value);
      for (std::size_t part = 0; part < 100; ++part) {
        KllSketch some(200, 1000 * seed + part);
        for (std::size_t i = part * kMany / 100; i < (part + 1) * kMany / 100; ++i) some.add(all[i]);
        merged.merge(some);
      }
      for (const KllSketch* sketch : {&whole, &merged})
        for (const double error : errors(*sketch, all)) {
          ++asked;
          CHECK(error < 3 * sketch->error());
          if (error > sketch->error()) ++beyond;
        }
      CHECK(whole.toBytes().size() < 8'000);  // ten bytes for each of some 600 values
    }
  INFO(beyond << " of " << asked << " beyond the error");
  CHECK(beyond * 100 <= asked);
}

TEST_CASE("the error is the published one, and nothing while everything is kept") {
  KllSketch sketch(200);
  for (std::int64_t i = 0; i < 200; ++i) sketch.add(i * i);
  CHECK(sketch.isExact());
  CHECK(sketch.error() == 0);
  for (std::int64_t i = 0; i < 200; ++i) {
    CHECK(sketch.at(static_cast<std::uint64_t>(i) + 1) == i * i);
    CHECK(sketch.rankOf(i * i) == static_cast<std::uint64_t>(i) + 1);
  }
  sketch.add(-1);
  CHECK_FALSE(sketch.isExact());
  CHECK(sketch.error() == Approx(0.0133).epsilon(0.01));
  KllSketch fine;
  for (std::int64_t i = 0; i < 10'000; ++i) fine.add(i);
  CHECK(fine.error() == Approx(0.0014).epsilon(0.02));
}

TEST_CASE("the same values give the same sketch, and bytes give it back") {
  KllSketch one(64, 7), other(64, 7), another(64, 8);
  for (const std::int64_t value : values("random", 20'000, 3)) {
    one.add(value);
    other.add(value);
    another.add(value);
  }
  CHECK(one.toBytes() == other.toBytes());
  CHECK(one.toBytes() != another.toBytes());
  auto back = KllSketch::fromBytes(one.toBytes());
  REQUIRE(back.has_value());
  CHECK(back->toBytes() == one.toBytes());
  for (const std::int64_t value : values("sorted", 5'000, 3)) {
    back->add(value);
    one.add(value);
  }
  CHECK(back->toBytes() == one.toBytes());
}

TEST_CASE("bytes that are no sketch give none") {
  KllSketch sketch(32);
  for (const std::int64_t value : values("random", 3'000, 5)) sketch.add(value);
  const std::string bytes = sketch.toBytes();
  for (std::size_t length = 0; length < bytes.size(); ++length)
    CHECK_FALSE(KllSketch::fromBytes(std::string_view(bytes).substr(0, length)).has_value());
  CHECK_FALSE(KllSketch::fromBytes(bytes + "x").has_value());
  std::mt19937_64 draw(11);
  for (int round = 0; round < 2'000; ++round) {
    std::string damaged = bytes;
    damaged[draw() % damaged.size()] ^= static_cast<char>(1U << (draw() % 8));
    const auto read = KllSketch::fromBytes(damaged);  // another sketch, or none: never a crash
    if (!read) continue;
    const std::int64_t middle = read->at((read->count() + 1) / 2);
    CHECK(middle >= read->least());
    CHECK(middle <= read->greatest());
  }
}

}  // namespace
}  // namespace regard::population
