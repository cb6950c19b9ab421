#include "engine/fit/tenure_table.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "base/literals.h"

namespace regard::fit {

Result<TenureTable> readTenures(const std::string& path, const std::string& periods, const std::string& left,
                                char delimiter) {
  TenureTable table;
  std::map<std::pair<double, bool>, double> counts;
  const auto take = [&](const std::vector<std::string_view>& cells) -> std::string {
    const auto tenure = parseNumber(cells[0], Dialect::kData);
    if (!tenure) return tenure.fault().message;
    const auto gone = parseFlag(cells[1], Dialect::kData);
    if (!gone) return gone.fault().message;
    if (*tenure < 0 || *tenure != std::floor(*tenure))
      return fmt::format("`{}` is no number of whole periods", cells[0]);
    if (*gone && *tenure < 1) return "left before the end of the first period";
    counts[{*tenure, *gone}] += 1;
    return {};
  };
  const auto read = forEachRow(path, {periods, left}, delimiter, [&](std::uint64_t line, const auto& cells) {
    ++table.rows;
    if (std::string reason = take(cells); !reason.empty()) table.leftOut.add(fmt::format("line {}: {}", line, reason));
  });
  if (!read) return read.fault();
  for (const auto& [key, count] : counts) table.customers.push_back({key.first, key.second, count});
  return table;
}

}  // namespace regard::fit
