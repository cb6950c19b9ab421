#include <fmt/format.h>

#include "apps/cli/fail.h"
#include "apps/cli/number.h"
#include "apps/cli/whole_file.h"
#include "apps/render/fit.h"
#include "regard/model.h"

namespace regard::cli {
namespace {

constexpr Positional kModelPositionals[] = {
    {.name = "WHAT", .help = "import", .offer = Offer::words, .words = "import"},
    {.name = "FILE", .help = "a model of XGBoost (JSON) or LightGBM (text)", .offer = Offer::file}};

constexpr Option kModelOptions[] = {
    {.name = "--output", .value = "FILE.json", .help = "The model's file", .letter = 'o', .offer = Offer::file},
    {.name = "--column",
     .value = "FEATURE=EXPRESSION",
     .help = "What a feature is in the rules, if not what init would call it; repeat it",
     .repeats = true},
    {.name = "--rounds", .value = "NUMBER", .help = "Only the first so many rounds of boosting"}};

Expected<TreesRequest> treesRequestOf(const Arguments& arguments) {
  if (const std::string what = *arguments.value("WHAT"); what != "import")
    return wrong(
        fmt::format("there is nothing `{}` to do with models: `import` reads one, and `regard fit` makes one", what));
  TreesRequest request;
  request.path = *arguments.value("FILE");
  auto columns = arguments.pairs("--column");
  if (!columns) return columns.error();
  request.columns = *std::move(columns);
  if (auto error = readNumber(arguments, "--rounds", 1, std::nullopt, request.rounds)) return *error;
  return request;
}

ExitCode runModel(const Arguments& arguments, Terminal& terminal) {
  const auto request = treesRequestOf(arguments);
  if (!request) return fail(arguments, terminal, request.error());
  const auto trees = importTrees(*request);
  if (!trees) return fail(arguments, terminal, trees.error());
  if (const auto output = arguments.value("--output"))
    if (const auto error = writeWhole(*output, render::modelFile(*trees))) return fail(arguments, terminal, *error);
  terminal.print(arguments.json() ? render::treesJson(*trees) : render::treesText(*trees, terminal.out()));
  return ExitCode::fine;
}

}  // namespace

const Command kModelCommand = {
    .name = "model",
    .summary = "Bring in gradient-boosted trees that another library trained",
    .about =
        "Trees of XGBoost (booster.save_model(\"churn.json\")) and LightGBM (booster.save_model(\"churn.txt\")) "
        "that tell a\n"
        "probability. What is unknown of a customer goes the way that training found. Features are "
        "columns as\n"
        "init calls them, unless --column says what they are in the rules.",
    .example =
        "regard model import churn.json -o rules/models/churn.json\n"
        "regard model import churn.txt --column \"Contract_One year=contract = one_year\" -o "
        "rules/models/churn.json",
    .positionals = kModelPositionals,
    .options = kModelOptions,
    .run = runModel};

}  // namespace regard::cli
