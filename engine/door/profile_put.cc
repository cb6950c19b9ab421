// A customer's attributes as people and programs tell them, one customer at a time.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/nearest.h"
#include "engine/door/store_impl.h"
#include "engine/door/values.h"
#include "engine/ingest/cell_reader.h"
#include "engine/ingest/list_reader.h"
#include "engine/store/profile_key.h"
#include "engine/store/record_builder.h"
#include "regard/store.h"

namespace regard {
namespace {

/// A record that somebody else changes meanwhile is read again; one that changes all the time is not ours to wait for.
constexpr int kAttemptsMax = 8;

Fault noSuchAttribute(const Catalog& catalog, const std::string& name) {
  std::vector<std::string> names;
  for (const CatalogAttribute& attribute : catalog.attributes())
    if (!attribute.isKey) names.push_back(attribute.name);
  const std::string nearest = didYouMean(name, names);
  return invalid(fmt::format("{} has no attribute `{}`{}", catalog.profileName(), name,
                             nearest.empty() ? std::string() : ": " + nearest));
}

Status setOne(const Catalog& catalog, const std::string& customer, const std::string& name, const std::string& text,
              RecordBuilder& builder) {
  const CatalogAttribute* const attribute = catalog.find(name);
  if (attribute == nullptr) return noSuchAttribute(catalog, name);
  if (attribute->isKey && text == customer) return Done{};  // as whoever read it and writes it back has it
  if (attribute->isKey)
    return invalid(fmt::format("`{}` is the customer's key, which says who it is and is not set", name));
  std::string reason;
  CellOutcome outcome = CellOutcome::kUnknown;
  if (attribute->isList) {
    outcome = ListReader(*attribute, catalog.currency()).read(text, builder, reason);
    if (outcome == CellOutcome::kUnknown) builder.clearList(*attribute);
  } else {
    Scalar value = Scalar::unknown();
    outcome = CellReader(*attribute, catalog.currency()).read(text, value, reason);
    if (outcome == CellOutcome::kFault) return invalid(fmt::format("`{}`: {}", name, reason));
    if (outcome == CellOutcome::kUnknown) value = Scalar::unknown();
    builder.put(*attribute, value, text);
  }
  if (outcome == CellOutcome::kFault) return invalid(fmt::format("`{}`: {}", name, reason));
  return Done{};
}

struct Written {
  std::string record;
  std::uint64_t before = 0;  ///< the version it takes the place of; 0: there was none
};

Result<Written> recordOf(const Store::Impl& store, const Catalog& catalog, const ProfileRequest& request) {
  RecordBuilder builder(catalog);
  Written written;
  {
    const auto txn = store.store->read();
    if (!txn) return txn.fault();
    const auto old = store.store->find(*txn, request.customer);
    if (!old && old.fault().kind != FaultKind::kNotFound) return old.fault();
    if (!old && request.merge) return noSuchCustomer(store, *txn, catalog.profileName(), request.customer);
    builder.clear();
    if (old) {
      written.before = old->version();
      if (request.merge) builder.loadFrom(*old);
    }
  }
  for (const auto& [name, text] : request.attributes)
    if (auto set = setOne(catalog, request.customer, name, text, builder); !set) return set.fault();
  if (builder.bytes() > kRecordBytesMax) return invalid("the customer's record would be too long");
  written.record = builder.finish(1);
  return written;
}

Error readOnly(const Store::Impl& store) {
  return {ErrorKind::invalid, fmt::format("the store `{}` was opened for reading: open it for writing", store.path)};
}

}  // namespace

Expected<ProfileReceipt> Store::put(const ProfileRequest& request) {
  if (!impl_->store->isWriter()) return readOnly(*impl_);
  const auto catalog = impl_->store->catalog();
  if (!catalog) return errorOf(catalog.fault());
  if (catalog->empty())
    return Error{ErrorKind::invalid,
                 fmt::format("the store `{}` has no schema yet: it takes on a rulebook's first", impl_->path)};
  std::string buffer;
  if (const auto key = profileKey(request.customer, buffer); !key) return errorOf(key.fault());
  for (int attempt = 1;; ++attempt) {
    auto written = recordOf(*impl_, *catalog, request);
    if (!written) return errorOf(written.fault());
    const std::uint64_t before = written->before;
    if (request.expected && *request.expected != before)
      return Error{ErrorKind::conflict, fmt::format("`{}` has version {}, not {}: read it again and redo the change",
                                                    request.customer, before, *request.expected)};
    const auto done =
        impl_->store->writer().submit(PutProfile{request.customer, std::move(written->record)}, before).get();
    if (done) return ProfileReceipt{before + 1, before == 0};
    if (done.fault().kind != FaultKind::kConflict || attempt == kAttemptsMax) return errorOf(done.fault());
  }
}

Expected<bool> Store::erase(const std::string& id) {
  if (!impl_->store->isWriter()) return readOnly(*impl_);
  const auto done = impl_->store->writer().submit(EraseProfile{id}).get();
  if (!done) return errorOf(done.fault());
  return done->replaced > 0;
}

}  // namespace regard
