#pragma once
// Customers who buy as they please and leave without a word: how many purchases are still to come. Start here.
//
// BG/NBD: Fader, Hardie & Lee, "Counting your customers the easy way", Marketing Science 24(2), 2005: rates of purchase
// differ by a gamma distribution (shape r, rate alpha), and after each purchase a customer leaves with a probability
// that differs by a beta distribution (a, b). MBG/NBD: Batislam, Denizel & Filiztekin 2007, Wagner & Hoppe 2008: the
// customer may also leave right after the first purchase. Pareto/NBD: Schmittlein, Morrison & Colombo 1987, in the form
// of Fader & Hardie's note 009: lifetimes differ by a gamma distribution too (shape s, rate beta).

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace regard::model {

/// What a purchase model reads of a customer, in the model's unit of time. The first purchase opens the account: it is
/// time 0 and not counted.
struct Purchases {
  double repeats = 0;  ///< x, whole and >= 0: purchases after the first
  double recency = 0;  ///< t_x: from the first to the last; 0 if there is no repeat
  double age = 0;      ///< T >= t_x: from the first to the end of what was watched
  friend auto operator<=>(const Purchases&, const Purchases&) = default;
};

enum class PurchaseKind : std::uint8_t { kBgNbd, kMbgNbd, kParetoNbd };
inline constexpr std::size_t kPurchaseParameters = 4;

/// All parameters > 0. Of (M)BG/NBD: r, alpha, a, b; of Pareto/NBD: r, alpha, s, beta.
struct PurchaseModel {
  PurchaseKind kind = PurchaseKind::kBgNbd;
  std::array<double, kPurchaseParameters> parameters{};
};
std::span<const std::string_view> parameterNames(PurchaseKind kind);
std::string_view nameOf(PurchaseKind kind);  ///< bg_nbd, as rules write it

/// Of one customer. The part that only the number of repeats decides, and the rest: a fit computes the first once for
/// all customers with as many.
double logLikelihoodOfRepeats(const PurchaseModel& model, double repeats);
double logLikelihoodOfTimes(const PurchaseModel& model, const Purchases& customer);
inline double logLikelihood(const PurchaseModel& model, const Purchases& customer) {
  return logLikelihoodOfRepeats(model, customer.repeats) + logLikelihoodOfTimes(model, customer);
}

/// That the customer has not left, 0 … 1. BG/NBD: 1 for whoever bought once only, for it has them leave after repeats.
double probabilityAlive(const PurchaseModel& model, const Purchases& customer);

/// Purchases to expect of this customer within the next `horizon` >= 0.
double expectedPurchases(const PurchaseModel& model, const Purchases& customer, double horizon);
/// … and of a new customer after the first purchase: E[X(t)].
inline double expectedPurchases(const PurchaseModel& model, double horizon) {
  return expectedPurchases(model, Purchases{}, horizon);
}

/// P(X(t) = n): that a new customer makes exactly n repeat purchases within t.
double probabilityOfRepeats(const PurchaseModel& model, unsigned n, double t);

}  // namespace regard::model
