// The process that dies. crash_child MODE STORE [FIRST]: says on standard output what it has done, so that its parent
// knows what must be there.

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <string>

#include "engine/catalog/history.h"
#include "engine/store/profile_store.h"
#include "engine/store/record_builder.h"
#include "tests/crash/numbered.h"

namespace regard {
namespace {

[[noreturn]] void leave(const std::string& said, int code) {
  fmt::print("{}\n", said);
  std::fflush(stdout);
  std::_Exit(code);
}

[[noreturn]] void leaveWith(const Fault& fault) {
  leave(fmt::format("fault {} {}", static_cast<int>(fault.kind), fault.message), 1);
}

void say(const std::string& line) {
  const std::string whole = line + "\n";
  if (::write(STDOUT_FILENO, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size())) std::_Exit(2);
}

std::unique_ptr<ProfileStore> openOrLeave(const std::string& path, OpenMode mode) {
  auto store = ProfileStore::open(path, mode);
  if (!store.ok()) leaveWith(store.fault());
  return *std::move(store);
}

PutProfile customer(std::uint64_t number, std::size_t bytes = 100) {
  ProfileSchema schema{"customer", "GBP", {}};
  schema.attributes.resize(2);
  schema.attributes[0].name = "number";
  schema.attributes[0].kind = TypeKind::kInstant;
  schema.attributes[1].name = "text";
  schema.attributes[1].kind = TypeKind::kText;
  static const Catalog catalog = *Catalog{}.merged(schema);
  RecordBuilder builder(catalog);
  builder.set(catalog.attributes()[0], Scalar::known(Cell::ofInt(static_cast<std::int64_t>(number))));
  builder.setText(catalog.attributes()[1], std::string(bytes, static_cast<char>('a' + number % 26)));
  return {fmt::format("c{:08}", number), std::string(builder.finish(1))};
}

Catalog historyOfTicks() {
  ProfileSchema schema{"customer", "GBP", {historySince()}};
  for (CatalogAttribute& attribute : historyAttributes("tick", "", false, {}))
    schema.attributes.push_back(std::move(attribute));
  return *Catalog{}.merged(schema);
}

/// One durable write after another; each number is said once it is acknowledged.
void writeForEver(const std::string& path, std::uint64_t number) {
  auto store = openOrLeave(path, OpenMode::kWriter);
  for (;; ++number) {
    auto done = store->writer().submit(customer(number)).get();
    if (!done.ok()) leaveWith(done.fault());
    say(std::to_string(number));
  }
}

/// Runs of ten, all or none.
void writeRunsForEver(const std::string& path, std::uint64_t number) {
  auto store = openOrLeave(path, OpenMode::kWriter);
  for (;; number += 10) {
    PutProfiles run;
    for (std::uint64_t i = 0; i < 10; ++i) run.profiles.push_back(customer(number + i));
    auto done = store->writer().submit(std::move(run)).get();
    if (!done.ok()) leaveWith(done.fault());
    say(std::to_string(number + 9));
  }
}

/// One durable row of one customer's history after another.
void tellForEver(const std::string& path, std::uint64_t number) {
  auto store = openOrLeave(path, OpenMode::kWriter);
  const Catalog history = historyOfTicks();
  if (auto done = store->writer().submit(PutCatalog{Catalog{}, history}).get(); !done.ok()) leaveWith(done.fault());
  if (number == 0)
    if (auto done = store->writer().submit(customer(0)).get(); !done.ok()) leaveWith(done.fault());
  const CatalogAttribute& list = *history.find(history::listName("tick", false));
  const HistoryList places = *historyList(history, list);
  for (;; ++number) {
    RecordBuilder builder(history);
    builder.beginList(list);
    builder.addRow();
    builder.setInRow(*places.at, Scalar::known(Cell::ofInt(static_cast<std::int64_t>(number))));
    builder.setTextInRow(*places.key, std::to_string(number));
    auto done = store->writer().submit(AddRows{customer(0).key, {std::string(builder.finish(1))}}).get();
    if (!done.ok()) leaveWith(done.fault());
    say(std::to_string(number));
  }
}

std::int64_t clockMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

/// One decision after another goes to the log; each is said when it is answered, and nobody waits for the disk but now
/// and then: "durable" says that the last one is there.
void logForEver(const std::string& path, std::uint64_t number) {
  constexpr std::uint64_t kDurableEach = 64;
  auto store = openOrLeave(path, OpenMode::kWriter);
  Writer& writer = store->writer();
  const auto must = [&](Command command) {
    if (auto done = writer.submit(std::move(command)).get(); !done.ok()) leaveWith(done.fault());
  };
  if (number == 0) {
    for (const char* id : kNumberedCustomers) must(PutProfile{id, customer(0).record});
    must(PutBundle{numberedRules(), "rules"});
  }
  DecisionIds ids;
  for (;; ++number) {
    const DecisionId id = ids.next(clockMs());
    auto done = writer.submit(
        logCommand(id, customerOf(number), numberedRules(), number, false, decisionOf(number), frameOf(number)));
    say(fmt::format("{} {}", number, id.text()));
    if (number % kDurableEach != 0) continue;
    if (auto written = done.get(); !written.ok()) leaveWith(written.fault());
    say(fmt::format("durable {}", number));
  }
}

/// Holds a snapshot until killed.
void readForEver(const std::string& path, std::uint64_t) {
  auto store = openOrLeave(path, OpenMode::kReader);
  auto txn = store->read();
  if (!txn.ok()) leaveWith(txn.fault());
  say("reading");
  for (;;) ::pause();
}

/// Opens for writing and leaves.
void openOnce(const std::string& path, std::uint64_t) {
  openOrLeave(path, OpenMode::kWriter);
  leave("opened", 0);
}

/// Opens for reading as a user who may not.
void openAsStranger(const std::string& path, std::uint64_t) {
  if (::geteuid() == 0 && ::seteuid(65534) != 0) leave("cannot change user", 3);
  openOrLeave(path, OpenMode::kReader);
  leave("opened", 0);
}

/// Writes until the "disk" (a limit on the file's size) is full, says what the fault was, gets space, and goes on.
void fillDisk(const std::string& path, std::uint64_t) {
  ::signal(SIGXFSZ, SIG_IGN);
  auto store = openOrLeave(path, OpenMode::kWriter);
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  const rlim_t unlimited = limit.rlim_cur;
  limit.rlim_cur = store->env().bytesOnDisk() + 200'000;
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::uint64_t number = 0;
  auto done = store->writer().submit(customer(number, 2000)).get();
  while (done.ok() && number < 10'000) done = store->writer().submit(customer(++number, 2000)).get();
  if (done.ok()) leave("never full", 4);
  const Fault full = done.fault();
  limit.rlim_cur = unlimited;
  ::setrlimit(RLIMIT_FSIZE, &limit);
  if (auto again = store->writer().submit(customer(number, 2000)).get(); !again.ok()) leaveWith(again.fault());
  leave(fmt::format("fault {} {} then {}", static_cast<int>(full.kind), full.message, number), 0);
}

int run(int argc, char** argv) {
  const std::map<std::string, void (*)(const std::string&, std::uint64_t)> modes = {
      {"write", writeForEver}, {"tell", tellForEver}, {"log", logForEver},          {"runs", writeRunsForEver},
      {"read", readForEver},   {"open", openOnce},    {"stranger", openAsStranger}, {"full", fillDisk}};
  if (argc < 3 || !modes.contains(argv[1])) return 9;
  modes.at(argv[1])(argv[2], argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 0);
  return 0;
}

}  // namespace
}  // namespace regard

int main(int argc, char** argv) { return regard::run(argc, argv); }
