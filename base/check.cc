#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace regard {

void checkFailed(const char* condition, const char* file, int line, const std::string& operands) {
  std::fprintf(stderr, "%s:%d: internal error: `%s` does not hold%s%s\n", file, line, condition,
               operands.empty() ? "" : "; values:", operands.c_str());
  std::abort();
}

}  // namespace regard
