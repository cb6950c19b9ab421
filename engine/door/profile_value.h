#pragma once
// A customer's record as the public door shows it.

#include <string_view>

#include "engine/store/record.h"
#include "regard/store.h"

namespace regard {

/// Every attribute of `catalog`, in its order. What a newer schema wrote is unknown.
CustomerProfile profileOf(const Catalog& catalog, const RecordView& record, std::string_view id);

/// The lists of a history that have rows, or had some; what the store adds to a row has a dot in its name, as
/// `row.key`.
std::vector<AttributeValue> historyOf(const Catalog& catalog, const RecordView& record);

}  // namespace regard
