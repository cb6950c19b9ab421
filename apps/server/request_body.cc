#include "apps/server/request_body.h"

#include <algorithm>

namespace regard::server {

bool hasType(const Request& request, std::string_view wanted) {
  std::string_view type = request.head.field("content-type").value_or("");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return std::equal(type.begin(), type.end(), wanted.begin(), wanted.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : int{a}) == b; });
}

}  // namespace regard::server
