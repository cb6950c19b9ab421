// What a customer reads: values by locale, and what hostile values cannot do.

#include <catch2/catch.hpp>

#include "engine/render/render.h"
#include "tests/support/program_builder.h"

namespace regard {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

Scalar whole(std::int64_t bits) { return Scalar::known(Cell::ofInt(bits)); }

/// Blanks that do not break are blanks to a reader of this file.
std::string plainBlanks(std::string text) {
  for (const std::string_view blank : {"\u00A0", "\u202F"})
    for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank))
      text.replace(at, blank.size(), " ");
  return text;
}

}  // namespace

TEST_CASE("values for a reader, by locale", "[render]") {
  support::ProgramBuilder builder;
  ir::Program& program = builder.program();
  program.timezone = "Europe/London";
  const std::uint16_t contract = builder.choice("contract", {"month_to_month", "one_year"});
  program.choices[contract].members[1].title = "One year";
  const Inputs inputs;
  Renderer renderer;

  struct Case {
    TypeKind kind;
    Scalar value;
    const char* locale;
    const char* want;
  };
  const Scalar money = whole(12'345'000), cents = whole(-5'025), percent = whole(12'500'000), date = whole(20'514);
  const Scalar number = Scalar::known(Cell::ofDouble(1234.5));
  const Case cases[] = {
      {TypeKind::kMoney, money, "en-GB", "£1,234.50"},
      {TypeKind::kMoney, money, "en_GB", "£1,234.50"},
      {TypeKind::kMoney, money, "en-US", "£1,234.50"},
      {TypeKind::kMoney, money, "de-DE", "1.234,50 £"},
      {TypeKind::kMoney, money, "fr-FR", "1 234,50 £GB"},
      {TypeKind::kMoney, money, "hi-IN", "£1,234.50"},
      {TypeKind::kMoney, whole(1'234'567'800), "hi-IN", "£1,23,456.78"},
      {TypeKind::kMoney, cents, "en-GB", "-£0.50"},
      {TypeKind::kMoney, whole(INT64_MIN), "en-GB", "-£922,337,203,685,477.58"},
      {TypeKind::kMoney, money, "xx-YY", "£1,234.50"},             // no such language: the rulebook's
      {TypeKind::kMoney, money, "../../etc/passwd", "£1,234.50"},  // not even a tag
      {TypeKind::kPercent, percent, "en-GB", "12.5%"},
      {TypeKind::kPercent, percent, "de-DE", "12,5 %"},
      {TypeKind::kPercent, whole(-1), "en-GB", "-0.000001%"},
      {TypeKind::kNumber, number, "en-GB", "1,234.5"},
      {TypeKind::kNumber, number, "fr-FR", "1 234,5"},
      {TypeKind::kNumber, Scalar::known(Cell::ofDouble(1.0 / 3)), "en-US", "0.333333"},
      {TypeKind::kDate, date, "en-GB", "2 March 2026"},
      {TypeKind::kDate, date, "en-US", "March 2, 2026"},
      {TypeKind::kDate, date, "de-DE", "2. März 2026"},
      {TypeKind::kDate, date, "fr-FR", "2 mars 2026"},
      {TypeKind::kDate, date, "hi-IN", "2 मार्च 2026"},
      {TypeKind::kInstant, whole((20'514 + 120) * kMsPerDay), "en-GB", "30 June 2026 at 01:00"},
      {TypeKind::kPeriod, whole(96), "en-GB", "8 years"},
      {TypeKind::kPeriod, whole(1), "en-GB", "1 month"},
      {TypeKind::kPeriod, whole(99), "en-GB", "8 years and 3 months"},
      {TypeKind::kPeriod, whole(13), "de-DE", "1 Jahr und 1 Monat"},
      {TypeKind::kPeriod, whole(-15), "en-GB", "-1 year and 3 months"},
      {TypeKind::kPeriod, whole(-3), "en-GB", "-3 months"},
      {TypeKind::kPeriod, whole(0), "en-GB", "0 months"},
      {TypeKind::kDuration, whole(14 * kMsPerDay), "en-GB", "2 weeks"},
      {TypeKind::kDuration, whole(kMsPerDay), "fr-FR", "1 jour"},
      {TypeKind::kDuration, whole(kMsPerDay + 3 * kHourMs), "en-GB", "1 day and 3 hours"},
      {TypeKind::kDuration, whole(90'500), "en-GB", "1 minute and 30.5 seconds"},
      {TypeKind::kDuration, whole(90'000), "en-US", "1 minute and 30 seconds"},
      {TypeKind::kDuration, whole(0), "en-GB", "0 days"},
      {TypeKind::kFlag, whole(1), "de-DE", "yes"},
      {TypeKind::kChoice, whole(0), "en-GB", "month to month"},
      {TypeKind::kChoice, whole(1), "en-GB", "One year"},
      {TypeKind::kMoney, Scalar::unknown(), "en-GB", "unknown"},
      {TypeKind::kMoney, Scalar::error(ValueError::kDivideByZero), "en-GB", errorText(ValueError::kDivideByZero)},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.locale << ": " << c.want) {
      const Type type{c.kind, c.kind == TypeKind::kChoice ? contract : std::uint16_t{0}};
      CHECK(plainBlanks(renderer.formatValue(program, inputs, type, c.value, c.locale)) == c.want);
    }
  }
}

TEST_CASE("a value is filled in once and can start neither a line nor a tag", "[render]") {
  support::ProgramBuilder builder;
  const ir::InstIndex name = builder.input("first_name", support::kText);
  ir::Program& program = builder.program();
  ir::Action& action = builder.action("hello", name);
  ir::Treatment& treatment = action.treatments.emplace_back();
  for (const char* field : {"subject", "html"})
    treatment.fields.push_back({field, {{"<b>Dear</b>\n", ir::kNone}, {"first_name", name}, {"!", ir::kNone}}});

  struct Case {
    const char* value;
    const char* subject;
    const char* html;
  };
  const Case cases[] = {
      {"Ada", "Ada", "Ada"},
      {"<script>alert('x')</script>", "<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"},
      {"A & \"B\"", "A & \"B\"", "A &amp; &quot;B&quot;"},
      {"x\r\nBcc: all@example.org", "x  Bcc: all@example.org", "x  Bcc: all@example.org"},
      {"{{first_name}}", "{{first_name}}", "{{first_name}}"},
      {"a\tb\x7F"
       "c\u0085d",
       "a b c d", "a b c d"},
      {"a\u202Eb\u2028c\u2066d", "a b c d", "a b c d"},
      {"Zoë Łukasz 李", "Zoë Łukasz 李", "Zoë Łukasz 李"},
      {"", "", ""},
  };
  Renderer renderer;
  Scored kept;
  kept.treatment = 0;
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.value) {
      Inputs inputs;
      inputs.locale = "en-GB";
      inputs.text = c.value;
      const auto length = static_cast<std::uint32_t>(inputs.text.size());
      const auto valueOf = [&](ir::InstIndex inst) {
        REQUIRE(inst == name);
        return Scalar::known(Cell::ofText({0, length}));
      };
      const auto fields = renderer.render(program, inputs, kept, valueOf);
      REQUIRE(fields.size() == 2);
      CHECK(fields[0].name == "subject");
      CHECK(fields[0].text == "<b>Dear</b>\n" + std::string(c.subject) + "!");
      CHECK(fields[1].name == "html");
      CHECK(fields[1].text == "<b>Dear</b>\n" + std::string(c.html) + "!");
    }
  }

  kept.treatment = -1;
  CHECK(renderer.render(program, {}, kept, [](ir::InstIndex) { return Scalar::unknown(); }).empty());
}

}  // namespace regard
