#pragma once
/// Customers in columns instead of a store: what data frames hold, by the Arrow C data interface, without a copy.

#include <span>

#include "regard/arrow.h"
#include "regard/result.h"
#include "regard/rulebook.h"
#include "regard/simulate.h"

namespace regard {

/// One row a customer: record batches of one schema, in the order in which they are decided. Both stay the caller's,
/// who releases them, and must outlive the call; nothing is written to them.
///
/// A column is an attribute of the rules by its name, its title, or its name in another spelling (`Monthly charges`), a
/// field of a struct column by `struct.field`; one must be the profile's key. Text is read as data files spell it, for
/// any type, dictionary-encoded or not. Otherwise: numbers from any number; money from any number, in the currency
/// unit; percent likewise, 0.125 being 12.5%; flags from booleans or 0 and 1; dates from dates and midnights; instants
/// from timestamps, which are on the rulebook's clock if they have no zone, and from dates; durations from durations;
/// periods from months; text from text and whole numbers; lists of the rules from lists of structs or of one such
/// value. More than 4 decimals of money, 8 of percent are rounded half to even; null, NaN and empty text are unknown.
///
/// Doubles that are numbers, and 64-bit decimals of scale 4 that are money or of scale 8 that are percent, are read
/// where they lie if the column has no nulls; all others are converted a block of 2,048 customers at a time.
struct CustomerColumns {
  const ArrowSchema* schema = nullptr;
  std::span<const ArrowArray* const> batches;
};

/// As simulate() over a store that holds these customers and nothing else: nothing ever happened to them, nothing is
/// used of shared budgets, no answers were learned from. Customers come in the order of rows. Values that are none of
/// their attribute's type are unknown, and counted in Simulation::notes, as are columns that no attribute takes.
/// Errors: invalid, saying which column, if it cannot be what the rules take it for, there is no key, the structs are
/// not sound, or the request starts decisions by what happened (SimulationRequest::on); as simulate() otherwise.
[[nodiscard]] Expected<Simulation> simulate(const Rulebook& rulebook, const CustomerColumns& customers,
                                            const SimulationRequest& request, const SimulationWatch& watch = {});
/// The same customers by `rulebook` and by `before`.
[[nodiscard]] Expected<SimulationChange> simulateChange(const Rulebook& rulebook, const Rulebook& before,
                                                        const CustomerColumns& customers,
                                                        const SimulationRequest& request,
                                                        const SimulationWatch& watch = {});

}  // namespace regard
