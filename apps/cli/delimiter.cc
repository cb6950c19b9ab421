#include "apps/cli/delimiter.h"

#include <fmt/format.h>

namespace regard::cli {

Expected<char> delimiterOf(const Arguments& arguments) {
  const auto text = arguments.value("--delimiter");
  if (!text) return '\0';
  if (*text == "tab" || *text == "\\t") return '\t';
  if (text->size() != 1 || *text == "\"" || *text == "\n" || *text == "\r") {
    return Error{ErrorKind::invalid,
                 fmt::format("`--delimiter {}` should be one character, such as `;` or `tab`", *text)};
  }
  return text->front();
}

}  // namespace regard::cli
