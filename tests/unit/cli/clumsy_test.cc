// What a clumsy or hostile user does: each gets a clear error, and nothing is lost.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/unit/cli/shop.h"

namespace regard::tests {

namespace fs = std::filesystem;

namespace {

constexpr const char* kRejectHeader = "line,column,reason,row\n";

/// Rules whose key no column of the shop's file fills.
std::string otherRules() {
  return "rulebook other { currency EUR }\nprofile customer { key member_no : text  colour : text }\n";
}

}  // namespace

TEST_CASE("an import that cannot begin makes no store", "[cli]") {
  const Shop shop;
  shop.write("empty.csv", "");
  shop.write("binary.csv", std::string("\x7f"
                                       "ELF\x02\0\0\0",
                                       8));
  shop.write("latin.csv", "Customer,R\xE9gion\n1,a\n");
  shop.write("twice.csv", "Customer,Tenure,Tenure\n1,2,3\n");
  shop.write("alike.csv", "Customer,SPEND,spend.\n1,2,3\n");
  shop.write("other.regard", otherRules());
  struct Case {
    const char *file, *rules, *said;
    int code;
  };
  const Case cases[] = {
      {"nowhere.csv", "rules", "there is no file", 3},
      {"rules", "rules", "is a folder: name one data file", 2},
      {"empty.csv", "rules", "is empty: its first line must name the columns", 2},
      {"binary.csv", "rules", "holds a NUL at byte 6: save the file as CSV", 2},
      {"latin.csv", "rules", "is not UTF-8: byte 11 is 0xE9: save the file as CSV", 2},
      {"twice.csv", "rules", "has two columns named `Tenure`", 2},
      {"alike.csv", "rules", "columns `SPEND` and `spend.` could both fill `spend`: leave one out", 2},
      {"customers.csv", "other.regard", "no column fills the key `member_no`", 2},
  };
  for (const Case& c : cases) {
    CAPTURE(c.file, c.rules);
    const Ran ran = shop.regard({"import", shop.path("store"), shop.path(c.file), "--rules", shop.path(c.rules)});
    CAPTURE(ran.err);
    CHECK(ran.code == c.code);
    CHECK(ran.out.empty());
    CHECK(holds(ran.err, c.said));
    CHECK_FALSE(fs::exists(shop.path("store")));
  }

  fs::create_directory(shop.path("store"));  // a folder that was there stays
  CHECK(shop.regard({"import", shop.path("store"), shop.path("empty.csv"), "--rules", shop.path("rules")}).code == 2);
  CHECK(fs::exists(shop.path("store")));
  CHECK(shop.regard({"show", shop.path("store")}).code == 3);
  CHECK(shop.import().code == 0);
}

TEST_CASE("an import that cannot begin leaves a store as it was", "[cli]") {
  const Shop shop;
  REQUIRE(shop.import().code == 0);
  const std::string before = shop.regard({"schema", shop.path("store")}).out;
  REQUIRE_FALSE(before.empty());
  shop.write("other.regard",
             "rulebook other { currency GBP }\n"
             "profile customer { key customer_id : text  colour : text  spend : money }\n");
  const std::vector<std::string> wrong = {"import",  shop.path("store"),        shop.path("customers.csv"),
                                          "--rules", shop.path("other.regard"), "--map"};
  const auto with = [&](std::string map) {
    std::vector<std::string> words = wrong;
    words.push_back(std::move(map));
    return shop.regard(words);
  };
  CHECK(with("Color=colour").code == 2);
  CHECK(shop.regard({"schema", shop.path("store")}).out == before);
  CHECK(with("Colour=colour").code == 0);
  CHECK(holds(shop.regard({"show", shop.path("store"), "c-1"}).out, "red"));
}

TEST_CASE("a list of rejected rows overwrites nothing but another such list", "[cli]") {
  const Shop shop;
  REQUIRE(shop.import().code == 0);
  shop.write("bad.csv", "Customer,Tenure\nc-4,many\nc-5,7\n");
  fs::create_directory(shop.path("folder"));
  const auto rejectsTo = [&](const std::string& name) {
    return shop.regard({"import", shop.path("store"), shop.path("bad.csv"), "--rejects", shop.path(name)});
  };
  CHECK(holds(rejectsTo("folder").err, "it is a folder: name another file with --rejects"));
  for (const char* name : {"bad.csv", "store/data.mdb", "rules/shop.regard"}) {
    CAPTURE(name);
    const std::string before = shop.read(name);
    const Ran ran = rejectsTo(name);
    CAPTURE(ran.err);
    CHECK(ran.code == 2);
    CHECK(holds(ran.err, "name another file with --rejects"));
    CHECK(shop.read(name) == before);
  }
  CHECK(shop.regard({"show", shop.path("store"), "c-5"}).code == 3);

  const Ran nowhere = rejectsTo("nowhere/list.csv");
  CHECK(nowhere.code == 4);
  CHECK(holds(nowhere.err, "name another place with --rejects"));
  for (int time = 1; time <= 2; ++time) {  // the second time there is a list to write over
    CAPTURE(time);
    CHECK(rejectsTo("list.csv").code == 5);
    const std::string list = shop.read("list.csv");
    CHECK(list.starts_with(kRejectHeader));
    CHECK(std::count(list.begin(), list.end(), '\n') == 2);
  }
  CHECK(shop.regard({"show", shop.path("store"), "c-5"}).code == 0);
}

TEST_CASE("init never writes over the file it reads", "[cli]") {
  const Shop shop;
  const std::string before = shop.read("customers.csv");
  const auto init = [&](const std::string& output) {
    return shop.regard({"init", shop.path("customers.csv"), "-o", shop.path(output), "--force"});
  };
  fs::create_symlink("customers.csv", shop.path("same.csv"));
  for (const char* output : {"customers.csv", "same.csv"}) {
    CAPTURE(output);
    const Ran ran = init(output);
    CHECK(ran.code == 2);
    CHECK(holds(ran.err, "is the file of customers itself"));
    CHECK(shop.read("customers.csv") == before);
  }

  shop.write("mine.regard", "# mine\n");
  fs::create_symlink("mine.regard", shop.path("link.regard"));
  CHECK(init("link.regard").code == 0);
  CHECK(fs::is_symlink(shop.path("link.regard")));
  CHECK(holds(shop.read("mine.regard"), "profile customer {"));
  CHECK(init("nowhere/mine.regard").code == 4);

  shop.write("latin.csv", "id,name\n1,Jos\xE9\n2,Ann\n");
  CHECK(holds(shop.regard({"init", shop.path("latin.csv")}).err, "1 row could not be read and would be rejected."));
}

TEST_CASE("what goes to a device goes there", "[cli]") {
  const Shop shop;
  fs::create_symlink("/dev/null", shop.path("null"));
  fs::create_symlink("/dev/full", shop.path("full"));
  const auto init = [&](const std::string& output) {
    return shop.regard({"init", shop.path("customers.csv"), "-o", shop.path(output), "--force"});
  };
  CHECK(init("null").code == 0);
  const Ran full = init("full");
  CHECK(full.code == 4);
  CHECK(holds(full.err, "No space left on device"));
  CHECK(fs::is_character_file("/dev/null"));
  CHECK(fs::is_character_file("/dev/full"));
}

TEST_CASE("blanks around an id are no part of it", "[cli]") {
  const Shop shop;
  shop.write("blanks.csv", "Customer,Tenure\n c-7 ,7\nc-8\t,8\n\" c-9\",9\n   ,1\n");
  const Ran ran = shop.regard({"import", shop.path("store"), shop.path("blanks.csv"), "--rules", shop.path("rules")});
  CHECK(ran.code == 5);
  CHECK(holds(ran.out, "Imported 3 of 4 rows"));
  CHECK(holds(ran.out, "line 5, Customer: the customer id is empty"));
  for (const char* id : {"c-7", "c-8", "c-9"}) CHECK(shop.regard({"show", shop.path("store"), id}).code == 0);
}

}  // namespace regard::tests
