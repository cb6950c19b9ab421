#pragma once
// What a formula is fitted on, out of a file: a row for each customer.

#include "engine/fit/purchase_log.h"
#include "engine/model/logistic.h"

namespace regard::fit {

struct ObservationTable {
  model::Observations data;        ///< columns are called as rules call them: `tenure`, `contract = one_year`
  std::vector<std::string> bases;  ///< members that the weights of the others are measured from, likewise
  std::uint64_t rows = 0;
  LeftOut leftOut;
};

inline constexpr std::size_t kWordsMax = 50;  ///< words that a column may have: beyond, it tells customers apart

/// `outcome`: yes or no. A term whose cells are all numbers (or amounts) is one; of which all are yes or no, it is a
/// flag; of words each but the most frequent is a column of its own. Rows that lack a term or the outcome are left out:
/// a formula knows nothing of unknown. kInvalid, kNotFound, kIo.
Result<ObservationTable> readObservations(const std::string& path, const std::string& outcome,
                                          const std::vector<std::string>& terms, char delimiter);

}  // namespace regard::fit
