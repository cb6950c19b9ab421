#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "engine/ingest/table_reader.h"
#include "tests/support/temp_folder.h"

using namespace regard;
using regard::support::TempFolder;

namespace {

/// Every row as `line:cell|cell` or `line!fault`; missing cells as `~`. A header that cannot be read gives its fault.
std::vector<std::string> readAll(const std::string& path, const TableOptions& options = {}) {
  auto reader = TableReader::open(path, options);
  if (!reader.ok()) return {reader.fault().message};
  std::vector<std::string> out;
  Row row;
  while ((*reader)->next(row)) {
    std::string text = fmt::format("{}:", row.line);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (i > 0) text += '|';
      text += row.cells[i].data() == nullptr ? "~" : std::string(row.cells[i]);
    }
    out.push_back(row.fault.empty() ? text : fmt::format("{}!{}", row.line, row.fault));
  }
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("CSV rows are cut as RFC 4180 says, and faulty ones say why", "[csv]") {
  struct Case {
    const char* name;
    std::string text;
    Lines rows;
  };
  const std::string unclosed = "the quote that opens at byte 3, in column `b`, is never closed";
  const Case cases[] = {
      {"plain", "a,b\n1,2\n3,4\n", {"2:1|2", "3:3|4"}},
      {"no line end at the end", "a,b\n1,2", {"2:1|2"}},
      {"CRLF", "a,b\r\n1,2\r\n3,4\r\n", {"2:1|2", "3:3|4"}},
      {"CR", "a,b\r1,2\r3,4\r", {"2:1|2", "3:3|4"}},
      {"byte-order mark",
       "\xEF\xBB\xBF"
       "a,b\n1,2\n",
       {"2:1|2"}},
      {"quotes", "a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", {"2:x,y|say \"hi\""}},
      {"several doubled quotes", "a,b\n\"\"\"\",\"\"\"x\"\"\"\n", {"2:\"|\"x\""}},
      {"line end in quotes", "a,b\n\"x\ny\",1\nz,2\n", {"2:x\ny|1", "4:z|2"}},
      {"empty cells", "a,b\n,\n\"\",x\n", {"2:|", "3:|x"}},
      {"a quote inside a cell stands for itself", "a,b\n5\" pipe,2\n", {"2:5\" pipe|2"}},
      {"blank lines are skipped", "\n a,b \n\n1,2\n  \n3,4\n\n", {"4:1|2", "6:3|4"}},
      {"header only", "a,b\n", {}},
      {"too few", "a,b\n1\n3,4\n", {"2!has 1 cell, the header has 2", "3:3|4"}},
      {"too many", "a,b\n1,2,3\n3,4\n", {"2!has 3 cells, the header has 2", "3:3|4"}},
      {"NUL",
       std::string("a,b\n1,x\0y\n3,4\n", 14),
       {"2!holds a NUL at byte 4: save the file as CSV, in UTF-8", "3:3|4"}},
      {"not UTF-8",
       "a,b\n1,caf\xE9\n3,caf\xC3\xA9\n",
       {"2!is not UTF-8: byte 6 is 0xE9: save the file as CSV, in UTF-8", "3:3|caf\xC3\xA9"}},
      {"not UTF-8 in quotes",
       "a,b\n1,\"caf\xE9\"\n",
       {"2!is not UTF-8: byte 7 is 0xE9: save the file as CSV, in UTF-8"}},
      {"open quote", "a,b\n1,\"x\n3,4\n5,6\n", {"2!" + unclosed, "3:3|4", "4:5|6"}},
      {"open quote at the end", "a,b\n3,4\n1,\"x", {"2:3|4", "3!" + unclosed}},
      {"an open quote meets a later row's quote",
       "a,b\n1,\"x\n3,\"y\"\n5,6\n",
       {"2!the quote that opens at byte 3, in column `b`, closes before the cell's end: write a quote inside quotes as "
        "\"\"",
        "3:3|y", "4:5|6"}},
      {"an open quote swallows what does not read well alone", "a,b\n1,\"x\nnoise\n5,6\n", {"2!" + unclosed, "4:5|6"}},
      {"empty file", "", {"is empty: its first line must name the columns"}},
      {"blank file", "\n\n", {"is empty: its first line must name the columns"}},
      {"one name twice", "a,b,a\n", {"has two columns named `a`"}},
      {"UTF-16",
       "\xFF\xFE"
       "a",
       {"is UTF-16: save it as UTF-8"}},
      {"bad header", "a,\xE9\n", {"is not UTF-8: byte 3 is 0xE9: save the file as CSV, in UTF-8"}},
      {"UTF-16 without a mark", std::string("a\0,\0c\0\n\0", 8), {"holds a NUL at byte 2: save the file as CSV"}},
      {"header too long", std::string(3U << 20U, 'a'), {"x.csv` is longer than 1048576 bytes"}},
  };
  const TempFolder folder;
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) {
      const Lines rows = readAll(folder.write("x.csv", c.text));
      if (c.rows.size() == 1 && c.rows[0][0] > '9') {  // a fault of the whole file
        REQUIRE(rows.size() == 1);
        CHECK_THAT(rows[0], Catch::Contains(c.rows[0]));
      } else {
        CHECK(rows == c.rows);
      }
    }
  }
}

