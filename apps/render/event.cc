#include "apps/render/event.h"

#include <fmt/format.h>

#include "apps/render/json.h"
#include "apps/render/layout.h"

namespace regard::render {
namespace {

struct Telling {
  const char* word;     ///< for machines
  const char* opening;  ///< for people: before what happened
  const char* closing;  ///< after it
};

constexpr Telling kTellings[] = {
    {"recorded", "Recorded", ""},
    {"duplicate", "Known already:", "; nothing was recorded"},
    {"closed", "Closed", ""},
    {"too_old", "Not recorded:", " is from before what this customer's history still holds"},
};

const Telling& tellingOf(EventOutcome outcome) { return kTellings[static_cast<std::size_t>(outcome)]; }

}  // namespace

std::string eventText(const EventRequest& request, const EventReceipt& receipt, const Style& style) {
  const Telling& telling = tellingOf(receipt.outcome);
  // What is there already has a time of its own, which the key stands for.
  const bool byKey = receipt.outcome == EventOutcome::duplicate && !request.key.empty();
  return fmt::format("{} {} of {} {}{}.\n", telling.opening, style.paint(Tone::strong, printable(request.name)),
                     printable(request.customer),
                     byKey ? "with key " + printable(request.key) : "at " + receipt.at.text, telling.closing);
}

std::string eventJson(const EventRequest& request, const EventReceipt& receipt) {
  return jsonText({{"customer", request.customer},
                   {"event", request.name},
                   {"outcome", tellingOf(receipt.outcome).word},
                   {"at", receipt.at.text},
                   {"key", request.key.empty() ? Json(nullptr) : Json(request.key)}});
}

}  // namespace regard::render
