// Makes a telecoms customer base of any size: the columns and spellings of the IBM telco sample, invented values.
//
// Every row is a function of (seed, its number), with a generator and distributions of our own, so that the same
// options give the same bytes on every machine, sorted or shuffled, now and later. Values hang together as they do in
// such a base: long-standing customers have long contracts, charges follow the services taken, the total is about
// tenure times charge, and a customer who has not had a bill has a blank total.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view kHeader =
    "customerID,gender,SeniorCitizen,Partner,Dependents,tenure,PhoneService,MultipleLines,InternetService,"
    "OnlineSecurity,OnlineBackup,DeviceProtection,TechSupport,StreamingTV,StreamingMovies,Contract,PaperlessBilling,"
    "PaymentMethod,MonthlyCharges,TotalCharges\n";

constexpr std::uint64_t kLettersOfId = 26ULL * 26 * 26 * 26 * 26;
constexpr std::uint64_t kIds = 10'000 * kLettersOfId;  // 0000-AAAAA … 9999-ZZZZZ
constexpr std::uint64_t kMaxCount = 1'000'000'000;

/// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E37'79B9'7F4A'7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D0'49BB'1331'11EBU;
    return z ^ (z >> 31U);
  }
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }
  bool chance(unsigned percent) { return below(100) < percent; }
  /// Index drawn with the given weights, which add up to 100.
  template <std::size_t N>
  std::size_t pick(const std::array<unsigned, N>& weights) {
    std::uint64_t left = below(100);
    for (std::size_t i = 0; i + 1 < N; ++i) {
      if (left < weights[i]) return i;
      left -= weights[i];
    }
    return N - 1;
  }

 private:
  std::uint64_t state_;
};

struct Options {
  std::uint64_t count = 20'000, seed = 1;
  std::string order = "sorted", output = "-";
  double missingPercent = 2;
};

/// The n-th of `count` ids, ascending in n: one at random from the n-th stretch of all ids.
void appendId(std::string& out, std::uint64_t n, std::uint64_t count, Random& random) {
  const std::uint64_t stretch = kIds / count;
  std::uint64_t id = n * stretch + random.below(stretch);
  std::uint64_t letters = id % kLettersOfId;
  std::array<char, 5> text{};
  for (std::size_t i = text.size(); i-- > 0; letters /= 26) text[i] = static_cast<char>('A' + letters % 26);
  fmt::format_to(std::back_inserter(out), "{:04}-{}", id / kLettersOfId, std::string_view(text.data(), text.size()));
}

