// Models in rules: what their files have to say, where faults are told, and that a file is part of the rulebook.

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "dsl/compile.h"
#include "dsl/ir/print.h"
#include "dsl/source/model_files.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace regard::dsl {
namespace {

namespace fs = std::filesystem;

const fs::path kGoldenModels = fs::path(REGARD_ROOT) / "tests/golden/model";

Compiled compiledFile(const fs::path& path) {
  auto sources = loadSources(path.string());
  REQUIRE(sources.ok());
  return compile(*std::move(sources));
}

TEST_CASE("each golden rulebook with models gives its diagnostics", "[golden]") {
  for (const fs::path& input : support::goldenInputs(kGoldenModels, ".regard")) {
    DYNAMIC_SECTION(input.filename().string()) {
      const Compiled compiled = compiledFile(input);
      const std::string actual = support::shown(compiled.sources, compiled.diagnostics);
      CHECK(support::goldenText(input, actual) == actual);
      std::string code = input.stem().string().substr(0, 5);
      code[0] = code[0] == 'w' ? 'W' : 'E';
      CHECK(std::any_of(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                        [&](const Diagnostic& d) { return infoOf(d.code).name == code; }));
    }
  }
}

TEST_CASE("a model's file is part of the program, its text and what it says", "[sema]") {
  const support::TempFolder folder;
  folder.write("rules.regard",
               "rulebook shop { currency GBP }\nchoice channel { call }\nprofile customer { key id : text }\n"
               "event order { amount : money }\n"
               "model future = bg_nbd with gamma_gamma of order from \"models/orders.json\"\n"
               "segment fine when future.spend(over 52 weeks) > £100\naction a { eligible when fine }\n");
  fs::create_directories(folder / "models");
  folder.write("models/orders.json", support::readFile(kGoldenModels / "models/orders.json"));
  const Compiled compiled = compiledFile(folder / "rules.regard");
  INFO(support::shown(compiled.sources, compiled.diagnostics));
  REQUIRE(compiled.program.has_value());
  REQUIRE(compiled.program->sources.size() == 2);
  CHECK(compiled.program->sources[1].path == "models/orders.json");
  const ir::Model& model = compiled.program->models.at(0);
  CHECK(model.isFitted);
  CHECK(model.unitDays == 7);
  CHECK(model.parameters == std::vector<double>{0.2426, 4.4136, 0.7929, 2.4259, 6.25, 3.74, 15.44});
  CHECK(compiled.program->streams[model.stream].columns[model.amount].name == "amount");

  // A figure that asks a model fitted anew is another figure: pictures of the population are kept by what it means.
  ir::Program again = *compiled.program;
  const ir::InstIndex fine = again.names.at(0).inst;
  CHECK(ir::printMeaning(again, fine) == ir::printMeaning(*compiled.program, fine));
  again.models[0].parameters[1] += 1e-9;
  CHECK(ir::printMeaning(again, fine) != ir::printMeaning(*compiled.program, fine));
}

TEST_CASE("no path of a model leaves the rulebook's folder", "[sema]") {
  for (const char* path : {"", "/etc/passwd", "../orders.json", "models/../../orders.json", "models\\orders.json"}) {
    CAPTURE(path);
    CHECK_FALSE(isPathOfRulebook(path));
  }
  CHECK(isPathOfRulebook("models/orders..json"));
}

}  // namespace
}  // namespace regard::dsl
