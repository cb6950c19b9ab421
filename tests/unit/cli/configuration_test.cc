// Options, variables and a file, on the real binary.

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/temp_folder.h"
#include "tests/unit/cli/process.h"

namespace regard::tests {
namespace {

using Catch::Contains;
using support::TempFolder;

TEST_CASE("the server is configured by options, variables and a file, in this order", "[cli]") {
  const TempFolder folder;
  const std::string path = folder / "regard.toml";
  const auto printed = [&](const std::string& text, std::map<std::string, std::string> environment,
                           std::vector<std::string> options = {}) {
    std::ofstream(path) << text;
    std::vector<std::string> words = {REGARD_PROGRAM, "serve", "--config", path, "--print-config"};
    words.insert(words.end(), options.begin(), options.end());
    const Ran ran = runProgram(words, {.environment = std::move(environment)});
    return ran.out + ran.err;
  };
  const std::string file = "port = 1\nqueue = 2  # so many\nhost = [\"a\", \"b\"]\ntwo-persons = true\nkeys = \"k\"\n";
  const std::string all = printed(file, {{"REGARD_PORT", "3"}, {"REGARD_QUEUE", "4"}}, {"--port", "5"});
  for (const char* line :
       {"port = 5  # command line\n", "queue = 4  # REGARD_QUEUE\n", "host = [\"a\", \"b\"]  # file\n",
        "two-persons = true  # file\n", "connections = 1024\n", "# store =\n", "# rpc =\n", "log = \"soon\"\n"})
    CHECK_THAT(all, Contains(line));
  CHECK_THAT(printed(all, {}), Contains("port = 5  # file\n") && Contains("two-persons = true  # file\n"));
  CHECK_THAT(
      printed(file, {{"REGARD_TWO_PERSONS", "no"}, {"REGARD_HOST", "c,d"}}),
      Contains("two-persons = false  # REGARD_TWO_PERSONS\n") && Contains("host = [\"c\", \"d\"]  # REGARD_HOST\n"));

  struct Case {
    const char *text, *said;
  };
  for (const Case& one : {Case{"prot = 1\n", "`serve` has no option `prot`: did you mean `port`?"},
                          Case{"config = \"x\"\n", "`serve` has no option `config`"},
                          Case{"[tls]\ncert = \"x\"\n", "there are no tables in it"},
                          Case{"port = 1\nport = 2\n", "`port` should be one value, and is 2"},
                          Case{"two-persons = perhaps\n", "`two-persons` should be true or false, and is `perhaps`"},
                          Case{"port = 70000\n", "`--port 70000` should be a whole number from 0 to 65535"},
                          Case{"rpc = \"7070\"\n", "`--rpc 7070` should be such as 127.0.0.1:7070"},
                          Case{"rpc = \"127.0.0.1:70700\"\n", "`--rpc 127.0.0.1:70700` should be such as"},
                          Case{"rpc = \"127.0.0.1:\"\n", "`--rpc 127.0.0.1:` should be such as"},
                          Case{"rpc = \"[::2]:1\"\n", "`--rpc [::2]:1` is not of this machine alone"},
                          Case{"rpc = \"[::1]:1\"\n", "rpc = \"[::1]:1\"  # file\n"},
                          Case{"keys = \"a#b\"\n", "a value cannot have `#` in it"}}) {
    INFO(one.text);
    CHECK_THAT(printed(one.text, {}), Contains(one.said));
  }
  CHECK_THAT(printed("", {{"REGARD_PROT", "1"}}), Contains("no variable `REGARD_PROT`: did you mean `REGARD_PORT`?"));
  CHECK_THAT(printed("", {{"REGARD_OF_SOMEBODY_ELSE", "1"}}), Contains("port = 8080\n"));
  CHECK(runProgram({REGARD_PROGRAM, "serve", "--config", folder / "none"}).code == 2);
}

}  // namespace
}  // namespace regard::tests
