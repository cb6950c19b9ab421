#include "apps/render/outcome.h"

#include <fmt/format.h>

#include "apps/render/json.h"
#include "apps/render/layout.h"

namespace regard::render {
namespace {

constexpr const char* kWords[] = {"attributed", "duplicate", "orphan"};

}  // namespace

std::string outcomeText(const OutcomeRequest& request, const OutcomeReceipt& receipt, const Style& style) {
  const std::string what =
      fmt::format("{} {}", style.paint(Tone::strong, printable(request.action)), printable(request.outcome));
  switch (receipt.result) {
    case OutcomeResult::attributed:
      return fmt::format("{} by {} at {}.\n", what, printable(receipt.customer), receipt.at.text);
    case OutcomeResult::duplicate: return fmt::format("Known already: {}; nothing was done.\n", what);
    case OutcomeResult::orphan: break;
  }
  return fmt::format("{} is kept, but no decision {} is in the log: nothing follows from it.\n", what,
                     printable(request.decision));
}

std::string outcomeJson(const OutcomeRequest& request, const OutcomeReceipt& receipt) {
  return jsonText({{"decision", request.decision},
                   {"action", request.action},
                   {"outcome", request.outcome},
                   {"amount", request.amount.empty() ? Json(nullptr) : Json(request.amount)},
                   {"result", kWords[static_cast<std::size_t>(receipt.result)]},
                   {"customer", receipt.customer.empty() ? Json(nullptr) : Json(receipt.customer)},
                   {"at", receipt.at.text}});
}

}  // namespace regard::render
