// Import of one file into a new store: first proves that the content is right, then says how fast it was. Beside it,
// in the same run, what the same machine needs for less: reading and cutting the file, and decoding every record. On a
// machine that others use too, look at the processor time: it counts all threads.
//
//   taskset -c 0 regard_bench_import customers.csv        rows sorted or shuffled, as regard_telco_data makes them

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/literals.h"
#include "engine/ingest/import.h"
#include "engine/ingest/table_reader.h"
#include "engine/store/profile_store.h"

namespace {

using regard::CatalogAttribute;
using regard::CatalogMember;
using regard::ProfileSchema;
using regard::Result;
using regard::TypeKind;
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

CatalogAttribute attribute(std::string name, TypeKind kind, std::vector<CatalogMember> members = {}) {
  CatalogAttribute made;
  made.name = std::move(name);
  made.kind = kind;
  made.members = std::move(members);
  return made;
}

/// The columns of regard_telco_data.
ProfileSchema telcoSchema() {
  const std::vector<CatalogMember> online{{"yes", "Yes"}, {"no", "No"}, {"no_internet_service", "No internet service"}};
  ProfileSchema schema{.profileName = "customer", .currency = "USD", .attributes = {}};
  auto& all = schema.attributes;
  all.push_back(attribute("customer_id", TypeKind::kText));
  all.back().isKey = true;
  all.push_back(attribute("gender", TypeKind::kChoice, {{"female", "Female"}, {"male", "Male"}}));
  for (const char* name : {"senior_citizen", "partner", "dependents"}) all.push_back(attribute(name, TypeKind::kFlag));
  all.push_back(attribute("tenure", TypeKind::kNumber));
  all.push_back(attribute("phone_service", TypeKind::kFlag));
  all.push_back(attribute("multiple_lines", TypeKind::kChoice,
                          {{"yes", "Yes"}, {"no", "No"}, {"no_phone_service", "No phone service"}}));
  all.push_back(
      attribute("internet_service", TypeKind::kChoice, {{"dsl", "DSL"}, {"fiber_optic", "Fiber optic"}, {"no", "No"}}));
  for (const char* name :
       {"online_security", "online_backup", "device_protection", "tech_support", "streaming_tv", "streaming_movies"}) {
    all.push_back(attribute(name, TypeKind::kChoice, online));
  }
  all.push_back(attribute("contract", TypeKind::kChoice,
                          {{"month_to_month", "Month-to-month"}, {"one_year", "One year"}, {"two_year", "Two year"}}));
  all.push_back(attribute("paperless_billing", TypeKind::kFlag));
  all.push_back(attribute("payment_method", TypeKind::kChoice,
                          {{"electronic_check", "Electronic check"},
                           {"mailed_check", "Mailed check"},
                           {"bank_transfer", "Bank transfer (automatic)"},
                           {"credit_card", "Credit card (automatic)"}}));
  for (const char* name : {"monthly_charges", "total_charges"}) all.push_back(attribute(name, TypeKind::kMoney));
  return schema;
}

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
}

template <class T>
T orStop(Result<T> result) {
  if (!result.ok()) stop(result.fault().message);
  return std::move(*result);
}

struct Cut {
  std::uint64_t rows = 0, bytes = 0;
  double seconds = 0;
};

/// The baseline: the file read and cut into cells.
Cut cutOnly(const std::string& path) {
  const auto start = Clock::now();
  auto reader = orStop(regard::TableReader::open(path));
  regard::Row row;
  Cut cut;
  while (reader->next(row)) ++cut.rows;
  cut.bytes = reader->bytesRead();
  cut.seconds = secondsSince(start);
  return cut;
}

