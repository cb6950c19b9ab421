// What people see of decisions and diagnostics, character by character, on structs made by hand.

#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>

#include "apps/render/decision.h"
#include "apps/render/diagnostic.h"
#include "apps/render/json_writer.h"
#include "tests/unit/cli/looks.h"

namespace regard::render {
namespace {

Figure pounds(std::int64_t amount, std::int64_t pence = 0) {
  return Figure::money(amount * 10'000 + pence * 100, "GBP");
}
Figure percent(std::int64_t hundredths) { return Figure::share(hundredths * 1'000'000); }

OfferedAction callback() {
  OfferedAction action;
  action.action = "human_callback";
  action.title = "A person calls back today";
  action.issue = "service";
  action.channel = "call";
  action.treatment = "Stay on the line";
  action.priority = pounds(13, 50);
  action.score = pounds(9);
  action.propensity = percent(60);
  action.value = pounds(0);
  action.benefit = pounds(40);
  action.cost = pounds(9);
  action.weight = percent(150);
  action.levers = {{"+50%", "favour service +50% when request.sentiment in { angry, upset }"}};
  action.formula = "propensity * (60% * benefit + 40% * value - cost)";
  action.texts = {{"script", "I am sorry. I will stay with you until this is solved."}};
  action.because = {"suitable: unhappy or request.intent = cancel (unhappy = yes)"};
  return action;
}

WithheldAction withheld(const char* name, const char* stage, const char* sentence, const char* path,
                        std::uint32_t line) {
  WithheldAction action;
  action.action = name;
  action.title = "A title";
  action.issue = "sales";
  action.channel = "call";
  action.stage = stage;
  action.sentence = sentence;
  action.facts = {{"internet_service", "fiber_optic", "dsl"}};
  action.clause = "internet_service = dsl";
  action.path = path;
  action.line = line;
  return action;
}

DecisionResult decision() {
  DecisionResult result;
  result.customer = "7590-VHVEG";
  result.rulebook = "telco_care";
  result.title = "Telco care";
  result.now = "2026-03-02T10:00:00+00:00";
  result.locale = "en-GB";
  result.seed = 7;
  result.currency = "GBP";
  result.offered = {callback()};
  result.withheldCount = 3;
  return result;
}

DecisionResult explained() {
  DecisionResult result = decision();
  result.withheld = {
      withheld("fiber_upgrade", "eligible", "internet_service = fiber_optic, needs dsl", "sales.regard", 9),
      withheld("say_thank_you", "keep", "ranked 4, 3 are kept", "rulebook.regard", 26),
      withheld("price_lock", "eligible",
               "contract = month_to_month, needs one_year, and tenure is unknown, needs at least 12 months",
               "retention.regard", 36)};
  return result;
}

DecisionRequest asked(bool explain) {
  DecisionRequest request;
  request.customer = "7590-VHVEG";
  request.request = {{"channel", "call"}};
  request.explain = explain;
  return request;
}

}  // namespace

TEST_CASE("a decision shows each action with the figures behind its priority", "[render]") {
  CHECK(decisionText(decision(), asked(false), kPlain) == golden(R"(
7590-VHVEG · Telco care · call · 2026-03-02 10:00

 1. A person calls back today                                    priority £13.50
    human_callback · service · call "Stay on the line"
    £9.00 = 60% × (60% × £40.00 + 40% × £0.00 − £9.00)
    × weight 150%:
      favour service +50% when request.sentiment in { angry, upset }
    script  I am sorry. I will stay with you until this is solved.

3 other actions were withheld; --why tells the reasons.
)"));
}

TEST_CASE("an explained decision groups the withheld by stage, in the order of the stages", "[render]") {
  const std::string text = decisionText(explained(), asked(true), kPlain);
  CHECK(text.substr(text.find("Not eligible")) == golden(R"(
Not eligible
  fiber_upgrade  internet_service = fiber_optic, needs dsl   sales.regard:9
  price_lock     contract = month_to_month, needs one_year,  retention.regard:36
                 and tenure is unknown, needs at least 12
                 months
Ranked below those kept
  say_thank_you  ranked 4, 3 are kept                        rulebook.regard:26
)"));
}

TEST_CASE("a decision's other forms", "[render]") {
  SECTION("nothing to offer") {
    DecisionResult result = decision();
    result.offered.clear();
    CHECK(decisionText(result, asked(false), kPlain) == golden(R"(
7590-VHVEG · Telco care · call · 2026-03-02 10:00

Nothing to offer.

3 actions were withheld; --why tells the reasons.
)"));
  }
  SECTION("only ASCII of our own") {
    const std::string text = decisionText(decision(), asked(false), kAscii);
    CHECK(text.find("£9.00 = 60% * (60% * £40.00 + 40% * £0.00 - £9.00)") != std::string::npos);
    CHECK(text.find("×") == std::string::npos);
  }
  SECTION("a what-if and a note are said before anything else") {
    DecisionResult result = decision();
    result.notes = {"the store has never seen arrears: it is unknown for every customer"};
    DecisionRequest request = asked(false);
    request.overrides = {{"contract", "two_year"}, {"tenure", "unknown"}};
    CHECK(decisionText(result, request, kPlain)
              .find("10:00\nWhat if contract = two_year, tenure = unknown\n"
                    "Note: the store has never seen arrears") != std::string::npos);
  }
  SECTION("a lever whose rule does not say the change") {
    DecisionResult result = decision();
    result.offered[0].levers = {{"+20%", "a good day"}};
    CHECK(decisionText(result, asked(false), kPlain).find("\n      +20% a good day\n") != std::string::npos);
  }
  SECTION("a negative score is divided by its weight") {
    DecisionResult result = decision();
    result.offered[0].score = pounds(-9);
    CHECK(decisionText(result, asked(false), kPlain).find("    ÷ weight 150%:") != std::string::npos);
  }
  SECTION("a customer's data cannot speak to the terminal") {
    DecisionResult result = decision();
    result.offered[0].texts[0].text = "Dear \x1b[2JAnn\a";
    const std::string text = decisionText(result, asked(false), kPlain);
    CHECK(text.find("Dear \\x1b[2JAnn\\x07") != std::string::npos);
  }
}

TEST_CASE("one action in detail", "[render]") {
  CHECK(actionText(explained(), "human_callback", kPlain) == golden(R"(
human_callback is offered, rank 1.
  "A person calls back today" · service · call "Stay on the line"

Let through by
  suitable: unhappy or request.intent = cancel (unhappy = yes)

Priority
  propensity  60%
  value       £0.00
  benefit     £40.00
  cost        £9.00
  rank by     propensity * (60% * benefit + 40% * value - cost)
  score       £9.00 = 60% × (60% × £40.00 + 40% × £0.00 − £9.00)
  weight      150%
              favour service +50% when request.sentiment in { angry, upset }
  priority    £13.50 = £9.00 × 150%

Text
  script  I am sorry. I will stay with you until this is solved.
)"));
  CHECK(actionText(explained(), "fiber_upgrade", kPlain) == golden(R"(
fiber_upgrade is withheld: not eligible.
  "A title" · sales · call

  internet_service  is fiber_optic  needs dsl

  rule  internet_service = dsl
  at    sales.regard:9
)"));
}

TEST_CASE("a decision as JSON keeps exact figures as decimal strings", "[render]") {
  const std::string json = decisionJson(explained(), asked(true));
  for (const char* part : {"\"customer\": \"7590-VHVEG\"", "\"priority\": \"13.50\"", "\"propensity\": \"0.6\"",
                           "\"currency\": \"GBP\"", "\"seed\": 7", "\"withheld_count\": 3", "\"stage\": \"keep\"",
                           "\"reason\": \"internet_service = fiber_optic, needs dsl\"", "\"channel\": \"call\""}) {
    CAPTURE(part);
    CHECK(json.find(part) != std::string::npos);
  }
  CHECK(decisionJson(decision(), asked(false)).find("\"withheld\":") == std::string::npos);
}

TEST_CASE("what a service answers is the same document, on one line", "[render]") {
  using Json = nlohmann::ordered_json;
  const auto check = [](const DecisionResult& result, const DecisionRequest& request, const std::string& degraded) {
    Json tree = Json::parse(decisionJson(result, request));
    tree["degraded"] = degraded.empty() ? Json() : Json(degraded);
    CHECK(servedDecisionJson(result, request, degraded) == tree.dump() + '\n');
  };
  check(decision(), asked(false), "");
  check(explained(), asked(true), "overload");
  DecisionResult result = explained();
  DecisionRequest request = asked(true);
  request.overrides = {{"a \"quoted\" name", "é\n\\"}, {"tenure", "unknown"}};
  result.bundles = {{"home", "All at home", {"a", "b"}}, {"none", "", {}}};
  result.notes = {"one", "bytes that are no text: \xFF"};
  result.withheld.at(0).chance = "drawn";
  OfferedAction& action = result.offered.at(0);
  action.learned = LearnedPropensity{1.5, 20, Figure::share(7'500'000), true};
  action.chance = "a first place given away";
  action.value = Figure::money(-1'234'567, "EUR");
  action.benefit = Figure::money(5, "");
  action.cost = Figure();
  action.mandatory = "a duty";
  action.queue = "retention";
  action.question = "why?";
  action.topic = "reason";
  action.promise = "called back";
  action.effect = "block";
  action.effectDetails = {{"z", "1"}, {"a", "2"}};
  action.texts[0].text = "tab\t, bell\a, DEL\x7F, £ and \xF0\x9F\x98\x80";
  check(result, request, "");
  action.skill = "senior";
  action.silently = action.reserved = true;
  check(result, request, "");
}

TEST_CASE("a text on one line is what a tree makes of it, wherever its odd byte stands", "[render]") {
  for (std::size_t size = 1; size <= 24; ++size)
    for (std::size_t at = 0; at < size; ++at)
      for (const char* odd : {"\"", "\\", "\x1F", "\x7F", "!", "é", "\xF0\x9F\x98\x80", "\x80", "\xC3"}) {
        const std::string text = std::string(at, ' ') + odd + std::string(size - at - 1, '~');
        CAPTURE(text);
        const nlohmann::ordered_json tree = {{text, {text, ""}}};
        JsonWriter out(8);
        out.open('{').name(text).open('[').text(text).text("").close(']').close('}');
        CHECK(out.line() == tree.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
      }
}

TEST_CASE("a figure is spelled when it is asked for", "[render]") {
  struct Case {
    Figure figure;
    const char *text, *digits;
  };
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  const Case cases[] = {{Figure(), "unknown", ""},
                        {Figure::money(0, "GBP"), "£0.00", "0.00"},
                        {Figure::money(-12'345'600, "EUR"), "-€1,234.56", "-1234.56"},
                        {Figure::money(1, "CHF"), "0.0001 CHF", "0.0001"},
                        {Figure::money(100'050, ""), "10.005", "10.005"},
                        {Figure::money(kLeast, "USD"), "-$922,337,203,685,477.5808", "-922337203685477.5808"},
                        {Figure::share(0), "0%", "0"},
                        {Figure::share(-12'500'000), "-12.5%", "-0.125"},
                        {Figure::share(100'000'001), "100.000001%", "1.00000001"},
                        {Figure::share(kLeast), "-9223372036854.775808%", "-92233720368.54775808"}};
  for (const Case& one : cases) {
    CHECK(one.figure.text() == one.text);
    CHECK(one.figure.digits() == one.digits);
    CHECK(one.figure.isKnown() == (*one.digits != '\0'));
  }
}

TEST_CASE("colour only dresses the text", "[render]") {
  const Style coloured{.colour = true, .unicode = true, .width = 80};
  std::string text = decisionText(explained(), asked(true), coloured);
  CHECK(text.find("\x1b[1m") != std::string::npos);
  for (std::size_t at = 0; (at = text.find('\x1b')) != std::string::npos;) text.erase(at, text.find('m', at) - at + 1);
  CHECK(text == decisionText(explained(), asked(true), kPlain));
}

TEST_CASE("carets stand under what a diagnostic is about", "[render]") {
  Diagnostic d;
  d.code = "E0203";
  d.message = "`money` compared with `text`";
  d.path = "sales.regard";
  d.line = d.endLine = 12;
  const auto excerpt = [&](const char* line, std::uint32_t column, std::uint32_t endColumn) {
    d.sourceLine = line;
    d.column = column;
    d.endColumn = endColumn;
    const std::string text = diagnosticText(d, kPlain);
    return text.substr(text.find('\n') + 1);
  };
  SECTION("plain") {
    CHECK(excerpt("  when spend > \"500\"", 16, 21) == " 12 |   when spend > \"500\"\n    |                ^~~~~\n");
  }
  SECTION("a tab goes to the next stop of four") {
    CHECK(excerpt("\twhen x", 2, 6) == " 12 |     when x\n    |     ^~~~\n");
    CHECK(excerpt("a\tb", 3, 4) == " 12 | a   b\n    |     ^\n");
  }
  SECTION("a wide character takes two columns, a combining one none") {
    CHECK(excerpt("\"日本\" x", 6, 7) == " 12 | \"日本\" x\n    |        ^\n");
    CHECK(excerpt("\"e\xCC\x81\" x", 6, 7) == " 12 | \"e\xCC\x81\" x\n    |     ^\n");
  }
  SECTION("an empty span, and one past the end, get one caret") {
    CHECK(excerpt("abc", 2, 2) == " 12 | abc\n    |  ^\n");
    CHECK(excerpt("abc", 4, 4) == " 12 | abc\n    |    ^\n");
  }
  SECTION("over several lines: to the end of the first") {
    d.endLine = 14;
    CHECK(excerpt("action x {", 8, 2) == " 12 | action x {\n    |        ^~~\n");
  }
  SECTION("a long line is cut around the place") {
    const std::string line = std::string(300, 'a') + "HERE" + std::string(300, 'b');
    const std::string text = excerpt(line.c_str(), 301, 305);
    const std::size_t second = text.find('\n') + 1;
    CHECK(second < 90);
    CHECK(columnsOf(text.substr(0, text.find("HERE"))) == text.find('^') - second);
    CHECK(text.substr(text.find('^')) == "^~~~\n");
  }
  SECTION("a byte that is no UTF-8 is one column") {
    CHECK(excerpt("\xFF x", 3, 4) == " 12 | \xEF\xBF\xBD x\n    |   ^\n");
  }
}

TEST_CASE("a diagnostic tells place, fact, code, fix and notes", "[render]") {
  CheckReport result;
  result.path = "rules";
  Diagnostic d;
  d.code = "E0203";
  d.message = "`money` compared with `text`";
  d.hint = "write an amount, as in £500";
  d.path = "sales.regard";
  d.line = d.endLine = 3;
  d.column = 6;
  d.endColumn = 9;
  d.sourceLine = "when x = y";
  d.notes = {{"profile.regard", "`x` is money", 2, 3}};
  result.diagnostics = {d};
  d.isError = false;
  d.code = "W0301";
  d.message = "never true";
  d.hint.clear();
  d.notes.clear();
  result.diagnostics.push_back(d);
  result.suppressed = 12;
  CHECK(checkText(result, kPlain) == golden(R"(
sales.regard:3:6: error: `money` compared with `text` [E0203]
 3 | when x = y
   |      ^~~
   hint: write an amount, as in £500
   note: profile.regard:2:3: `x` is money

sales.regard:3:6: warning: never true [W0301]
 3 | when x = y
   |      ^~~

1 error, 1 warning in rules, and 12 more not shown.
`regard help E0203` tells the long story of a code.
)"));
  const std::string json = checkJson(result);
  for (const char* part : {"\"errors\": 1", "\"warnings\": 1", "\"suppressed\": 12", "\"severity\": \"warning\"",
                           "\"end_column\": 9", "\"rulebook\": null"}) {
    CAPTURE(part);
    CHECK(json.find(part) != std::string::npos);
  }
}

TEST_CASE("a rulebook without errors says what is in it", "[render]") {
  CheckReport report;
  report.path = "rules";
  report.rulebook = RulebookFacts{};
  report.rulebook->name = "telco_care";
  report.rulebook->title = "Telco care";
  report.rulebook->segmentCount = 1;
  report.rulebook->actions = {{"a", "", "sales", "", ""}, {"b", "", "sales", "", ""}};
  CHECK(checkText(report, kPlain) ==
        "Telco care (rules): no errors.\n0 attributes, 1 segment, 2 actions, 0 tests; at most 0 steps a decision.\n");
  Diagnostic warning;
  warning.isError = false;
  report.diagnostics = {warning};
  CHECK(checkText(report, kPlain).find("Telco care (rules): no errors, 1 warning.\n") != std::string::npos);
  CHECK(checkJson(report).find("\"segment_count\": 1") != std::string::npos);
}

}  // namespace regard::render
