#pragma once
// Contracts out of a file: a row for each customer.

#include "engine/fit/purchase_log.h"
#include "engine/model/fit.h"

namespace regard::fit {

struct TenureTable {
  std::vector<model::Tenure> customers;  ///< equal ones together
  std::uint64_t rows = 0;
  LeftOut leftOut;
};
/// Two columns: whole periods under contract, and whether the customer left at the end of them. Who left after 0 is
/// left out: nobody was ever asked to stay.
Result<TenureTable> readTenures(const std::string& path, const std::string& periods, const std::string& left,
                                char delimiter);

}  // namespace regard::fit
