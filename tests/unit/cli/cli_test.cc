// The real binary on a small rulebook and file of its own: every command, every exit code.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/unit/cli/shop.h"

namespace regard::tests {

namespace fs = std::filesystem;

TEST_CASE("version and help", "[cli]") {
  const Shop shop;
  CHECK(shop.regard({"version"}).out.starts_with("regard "));
  CHECK(shop.regard({"--version"}).out == shop.regard({"version"}).out);
  CHECK(parsed(shop.regard({"version", "--json"})).contains("compiler"));

  const Ran bare = shop.regard({});
  CHECK(bare.code == 2);
  CHECK(bare.out.empty());
  CHECK(holds(bare.err, "Commands"));
  for (const char* command : {"init", "check", "fmt", "table", "test", "import", "event", "show", "schema", "decide",
                              "help", "version", "completion"}) {
    CAPTURE(command);
    const Ran help = shop.regard({"help", command});
    CHECK(help.code == 0);
    CHECK(holds(help.out, std::string("regard ") + command));
    CHECK(holds(help.out, "Example"));
    CHECK(shop.regard({command, "--help"}).out == help.out);
    CHECK(holds(shop.regard({"--help"}).out, std::string("  ") + command));
  }
  const Ran codes = shop.regard({"help", "codes"});
  REQUIRE(codes.code == 0);
  const std::string code = codes.out.substr(0, codes.out.find(' '));
  const Ran story = shop.regard({"help", code});
  CHECK(story.code == 0);
  CHECK(story.out.starts_with(code));
  CHECK(parsed(shop.regard({"help", "codes", "--json"})).size() > 10);
  CHECK(parsed(shop.regard({"help", code, "--json"}))[0]["code"] == code);
}

TEST_CASE("a wrong command line says what would be right", "[cli]") {
  const Shop shop;
  struct Case {
    std::vector<std::string> words;
    const char* said;
  };
  const Case cases[] = {
      {{"decdie"}, "did you mean `decide`?"},
      {{"decide"}, "`decide` needs STORE"},
      {{"decide", "store"}, "`decide` needs CUSTOMER"},
      {{"decide", "store", "c-1"}, "--rules PATH, or set REGARD_RULES"},
      {{"decide", "store", "c-1", "--rule", "x"}, "did you mean `--rules`?"},
      {{"decide", "store", "c-1", "more"}, "no use for `more`"},
      {{"decide", "store", "c-1", "--rules", "x", "--request"}, "`--request` needs a value"},
      {{"decide", "store", "c-1", "--rules", "x", "--request", "channel"}, "a name and a value with `=` between"},
      {{"decide", "store", "c-1", "--rules", "x", "--seed", "-1x"}, "`--seed -1x` should be a whole number"},
      {{"version", "--color", "blue"}, "auto, always or never"},
      {{"check", "rules", "--dump", "tree"}, "should be ast, ir or plan"},
      {{"import", "store", "file", "--key", "id"}, "should be `row`"},
      {{"import", "store", "file", "--delimiter", ";;"}, "should be one character"},
      {{"import", "store", "file", "--memory", "much"}, "whole number of megabytes"},
      {{"help", "decidee"}, "did you mean `decide`?"},
      {{"completion", "tcsh"}, "bash, zsh and fish"},
      {{"show", "store", "--capnp"}, "needs a customer's ID"},
  };
  for (const Case& c : cases) {
    std::vector<std::string> words = c.words;
    for (std::string& word : words)
      if (word == "rules" && c.words[0] == "check") word = shop.path("rules");
    const Ran ran = shop.regard(words);
    CAPTURE(c.said, ran.err);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(holds(ran.err, c.said));
  }
}

TEST_CASE("check says what is wrong, or what there is", "[cli]") {
  const Shop shop;
  const Ran fine = shop.regard({"check", shop.path("rules")});
  CAPTURE(fine.out, fine.err);
  CHECK(fine.code == 0);
  CHECK(holds(fine.out, "no errors"));
  CHECK(holds(fine.out, "5 attributes, 1 segment, 2 actions, 2 tests; at most 46 steps a decision."));
  CHECK(parsed(shop.regard({"check", shop.path("rules"), "--json"}))["rulebook"]["name"] == "shop");
  CHECK(holds(shop.regard({"check", shop.path("rules"), "--dump", "ast"}).out, "thank_you"));
  CHECK(holds(shop.regard({"check", shop.path("rules"), "--dump", "ir"}).out, "thank_you"));
  CHECK(holds(shop.regard({"check", shop.path("rules"), "--dump", "plan"}).out, "action thank_you"));
  CHECK(shop.regard({"check", shop.path("nowhere")}).code == 3);

  shop.write("rules/wrong.regard", "segment rich when spnd >= £500\n");
  const Ran wrong = shop.regard({"check", shop.path("rules")});
  CHECK(wrong.code == 1);
  CHECK(holds(wrong.out, "wrong.regard:1:19: error:"));
  CHECK(holds(wrong.out, "1 | segment rich when spnd >= £500"));
  CHECK(holds(wrong.out, "^~~~"));
  CHECK(holds(wrong.out, "`spend`"));
  CHECK(holds(wrong.out, "1 error in "));
  const auto document = parsed(shop.regard({"check", shop.path("rules"), "--json"}));
  CHECK(document["errors"] == 1);
  CHECK(document["diagnostics"][0]["line"] == 1);

  // Every command that needs the rules tells their faults.
  CHECK(shop.regard({"test", shop.path("rules")}).code == 1);
  const Ran refused = shop.import();
  CHECK(refused.code == 1);
  CHECK(holds(refused.err, "wrong.regard:1:19: error:"));
  CHECK_FALSE(fs::exists(shop.path("store")));
}

TEST_CASE("test runs the rules' own tests", "[cli]") {
  const Shop shop;
  const Ran fine = shop.regard({"test", shop.path("rules")});
  CAPTURE(fine.out, fine.err);
  CHECK(fine.code == 0);
  CHECK(holds(fine.out, "✓ loyal customers are thanked\n"));
  CHECK(holds(fine.out, "2 passed, 0 failed\n"));
  CHECK(holds(shop.regard({"test", shop.path("rules"), "ARREARS"}).out, "1 passed, 0 failed\n"));
  CHECK(shop.regard({"test", shop.path("rules"), "zebra"}).code == 3);
  CHECK(holds(shop.regard({"test", shop.path("rules")}, {.environment = {{"LC_ALL", "C"}}}).out, "ok loyal"));
  CHECK(parsed(shop.regard({"test", shop.path("rules"), "--json"}))["passed"] == 2);

  shop.write("rules/more.regard", "test \"wrong\" {\n  customer { tenure 3 }\n  expect thank_you offered\n}\n");
  const Ran failing = shop.regard({"test", shop.path("rules")});
  CHECK(failing.code == 1);
  CHECK(holds(failing.out, "✗ wrong\n    more.regard:3:3\n"));
  CHECK(holds(failing.out, "2 passed, 1 failed\n"));

  std::string without = kShopRules;
  without.erase(without.find("test \"loyal"));
  shop.write("rules/shop.regard", without);
  fs::remove(shop.path("rules/more.regard"));
  const Ran none = shop.regard({"test", shop.path("rules")});
  CHECK(none.code == 0);
  CHECK(holds(none.out, "has no tests"));
}

TEST_CASE("init proposes a profile that import takes as it is", "[cli]") {
  const Shop shop;
  const Ran shown = shop.regard({"init", shop.path("customers.csv"), "--currency", "GBP", "--name", "shop"});
  CAPTURE(shown.out, shown.err);
  CHECK(shown.code == 0);
  CHECK(holds(shown.out, "profile customer {"));
  CHECK(holds(shown.err, "Looked at 3 rows"));
  CHECK(holds(shown.err, "Next: regard import"));

  const std::vector<std::string> toFile = {
      "init", shop.path("customers.csv"), "-o", shop.path("proposed.regard"), "--currency", "GBP", "--name", "shop"};
  CHECK(shop.regard(toFile).code == 0);
  CHECK(shop.read("proposed.regard") == shown.out);
  const Ran again = shop.regard(toFile);
  CHECK(again.code == 2);
  CHECK(holds(again.err, "--force"));
  std::vector<std::string> forced = toFile;
  forced.push_back("--force");
  CHECK(shop.regard(forced).code == 0);
  CHECK(shop.regard({"check", shop.path("proposed.regard")}).code == 0);
  CHECK(shop.regard(
                {"import", shop.path("proposed"), shop.path("customers.csv"), "--rules", shop.path("proposed.regard")})
            .code == 0);
  CHECK(parsed(shop.regard({"init", shop.path("customers.csv"), "--json"}))["rows"] == 3);
  CHECK(shop.regard({"init", shop.path("nowhere.csv")}).code == 3);
}

TEST_CASE("import fills a store and says how it went", "[cli]") {
  const Shop shop;
  const Ran withoutRules = shop.regard({"import", shop.path("store"), shop.path("customers.csv")});
  CHECK(withoutRules.code == 2);
  CHECK(holds(withoutRules.err, "add --rules PATH"));
  CHECK_FALSE(fs::exists(shop.path("store")));

  const Ran first = shop.import();
  CAPTURE(first.out, first.err);
  CHECK(first.code == 0);
  CHECK(holds(first.out, "Imported 3 of 3 rows"));
  CHECK(holds(first.out, "tenure 1"));
  CHECK(holds(first.out, "unused columns  Colour"));
  CHECK(first.err.empty());  // no progress bar into a file

  shop.write("more.csv", "Customer,Tenure,Spend,Arrears,vulnerable\nc-1,31,43,0,no\nc-4,x,1,0,no\n");
  const Ran second =
      shop.regard({"import", shop.path("store"), shop.path("more.csv"), "--rejects", shop.path("bad.csv"), "--json"});
  CHECK(second.code == 5);
  const auto report = parsed(second);
  CHECK(report["rows"] == 2);
  CHECK(report["rejected"] == 1);
  CHECK(report["replaced"] == 1);
  CHECK(fs::exists(shop.path("bad.csv")));

  const Ran input = shop.regard({"import", shop.path("store"), "-", "--map", "Id=customer_id", "--map", "Tenure="},
                                {.input = "Id,Tenure\nc-9,7\n"});
  CAPTURE(input.out, input.err);
  CHECK(input.code == 0);
  CHECK(holds(shop.regard({"show", shop.path("store"), "c-9"}).out, "tenure       unknown"));
  CHECK(shop.regard({"import", shop.path("store"), shop.path("nowhere.csv")}).code == 3);
  CHECK(shop.regard({"import", shop.path("store"), shop.path("more.csv"), "--map", "Colur=tenure"}).code == 2);
}

TEST_CASE("show and schema", "[cli]") {
  const Shop shop;
  REQUIRE(shop.import().code == 0);
  const Ran store = shop.regard({"show", shop.path("store")});
  CAPTURE(store.out, store.err);
  CHECK(store.code == 0);
  CHECK(holds(store.out, "customers   3"));
  CHECK(holds(store.out, "c-1, c-2, c-3"));
  CHECK(parsed(shop.regard({"show", shop.path("store"), "--json"}))["customers"] == 3);

  const Ran customer = shop.regard({"show", shop.path("store"), "c-2"});
  CHECK(customer.code == 0);
  CHECK(holds(customer.out, "arrears      £42.10"));
  const auto profile = parsed(shop.regard({"show", shop.path("store"), "c-2", "--json"}));
  CHECK(profile["id"] == "c-2");
  const auto& attributes = profile["attributes"];
  const auto arrears =
      std::find_if(attributes.begin(), attributes.end(), [](auto& a) { return a["name"] == "arrears"; });
  REQUIRE(arrears != attributes.end());
  CHECK((*arrears)["value"] == "42.10");
  CHECK((*arrears)["currency"] == "GBP");

  const Ran nobody = shop.regard({"show", shop.path("store"), "c-22"});
  CHECK(nobody.code == 3);
  CHECK(holds(nobody.err, "`c-2`"));
  CHECK(parsed(shop.regard({"show", shop.path("store"), "c-22", "--json"}))["error"]["kind"] == "not_found");
  CHECK(shop.regard({"show", shop.path("nowhere")}).code == 3);

  CHECK(holds(shop.regard({"schema", shop.path("store")}).out, "struct "));
  CHECK(parsed(shop.regard({"schema", shop.path("store"), "--json"})).contains("schema"));
  CHECK(shop.regard({"show", shop.path("store"), "c-2", "--capnp"}).out.size() > 16);
  CHECK(shop.regard({"show", shop.path("store"), "c-2", "--capnp", "--json"}).code == 2);
}

TEST_CASE("decide tells what is best, and why", "[cli]") {
  const Shop shop;
  REQUIRE(shop.import().code == 0);
  const Ran plain = shop.decide("c-1");
  CAPTURE(plain.out, plain.err);
  CHECK(plain.code == 0);
  CHECK(holds(plain.out, "c-1 · The shop · call · 2026-03-02 10:00\n"));
  CHECK(holds(plain.out, " 1. A bigger plan "));
  CHECK(holds(plain.out, " 2. Say thank you "));
  CHECK(holds(plain.out, "Thank you for 30 months."));
  CHECK(holds(plain.out, "× weight 150%"));

  const Ran why = shop.decide("c-2", {"--why"});
  CAPTURE(why.out);
  CHECK(why.code == 0);
  CHECK(holds(why.out, "Nothing to offer."));
  CHECK(holds(why.out, "Not eligible\n"));
  CHECK(holds(why.out, "arrears = £42.10, needs £0"));
  CHECK(holds(why.out, "shop.regard:32"));

  const Ran one = shop.decide("c-2", {"--why", "upgrade"});
  CHECK(holds(one.out, "upgrade is withheld: not eligible."));
  CHECK(holds(one.out, "is £42.10"));
  CHECK(holds(shop.decide("c-1", {"--why=thank_you"}).out, "thank_you is offered, rank 2."));
  CHECK(holds(shop.decide("c-2", {"--set", "arrears=£0"}).out, "What if arrears = £0"));
  CHECK(holds(shop.decide("c-2", {"--set", "arrears=£0"}).out, " 1. A bigger plan "));

  const auto document = parsed(shop.decide("c-1", {"--json", "--why", "--seed", "7"}));
  CHECK(document["seed"] == 7);
  CHECK(document["offered"].size() == 2);
  CHECK(document["offered"][1]["propensity"] == "0.8");
  CHECK(document["offered"][1]["currency"] == "GBP");
  CHECK(document.contains("withheld"));
  CHECK(parsed(shop.decide("c-1", {"--json", "--why", "upgrade"}))["offered"].size() == 1);
}

TEST_CASE("decide explains what was asked wrongly", "[cli]") {
  const Shop shop;
  REQUIRE(shop.import().code == 0);
  struct Case {
    const char* customer;
    std::vector<std::string> more;
    int code;
    const char* said;
  };
  const Case cases[] = {
      {"c-11", {}, 3, "`c-1`"},
      {"c-1", {"--set", "arears=£5"}, 2, "did you mean `arrears`?"},
      {"c-1", {"--set", "arrears=lots"}, 2, "arrears"},
      {"c-1", {"--request", "chanel=call"}, 2, "did you mean `channel`?"},
      {"c-1", {"--request", "channel=fax"}, 2, "fax"},
      {"c-1", {"--now", "yesterday"}, 2, "yesterday"},
      {"c-1", {"--why", "upgrad"}, 2, "did you mean `upgrade`?"},
  };
  for (const Case& c : cases) {
    const Ran ran = shop.decide(c.customer, c.more);
    CAPTURE(c.customer, c.more, ran.err);
    CHECK(ran.code == c.code);
    CHECK(ran.out.empty());
    CHECK(holds(ran.err, c.said));
  }
  const auto error = parsed(shop.decide("c-11", {"--json"}));
  CHECK(error["error"]["kind"] == "not_found");
}

TEST_CASE("the environment stands in for the store and the rules", "[cli]") {
  const Shop shop;
  const RunOptions both{.environment = {{"REGARD_STORE", shop.path("store")}, {"REGARD_RULES", shop.path("rules")}}};
  const Ran imported = shop.regard({"import", shop.path("customers.csv")}, both);
  CAPTURE(imported.out, imported.err);
  CHECK(imported.code == 0);
  CHECK(shop.regard({"check"}, both).code == 0);
  CHECK(shop.regard({"test", "arrears"}, both).code == 0);
  CHECK(holds(shop.regard({"show"}, both).out, "customers   3"));
  CHECK(holds(shop.regard({"show", "c-2"}, both).out, "£42.10"));
  CHECK(shop.regard({"decide", "c-1"}, both).code == 0);
  CHECK(holds(shop.regard({"decide", "c-1", "--why", "upgrade"}, both).out, "upgrade is "));
  CHECK(shop.regard({"decide", shop.path("store"), "c-1", "--rules", shop.path("rules")}, both).code == 0);
}

TEST_CASE("colour is for terminals, or on request", "[cli]") {
  const Shop shop;
  const auto coloured = [&](const std::vector<std::string>& words, const RunOptions& options = {}) {
    return holds(shop.regard(words, options).out, "\x1b[");
  };
  CHECK_FALSE(coloured({"help", "codes"}));
  CHECK(coloured({"help", "codes", "--color", "always"}));
  CHECK(coloured({"help", "codes", "--color=always"}, {.environment = {{"NO_COLOR", "1"}}}));
  CHECK_FALSE(coloured({"help", "codes", "--color", "never"}));
}

TEST_CASE("output that cannot be written is told; a reader that left is not", "[cli]") {
  const Shop shop;
  const auto with = [&](Output output) { return shop.regard({"help", "codes"}, {.output = output}); };
  CHECK(with(Output::full).code == 4);
  CHECK(holds(with(Output::full).err, "could not write the output"));
  CHECK(with(Output::closed).code == 4);
  CHECK(with(Output::readerGone).code == 0);
  CHECK(with(Output::readerGone).err.empty());

  // With standard output closed, the store's file must not take its place and be written over.
  REQUIRE(shop.import().code == 0);
  shop.regard({"import", shop.path("store"), shop.path("customers.csv")}, {.output = Output::closed});
  CHECK(shop.decide("c-1").code == 0);
}

TEST_CASE("a damaged store is the system's fault", "[cli]") {
  const Shop shop;
  REQUIRE(shop.import().code == 0);
  for (const auto& entry : fs::directory_iterator(shop.path("store")))
    if (entry.is_regular_file()) std::ofstream(entry.path(), std::ios::trunc) << std::string(9'000, 'x');
  const Ran ran = shop.decide("c-1");
  CAPTURE(ran.err);
  CHECK(ran.code == 4);
}

TEST_CASE("completion scripts are what their shells can read", "[cli]") {
  const Shop shop;
  for (const char* shell : {"bash", "zsh", "fish"}) {
    CAPTURE(shell);
    const Ran script = shop.regard({"completion", shell});
    CHECK(script.code == 0);
    for (const char* word : {"decide", "import", "dump"}) CHECK(holds(script.out, word));
    if (runProgram({"sh", "-c", std::string("command -v ") + shell}).code != 0) {
      WARN(std::string("SKIPPED: no ") + shell + " here to read its completion script");
      continue;
    }
    shop.write("script", script.out);
    const Ran read = runProgram({shell, "-n", shop.path("script")});
    CHECK(read.code == 0);
    CHECK(read.err.empty());
  }
  // What bash would offer.
  shop.write(
      "ask",
      shop.regard({"completion", "bash"}).out +
          "ask() { COMP_WORDS=(regard \"$@\"); COMP_CWORD=$#; COMPREPLY=(); _regard; echo \"${COMPREPLY[*]}\"; }\n"
          "ask dec\nask check --dump ''\nask help E --js\nask version --color a\n");
  CHECK(runProgram({"bash", shop.path("ask")}).out == "decide\nast ir plan\n--json\nauto always\n");
}

}  // namespace regard::tests
