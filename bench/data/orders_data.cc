// Makes a log of purchases whose parameters are known: customers who buy as BG/NBD has it, spend as gamma-gamma has it.
// What is fitted on it can be held against what made it.
//
// Every customer is a function of (seed, number), with a generator and distributions of our own, so that the same
// options give the same customers whatever their number.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

namespace {

/// SplitMix64 (Steele, Lea, Flood 2014), and what is drawn from it.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E37'79B9'7F4A'7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D0'49BB'1331'11EBU;
    return z ^ (z >> 31U);
  }
  /// Between 0 and 1, neither of them.
  double uniform() { return (static_cast<double>(next() >> 11U) + 0.5) * 0x1p-53; }
  double exponential(double rate) { return -std::log(uniform()) / rate; }
  double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); }

  /// Marsaglia & Tsang 2000; a shape below one by the usual boost.
  double gamma(double shape, double rate) {
    if (shape < 1) return gamma(shape + 1, rate) * std::pow(uniform(), 1 / shape);
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
      const double x = normal(), v = std::pow(1 + c * x, 3);
      if (v > 0 && std::log(uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v / rate;
    }
  }
  double beta(double a, double b) {
    const double x = gamma(a, 1), y = gamma(b, 1);
    return x / (x + y);
  }

 private:
  std::uint64_t state_;
};

struct Options {
  std::uint64_t count = 2'000, seed = 1;
  double r = 0.8, alpha = 6, a = 0.9, b = 2.5;  // weeks
  double p = 6.25, q = 3.74, v = 15.44;
  int joinDays = 90, days = 540;
  std::string output = "-";
};

std::string dateAfter(int days) {  // from 2024-01-01 on, by Hinnant's civil_from_days
  const int z = days + 19'723 + 719'468, era = z / 146'097, doe = z - era * 146'097;
  const int yoe = (doe - doe / 1'460 + doe / 36'524 - doe / 146'096) / 365;
  const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
  const int month = mp < 10 ? mp + 3 : mp - 9;
  return fmt::format("{:04}-{:02}-{:02}", yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - (153 * mp + 2) / 5 + 1);
}

void writeCustomer(std::FILE* file, const Options& options, std::uint64_t number) {
  Random random(options.seed * 0x9E37'79B9U + number);
  random.next();
  const double rate = random.gamma(options.r, options.alpha), leaves = random.beta(options.a, options.b);
  const double scale = random.gamma(options.q, options.v);
  double day = std::floor(random.uniform() * options.joinDays);
  for (;;) {
    fmt::print(file, "C{:05},{},{:.2f}\n", number + 1, dateAfter(static_cast<int>(day)),
               random.gamma(options.p, scale));
    day += 7 * random.exponential(rate);
    // A first purchase is never the last that may be; after each repeat some leave.
    if (day >= options.days) return;
    if (random.uniform() < leaves) {
      fmt::print(file, "C{:05},{},{:.2f}\n", number + 1, dateAfter(static_cast<int>(day)),
                 random.gamma(options.p, scale));
      return;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Makes a log of purchases: customer_id, bought_on, value");
  app.add_option("--count", options.count, "How many customers")->check(CLI::Range(1, 100'000'000));
  app.add_option("--seed", options.seed, "The same seed, the same customers");
  app.add_option("--days", options.days, "From the first to the last day of the log")->check(CLI::Range(91, 36'500));
  app.add_option("-o,--output", options.output, "Where to; - is standard output");
  CLI11_PARSE(app, argc, argv);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      options.output == "-" ? stdout : std::fopen(options.output.c_str(), "w"), &std::fclose);
  if (file == nullptr) {
    fmt::print(stderr, "{} cannot be written\n", options.output);
    return 1;
  }
  fmt::print(file.get(), "customer_id,bought_on,value\n");
  for (std::uint64_t number = 0; number < options.count; ++number) writeCustomer(file.get(), options, number);
  return 0;
}
