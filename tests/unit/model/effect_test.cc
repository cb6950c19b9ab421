// Effects against what their sources print.

#include "engine/model/effect.h"

#include <catch2/catch.hpp>
#include <vector>

namespace regard::model {
namespace {

const Effects kBy95(0.95);

TEST_CASE("a rate's interval is that of Wilson's score", "[model]") {
  // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, 1998, table I.
  struct Case {
    Rate rate;
    double low, high;
  };
  for (const Case& c : {Case{{81, 263}, 0.2553, 0.3662}, Case{{15, 148}, 0.0624, 0.1605}, Case{{0, 20}, 0, 0.1611},
                        Case{{1, 29}, 0.0061, 0.1718}}) {
    CAPTURE(c.rate.with, c.rate.of);
    const Interval found = kBy95.rate(c.rate);
    CHECK(found.at == Approx(c.rate.with / c.rate.of));
    CHECK(found.low == Approx(c.low).margin(5e-5));
    CHECK(found.high == Approx(c.high).margin(5e-5));
  }
  CHECK(kBy95.rate({0, 0}).low == 0);
  CHECK(kBy95.rate({0, 0}).high == 1);
  CHECK(kBy95.rate({20, 20}).high == 1);
  CHECK(Effects(0.99).rate({81, 263}).low < kBy95.rate({81, 263}).low);
}

TEST_CASE("the difference of two rates is that of Newcombe's method 10", "[model]") {
  // Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17,
  // 1998, table II: his eight examples.
  struct Case {
    Rate a, b;
    double low, high;
  };
  for (const Case& c : {Case{{56, 70}, {48, 80}, 0.0524, 0.3339}, Case{{9, 10}, {3, 10}, 0.1705, 0.8090},
                        Case{{6, 7}, {2, 7}, 0.0582, 0.8062}, Case{{5, 56}, {0, 29}, -0.0381, 0.1926},
                        Case{{0, 10}, {0, 20}, -0.1611, 0.2775}, Case{{0, 10}, {0, 10}, -0.2775, 0.2775},
                        Case{{10, 10}, {0, 20}, 0.6791, 1}, Case{{10, 10}, {0, 10}, 0.6075, 1}}) {
    CAPTURE(c.a.with, c.a.of, c.b.with, c.b.of);
    const Interval found = kBy95.difference(c.a, c.b);
    CHECK(found.at == Approx(c.a.with / c.a.of - c.b.with / c.b.of));
    CHECK(found.low == Approx(c.low).margin(5e-5));
    CHECK(found.high == Approx(c.high).margin(5e-5));
  }
}

TEST_CASE("the ratio of two rates is that of Katz", "[model]") {
  // The Physicians' Health Study, as in Agresti, An Introduction to Categorical Data Analysis, 2.2.3: 1.82, from 1.43
  // to 2.30.
  const auto found = kBy95.lift(Rate{189, 11'034}, Rate{104, 11'037});
  REQUIRE(found);
  CHECK(found->at == Approx(0.82).margin(5e-3));
  CHECK(found->low == Approx(0.43).margin(5e-3));
  CHECK(found->high == Approx(1.30).margin(1e-2));
  CHECK_FALSE(kBy95.lift(Rate{0, 10}, Rate{3, 10}));
  CHECK_FALSE(kBy95.lift(Rate{3, 10}, Rate{0, 10}));
}

TEST_CASE("the difference of two means is that of Welch", "[model]") {
  // Student's sleep (Biometrika 6, 1908), by R's t.test(extra ~ group): -3.3654832 to 0.2054832, 17.776 degrees.
  Amounts first, second;
  for (const double hours : {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0}) first.add(hours);
  for (const double hours : {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}) second.add(hours);
  CHECK(first.mean == Approx(0.75));
  CHECK(second.mean == Approx(2.33));
  const auto found = kBy95.difference(first, second);
  REQUIRE(found);
  CHECK(found->at == Approx(-1.58));
  CHECK(found->low == Approx(-3.3654832).margin(1e-7));
  CHECK(found->high == Approx(0.2054832).margin(1e-7));
  // t.test(extra[group == 2]): 0.8976775 to 3.7623225.
  const auto alone = kBy95.mean(second);
  REQUIRE(alone);
  CHECK(alone->low == Approx(0.8976775).margin(1e-7));
  CHECK(alone->high == Approx(3.7623225).margin(1e-7));

  // Of logarithms, to the first order: the error of a mean as a part of it.
  const auto lift = kBy95.lift(second, first);
  REQUIRE(lift);
  CHECK(lift->at == Approx(2.33 / 0.75 - 1));
  CHECK((1 + lift->low) * (1 + lift->high) == Approx((1 + lift->at) * (1 + lift->at)));
  CHECK(lift->low < 0);
}

TEST_CASE("amounts that tell nothing have no interval", "[model]") {
  Amounts none, one, alike, other, below;
  one.add(3);
  for (int i = 0; i < 5; ++i) alike.add(3);
  for (const double amount : {1.0, 2.0, 4.0}) other.add(amount), below.add(-amount);
  CHECK_FALSE(kBy95.mean(none));
  CHECK_FALSE(kBy95.mean(one));
  CHECK_FALSE(kBy95.mean(alike));
  CHECK_FALSE(kBy95.difference(one, other));
  CHECK_FALSE(kBy95.difference(alike, alike));
  CHECK(kBy95.difference(alike, other));
  CHECK_FALSE(kBy95.lift(below, other));
  CHECK_FALSE(kBy95.lift(other, none));
}

TEST_CASE("counts are as they were meant to be shared, or not", "[model]") {
  // Mendel's peas, 9 : 3 : 3 : 1; chi-square 0.470 with three degrees of freedom, p = 0.925.
  const std::vector<double> peas{315, 101, 108, 32}, shares{9.0 / 16, 3.0 / 16, 3.0 / 16, 1.0 / 16};
  CHECK(goodness(peas, shares).chiSquare == Approx(0.470).margin(5e-4));
  CHECK(goodness(peas, shares).probability == Approx(0.9254).margin(5e-5));
  // Kohavi, Tang & Xu, Trustworthy Online Controlled Experiments, 2020, chapter 3: 821,588 and 815,482 of halves, which
  // happens once in more than 500,000 times.
  const std::vector<double> visitors{821'588, 815'482}, halves{0.5, 0.5};
  CHECK(goodness(visitors, halves).probability == Approx(1.8e-6).epsilon(0.05));
  CHECK(goodness(std::vector<double>{0, 0}, halves).probability == 1);
  CHECK(goodness(std::vector<double>{7}, std::vector<double>{1}).probability == 1);
}

TEST_CASE("how many a group needs is what Fleiss says", "[model]") {
  // R's power.prop.test(p1 = 0.5, p2 = 0.75, power = 0.8): n = 57.67; (0.1, 0.12): 3840.85.
  CHECK(kBy95.neededFor(0.5, 0.75) == 58);
  CHECK(kBy95.neededFor(0.1, 0.12) == 3'841);
  CHECK(kBy95.neededFor(0.12, 0.1) == 3'841);
}

}  // namespace
}  // namespace regard::model
