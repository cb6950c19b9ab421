#pragma once
// Slips that people make when they write rules, each as one edit of the text. Comments and the words inside of quotes
// stay as they are: a misspelt sentence is no mistake of the rules.

#include <optional>
#include <span>
#include <string_view>

#include "tests/agree/random.h"
#include "tests/mutants/rulebook_text.h"

namespace regard::mutants {

struct MutationKind {
  std::string_view name;
  /// One slip somewhere in the rulebook, or nothing where chance found no place for it.
  std::optional<Edit> (*make)(const RulebookText& rulebook, agree::Random& random);
};

std::span<const MutationKind> mutationKinds();

}  // namespace regard::mutants