/// Compares the store with the file, row by row: monthly charges, tenure and the contract's member.
double prove(const regard::ProfileStore& store, const std::string& path) {
  const auto start = Clock::now();
  const regard::Catalog catalog = orStop(store.catalog());
  const auto txn = orStop(store.read());
  auto reader = orStop(regard::TableReader::open(path));
  const auto& charges = *catalog.find("monthly_charges");
  const auto& tenure = *catalog.find("tenure");
  const auto& contract = *catalog.find("contract");
  regard::Row row;
  while (reader->next(row)) {
    const auto record = orStop(store.find(txn, row.cells[0]));
    const auto found = record.load(charges.field);
    const auto wanted = regard::parseMoney(row.cells[18], regard::Dialect::kData);
    if (found.isKnown() != wanted.ok() || (wanted.ok() && found.cell.asInt() != wanted->amount.e4)) {
      stop(fmt::format("line {}: monthly_charges is not `{}`", row.line, row.cells[18]));
    }
    const auto months = record.load(tenure.field);
    if (fmt::format("{}", months.isKnown() ? fmt::format("{}", months.cell.asDouble()) : "") != row.cells[5]) {
      stop(fmt::format("line {}: tenure is not `{}`", row.line, row.cells[5]));
    }
    const auto member = record.load(contract.field);
    const std::string title =
        member.isKnown() ? contract.members[static_cast<std::size_t>(member.cell.asInt())].title : "";
    if (title != row.cells[15]) stop(fmt::format("line {}: contract is not `{}`", row.line, row.cells[15]));
  }
  return secondsSince(start);
}

}  // namespace

int main(int argc, char** argv) {
  std::string path, storePath = "bench_import_store";
  std::size_t runMiB = 256;
  bool json = false;
  CLI::App app("Times the import of a file made by regard_telco_data, the last sync included.");
  app.add_option("file", path, "The CSV")->required()->check(CLI::ExistingFile);
  app.add_option("--store", storePath, "Made anew, removed afterwards")->capture_default_str();
  app.add_option("--run-mib", runMiB, "Memory for rows that wait to be sorted")->capture_default_str();
  app.add_flag("--json", json, "One JSON object on standard output");
  CLI11_PARSE(app, argc, argv);

  const Cut cut = cutOnly(path);
  std::filesystem::remove_all(storePath);
  regard::ImportSummary summary;
  double proveSeconds = 0, cpuSeconds = 0;
  {
    const auto store = orStop(regard::ProfileStore::open(storePath, regard::OpenMode::kWriter));
    orStop(store->writer().submit(regard::PutCatalog{orStop(regard::Catalog().merged(telcoSchema()))}).get());
    regard::ImportOptions options;
    options.runBytes = runMiB << 20U;
    const std::clock_t cpuStart = std::clock();
    summary = orStop(regard::importFile(*store, path, options, {}));
    cpuSeconds = static_cast<double>(std::clock() - cpuStart) / CLOCKS_PER_SEC;
    if (summary.imported != cut.rows || summary.rejected != 0) stop("not every row was imported");
    if (orStop(store->read()).count(regard::Table::kProfiles) != cut.rows - summary.replaced) {
      stop("the store holds another number of customers than the file");
    }
    proveSeconds = prove(*store, path);
  }
  std::filesystem::remove_all(storePath);

  const auto rows = static_cast<double>(cut.rows);
  const double mib = static_cast<double>(cut.bytes) / (1 << 20U);
  constexpr const char* kJson =
      "{{\"rows\": {}, \"import_seconds\": {:.3f}, \"import_cpu_seconds\": {:.3f}, \"rows_per_second\": {:.0f}, "
      "\"mib_per_second\": {:.1f}, "
      "\"store_bytes_per_customer\": {:.1f}, \"cut_rows_per_second\": {:.0f}, \"cut_mib_per_second\": {:.0f}, "
      "\"prove_seconds\": {:.2f}}}\n";
  constexpr const char* kText =
      "{} rows proved right\nimport    {:.3f} s ({:.3f} s of processor time), {:.0f} rows/s, {:.1f} MiB/s, {:.1f} "
      "bytes on disk per customer\n"
      "baseline  reading and cutting only: {:.0f} rows/s, {:.0f} MiB/s\nproof     {:.2f} s\n";
  fmt::print(fmt::runtime(json ? kJson : kText), cut.rows, summary.seconds, cpuSeconds, rows / summary.seconds,
             mib / summary.seconds, static_cast<double>(summary.storeBytes) / rows, rows / cut.seconds,
             mib / cut.seconds, proveSeconds);
  return 0;
}
