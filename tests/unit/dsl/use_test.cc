// Libraries: where they are found, that each comes once, and what is said when one cannot come.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "dsl/compile.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace regard::dsl {
namespace {

namespace fs = std::filesystem;

const fs::path kGoldenUses = fs::path(REGARD_ROOT) / "tests/golden/use";

/// A folder of its own, above which nothing is looked at.
class Folder {
 public:
  Folder() { fs::create_directories(at(".git")); }

  fs::path at(const std::string& name) const { return root_ / name; }
  void write(const std::string& name, const std::string& text) const { root_.write(name, text); }
  Compiled compiled(const std::string& rulebook) const {
    auto sources = loadSources(at(rulebook).string());
    REQUIRE(sources.ok());
    return compile(*std::move(sources));
  }

 private:
  support::TempFolder root_;
};

std::string pathsOf(const Compiled& compiled) {
  std::string paths;
  for (const SourceFile& file : compiled.sources.files) paths += (paths.empty() ? "" : " ") + file.path;
  return paths;
}

std::string codeNamesOf(const Compiled& compiled) {
  std::string codes;
  for (const Diagnostic& d : compiled.diagnostics)
    codes += (codes.empty() ? "" : " ") + std::string(infoOf(d.code).name);
  return codes;
}

const std::string kLibraryHead = "rulebook shop { currency GBP }\nprofile customer { key id : text  spend : money }\n";

TEST_CASE("each golden rulebook with libraries gives its files and its diagnostics", "[golden]") {
  for (const fs::path& input : support::goldenInputs(kGoldenUses, ".regard")) {
    DYNAMIC_SECTION(input.filename().string()) {
      auto sources = loadSources(input.string());
      REQUIRE(sources.ok());
      const Compiled compiled = compile(*std::move(sources));
      const std::string actual = pathsOf(compiled) + "\n" + support::shown(compiled.sources, compiled.diagnostics);
      CHECK(support::goldenText(input, actual) == actual);
      const std::string stem = input.stem().string();
      if (stem.starts_with("e0")) CHECK(codeNamesOf(compiled).find("E" + stem.substr(1, 4)) != std::string::npos);
    }
  }
}

TEST_CASE("a library is found in the rulebook's folder, then in the nearest folder above that has a lib", "[use]") {
  const Folder folder;
  folder.write("a/b/book/rules.regard", kLibraryHead + "use \"lib/x\"\nuse \"shared\"\n");
  folder.write("lib/x.regard", "formula top = 1\n");
  folder.write("lib/shared.regard", "formula inside_lib = 1\n");
  folder.write("shared.regard", "formula beside_lib = 1\n");
  Compiled compiled = folder.compiled("a/b/book");
  CHECK(codeNamesOf(compiled).empty());
  CHECK(pathsOf(compiled) == "rules.regard lib/x.regard shared.regard");
  CHECK(fs::equivalent(compiled.sources.files[1].location, folder.at("lib/x.regard")));

  folder.write("a/lib/x.regard", "formula middle = 1\n");
  compiled = folder.compiled("a/b/book");
  CHECK(fs::equivalent(compiled.sources.files[1].location, folder.at("a/lib/x.regard")));
  // a/b has no `lib`, so what lies there is not a library.
  folder.write("a/b/shared.regard", "formula not_looked_at = 1\n");
  CHECK(fs::equivalent(folder.compiled("a/b/book").sources.files[2].location, folder.at("shared.regard")));

  // In the rulebook's own folder it belongs to the rulebook anyway: once.
  folder.write("a/b/book/lib/x.regard", "formula own = 1\n");
  compiled = folder.compiled("a/b/book");
  CHECK(pathsOf(compiled) == "lib/x.regard rules.regard shared.regard");
  CHECK(compiled.sources.libraryFiles == 1);
}

TEST_CASE("nothing above the folder that holds .git is looked at", "[use]") {
  const Folder folder;
  folder.write("lib/x.regard", "formula x = 1\n");
  folder.write("repository/book/rules.regard", kLibraryHead + "use \"lib/x\"\n");
  CHECK(codeNamesOf(folder.compiled("repository/book")).empty());
  fs::create_directories(folder.at("repository/.git"));
  CHECK(codeNamesOf(folder.compiled("repository/book")) == "E0012");
}

TEST_CASE("a library comes once, by whatever ways", "[use]") {
  const Folder folder;
  folder.write("book/a.regard", kLibraryHead + "use \"lib/left\"\n");
  folder.write("book/b.regard", "use \"lib/right\"\nuse \"lib/shared\"\nuse \"a\"\n");
  folder.write("lib/left.regard", "use \"lib/shared\"\n");
  folder.write("lib/right.regard", "use \"lib/shared\"\nuse \"lib/folder\"\n");
  folder.write("lib/shared.regard", "formula shared = 1\n");
  folder.write("lib/folder/one.regard", "formula one = 1\n");
  folder.write("lib/folder/deep/two.regard", "formula two = 1\n");
  fs::create_symlink(folder.at("lib/shared.regard"), folder.at("lib/alias.regard"));
  folder.write("book/c.regard", "use \"lib/alias\"\n");
  const Compiled compiled = folder.compiled("book");
  CHECK(codeNamesOf(compiled).empty());
  CHECK(pathsOf(compiled) ==
        "a.regard b.regard c.regard lib/left.regard lib/right.regard lib/shared.regard lib/folder/deep/two.regard "
        "lib/folder/one.regard");
  REQUIRE(compiled.program.has_value());
  CHECK(compiled.program->sources.size() == 8);
}

TEST_CASE("a library that cannot come is told once, with a reason", "[use]") {
  const Folder folder;
  fs::create_directories(folder.at("book/lib/empty"));
  folder.write("book/a.regard", kLibraryHead + "use \"lib/empty\"\nsegment s when nowhere\n");
  Compiled compiled = folder.compiled("book");
  REQUIRE(codeNamesOf(compiled) == "E0012");
  CHECK(compiled.diagnostics[0].message == "the folder `lib/empty` has no file ending in `.regard`");

  folder.write("book/a.regard", kLibraryHead + "use \"contact\"\n");
  compiled = folder.compiled("book");
  REQUIRE(codeNamesOf(compiled) == "E0012");
  CHECK(compiled.diagnostics[0].hint ==
        "`contact.regard` may stand beside the rulebook, or in a folder above it that has a folder `lib`");

  // Syntax is still judged, with the library's line in its place.
  folder.write("book/a.regard", kLibraryHead + "use \"contact\"\nsegment s nowhere\n");
  CHECK(codeNamesOf(folder.compiled("book")) == "E0012 E0103");

  const Compiled text = compile({{{"text.regard", kLibraryHead + "use \"lib/contact\"\n"}}});
  REQUIRE(codeNamesOf(text) == "E0012");
  CHECK(text.diagnostics[0].message ==
        "`lib/contact` cannot be looked for: these rules are a text that lies in no folder");
}

TEST_CASE("libraries end at the limit of files", "[use]") {
  const Folder folder;
  std::string uses;
  for (char name = 'a'; name <= 'f'; ++name) {
    uses += std::string("use \"lib/") + name + "\"\n";
    folder.write(std::string("lib/") + name + ".regard", "");
  }
  folder.write("book/a.regard", kLibraryHead + uses);
  SourceLimits limits;
  limits.filesMax = 3;
  auto sources = loadSources(folder.at("book").string(), {}, limits);
  REQUIRE(sources.ok());
  CHECK(codeNamesOf(compile(*std::move(sources), limits)) == "E0002");
}

}  // namespace
}  // namespace regard::dsl