/// 29.85, 1889.5, 70: as the sample writes amounts.
std::string amount(std::uint64_t cents) {
  std::string text = fmt::format("{}.{:02}", cents / 100, cents % 100);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

constexpr std::string_view yesNo(bool yes) { return yes ? "Yes" : "No"; }

/// Many new customers, many faithful ones, fewer between.
std::uint64_t drawTenure(Random& random) {
  switch (random.pick(std::array<unsigned, 4>{22, 33, 30, 15})) {
    case 0: return random.below(6);
    case 1: return 6 + random.below(24);
    case 2: return 30 + random.below(36);
    default: return 66 + random.below(7);
  }
}

std::string_view drawContract(Random& random, std::uint64_t tenure) {
  constexpr std::array<std::string_view, 3> kContracts{"Month-to-month", "One year", "Two year"};
  if (tenure < 12) return kContracts[random.pick(std::array<unsigned, 3>{88, 9, 3})];
  if (tenure < 48) return kContracts[random.pick(std::array<unsigned, 3>{55, 28, 17})];
  return kContracts[random.pick(std::array<unsigned, 3>{20, 28, 52})];
}

class Customers {
 public:
  explicit Customers(const Options& options)
      : options_(options),
        missingPerTenThousand_(static_cast<std::uint64_t>(std::llround(options.missingPercent * 100))) {}

  void append(std::string& out, std::uint64_t n) {
    Random random(Random(options_.seed).next() ^ Random(~n).next());
    appendId(out, n, options_.count, random);
    gaps_ = Random(random.next());

    const bool senior = random.chance(16), partner = random.chance(48);
    const std::uint64_t tenure = drawTenure(random);
    cell(out, random.chance(50) ? "Female" : "Male");
    cell(out, senior ? "1" : "0");
    cell(out, yesNo(partner));
    cell(out, yesNo(random.chance(senior ? 9U : partner ? 50U : 13U)));
    cell(out, fmt::format_int(tenure).str());
    const std::uint64_t monthlyCents = services(out, random, tenure);
    cell(out, drawContract(random, tenure));
    cell(out, yesNo(random.chance(59)));
    constexpr std::array<std::string_view, 4> kPayments{"Electronic check", "Mailed check", "Bank transfer (automatic)",
                                                        "Credit card (automatic)"};
    cell(out, kPayments[random.pick(std::array<unsigned, 4>{34, 23, 22, 21})]);
    cell(out, amount(monthlyCents));
    const std::uint64_t driftPerThousand = 950 + random.below(101);
    const std::uint64_t totalCents = tenure == 1 ? monthlyCents : monthlyCents * tenure * driftPerThousand / 1000;
    cell(out, tenure == 0 ? " " : amount(totalCents));
    out += '\n';
  }

 private:
  void cell(std::string& out, std::string_view text) {
    out += ',';
    if (gaps_.below(10'000) >= missingPerTenThousand_) out += text;
  }

  /// PhoneService … StreamingMovies; returns what they cost a month.
  std::uint64_t services(std::string& out, Random& random, std::uint64_t tenure) {
    const std::size_t internet = random.pick(std::array<unsigned, 3>{34, 44, 22});  // DSL, fibre, none
    const bool online = internet != 2;
    const bool phone = internet != 0 || random.chance(72);
    const bool lines = phone && random.chance(tenure > 36 ? 62U : 36U);
    std::uint64_t cents = (phone ? 2000U : 0U) + (lines ? 500U : 0U) +
                          (internet == 0   ? 2500U
                           : internet == 1 ? 5000U
                                           : 0U);
    cell(out, yesNo(phone));
    cell(out, phone ? yesNo(lines) : "No phone service");
    cell(out, internet == 0 ? "DSL" : internet == 1 ? "Fiber optic" : "No");
    for (const unsigned price : {500U, 500U, 500U, 500U, 1000U, 1000U}) {
      const bool taken = online && random.chance(tenure > 36 ? 55U : price == 1000U ? 40U : 27U);
      cell(out, online ? yesNo(taken) : "No internet service");
      cents += taken ? price : 0U;
    }
    return cents + random.below(61) * 5 - 150;  // -1.50 … +1.50
  }

  const Options& options_;
  std::uint64_t missingPerTenThousand_;
  Random gaps_{0};
};

std::vector<std::uint32_t> shuffledOrder(const Options& options) {
  std::vector<std::uint32_t> order(options.count);
  std::iota(order.begin(), order.end(), 0U);
  Random random(options.seed ^ 0x5348'5546'464C'4544U);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

bool writeAll(const Options& options, std::FILE* file) {
  constexpr std::size_t kBufferBytes = 1U << 20U;
  const std::vector<std::uint32_t> order =
      options.order == "shuffled" ? shuffledOrder(options) : std::vector<std::uint32_t>{};
  Customers customers(options);
  std::string out(kHeader);
  for (std::uint64_t i = 0; i < options.count; ++i) {
    customers.append(out, order.empty() ? i : order[i]);
    if (out.size() < kBufferBytes) continue;
    if (std::fwrite(out.data(), 1, out.size(), file) != out.size()) return false;
    out.clear();
  }
  return std::fwrite(out.data(), 1, out.size(), file) == out.size() && std::fflush(file) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Writes a CSV of invented telecoms customers: the same options give the same bytes everywhere.");
  app.add_option("--count", options.count, "How many customers")->capture_default_str()->check(CLI::Range(kMaxCount));
  app.add_option("--seed", options.seed, "Another seed, other customers")->capture_default_str();
  app.add_option("--order", options.order, "Of the ids")
      ->capture_default_str()
      ->check(CLI::IsMember({"sorted", "shuffled"}));
  app.add_option("--missing", options.missingPercent, "Percent of cells left empty, the id aside")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 100.0));
  app.add_option("-o,--output", options.output, "A file, or - for standard output")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  const bool toFile = options.output != "-";
  std::FILE* file = toFile ? std::fopen(options.output.c_str(), "wb") : stdout;
  const bool written = file != nullptr && writeAll(options, file);
  const bool closed = !toFile || file == nullptr || std::fclose(file) == 0;
  if (written && closed) return 0;
  std::perror(options.output.c_str());
  return 1;
}
