// `regard fmt` on files: what it writes, what it leaves alone, what it says.

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUgly = "formula  a=1\nsegment b when a>0 # so\n";
constexpr const char* kNice = "formula a = 1\nsegment b when a > 0  # so\n";
constexpr const char* kFaulty = "formula  a=1\nsegment b wen a>0\n";

/// A shop whose folder `ugly` holds one file of each kind.
struct Files : Shop {
  Files() {
    fs::create_directory(path("ugly"));
    write("ugly/faulty.regard", kFaulty);
    write("ugly/nice.regard", kNice);
    write("ugly/ugly.regard", kUgly);
  }
};

TEST_CASE("fmt writes what it changed and leaves the rest alone", "[cli][fmt]") {
  const Files files;
  const fs::path ugly = files.path("ugly/ugly.regard"), nice = files.path("ugly/nice.regard");
  fs::permissions(ugly, fs::perms::owner_read | fs::perms::owner_write);
  const auto niceTime = fs::last_write_time(nice);
  const Ran ran = files.regard({"fmt", files.path("ugly")});
  CHECK(ran.code == 1);  // one has errors
  CHECK(ran.out == ugly.string() + "\n");
  CHECK(holds(ran.err, "faulty.regard:2:11: error:"));
  CHECK(holds(ran.err, "faulty.regard is left as it is.\n"));
  CHECK(holds(ran.err, "1 of 3 files formatted.\n"));
  CHECK(files.read("ugly/ugly.regard") == kNice);
  CHECK(files.read("ugly/faulty.regard") == kFaulty);
  CHECK(fs::last_write_time(nice) == niceTime);
  CHECK(fs::status(ugly).permissions() == (fs::perms::owner_read | fs::perms::owner_write));

  fs::remove(files.path("ugly/faulty.regard"));
  const Ran again = files.regard({"fmt", files.path("ugly")});
  CHECK(again.code == 0);
  CHECK(again.out.empty());
  CHECK(again.err == "0 of 2 files formatted.\n");
}

TEST_CASE("fmt --check and --diff write nothing", "[cli][fmt]") {
  const Files files;
  const std::string ugly = files.path("ugly/ugly.regard");
  const Ran check = files.regard({"fmt", ugly, "--check"});
  CHECK(check.code == 1);
  CHECK(check.out == ugly + "\n");
  CHECK(check.err == "1 of 1 file is not formatted.\n");
  CHECK(files.regard({"fmt", files.path("ugly/nice.regard"), "--check"}).code == 0);

  const Ran diff = files.regard({"fmt", ugly, "--diff"});
  CHECK(diff.code == 0);
  CHECK(diff.out == "--- " + ugly + "\n+++ " + ugly +
                        "\n@@ -1,2 +1,2 @@\n-formula  a=1\n-segment b when a>0 # so\n"
                        "+formula a = 1\n+segment b when a > 0  # so\n");
  const Ran both = files.regard({"fmt", ugly, "--diff", "--check"});
  CHECK(both.code == 1);
  CHECK(both.out == diff.out);
  CHECK(files.read("ugly/ugly.regard") == kUgly);
}

TEST_CASE("fmt prints one file, or standard input", "[cli][fmt]") {
  const Files files;
  CHECK(files.regard({"fmt", files.path("ugly/ugly.regard"), "--stdout"}).out == kNice);
  CHECK(files.read("ugly/ugly.regard") == kUgly);
  const Ran input = files.regard({"fmt", "-"}, {.input = kUgly});
  CHECK(input.code == 0);
  CHECK(input.out == kNice);
  CHECK(input.err.empty());
  const Ran faulty = files.regard({"fmt", "-"}, {.input = kFaulty});
  CHECK(faulty.code == 1);
  CHECK(faulty.out.empty());
  CHECK(holds(faulty.err, "standard input:2:11: error:"));
  const Ran many = files.regard({"fmt", files.path("ugly"), "--stdout"});
  CHECK(many.code == 2);
  CHECK(holds(many.err, "holds 3 files"));
  CHECK(files.regard({"fmt", files.path("nowhere")}).code == 3);
}

TEST_CASE("fmt --json says the state of each file", "[cli][fmt]") {
  const Files files;
  const Ran ran = files.regard({"fmt", files.path("ugly"), "--check", "--diff", "--json"});
  CHECK(ran.code == 1);
  const auto all = parsed(ran)["files"];
  REQUIRE(all.size() == 3);
  CHECK(all[0]["state"] == "faulty");
  CHECK(all[0]["diagnostics"][0]["line"] == 2);
  CHECK(all[1]["state"] == "formatted");
  CHECK(all[1]["diff"] == "");
  CHECK(all[2]["state"] == "changed");
  CHECK(all[2]["path"] == "ugly.regard");
  CHECK(all[2]["location"] == files.path("ugly/ugly.regard"));
  CHECK(holds(all[2]["diff"].get<std::string>(), "+formula a = 1\n"));
  const Ran one = files.regard({"fmt", files.path("ugly/ugly.regard"), "--stdout", "--json"});
  CHECK(parsed(one)["files"][0]["text"] == kNice);
}

}  // namespace
}  // namespace regard::tests
