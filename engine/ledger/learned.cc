#include "engine/ledger/learned.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include "engine/ledger/keys.h"
#include "engine/reference/explain.h"
#include "engine/reference/reference.h"

namespace regard::ledger {
namespace {

constexpr std::size_t kActionMost = 160, kCellMost = 320;
constexpr std::int64_t kWeighedAtMs = 20'454 * kMsPerDay;  // 2026-01-01

double weightAt(std::int64_t ms) {
  return std::exp2(static_cast<double>(ms - kWeighedAtMs) / static_cast<double>(kHalfLifeMs));
}

/// On disk: seven doubles, then an instant.
constexpr std::size_t kCountBytes = 8 * sizeof(double);
static_assert(sizeof(model::CellCounts) == 7 * sizeof(double));

Result<LearnedCount> countOf(std::string_view bytes) {
  if (bytes.size() != kCountBytes)
    return Fault{FaultKind::kCorrupt, "what was learned is damaged: restore the store from a copy"};
  LearnedCount count;
  std::memcpy(&count.weighed, bytes.data(), sizeof count.weighed);
  std::memcpy(&count.lastMs, bytes.data() + sizeof count.weighed, sizeof count.lastMs);
  return count;
}

Status putCount(Transaction& store, const std::string& cell, const LearnedCount& count) {
  std::string bytes(kCountBytes, '\0');
  std::memcpy(bytes.data(), &count.weighed, sizeof count.weighed);
  std::memcpy(bytes.data() + sizeof count.weighed, &count.lastMs, sizeof count.lastMs);
  return store.put(Table::kLearned, cell, bytes);
}

/// A finer cell changed from one count to another: what the coarser one knows of its cells.
void follow(const model::CellCounts& was, const model::CellCounts& is, model::CellCounts& coarser) {
  const auto add = [&coarser](const model::CellCounts& cell, double sign) {
    if (!(cell.of > 0)) return;
    coarser.cells += sign;
    coarser.cellsYes += sign * cell.yes;
    coarser.cellsOf += sign * cell.of;
    coarser.squares += sign * cell.of * cell.of;
    coarser.rates += sign * cell.yes * cell.yes / cell.of;
  };
  add(was, -1);
  add(is, 1);
  if (coarser.cells < 0.5) coarser.cells = coarser.cellsYes = coarser.cellsOf = coarser.squares = coarser.rates = 0;
}

/// What is taken back leaves nothing: not the dust of a subtraction either.
void addTo(model::CellCounts& cell, double yes, double of) {
  const double dust = 1e-9 * std::abs(of);
  cell.of += of;
  cell.yes += yes;
  if (cell.of <= dust) cell.of = cell.yes = 0;
  cell.yes = cell.yes <= dust ? 0 : std::min(cell.yes, cell.of);
}

}  // namespace

std::vector<std::string> cellsOf(const ir::Program& program, const Inputs& frame, const Scored& offered) {
  std::vector<Scalar> values;
  if (!program.actions[offered.action].learned.empty())
    values = reference::evaluateAll(program, frame, {offered.action, offered.channel, {}, {}, {}, {}});
  return cellsOf(program, frame, offered.action, [&values](ir::InstIndex by) { return values[by]; });
}

std::vector<std::string> cellsOf(const ir::Program& program, const Inputs& frame, std::uint32_t action,
                                 const std::function<Scalar(ir::InstIndex)>& valueOf) {
  CellName name{program.actions[action].name, {}};
  std::vector<std::string> cells{keyOfCell(name)};
  if (program.actions[action].learned.empty()) return cells;
  for (const ir::InstIndex by : program.actions[action].learned.front().by) {
    const Scalar value = valueOf(by);
    if (!value.isKnown()) break;
    if (!name.cell.empty()) name.cell += ", ";
    name.cell +=
        reference::nameOf(program, by) + " = " + reference::spell(program, frame, ir::typeOf(program.insts[by]), value);
    cells.push_back(keyOfCell(name));
  }
  return cells;
}

std::string keysOfAction(std::string_view action) { return bounded(action, kActionMost) + '\0'; }

std::string keyOfCell(const CellName& name) {
  return keysOfAction(name.action) + (name.cell.empty() ? std::string() : bounded(name.cell, kCellMost));
}

CellName nameOfCell(std::string_view key) {
  const std::size_t end = std::min(key.find('\0'), key.size());
  return {std::string(key.substr(0, end)), std::string(key.substr(std::min(end + 1, key.size())))};
}

model::CellCounts LearnedCount::at(std::int64_t nowMs) const {
  const double weight = 1 / weightAt(nowMs);
  return {weighed.yes * weight,      weighed.of * weight,      weighed.cells,
          weighed.cellsYes * weight, weighed.cellsOf * weight, weighed.squares * weight * weight,
          weighed.rates * weight};
}

Result<LearnedCount> learnedIn(const TableView& store, const std::string& cell) {
  auto found = store.get(Table::kLearned, cell);
  if (!found) return found.fault();
  return *found ? countOf(**found) : LearnedCount{};
}

Status forEachLearned(const TableView& store, std::string_view action,
                      const std::function<void(std::string_view, const LearnedCount&)>& visit) {
  const std::string from = action.empty() ? std::string() : keysOfAction(action);
  Status status = Done{};
  const auto scanned = store.scan(Table::kLearned, from, [&](std::string_view key, std::string_view value) {
    if (!key.starts_with(from)) return false;
    const auto count = countOf(value);
    if (!count) {
      status = count.fault();
      return false;
    }
    visit(key, *count);
    return true;
  });
  return scanned ? status : scanned;
}

Status learn(Transaction& store, const std::vector<std::string>& cells, const Answers& answers) {
  const double weight = weightAt(answers.atMs);
  std::vector<LearnedCount> counts;
  std::vector<model::CellCounts> before;
  for (const std::string& cell : cells) {
    auto count = learnedIn(store, cell);
    if (!count) return count.fault();
    before.push_back(count->weighed);
    addTo(count->weighed, answers.yes * weight, answers.of * weight);
    count->lastMs = std::max(count->lastMs, answers.atMs);
    counts.push_back(*count);
  }
  for (std::size_t i = 0; i + 1 < counts.size(); ++i) follow(before[i + 1], counts[i + 1].weighed, counts[i].weighed);
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (auto put = putCount(store, cells[i], counts[i]); !put) return put;
  return Done{};
}

namespace {

/// The coarser cell: without the last `, name = value`. What was bounded has lost where that begins, and none is found.
std::string coarserKey(const CellName& name) {
  CellName coarser = name;
  const std::size_t at = coarser.cell.rfind(", ");
  coarser.cell.resize(at == std::string::npos ? 0 : at);
  return keyOfCell(coarser);
}

/// What coarser cells of an action know of finer ones, from what those count.
Status tieTogether(Transaction& store, const std::string& action) {
  std::vector<std::pair<std::string, LearnedCount>> all;
  auto read = forEachLearned(store, action, [&](std::string_view key, const LearnedCount& count) {
    all.emplace_back(key, count);
    auto& weighed = all.back().second.weighed;
    weighed = {weighed.yes, weighed.of, 0, 0, 0, 0, 0};
  });
  if (!read) return read;
  const auto named = [&all](const std::string& key) {
    const auto found = std::lower_bound(all.begin(), all.end(), key,
                                        [](const auto& one, const std::string& wanted) { return one.first < wanted; });
    return found != all.end() && found->first == key ? &found->second : nullptr;
  };
  for (const auto& [key, count] : all) {
    const CellName name = nameOfCell(key);
    LearnedCount* coarser = name.cell.empty() ? nullptr : named(coarserKey(name));
    if (coarser != nullptr) follow({}, count.weighed, coarser->weighed);
  }
  for (const auto& [key, count] : all)
    if (auto put = putCount(store, key, count); !put) return put;
  return Done{};
}

}  // namespace

Status setLearned(Transaction& store, const std::vector<CellAnswers>& cells, std::int64_t nowMs) {
  const double weight = weightAt(nowMs);
  std::set<std::string> actions;
  for (const CellAnswers& cell : cells) {
    if (!(cell.yes >= 0 && cell.of >= cell.yes))
      return Fault{FaultKind::kInvalid, fmt::format("{} yes of {} answers to `{}` cannot be: at most all are yes, and "
                                                    "none is less than none",
                                                    cell.yes, cell.of, cell.name.action)};
    actions.insert(cell.name.action);
    const LearnedCount count{{cell.yes * weight, cell.of * weight, 0, 0, 0, 0, 0}, cell.lastMs};
    if (auto put = putCount(store, keyOfCell(cell.name), count); !put) return put;
  }
  for (const std::string& action : actions)
    if (auto tied = tieTogether(store, action); !tied) return tied;
  return Done{};
}

Result<std::size_t> forgetLearned(Transaction& store, std::string_view action) {
  std::vector<std::string> keys;
  auto read = forEachLearned(store, action, [&](std::string_view key, const LearnedCount&) { keys.emplace_back(key); });
  if (!read) return read.fault();
  for (const std::string& key : keys)
    if (auto erased = store.erase(Table::kLearned, key); !erased) return erased.fault();
  return keys.size();
}

}  // namespace regard::ledger
