#pragma once
// Nearest names, for "did you mean".

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace regard {

/// Up to `most` candidates within an edit distance that a typing slip could explain (a third of the length, at
/// least one; a transposition is one edit), nearest first, ties in the given order.
std::vector<std::string> nearestNames(std::string_view wanted, std::span<const std::string> candidates,
                                      std::size_t most = 3);

/// "did you mean `arrears`?" / "did you mean `a` or `b`?", or an empty string.
std::string didYouMean(std::string_view wanted, std::span<const std::string> candidates);

/// Text from people or files as a name of the language: `MonthlyCharges`, `Monthly charges`, `monthly-charges` all
/// give `monthly_charges`; accents are dropped by their ASCII base where one exists; a leading digit gets `n`. Text
/// without any such letter or digit is `unnamed`.
std::string snakeName(std::string_view text);

}  // namespace regard
