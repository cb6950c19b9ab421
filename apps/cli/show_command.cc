#include <fmt/format.h>

#include <filesystem>

#include "apps/cli/fail.h"
#include "apps/render/import.h"
#include "regard/store.h"

namespace regard::cli {
namespace {

constexpr Positional kShowPositionals[] = {
    {.name = "STORE", .help = "the folder with the customers", .offer = Offer::folder, .environment = "REGARD_STORE"},
    {.name = "ID", .help = "a customer's id; without it, the store itself", .required = false}};

constexpr Option kShowOptions[] = {
    {.name = "--capnp", .help = "The record as it is stored: a Cap'n Proto message with stream framing"}};

std::uint64_t bytesIn(const std::string& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::uintmax_t size = entry.is_regular_file(error) ? entry.file_size(error) : 0;
    if (!error) bytes += size;
  }
  return bytes;
}

ExitCode showStore(const Arguments& arguments, Terminal& terminal, const Store& store, const std::string& folder) {
  constexpr std::size_t kFirst = 5;
  render::StoreFacts facts{.path = folder, .customers = 0, .bytes = bytesIn(folder), .firstIds = {}, .attributes = {}};
  const auto count = store.count();
  if (!count) return fail(arguments, terminal, count.error());
  facts.customers = *count;
  const auto visited = store.forEachId([&](const std::string& id) {
    facts.firstIds.push_back(id);
    return facts.firstIds.size() < kFirst;
  });
  if (!visited) return fail(arguments, terminal, visited.error());
  if (!facts.firstIds.empty()) {
    const auto first = store.find(facts.firstIds.front());
    if (!first) return fail(arguments, terminal, first.error());
    for (const AttributeValue& attribute : first->attributes) facts.attributes.push_back(attribute.name);
  }
  terminal.print(arguments.json() ? render::storeJson(facts) : render::storeText(facts, terminal.out()));
  return ExitCode::fine;
}

ExitCode showRecord(const Arguments& arguments, Terminal& terminal, const Store& store, const std::string& id) {
  if (terminal.outIsTerminal()) {
    return fail(arguments, terminal,
                {ErrorKind::invalid, "a record is no text: send it to a file or to `capnp decode`"});
  }
  const auto message = store.message(id);
  if (!message) return fail(arguments, terminal, message.error());
  terminal.print(*message);
  return ExitCode::fine;
}

ExitCode runShow(const Arguments& arguments, Terminal& terminal) {
  const std::string folder = *arguments.value("STORE");
  const auto id = arguments.value("ID");
  const bool record = arguments.has("--capnp");
  if (record && (arguments.json() || !id)) {
    return fail(
        arguments, terminal,
        {ErrorKind::invalid, id ? "--capnp and --json are two forms: choose one" : "--capnp needs a customer's ID"});
  }
  const auto store = Store::open(folder, Access::read);
  if (!store) return fail(arguments, terminal, store.error());
  if (!id) return showStore(arguments, terminal, *store, folder);
  if (record) return showRecord(arguments, terminal, *store, *id);
  const auto profile = store->find(*id);
  if (!profile) return fail(arguments, terminal, profile.error());
  terminal.print(arguments.json() ? render::profileJson(*profile) : render::profileText(*profile, terminal.out()));
  return ExitCode::fine;
}

}  // namespace

const Command kShowCommand = {.name = "show",
                              .summary = "Show a customer, or what a store holds",
                              .about = "Values are spelled as in rules; what is not known is shown as unknown.",
                              .example =
                                  "regard show build/demo/store\n"
                                  "regard show build/demo/store 7590-VHVEG\n"
                                  "regard show build/demo/store 7590-VHVEG --capnp > record.bin",
                              .positionals = kShowPositionals,
                              .options = kShowOptions,
                              .run = runShow};

}  // namespace regard::cli
