#include "engine/store/profile_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/store/history_merger.h"
#include "engine/store/meta.h"

namespace regard {
namespace {

Status checkFormat(std::uint64_t format, const std::string& path) {
  if (format == meta::kStoreFormat) return Done{};
  if (format == 0)
    return Fault{FaultKind::kNotFound,
                 fmt::format("the store `{}` is empty: `regard import {} FILE.csv` fills it", path, path)};
  return Fault{FaultKind::kUnsupported,
               fmt::format("the store `{}` has format {} and this version of regard reads format {}: use a "
                           "newer regard",
                           path, format, meta::kStoreFormat)};
}

Status initialise(LmdbEnv& env) {
  auto txn = env.write();
  if (!txn.ok()) return txn.fault();
  auto put = txn->put(Table::kMeta, meta::kFormatKey, meta::bytesOf(meta::kStoreFormat));
  return put.ok() ? txn->commit() : put;
}

std::size_t commonPrefix(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

Result<Catalog> catalogAt(const LmdbEnv& env, std::string_view key) {
  auto txn = env.read();
  if (!txn.ok()) return txn.fault();
  auto bytes = txn->get(Table::kMeta, key);
  if (!bytes.ok()) return bytes.fault();
  return *bytes ? Catalog::fromBytes(**bytes) : Catalog{};
}

}  // namespace

Result<std::unique_ptr<ProfileStore>> ProfileStore::open(const std::string& path, OpenMode mode,
                                                         const EnvOptions& options) {
  auto env = LmdbEnv::open(path, mode, options);
  if (!env.ok()) return env.fault();
  std::unique_ptr<ProfileStore> store(new ProfileStore);
  store->env_ = *std::move(env);

  auto txn = store->env_->read();
  if (!txn.ok()) return txn.fault();
  auto format = meta::number(*txn, meta::kFormatKey);
  if (!format.ok()) return format.fault();
  if (*format == 0 && mode == OpenMode::kWriter) {
    if (auto made = initialise(*store->env_); !made.ok()) return made.fault();
    store->isNew_ = true;
  } else if (auto known = checkFormat(*format, path); !known.ok()) {
    return known.fault();
  }
  if (mode == OpenMode::kWriter) store->writer_ = std::make_unique<Writer>(*store->env_);
  return store;
}

Result<Catalog> ProfileStore::catalog() const { return catalogAt(*env_, meta::kCatalogKey); }

Result<Catalog> ProfileStore::historyCatalog() const { return catalogAt(*env_, meta::kHistoryCatalogKey); }

Result<RecordView> ProfileStore::find(const TableView& txn, std::string_view id) const {
  std::string buffer;
  auto key = profileKey(id, buffer);
  if (!key.ok()) return key.fault();
  auto bytes = txn.get(Table::kProfiles, *key);
  if (!bytes.ok()) return bytes.fault();
  if (!*bytes) return Fault{FaultKind::kNotFound, fmt::format("there is no customer `{}` in the store", id)};
  auto record = RecordView::of(**bytes, true);
  if (!record.ok()) return Fault{record.fault().kind, fmt::format("customer `{}`: {}", id, record.fault().message)};
  return record;
}

Result<RecordView> ProfileStore::history(const TableView& txn, std::string_view id) const {
  std::string buffer;
  auto key = profileKey(id, buffer);
  if (!key.ok()) return key.fault();
  auto bytes = txn.get(Table::kHistory, *key);
  if (!bytes.ok()) return bytes.fault();
  return historyOf(*bytes, id);
}

std::vector<std::string> ProfileStore::similarIds(const ReadTxn& txn, std::string_view id, std::size_t most) const {
  std::string buffer;
  auto key = profileKey(id, buffer);
  if (!key.ok() || most == 0) return {};
  std::vector<std::string> near;
  std::string before(*key);
  for (std::size_t i = 0; i < most; ++i) {
    auto found = txn.keyBefore(Table::kProfiles, before);
    if (!found.ok() || !*found) break;
    before = **found;
    near.emplace_back(idOfKey(before));
  }
  const auto collect = [&](std::string_view after, std::string_view) {
    near.emplace_back(idOfKey(after));
    return near.size() < 2 * most;
  };
  if (!txn.scan(Table::kProfiles, *key, collect).ok()) return {};

  const auto prefix = [&](const std::string& other) { return commonPrefix(id, other); };
  std::erase_if(near, [&](const std::string& other) { return prefix(other) == 0; });
  std::stable_sort(near.begin(), near.end(), [&](const auto& a, const auto& b) { return prefix(a) > prefix(b); });
  if (near.size() > most) near.resize(most);
  return near;
}

Writer& ProfileStore::writer() {
  REGARD_CHECK(writer_ != nullptr);
  return *writer_;
}

}  // namespace regard
