#include "apps/cli/fail.h"
#include "apps/render/import.h"
#include "regard/store.h"

namespace regard::cli {
namespace {

constexpr Positional kSchemaPositionals[] = {
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder, .environment = "REGARD_STORE"}};

ExitCode runSchema(const Arguments& arguments, Terminal& terminal) {
  const auto store = Store::open(*arguments.value("STORE"), Access::read);
  if (!store) return fail(arguments, terminal, store.error());
  const auto schema = store->schema();
  if (!schema) return fail(arguments, terminal, schema.error());
  terminal.print(arguments.json() ? render::schemaJson(*schema) : *schema);
  return ExitCode::fine;
}

}  // namespace

const Command kSchemaCommand = {.name = "schema",
                                .summary = "Print a store's records as a Cap'n Proto schema",
                                .about = "Any language that has Cap'n Proto can read and write the records with it.",
                                .example = "regard schema build/demo/store > profile.capnp",
                                .positionals = kSchemaPositionals,
                                .options = {},
                                .run = runSchema};

}  // namespace regard::cli
