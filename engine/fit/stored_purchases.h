#pragma once
// Purchases out of a store's histories: rows of one event.

#include "engine/fit/purchase_log.h"
#include "engine/store/profile_store.h"

namespace regard::fit {

/// Days are those of `zone`. `spend`: a field of type money; empty: nobody asks. Left out is whoever's oldest rows were
/// let go (their first purchase is not known), and what is worth less than nothing. Rows that do not say what they are
/// worth count as purchases of nothing. kInvalid: no such event or field.
Result<PurchaseLog> readPurchases(const ProfileStore& store, const std::string& event, const std::string& spend,
                                  const Zone& zone, Day today);

}  // namespace regard::fit