TEST_CASE("The delimiter is found by looking", "[csv]") {
  struct Case {
    const char* text;
    char delimiter;
    std::size_t columns;
  };
  const Case cases[] = {{"a,b,c\n1,2,3\n", ',', 3},    {"\"a\";\"b\"\n1,5;2\n3,5;4\n", ';', 2},
                        {"a\tb\n1,1\t2\n", '\t', 2},   {"a|b|c\n1|2|3\n", '|', 3},
                        {"a, x;b;c\n1;2;3\n", ';', 3}, {"alone\n1\n", ',', 1}};
  const TempFolder folder;
  for (const Case& c : cases) {
    CAPTURE(c.text);
    auto reader = TableReader::open(folder.write("x.csv", c.text));
    REQUIRE(reader.ok());
    CHECK((*reader)->delimiter() == c.delimiter);
    CHECK((*reader)->columns().size() == c.columns);
  }
}

TEST_CASE("An overlong row costs itself alone", "[csv]") {
  const TempFolder folder;
  TableOptions options;
  options.rowBytesMax = 1000;
  const std::string big(600'000, 'x');
  CHECK(readAll(folder.write("x.csv", "a,b\n1," + big + "\n3,4\n"), options) ==
        Lines{"2!is longer than 1000 bytes", "3:3|4"});
  CHECK(readAll(folder.write("y.csv", "a,b\n1,\"" + big + "\"\n3,4\n"), options).back() == "3:3|4");
  CHECK(readAll(folder.write("z.csv", "a,b\n1," + big + "\n3,4\n")).size() == 2);
}

TEST_CASE("Rows survive any position in the window", "[csv]") {
  const TempFolder folder;
  std::string text = "id,note\n";
  for (int i = 0; i < 40'000; ++i) text += fmt::format("{},\"a \"\"{}\"\" b\nc\"\r\n", i, i);
  auto reader = TableReader::open(folder.write("x.csv", text));
  REQUIRE(reader.ok());
  Row row;
  int count = 0;
  bool same = true;
  for (; (*reader)->next(row); ++count) {
    same = same && row.fault.empty() && row.cells[0] == fmt::format("{}", count) &&
           row.cells[1] == fmt::format("a \"{}\" b\nc", count) && row.line == 2 + 2 * static_cast<unsigned>(count);
  }
  CHECK(same);
  CHECK(count == 40'000);
  CHECK((*reader)->bytesRead() == text.size());
  CHECK((*reader)->bytesTotal() == text.size());
}

TEST_CASE("NDJSON rows keep their digits, and faulty ones say why", "[ndjson]") {
  struct Case {
    const char* name;
    std::string text;
    Lines rows;
  };
  const Case cases[] = {
      {"values",
       R"({"a": 42.10, "b": "x\u00e9", "c": true}
{"b": null, "c": false, "a": 12345678901234567890})"
       "\n",
       {"1:42.10|x\xC3\xA9|true", "2:12345678901234567890|~|false"}},
      {"missing keys and blank lines", "{\"a\": 1}\n\n{\"b\": 2}", {"1:1|~", "3:~|2"}},
      {"exponent", "{\"a\": 1e3}\n", {"1:1000"}},
      {"an array as it is written", "{\"a\": [ 1, {\"b\" :[]} ] , \"c\": [] }\n", {"1:[ 1, {\"b\" :[]} ]|[]"}},
      {"the keys of an object",
       "{\"a\": {\"x\": 1, \"y\": null}, \"b\": 2}\n{\"a\": {}, \"b\": 3}\n{\"a\": null, \"b\": 4}\n",
       {"1:1|~|2", "2:~|~|3", "3:~|~|4"}},
      {"an object where null came first", "{\"a\": null}\n{\"a\": {\"x\": 1}}\n", {"1:~", "2:1"}},
      {"an array inside an object", "{\"a\": {\"x\": [1]}}\n", {"1:[1]"}},
      {"an object inside an object",
       "{\"a\": {\"x\": {}}}\n{\"a\": {\"x\": 2}}\n",
       {"1!has a nested value at key `a.x`: only text, numbers, true, false and null are read there", "2:2"}},
      {"an object where a value was",
       "{\"a\": 1}\n{\"a\": {\"x\": 1}}\n",
       {"1:1", "2!has an object at key `a`, where earlier rows have one value"}},
      {"a value where an object was",
       "{\"a\": {\"x\": 1}}\n{\"a\": 1}\n{\"a\": [1]}\n",
       {"1:1", "2!has one value at key `a`, where earlier rows have an object",
        "3!has one value at key `a`, where earlier rows have an object"}},
      {"twice, once inside", "{\"a.x\": 1, \"a\": {\"x\": 2}}\n", {"1!has the key `a.x` twice"}},
      {"twice", "{\"a\": 1, \"a\": 2}\n", {"1!has the key `a` twice"}},
      {"two objects",
       "{\"a\": 1} {\"a\": 2}\n",
       {"1!holds more than one JSON object: write each on a line of its own"}},
      {"not an object", "{\"a\": 1}\n[1]\n", {"1:1", "2!is not a JSON object"}},
  };
  const TempFolder folder;
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.name) { CHECK(readAll(folder.write("x.ndjson", c.text)) == c.rows); }
  }
  for (const char* broken : {"{\"a\": [1", "{\"a\": [1}", "{\"b\": {\"x\": 1]}", "{\"b\": {\"x\" 1}}",
                             "{\"b\": {\"x\": 1}", "{\"a\": 1", "{\"a\" 1}", "{\"a\": tru}", "{\"a\": nul}",
                             "{\"a\": nulll}", "{\"a\": 1.}", "{\"a\": \"\xE9\"}", "{\"a\": 1}}"}) {
    CAPTURE(broken);
    const Lines rows = readAll(folder.write("x.ndjson", fmt::format("{{\"a\": 7}}\n{}\n{{\"a\": 8}}\n", broken)));
    REQUIRE(rows.size() == 3);
    CHECK_THAT(rows[1], Catch::StartsWith("2!"));
    CHECK_THAT(rows[2], Catch::StartsWith("3:8"));
  }
}

