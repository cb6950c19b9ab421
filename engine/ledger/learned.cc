#include "engine/ledger/learned.h"

#include <algorithm>
#include <cstring>

#include "engine/ledger/keys.h"
#include "engine/reference/explain.h"
#include "engine/reference/reference.h"

namespace regard::ledger {
namespace {

constexpr std::size_t kActionMost = 160, kChannelMost = 100, kCellMost = 220;

}  // namespace

std::vector<std::string> cellsOf(const ir::Program& program, const Inputs& frame, const Scored& offered) {
  const ir::Action& action = program.actions[offered.action];
  std::string key = bounded(action.name, kActionMost);
  key += '\0';
  if (offered.channel >= 0)
    key += bounded(program.choices[ir::kChannelChoice].members[static_cast<std::size_t>(offered.channel)].name,
                   kChannelMost);
  key += '\0';
  std::vector<std::string> cells{key};
  if (action.learned.empty()) return cells;
  const auto values = reference::evaluateAll(program, frame, {offered.action, offered.channel, {}, {}, {}, {}});
  std::string cell;
  for (const ir::InstIndex by : action.learned.front().by) {
    if (!values[by].isKnown()) break;
    if (!cell.empty()) cell += ", ";
    cell += reference::nameOf(program, by) + " = " +
            reference::spell(program, frame, ir::typeOf(program.insts[by]), values[by]);
    cells.push_back(key + bounded(cell, kCellMost));
  }
  return cells;
}

Result<LearnedCount> learnedIn(const TableView& store, const std::string& cell) {
  auto found = store.get(Table::kLearned, cell);
  if (!found) return found.fault();
  LearnedCount count;
  if (!*found) return count;
  if ((*found)->size() != sizeof count)
    return Fault{FaultKind::kCorrupt, "what was learned is damaged: restore the store from a copy"};
  std::memcpy(&count, (*found)->data(), sizeof count);
  return count;
}

Status learn(Transaction& store, const std::vector<std::string>& cells, double yes, double of, std::int64_t atMs) {
  for (const std::string& cell : cells) {
    auto count = learnedIn(store, cell);
    if (!count) return count.fault();
    count->yes += yes;
    count->of += of;
    count->lastMs = std::max(count->lastMs, atMs);
    const std::string_view bytes(reinterpret_cast<const char*>(&*count), sizeof *count);
    if (auto put = store.put(Table::kLearned, cell, bytes); !put) return put;
  }
  return Done{};
}

}  // namespace regard::ledger
