#pragma once
// Counts, durations, sizes and rates as people read them.

#include <cstdint>
#include <string>
#include <string_view>

namespace regard::render {

std::string grouped(std::uint64_t count);                             ///< 1,234,567
std::string counted(std::uint64_t count, std::string_view singular);  ///< 1 row, 2 rows; 1 match, 2 matches
std::string durationText(double seconds);                             ///< 3 ms, 0.4 s, 12 s, 2 min 5 s, 1 h 20 min
std::string bytesText(std::uint64_t bytes);                           ///< 812 B, 4.1 MB, 1.2 GB (powers of ten)
std::string rateText(double perSecond);                               ///< 121,000: three digits that matter

double nineDigits(double value);  ///< of a fitted figure: more than any fit finds, and the same on every processor
std::string csvCell(const std::string& text);  ///< in quotes where CSV wants them (RFC 4180)

}  // namespace regard::render
