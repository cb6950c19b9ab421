// The page of `regard profile`: one file that needs nothing else, whatever names and values hold.

#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/cli/shop.h"

namespace regard::tests {
namespace {

using Catch::Contains;

TEST_CASE("a profile is a page that needs nothing else", "[cli]") {
  const Shop shop;
  std::string rules = shop.read("rules/shop.regard");
  const std::string_view last = "vulnerable : flag";
  rules.replace(rules.find(last), last.size(), "vulnerable : flag  note : text  secret : money private");
  shop.write("rules/shop.regard", rules + "segment best when spend in top 10%\n");
  std::string table = "Customer,Tenure,Spend,vulnerable,note,secret\n";
  for (int i = 0; i < 30; ++i)
    table += "k" + std::to_string(i) + "," + std::to_string(i) + "," + (i < 3 ? "" : "£" + std::to_string(10 + i)) +
             (i % 3 == 0 ? ",yes" : ",no") + ",\"<script>alert('&')</script>\",£77\n";
  shop.write("customers.csv", table);
  REQUIRE(shop.import().code == 0);
  const std::vector<std::string> taking{"profile", shop.path("store"),  "--rules", shop.path("rules"),
                                        "--html",  shop.path("p.html"), "--now",   "2026-03-02"};
  const Ran first = shop.regard(taking);
  INFO(first.out << first.err);
  REQUIRE(first.code == 0);
  CHECK_THAT(first.out, Contains("30 customers"));
  std::string page = shop.read("p.html");
  CHECK(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
  CHECK(page.ends_with("</body></html>\n"));
  for (const char* outside : {"http", "src=", "<link", "<script", "@import", "url("}) {
    CAPTURE(outside);
    CHECK_FALSE(holds(page, outside));
  }
  CHECK_THAT(page, Contains("<h1>30 customers of ") && Contains("<a href=\"#a1\">tenure</a>") &&
                       Contains("<h2 id=\"a1\">tenure</h2>") && Contains("27 known, 3 unknown (10.0%)") &&
                       Contains("half below") && Contains("Parts of all customers") && Contains("spend, top 10%"));
  CHECK_THAT(page, Contains("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</th><td>30</td><td>100.0%</td>"));
  CHECK_THAT(page, Contains(">no</th><td>20</td><td>66.7%</td>"));
  CHECK_FALSE(holds(page, "77"));  // private
  CHECK_FALSE(holds(page, ">drift</th>"));

  for (std::size_t at = table.find(",yes"); at != std::string::npos; at = table.find(",yes", at))
    table.replace(at, 4, ",no");
  shop.write("customers.csv", table);
  REQUIRE(shop.import().code == 0);
  REQUIRE(shop.regard(taking).code == 0);
  page = shop.read("p.html");
  CHECK_THAT(page, Contains(">drift</th>") && Contains(", moved much") && Contains("0.00, steady"));

  CHECK(shop.regard({"profile", shop.path("store"), "--html", shop.path("none/p.html")}).code == 4);
}

}  // namespace
}  // namespace regard::tests
