#include "engine/ingest/choice_spellings.h"

#include <cstring>

#include "base/nearest.h"

namespace regard {

namespace {

constexpr std::size_t kSpellingsMax = 4096;  // a file of ever new spellings must not grow the table for ever

/// Members differ in their first bytes, their last ones or their length.
std::size_t hashOf(std::string_view text) {
  std::uint64_t head = 0, tail = 0;
  const std::size_t size = text.size() < sizeof head ? text.size() : sizeof head;
  std::memcpy(&head, text.data(), size);
  std::memcpy(&tail, text.data() + text.size() - size, size);
  std::uint64_t hash = (head ^ (tail * 0x9E37'79B9'7F4A'7C15U) ^ text.size()) * 0xBF58'476D'1CE4'E5B9U;
  hash ^= hash >> 32U;
  return hash;
}

}  // namespace

ChoiceSpellings::ChoiceSpellings(const std::vector<CatalogMember>& members) : slots_(16) {
  for (std::uint32_t i = 0; i < members.size(); ++i) add(members[i].name, i);
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    if (!members[i].title.empty() && !exactly(members[i].title)) add(members[i].title, i);
  }
  for (std::uint32_t i = 0; i < members.size(); ++i) loose_.emplace_back(snakeName(members[i].name), i);
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    if (!members[i].title.empty()) loose_.emplace_back(snakeName(members[i].title), i);
  }
}

std::optional<std::uint32_t> ChoiceSpellings::exactly(std::string_view cell) const {
  if (cell.empty()) return {};
  for (std::size_t at = hashOf(cell);; ++at) {
    const Slot& slot = slots_[at & (slots_.size() - 1)];
    if (slot.spelling.empty()) return {};
    if (slot.spelling == cell) return slot.member;
  }
}

std::optional<std::uint32_t> ChoiceSpellings::loosely(std::string_view cell) {
  const std::string wanted = snakeName(cell);
  if (wanted == snakeName({})) return {};  // signs only: `-` is not `?`
  for (const auto& [name, member] : loose_) {
    if (name != wanted) continue;
    if (texts_.size() < kSpellingsMax) add(cell, member);
    return member;
  }
  return {};
}

void ChoiceSpellings::add(std::string_view spelling, std::uint32_t member) {
  texts_.push_back(std::make_unique<const std::string>(spelling));
  if (texts_.size() * 2 > slots_.size()) {
    std::vector<Slot> larger(slots_.size() * 2);
    for (const Slot& slot : slots_) {
      if (!slot.spelling.empty()) place(larger, slot);
    }
    slots_ = std::move(larger);
  }
  place(slots_, {*texts_.back(), member});
}

void ChoiceSpellings::place(std::vector<Slot>& slots, const Slot& slot) {
  std::size_t at = hashOf(slot.spelling);
  while (!slots[at & (slots.size() - 1)].spelling.empty()) ++at;
  slots[at & (slots.size() - 1)] = slot;
}

}  // namespace regard
