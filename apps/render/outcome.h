#pragma once
// What became of an outcome that was told.

#include <string>

#include "apps/render/style.h"
#include "regard/store.h"

namespace regard::render {

std::string outcomeText(const OutcomeRequest& request, const OutcomeReceipt& receipt, const Style& style);
/// Keys: docs/cli.md.
std::string outcomeJson(const OutcomeRequest& request, const OutcomeReceipt& receipt);

}  // namespace regard::render
