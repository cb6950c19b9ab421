// What two readings of a server's metrics say, on texts made by hand.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/render/top.h"
#include "apps/render/top_reading.h"

namespace regard::render {
namespace {

constexpr const char* kBefore = R"(# HELP regard_requests_total Requests answered.
# TYPE regard_requests_total counter
regard_build_info{version="1.2.3",rulebook_hash="0123456789abcdef"} 1
regard_ready 1
regard_requests_total{operation="decide",status="200"} 100
regard_requests_total{operation="metrics",status="200"} 1
regard_request_seconds_bucket{operation="decide",le="0.001"} 100
regard_request_seconds_bucket{operation="decide",le="0.0025"} 100
regard_request_seconds_bucket{operation="decide",le="+Inf"} 100
regard_decisions_total{action="greet"} 60
regard_decisions_total{action="thank"} 40
regard_degraded_total{reason="no"} 100
nonsense
)";

/// Two seconds later: 90 more within a millisecond, 8 within 2.5, and two beyond.
constexpr const char* kAfter = R"(regard_build_info{version="1.2.3",rulebook_hash="0123456789abcdef"} 1
regard_ready 1
regard_requests_total{operation="decide",status="200"} 196
regard_requests_total{operation="decide",status="503"} 4
regard_requests_total{operation="metrics",status="200"} 2
regard_request_seconds_bucket{operation="decide",le="0.001"} 190
regard_request_seconds_bucket{operation="decide",le="0.0025"} 198
regard_request_seconds_bucket{operation="decide",le="+Inf"} 200
regard_decisions_total{action="greet"} 66
regard_decisions_total{action="thank"} 130
regard_degraded_total{reason="no"} 172
regard_degraded_total{reason="overload"} 24
regard_late_total{reason="not_begun"} 24
regard_connections 3
regard_reads_waiting 7
regard_writes_waiting 2
regard_log_waiting 1200
regard_log_lost_total 0
regard_store_bytes 4.1e+06
regard_store_reader_age_commits 12
)";

TEST_CASE("what happened between two readings", "[top]") {
  const Top top = topOf(samplesOf(kBefore), samplesOf(kAfter), 2);
  CHECK(top.isReady);
  REQUIRE(top.operations.size() == 2);
  CHECK(top.operations[0].name == "decide");
  CHECK(top.operations[0].perSecond == 50);
  CHECK(top.operations[0].faultsPerSecond == 2);
  CHECK(top.operations[0].p50 == Approx(0.001 * 50 / 90));
  CHECK(top.operations[0].p99 == Approx(0.0025));  // beyond the last bound nothing is known
  CHECK_FALSE(top.operations[1].p50.has_value());
  REQUIRE(top.actions.size() == 2);
  CHECK(top.actions[0].name == "thank");
  CHECK(top.actions[0].perSecond == 45);
  CHECK(top.degradedShare == Approx(0.25));
  CHECK(top.latePerSecond == 12);
  CHECK(top.readsWaiting == 7);
  CHECK(top.storeBytes == 4.1e6);
}

TEST_CASE("a server that was started anew is counted from there", "[top]") {
  const Top top = topOf(samplesOf(kAfter), samplesOf(kBefore), 1);
  CHECK(top.operations[0].perSecond == 100);
  CHECK(top.degradedShare == 0);
}

TEST_CASE("a server that was not asked anything", "[top]") {
  const Top top = topOf({}, samplesOf("regard_ready 0\n"), 1);
  CHECK_FALSE(top.isReady);
  CHECK_FALSE(top.degradedShare.has_value());
  const Style plain{.colour = false, .unicode = false, .width = 80};
  CHECK_THAT(topText(top, "http://x", 10, plain), Catch::Contains("not ready") && Catch::Contains("Nothing was asked"));
  CHECK(nlohmann::json::parse(topJson(top))["degraded_share"].is_null());
}

TEST_CASE("the picture, character by character", "[top]") {
  const Style plain{.colour = false, .unicode = true, .width = 80};
  const Top top = topOf(samplesOf(kBefore), samplesOf(kAfter), 2);
  CHECK(topText(top, "http://127.0.0.1:8080", 1, plain) ==
        "http://127.0.0.1:8080 · ready · rules 0123456789ab · regard 1.2.3\n"
        "degraded 25.0% · late 12 a second · connections 3\n"
        "waiting: reads 7 · writes 2 · log 1,200 · lost 0\n"
        "store 4.1 MB · oldest read 12 commits behind\n"
        "\n"
        "           a second  p50     p99     5xx a second\n"
        "  decide   50        556 µs  2.5 ms  2.0\n"
        "  metrics  0.5       –       –       0\n"
        "\n"
        "  ranked first  a second\n"
        "  thank         45\n");
  const auto json = nlohmann::json::parse(topJson(top));
  CHECK(json["operations"][0]["operation"] == "decide");
  CHECK(json["actions"].size() == 2);
}

}  // namespace
}  // namespace regard::render
