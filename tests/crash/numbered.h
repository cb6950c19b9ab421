#pragma once
// Decisions that can be told whole from half: everything in one follows from its number.

#include <cstdint>
#include <string>

#include "engine/log/logged_decision.h"

namespace regard {

inline constexpr const char* kNumberedCustomers[] = {"ann", "bob", "eve"};
inline std::string numberedRules() { return std::string(kRulesHashBytes, 'r'); }
inline std::string customerOf(std::uint64_t number) { return kNumberedCustomers[number % 3]; }

inline Inputs frameOf(std::uint64_t number) {
  Inputs frame;
  frame.nowMs = static_cast<std::int64_t>(number);
  frame.text = std::string(number * 37 % 3'000, static_cast<char>('a' + number % 26));  // some fill pages of their own
  frame.locale = "en-GB";
  for (std::uint64_t i = 0; i < 20; ++i) {
    frame.cells.push_back({number * i});
    frame.states.push_back(State::kKnown);
  }
  return frame;
}

inline Decision decisionOf(std::uint64_t number) {
  Decision decision;
  decision.kept.resize(1 + number % 4);
  for (Scored& kept : decision.kept) kept.priority.e4 = static_cast<std::int64_t>(number);
  return decision;
}

}  // namespace regard
