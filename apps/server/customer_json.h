#pragma once
// A customer as the service shows them, in a form that it takes back: flags and numbers as JSON has them, everything
// else as rules spell it, null for what is not known.

#include <string>

#include "regard/store.h"

namespace regard::server {

/// { "id", "version", "attributes": { NAME: VALUE } }
std::string customerJson(const CustomerProfile& profile);
/// { "id", "history": { NAME: [ { COLUMN: VALUE } ] } }, in the order of time
std::string historyJson(const CustomerProfile& profile);
/// { "id", "version", "created" }
std::string receiptJson(const std::string& id, const ProfileReceipt& receipt);

}  // namespace regard::server
