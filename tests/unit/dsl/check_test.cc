// What the checker says about faulty rulebooks, in golden files, and that it says each thing once.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>
#include <string>

#include "dsl/compile.h"
#include "tests/support/golden.h"

namespace regard::dsl {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = REGARD_ROOT;
const fs::path kGolden = kRoot / "tests/golden/sema";

constexpr std::string_view kHead =
    "rulebook shop { currency GBP timezone \"Europe/London\" }\n"
    "choice channel { call, email }\n"
    "issues { service }\n"
    "profile customer { key id : text  arrears : money  rate : percent  visits : number  born : date\n"
    "  contract : one of { monthly, yearly }  size : one of { small < medium < large }  vip : flag\n"
    "  stay : period  since : duration  name : text }\n"
    "request { channel : channel }\n";

Compiled compiledText(std::string_view text) { return compile({{{"text.regard", std::string(text)}}}); }

std::vector<std::string> codesOf(const Compiled& compiled) {
  std::vector<std::string> codes;
  for (const Diagnostic& d : compiled.diagnostics) codes.emplace_back(infoOf(d.code).name);
  return codes;
}

/// Codes of a condition of one action, under the head above.
std::vector<std::string> codesOfCondition(const std::string& condition) {
  return codesOf(compiledText(std::string(kHead) + "action a { suitable when " + condition + " }\n"));
}

TEST_CASE("each golden rulebook gives its diagnostics", "[golden]") {
  for (const fs::path& input : support::goldenInputs(kGolden, ".regard")) {
    DYNAMIC_SECTION(input.filename().string()) {
      const SourceSet sources{{{input.filename().string(), support::readFile(input)}}};
      const std::string actual = support::shown(sources, compile(sources).diagnostics);
      CHECK(support::goldenText(input, actual) == actual);
    }
  }
}

TEST_CASE("a golden rulebook named after a code reports that code, and every code has one", "[golden]") {
  std::set<std::string> seen = {"E0311", "E0804",   // too large for a file: tested below
                                "E0420", "W0613"};  // about files of models: tests/unit/dsl/model_test.cc
  for (const fs::path& input : support::goldenInputs(kGolden, ".regard")) {
    const std::vector<std::string> codes = codesOf(compiledText(support::readFile(input)));
    std::string code = input.stem().string().substr(0, 5);
    code[0] = code[0] == 'w' ? 'W' : 'E';
    CAPTURE(input.filename().string());
    CHECK(std::count(codes.begin(), codes.end(), code) > 0);
    seen.insert(code);
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(Code::kCount); ++i) {
    const std::string name = infoOf(static_cast<Code>(i)).name;
    if (name < "E0200" || name.starts_with("E07")) continue;  // E07xx are a CSV's: tests/unit/dsl_assist
    CAPTURE(name);
    CHECK(seen.count(name) == 1);
  }
}

TEST_CASE("what compiles and what does not", "[sema]") {
  struct Case {
    const char* condition;
    const char* code;  ///< nullptr: compiles
  };
  const Case cases[] = {
      {"arrears > £500", nullptr},
      {"arrears > 500", "E0201"},
      {"rate >= 40%", nullptr},
      {"rate >= 0.4", "E0201"},
      {"rate * arrears > £1 and arrears * rate > £1", nullptr},
      {"arrears / £10 > 3", nullptr},
      {"£5 + 3 days > £1", "E0203"},
      {"born + 30 > today", "E0201"},
      {"born + 30 days > today and 30 days + born > today", nullptr},
      {"today - born > 30 days", nullptr},
      {"months from born to today >= 216 months", nullptr},
      {"months from born to today >= 6", "E0201"},
      {"days from born to today >= 6 months", "E0203"},
      {"hours from born to today >= 6 hours", "E0210"},
      {"stay >= 6 months and since <= 3 days", nullptr},
      {"arrears = unknown", "E0205"},
      {"arrears is unknown or arrears is not known", nullptr},
      {"contract = monthly or yearly = contract", nullptr},
      {"contract = month", "E0207"},
      {"contract = small", "E0207"},
      {"contract < yearly", "E0206"},
      {"size < large and size in { small..medium }", nullptr},
      {"size in { medium..small }", "E0209"},
      {"contract in { monthly..yearly }", "E0206"},
      {"visits in { 1, 3..5, 7..<9 }", nullptr},
      {"visits in { 9..5 }", "E0209"},
      {"name < \"b\"", "E0206"},
      {"name = \"b\" and name in { \"c\", \"d\" }", nullptr},
      {"contract = \"monthly\"", "E0203"},
      {"contract = size", "E0203"},
      {"arrears", "E0202"},
      {"vip and not vip", nullptr},
      {"vip = yes", nullptr},
      {"vip > no", "E0206"},
      {"(if vip then £1 else £2) > £1", nullptr},
      {"(if vip then £1 else 2) > £1", "E0203"},
      {"contract = (if vip then monthly else yearly)", nullptr},
      {"(arrears else £0) > £1", nullptr},
      {"(arrears else 0) > £1", "E0201"},
      {"arrears > €5", "E0208"},
      {"request.channel = call and channel = email and issue = service and direction = outbound", nullptr},
      {"request.chanel = call", "E0301"},
      {"arears > £5", "E0301"},
      {"customer.arrears > £5", "E0301"},
      {"propensity > 5%", "E0301"},
      {"-name = \"b\"", "E0203"},
      {"-arrears < -£5", nullptr},
  };
  for (const Case& c : cases) {
    CAPTURE(c.condition);
    const std::vector<std::string> want =
        c.code == nullptr ? std::vector<std::string>{} : std::vector<std::string>{c.code};
    std::vector<std::string> got = codesOfCondition(c.condition);
    got.erase(std::remove(got.begin(), got.end(), "W0601"), got.end());
    CHECK(got == want);
  }
}

TEST_CASE("one fault, one message: what depends on it stays quiet", "[sema]") {
  const Compiled compiled = compiledText(std::string(kHead) +
                                         "formula a = nowhere + £1\n"
                                         "formula b : money = a * 2\n"
                                         "segment s when b > £5 and a < £3\n"
                                         "action x { suitable when s and visits = £3  value b  propensity £1 }\n"
                                         "action y { issue servise  suitable when contract = nothing }\n");
  CHECK(codesOf(compiled) == std::vector<std::string>{"E0301", "E0201", "E0204", "E0401", "E0207"});
}

TEST_CASE("names may share a spelling with a member without needing each other", "[sema]") {
  const Compiled compiled = compiledText(std::string(kHead) +
                                         "segments worth { gold when arrears > £9  low otherwise }\n"
                                         "segment gold when worth = gold\n"
                                         "action x { suitable when gold }\n");
  CHECK(codesOf(compiled).empty());
}

TEST_CASE("a long chain of formulas needs no stack, a long circle is an error", "[sema]") {
  std::string chain = std::string(kHead), circle;
  for (int i = 0; i < 20'000; ++i)
    chain += "formula f" + std::to_string(i) + " = f" + std::to_string(i + 1) + " + £1\n";
  circle = chain + "formula f20000 = f0\naction x { value f0 }\n";
  chain += "formula f20000 = £1\naction x { value f0 }\n";
  CHECK(codesOf(compiledText(chain)).empty());
  CHECK(codesOf(compiledText(circle)) == std::vector<std::string>{"E0303"});
}

TEST_CASE("more choices than a program can hold are refused", "[sema]") {
  std::string text = std::string(kHead);
  for (int i = 0; i < 32'770; ++i) text += "choice c" + std::to_string(i) + " { a, b }\n";
  const std::vector<std::string> codes = codesOf(compiledText(text));
  REQUIRE(!codes.empty());
  CHECK(codes.front() == "E0311");
}

TEST_CASE("what a decision may cost is bounded, and the rule that costs most is named", "[cost]") {
  const std::string rules = std::string(kHead) +
                            "segment called when count(contact in last 7 days where channel = call) > 3\n"
                            "action a { suitable when not called }\naction b { suitable when vip }\n";
  const auto compiledWithin = [&](std::uint64_t stepsMax) {
    SourceLimits limits;
    limits.stepsMax = stepsMax;
    return compile({{{"text.regard", rules}}}, limits);
  };
  const Compiled dear = compiledWithin(2'000);
  REQUIRE(codesOf(dear) == std::vector<std::string>{"E0804"});
  CHECK_FALSE(dear.program);
  const Diagnostic& said = dear.diagnostics.front();
  CHECK(rules.substr(said.span.begin, said.span.end - said.span.begin).find("count(contact") == 0);
  CAPTURE(said.message);
  CHECK(said.message.find("this question about rows takes 2000 of them") != std::string::npos);
  CHECK(codesOf(compiledWithin(10'000)).empty());
}

}  // namespace
}  // namespace regard::dsl
