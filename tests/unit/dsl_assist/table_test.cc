// Tables as CSV and back: nothing is lost, and what does not fit is told where it stands.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "dsl/source/csv.h"
#include "regard/assist.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace regard {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = REGARD_ROOT;
const fs::path kGolden = kRoot / "tests/golden/table";

/// A file of its own; gone with the object.
class RuleFile {
 public:
  explicit RuleFile(const std::string& text) { write(text); }
  void write(const std::string& text) const { folder_.write("rules.regard", text); }
  std::string path() const { return folder_ / "rules.regard"; }

 private:
  support::TempFolder folder_;
};

TableChange changed(const std::string& rules, const std::string& name, const std::string& csv) {
  auto change = tableFromCsv(rules, name, csv, "rows.csv");
  if (!change) FAIL(change.error().message);
  return *std::move(change);
}

std::vector<RuleTable> tablesAt(const std::string& rules) {
  const auto all = tablesOf(rules);
  if (!all) FAIL(all.error().message);
  return all->tables;
}

std::string treeAt(const std::string& rules) {
  const auto tree = dump(rules, Stage::ast);
  if (!tree) FAIL(tree.error().message);
  return *tree;
}

std::string shown(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& d : diagnostics) {
    text += d.path + ':' + std::to_string(d.line) + ':' + std::to_string(d.column) + '-' + std::to_string(d.endLine) +
            ':' + std::to_string(d.endColumn) + ": " + d.message + " [" + d.code + "]\n";
    if (!d.hint.empty()) text += "  hint: " + d.hint + '\n';
    for (const Diagnostic::Note& note : d.notes)
      text += "  note: " + note.path + ':' + std::to_string(note.line) + ':' + std::to_string(note.column) + ": " +
              note.message + '\n';
  }
  return text;
}

std::string fromLine(const std::string& text, std::size_t line) {
  std::size_t at = 0;
  for (; line > 1; --line) at = text.find('\n', at) + 1;
  return text.substr(at);
}

TEST_CASE("each golden CSV gives its table or its faults", "[golden][table]") {
  std::set<std::string> codes;
  const std::string book = (kGolden / "book.regard").string();
  for (const fs::path& input : support::goldenInputs(kGolden, ".csv")) {
    DYNAMIC_SECTION(input.filename().string()) {
      const TableChange change = changed(book, "fee", support::readFile(input));
      std::string actual = shown(change.diagnostics);
      if (change.isSound()) {
        actual += change.before == change.after ? "as it was\n" : fromLine(change.after, 7);
        actual += std::to_string(change.lostCommentLines) + " comments lost\n";
      } else {
        CHECK(change.before == change.after);
      }
      CHECK(support::goldenText(input, actual) == actual);
    }
    for (const Diagnostic& d : changed(book, "fee", support::readFile(input)).diagnostics) codes.insert(d.code);
  }
  for (const char* code : {"E0701", "E0702", "E0703", "E0704"}) CHECK(codes.count(code) == 1);
}

/// Every rule file of the project, and the example of the design where it is there.
std::vector<std::string> ruleTexts() {
  std::vector<std::string> texts;
  for (const char* folder : {"rules", "tests"})
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder))
      if (entry.path().extension() == ".regard") texts.push_back(support::readFile(entry.path()));
  const fs::path example = kRoot / "../shared/design/example.regard";
  if (fs::exists(example)) texts.push_back(support::readFile(example));
  return texts;
}

TEST_CASE("out and in again changes nothing", "[table]") {
  std::size_t tables = 0;
  for (const std::string& text : ruleTexts()) {
    const RuleFile file(text);
    for (const RuleTable& table : tablesAt(file.path())) {
      if (table.rows.empty()) continue;  // no CSV can say that
      CAPTURE(text, table.csv);
      const TableChange same = changed(file.path(), table.name, table.csv);
      CHECK(same.diagnostics.empty());
      CHECK(same.after == text);
      CHECK(same.rowsAfter == table.rows.size());
      ++tables;
    }
  }
  CHECK(tables > 25);
}

TEST_CASE("a table that was changed is brought back by its CSV", "[table]") {
  std::size_t tables = 0;
  for (const std::string& text : ruleTexts()) {
    const RuleFile file(text);
    const std::string tree = treeAt(file.path());
    for (const RuleTable& table : tablesAt(file.path())) {
      CAPTURE(text, table.csv);
      std::string reversed = dsl::csvLine(table.columns);
      for (auto row = table.rows.rbegin(); row != table.rows.rend(); ++row) reversed += dsl::csvLine(*row);
      const TableChange other = changed(file.path(), table.name, reversed);
      if (!other.isSound()) continue;  // its cells mean nothing in a file by itself
      file.write(other.after);
      CHECK((treeAt(file.path()) != tree || table.rows.size() == 1));
      file.write(changed(file.path(), table.name, table.csv).after);
      CHECK(treeAt(file.path()) == tree);
      file.write(text);
      ++tables;
    }
  }
  CHECK(tables > 20);
}