TEST_CASE("NDJSON tells which cells are arrays and which keys hold objects", "[ndjson]") {
  const TempFolder folder;
  auto reader = TableReader::open(
      folder.write("x.ndjson", "{\"n\": null, \"t\": [1], \"a\": {\"x\": 1}, \"u\": [2]}\n{\"t\": 1, \"n\": {}}\n"));
  REQUIRE(reader.ok());
  CHECK((*reader)->columns() == Lines{"t", "a.x", "u"});
  CHECK((*reader)->objects() == Lines{"n", "a"});
  Row row;
  REQUIRE((*reader)->next(row));
  CHECK(std::vector<std::size_t>(row.arrays.begin(), row.arrays.end()) == std::vector<std::size_t>{0, 2});
  REQUIRE((*reader)->next(row));
  CHECK(row.arrays.empty());
}

TEST_CASE("NDJSON keys met late are named, not lost", "[ndjson]") {
  std::string text;
  for (int i = 0; i < 1500; ++i) text += i == 1200 ? "{\"a\": 1, \"late\": 2}\n" : "{\"a\": 1}\n";
  const TempFolder folder;
  auto reader = TableReader::open(folder.write("x.jsonl", text));
  REQUIRE(reader.ok());
  Row row;
  int rows = 0;
  while ((*reader)->next(row)) rows += row.fault.empty() && row.cells.size() == 1 ? 1 : 0;
  CHECK(rows == 1500);
  CHECK((*reader)->columns() == Lines{"a"});
  CHECK((*reader)->lateColumns() == Lines{"late"});
}

TEST_CASE("A file that is not there, a folder: faults that say so", "[csv]") {
  const TempFolder folder;
  CHECK(TableReader::open(folder / "none.csv").fault().kind == FaultKind::kNotFound);
  CHECK(TableReader::open(folder / "").fault().kind == FaultKind::kInvalid);
}
