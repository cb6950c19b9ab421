#include <catch2/catch.hpp>

#include "base/cell.h"
#include "base/nearest.h"
#include "base/result.h"
#include "base/span.h"
#include "base/type.h"

namespace regard {
namespace {

using Names = std::vector<std::string>;

TEST_CASE("a slip of the keyboard finds the name that was meant") {
  const Names names = {"arrears", "tenure", "churn_risk", "clv", "margin_rate", "tenures"};
  struct Case {
    std::string wanted;
    Names found;
  };
  const Case c = GENERATE(values<Case>({
      {"arears", {"arrears"}},            // one letter missing
      {"arreasr", {"arrears"}},           // two swapped: one edit
      {"arrears", {"arrears"}},           // itself
      {"tenur", {"tenure"}},              // `tenures` is two away from a word of five
      {"tenuer", {"tenure", "tenures"}},  // nearest first
      {"cvl", {"clv"}},                   // short words may hold one slip
      {"abc", {}},                        // … not three
      {"", {}},
      {"x", {}},
  }));
  CAPTURE(c.wanted);
  CHECK(nearestNames(c.wanted, names) == c.found);
}

TEST_CASE("at most so many nearest names are given, ties in the given order") {
  const Names names = {"ab", "ac", "ad", "ae"};
  CHECK(nearestNames("aa", names) == Names{"ab", "ac", "ad"});
  CHECK(nearestNames("aa", names, 1) == Names{"ab"});
  CHECK(nearestNames("x", Names{"y", "xy"}) == Names{"xy"});  // `y` has nothing of `x`
}

TEST_CASE("did you mean") {
  CHECK(didYouMean("arears", Names{"arrears"}) == "did you mean `arrears`?");
  CHECK(didYouMean("aa", Names{"ab", "ac"}) == "did you mean `ab` or `ac`?");
  CHECK(didYouMean("aa", Names{"ab", "ac", "ad"}) == "did you mean `ab`, `ac` or `ad`?");
  CHECK(didYouMean("zzz", Names{"arrears"}).empty());
}

TEST_CASE("any heading becomes a name of the language") {
  struct Case {
    std::string text, name;
  };
  const Case c = GENERATE(values<Case>({
      {"MonthlyCharges", "monthly_charges"},
      {"Monthly charges", "monthly_charges"},
      {"monthly-charges", "monthly_charges"},
      {"emp.var.rate", "emp_var_rate"},
      {"customerID", "customer_id"},
      {"TVChannels", "tv_channels"},
      {"StreamingTV", "streaming_tv"},
      {"  spaced  out  ", "spaced_out"},
      {"_private", "private"},
      {"2nd line", "n2nd_line"},
      {"Address2", "address2"},
      {"last90Days", "last90_days"},
      {"ÉtatCivil", "etat_civil"},
      {"Straße", "strasse"},
      {"Ærø", "aero"},
      {"Łódź", "lodz"},
      {"Œuvre", "oeuvre"},
      {"prénom", "prenom"},
      {"3×4", "n3_4"},
      {"£ per month", "per_month"},
      {"", "unnamed"},
      {"€€", "unnamed"},
      {"\xC3", "unnamed"},  // half a letter
  }));
  CAPTURE(c.text);
  CHECK(snakeName(c.text) == c.name);
  CHECK(snakeName(snakeName(c.text)) == c.name);
}

TEST_CASE("a place counts lines and code points from one") {
  const std::string_view text = "a£b\n\nçd";
  CHECK(placeOf(text, 0) == Place{1, 1});
  CHECK(placeOf(text, 3) == Place{1, 3});  // after the two bytes of £
  CHECK(placeOf(text, 4) == Place{1, 4});  // the line break belongs to its line
  CHECK(placeOf(text, 5) == Place{2, 1});
  CHECK(placeOf(text, 6) == Place{3, 1});
  CHECK(placeOf(text, 8) == Place{3, 2});
  CHECK(placeOf(text, 999) == Place{3, 3});
  CHECK(cover({0, 3, 5}, {0, 1, 4}) == Span{0, 1, 5});
}

TEST_CASE("kinds and errors have words") {
  CHECK(kindName(TypeKind::kFlag) == std::string("flag"));
  CHECK(kindName(TypeKind::kPeriod) == std::string("period"));
  CHECK(kindName(TypeKind::kChoice) == std::string("choice"));
  CHECK(errorText(ValueError::kDivideByZero) == std::string("division by zero"));
  CHECK(errorText(ValueError::kNotANumber) == std::string("not a number"));
}

}  // namespace
}  // namespace regard
