#pragma once
// What a rulebook holds, as the renderers take it.

#include "apps/render/diagnostic.h"
#include "regard/rulebook.h"

namespace regard::render {

inline RulebookFacts factsOf(const Rulebook& book) {
  return {.name = book.name(),
          .title = book.title(),
          .currency = book.currency(),
          .attributes = book.profileFields(),
          .request = book.requestFields(),
          .channels = book.channels(),
          .actions = book.actions(),
          .segmentCount = book.segmentCount(),
          .testCount = book.testCount(),
          .stepsMax = book.stepsMax()};
}

}  // namespace regard::render
