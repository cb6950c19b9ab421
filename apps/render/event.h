#pragma once
// What became of something that was told of a customer.

#include <string>

#include "apps/render/style.h"
#include "regard/store.h"

namespace regard::render {

std::string eventText(const EventRequest& request, const EventReceipt& receipt, const Style& style);
/// Keys: docs/cli.md.
std::string eventJson(const EventRequest& request, const EventReceipt& receipt);

}  // namespace regard::render