TEST_CASE("only the table changes, with the line ends of its file", "[table]") {
  const std::string head = "formula  a=1  # ugly\r\ntable t(a)->number first { | 1 | 2 | }\r\n";
  const RuleFile file(head + "formula  b=2\r\n");
  CHECK(changed(file.path(), "t", "t,a\n5,1\n\"6\",-\n").after ==
        "formula  a=1  # ugly\r\ntable t(a) -> number first {\r\n  | 1 | 5 |\r\n  | - | 6 |\r\n}\r\nformula  b=2\r\n");
  CHECK(changed(file.path(), "t", "t,a\n2,1\n").after == head + "formula  b=2\r\n");
  // What nobody can see does not come in through a comment.
  CHECK(shown(changed(file.path(), "t", "t,a,# beside\n2,1,so\x01\n").diagnostics).find("rows.csv:2:5-2:8: ") == 0);
}

TEST_CASE("what cannot be changed says why", "[table]") {
  const RuleFile file("table fee(a) -> number first { | 1 | 2 | }\n");
  const auto refused = [](const std::string& path, const char* name) {
    const auto change = tableFromCsv(path, name, "a,fee\n1,2\n", "rows.csv");
    REQUIRE_FALSE(change.ok());
    return change.error();
  };
  CHECK(refused(file.path(), "fees").message == "there is no table `fees`: did you mean `fee`?");
  CHECK(refused(file.path(), "fees").kind == ErrorKind::notFound);
  CHECK(refused(file.path() + ".none", "fee").kind == ErrorKind::notFound);
  CHECK(refused("book.bundle", "fee").message.find("is a bundle") != std::string::npos);

  file.write("use \"lib/none\"\ntable fee(a) -> number first { | 1 | 2 | }\n");
  CHECK(shown(changed(file.path(), "fee", "a,fee\n1,2\n").diagnostics).find("[E0012]") != std::string::npos);
  file.write("formla x = 1\ntable fee(a) -> number first { | 1 | 2 | }\n");
  const TableChange faulty = changed(file.path(), "fee", "a,fee\n1,2\n");
  CHECK_FALSE(faulty.isSound());
  CHECK(faulty.diagnostics[0].code == "E0101");
  CHECK(tablesOf(file.path())->tables.empty());
  CHECK(tablesOf(file.path())->faults.size() == 1);
}

TEST_CASE("tables of libraries are listed, and changed where they are", "[table]") {
  const support::TempFolder temporary;
  const fs::path folder = temporary.path();
  fs::create_directories(folder / "book");
  fs::create_directories(folder / "lib");
  fs::create_directories(folder / ".git");
  std::ofstream(folder / "book/a.regard") << "use \"lib/fees\"\n";
  std::ofstream(folder / "lib/fees.regard") << "\ntable fee \"Fee\"(a) -> number first { | 1 | 2 | }\n";
  const auto tables = tablesAt((folder / "book").string());
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].title == "Fee");
  CHECK(tables[0].path == "lib/fees.regard");
  CHECK(tables[0].line == 2);
  CHECK(tables[0].csv == "a,fee\n1,2\n");
  const auto change = tableFromCsv((folder / "book").string(), "fee", "a,fee\n1,3\n", "rows.csv");
  REQUIRE_FALSE(change.ok());
  CHECK(change.error().message.find("lib/fees.regard") != std::string::npos);
  CHECK(changed((folder / "lib/fees.regard").string(), "fee", "a,fee\n1,3\n").after ==
        "\ntable fee \"Fee\" (a) -> number first {\n  | 1 | 3 |\n}\n");
}

TEST_CASE("what is written as CSV is read as it was", "[csv]") {
  const std::vector<std::vector<std::string>> rows = {{"a", "b,c", "d\"e"}, {"f\ng", " h", "£"}, {"i;j", "", "\"\""}};
  std::string text;
  for (const auto& row : rows) text += dsl::csvLine(row);
  CHECK(text == "a,\"b,c\",\"d\"\"e\"\n\"f\ng\",\" h\",£\n\"i;j\",,\"\"\"\"\"\"\n");
  dsl::DiagnosticSink sink;
  std::vector<std::vector<std::string>> read;
  for (const auto& row : dsl::readCsv({"rows.csv", text}, 0, dsl::Code::E0701, sink)) {
    read.emplace_back();
    for (const dsl::CsvCell& cell : row) read.back().push_back(cell.text);
  }
  CHECK(read == rows);
  CHECK_FALSE(sink.hasErrors());
}

}  // namespace
}  // namespace regard
