#pragma once

#include <functional>
#include <string>

namespace regard::agree {

/// A rulebook of random_book.h without whatever can be left out of it, declarations first, then clauses, so that
/// `stillFails` holds: what is left is what the failure needs. REQUIRES stillFails(text).
std::string shrunk(const std::string& text, const std::function<bool(const std::string&)>& stillFails);

}  // namespace regard::agree
