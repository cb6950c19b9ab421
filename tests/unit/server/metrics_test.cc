#include "apps/server/metrics.h"

#include <catch2/catch.hpp>

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

TEST_CASE("a reading is named without its labels", "[server]") {
  CHECK(Metrics::text({"regard_x{a=\"b\"}", "What.", 2, true}) ==
        "# HELP regard_x What.\n# TYPE regard_x counter\nregard_x{a=\"b\"} 2\n");
}

}  // namespace
}  // namespace regard::server
