#pragma once
/// "did you mean": for names that people typed.

#include <span>
#include <string>
#include <string_view>

namespace regard {

/// "did you mean `arrears`?" / "did you mean `a` or `b`?", or an empty string if none is near.
std::string didYouMean(std::string_view wanted, std::span<const std::string> candidates);

}  // namespace regard
