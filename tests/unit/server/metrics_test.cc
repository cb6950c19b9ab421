#include "apps/server/metrics.h"

#include <catch2/catch.hpp>
#include <string>

namespace regard::server {
namespace {

using Catch::Contains;

TEST_CASE("latencies are counted up to and with a bound", "[server]") {
  Metrics metrics;
  metrics.answered("decide", 200, std::chrono::microseconds(50));
  metrics.answered("decide", 200, std::chrono::microseconds(51));
  metrics.answered("decide", 404, std::chrono::seconds(6));
  metrics.late("waited");
  metrics.late("waited");
  const std::string text = metrics.text();
  for (const char* line :
       {"regard_requests_total{operation=\"decide\",status=\"200\"} 2\n", "status=\"404\"} 1\n",
        "regard_request_seconds_bucket{operation=\"decide\",le=\"5e-05\"} 1\n",
        "regard_request_seconds_bucket{operation=\"decide\",le=\"0.0001\"} 2\n",
        "regard_request_seconds_bucket{operation=\"decide\",le=\"5\"} 2\n",
        "regard_request_seconds_bucket{operation=\"decide\",le=\"+Inf\"} 3\n",
        "regard_request_seconds_count{operation=\"decide\"} 3\n", "regard_late_total{reason=\"waited\"} 2\n"}) {
    CHECK_THAT(text, Contains(line));
  }
}

TEST_CASE("decisions are counted by what ranks first and by why they are none, and by stage", "[server]") {
  Metrics metrics;
  const Clock::time_point arrived = Clock::now() - std::chrono::seconds(1);
  const auto after = [&](int millis) { return arrived + std::chrono::milliseconds(millis); };
  metrics.decided({"greet", "", after(2), after(5)}, arrived);
  metrics.decided({"", "", after(2), after(5)}, arrived);
  metrics.decided({"greet", "overload", {}, {}}, arrived);
  const std::string text = metrics.text();
  for (const char* line :
       {"regard_decisions_total{action=\"greet\"} 2\n", "regard_decisions_total{action=\"none\"} 1\n",
        "regard_degraded_total{reason=\"no\"} 2\n", "regard_degraded_total{reason=\"overload\"} 1\n",
        "regard_stage_seconds_bucket{stage=\"wait\",le=\"0.001\"} 0\n",
        "regard_stage_seconds_bucket{stage=\"wait\",le=\"0.0025\"} 2\n",
        "regard_stage_seconds_bucket{stage=\"work\",le=\"0.0025\"} 0\n",
        "regard_stage_seconds_bucket{stage=\"work\",le=\"0.005\"} 2\n",
        "regard_stage_seconds_count{stage=\"answer\"} 2\n"}) {
    CAPTURE(line);
    CHECK_THAT(text, Contains(line));
  }
  for (std::size_t i = 0; i < Metrics::kActionsMax + 5; ++i)
    metrics.decided({"action_" + std::to_string(i), "", arrived, arrived}, arrived);
  CHECK_THAT(metrics.text(), Contains("regard_decisions_total{action=\"other\"} 7\n"));
}

TEST_CASE("a reading is named without its labels", "[server]") {
  CHECK(Metrics::text({"regard_x{a=\"b\"}", "What.", 2, true}) ==
        "# HELP regard_x What.\n# TYPE regard_x counter\nregard_x{a=\"b\"} 2\n");
}

}  // namespace
}  // namespace regard::server
