#pragma once
// Our own mistakes stop the program and print what was known. The author's mistakes are diagnostics
// (dsl/source/diagnostic.h), the world's mistakes are Result<T> (base/result.h).

#include <sstream>
#include <string>

namespace regard {

[[noreturn]] void checkFailed(const char* condition, const char* file, int line, const std::string& operands);

namespace detail {
template <class... Operands>
std::string printOperands(const Operands&... operands) {
  std::ostringstream out;
  ((out << ' ' << operands), ...);
  return out.str();
}
}  // namespace detail

}  // namespace regard

/// Stops with the condition, the place and the operands if `condition` is false. On in every build.
#define REGARD_CHECK(condition, ...)                                                                       \
  do {                                                                                                     \
    if (!(condition)) [[unlikely]]                                                                         \
      ::regard::checkFailed(#condition, __FILE__, __LINE__, ::regard::detail::printOperands(__VA_ARGS__)); \
  } while (false)
