// What learning costs until it is done: the money that greedy, epsilon and Thompson rules lose beside rules that know
// every propensity, decision by decision, in worlds that do know them (bench/data/learning_world.h). Nothing is timed.
// Stops with 1 unless Thompson's loss has all but ended in the last fifth, and what few answers say is nearer the truth
// where coarser cells help.
//
//   regard_bench_regret --page regret.html

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "apps/render/chart.h"
#include "apps/render/page.h"
#include "bench/data/learner.h"

namespace regard::bench {
namespace {

constexpr double kSlopeMost = 0.1;
constexpr WorldShape kUsual{.ahead = 0.5}, kSparseWorld{6, 20, 30};

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
}

struct Asked {
  std::uint64_t decisions = 200'000, sparseDecisions = 20'000, seeds = 5;
  std::int64_t days = 7;
  std::string page, only;
  std::filesystem::path folder;
};

Course courseOf(const Asked& asked, const LearningWorld& world, const Learner& learner, std::uint64_t decisions) {
  const std::filesystem::path folder = asked.folder / fmt::format("regard-regret-{}", ::getpid());
  std::filesystem::remove_all(folder);
  auto store = ProfileStore::open(folder.string(), OpenMode::kWriter);
  if (!store) stop(store.fault().message);
  auto course = learnIn(world, learner, decisions, **store);
  store->reset();
  std::filesystem::remove_all(folder);
  if (!course) stop(course.fault().message);
  return *std::move(course);
}

struct Way {
  const char* name;
  const char* explore;
  std::vector<double> sum;  ///< of all seeds
};

/// Whether Thompson's loss ended, in every seed.
bool usual(const Asked& asked, std::vector<Way>& ways) {
  bool isFine = true;
  fmt::print("{} decisions, {} actions, {} cells: lost beside knowing, £\n", asked.decisions, kUsual.actions,
             kUsual.tiers * kUsual.ages);
  fmt::print("{:>5} {:<12} {:>10} {:>12} {:>12} {:>7}\n", "seed", "", "all", "first fifth", "last fifth", "ratio");
  for (std::uint64_t seed = 1; seed <= asked.seeds; ++seed) {
    const LearningWorld world(kUsual, seed);
    for (Way& way : ways) {
      const Course course = courseOf(asked, world, {way.explore, true, seed, asked.days}, asked.decisions);
      const double ratio = course.fifth(4) / course.fifth(0);
      fmt::print("{:>5} {:<12} {:>10.0f} {:>12.0f} {:>12.0f} {:>6.1f}%\n", seed, way.name, course.regret.back(),
                 course.fifth(0), course.fifth(4), 100 * ratio);
      isFine = isFine && (std::string_view(way.name) != "Thompson" || ratio < kSlopeMost);
      way.sum.resize(course.regret.size());
      for (std::size_t i = 0; i < way.sum.size(); ++i) way.sum[i] += course.regret[i];
      std::fflush(stdout);
    }
  }
  return isFine;
}

/// Whether coarser cells help those of few answers, in every seed.
bool sparse(const Asked& asked) {
  bool isFine = true;
  fmt::print("\n{} decisions, {} actions, {} cells: error of propensities, percentage points (root mean square)\n",
             asked.sparseDecisions, kSparseWorld.actions, kSparseWorld.tiers * kSparseWorld.ages);
  fmt::print("{:>5} {:<12} {:>8} {:>22} {:>12}\n", "seed", "", "all", fmt::format("at most {} answers", kSparse),
             "lost, £");
  for (std::uint64_t seed = 1; seed <= asked.seeds; ++seed) {
    const LearningWorld world(kSparseWorld, seed);
    std::array<Course, 2> courses;
    for (const bool backsOff : {true, false}) {
      Course& course = courses[backsOff ? 0 : 1];
      course = courseOf(asked, world, {"thompson", backsOff, seed, asked.days}, asked.sparseDecisions);
      fmt::print("{:>5} {:<12} {:>8.2f} {:>22.2f} {:>12.0f}\n", seed, backsOff ? "back-off" : "flat cells",
                 100 * course.error, 100 * course.sparseError, course.regret.back());
    }
    isFine = isFine && courses[0].sparseError < courses[1].sparseError &&
             courses[0].regret.back() < courses[1].regret.back();
  }
  return isFine;
}

void write(const Asked& asked, const std::vector<Way>& ways) {
  constexpr std::size_t kPoints = 250;
  render::Chart chart{"Lost while learning",
                      "decisions, thousands",
                      "£, beside rules that know every propensity",
                      render::Chart::Form::kLines,
                      {}};
  for (const Way& way : ways) {
    render::Series series{way.name, {{0, 0}}};
    for (std::size_t n = 1; n <= kPoints; ++n) {
      const std::size_t at = way.sum.size() * n / kPoints;
      series.points.emplace_back(static_cast<double>(at) / 1e3, way.sum[at - 1] / static_cast<double>(asked.seeds));
    }
    chart.series.push_back(std::move(series));
  }
  std::ofstream file(asked.page, std::ios::binary);
  file << render::pageHead("What learning costs")
       << fmt::format(
              "<p>{} customers, {} actions, {} cells whose propensities nobody tells the rules; the mean of {} "
              "worlds. What is lost is the expected money of the best action less that of the one offered.</p>\n",
              asked.decisions, kUsual.actions, kUsual.tiers * kUsual.ages, asked.seeds)
       << "<div class=\"charts\">\n"
       << render::svgText(chart) << "</div>\n"
       << render::kPageEnd;
  file.close();
  if (!file) stop("cannot write " + asked.page);
}

}  // namespace
}  // namespace regard::bench

int main(int argc, char** argv) {
  using namespace regard::bench;
  Asked asked;
  asked.folder = std::filesystem::temp_directory_path();
  CLI::App app("What learning costs until it is done");
  app.add_option("--decisions", asked.decisions, "in the world of few cells");
  app.add_option("--sparse", asked.sparseDecisions, "in the world of many cells");
  app.add_option("--seeds", asked.seeds, "worlds of each kind");
  app.add_option("--days", asked.days, "that the decisions are spread over");
  app.add_option("--only", asked.only, "greedy, epsilon 10% or Thompson");
  app.add_option("--page", asked.page, "an HTML file with the course of it");
  app.add_option("--folder", asked.folder, "where stores are made, and removed");
  CLI11_PARSE(app, argc, argv);
  std::vector<Way> ways{{"greedy", "none", {}}, {"epsilon 10%", "epsilon 10%", {}}, {"Thompson", "thompson", {}}};
  if (!asked.only.empty()) std::erase_if(ways, [&](const Way& way) { return way.name != asked.only; });
  const bool isOver = usual(asked, ways), helps = sparse(asked);
  if (!asked.page.empty()) write(asked, ways);
  if (!isOver) stop("Thompson still loses in the last fifth what it should have learned");
  if (!helps) stop("flat cells were nearer the truth than cells that lean on coarser ones");
  return 0;
}
