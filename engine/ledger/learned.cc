#include "engine/ledger/learned.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "engine/ledger/keys.h"
#include "engine/reference/explain.h"
#include "engine/reference/reference.h"

namespace regard::ledger {
namespace {

constexpr std::size_t kActionMost = 160, kCellMost = 320;
/// Weights are squared, and a square has to stay within a double.
constexpr std::int64_t kHalvingsMost = 400;

/// On disk: seven doubles, an instant, and since a half-life is the action's also that and the instant that it is from.
constexpr std::size_t kCountBytes = 10 * sizeof(double), kCountBytesBefore = 8 * sizeof(double);
static_assert(sizeof(model::CellCounts) == 7 * sizeof(double));

Result<LearnedCount> countOf(std::string_view bytes) {
  const Fault damaged{FaultKind::kCorrupt, "what was learned is damaged: restore the store from a copy"};
  if (bytes.size() != kCountBytes && bytes.size() != kCountBytesBefore) return damaged;
  LearnedCount count;
  const char* at = bytes.data();
  const auto take = [&at](auto& into) {
    std::memcpy(&into, at, sizeof into);
    at += sizeof into;
  };
  take(count.weighed);
  take(count.lastMs);
  if (bytes.size() == kCountBytesBefore) return count;
  take(count.forgetting.halfLifeMs);
  take(count.forgetting.fromMs);
  if (!ir::isHalfLife(count.forgetting.halfLifeMs)) return damaged;
  return count;
}

Status putCount(Transaction& store, const std::string& cell, const LearnedCount& count) {
  std::string bytes;
  const auto put = [&bytes](const auto& value) { bytes.append(reinterpret_cast<const char*>(&value), sizeof value); };
  put(count.weighed);
  put(count.lastMs);
  put(count.forgetting.halfLifeMs);
  put(count.forgetting.fromMs);
  return store.put(Table::kLearned, cell, bytes);
}

/// Sums over cells, each weighed; their squares twice.
model::CellCounts times(const model::CellCounts& counts, double weight) {
  return {counts.yes * weight,      counts.of * weight,      counts.cells,
          counts.cellsYes * weight, counts.cellsOf * weight, counts.squares * weight * weight,
          counts.rates * weight};
}

bool isFar(const Forgetting& forgetting, std::int64_t ms) {
  return ms - forgetting.fromMs > kHalvingsMost * forgetting.halfLifeMs;
}

/// All cells of an action forget by `to` from now on. REQUIRES that one of `asOfMs` weighs 1 by it.
Status turnOver(Transaction& store, std::string_view action, const Forgetting& to, std::int64_t asOfMs) {
  std::vector<std::pair<std::string, LearnedCount>> all;
  auto read = forEachLearned(store, action, [&](std::string_view key, const LearnedCount& count) {
    all.emplace_back(key, LearnedCount{count.at(asOfMs), count.lastMs, to});
  });
  if (!read) return read;
  for (const auto& [key, count] : all)
    if (auto put = putCount(store, key, count); !put) return put;
  return Done{};
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

double Forgetting::weightAt(std::int64_t ms) const {
  return std::exp2(static_cast<double>(ms - fromMs) / static_cast<double>(halfLifeMs));
}

model::CellCounts LearnedCount::at(std::int64_t nowMs) const { return times(weighed, 1 / forgetting.weightAt(nowMs)); }

std::int64_t halfLifeOf(const ir::Action& action) {
  return action.learned.empty() ? ir::kHalfLifeMs : action.learned.front().halfLifeMs;
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

namespace {

/// By what an answer is weighed now, with all cells of its action turned over to it. `first` is the action as a whole.
Result<Forgetting> forgettingFor(Transaction& store, const std::string& first, const Answers& answers) {
  const auto all = learnedIn(store, first);
  if (!all) return all.fault();
  const Forgetting fresh{answers.halfLifeMs, answers.atMs};
  if (all->lastMs == 0 && !(all->weighed.of > 0)) return fresh;  // nobody has answered it
  const Forgetting& known = all->forgetting;
  if (known.halfLifeMs == answers.halfLifeMs && !isFar(known, answers.atMs)) return known;
  const std::int64_t asOfMs = std::max(all->lastMs, answers.atMs);
  const Forgetting other{answers.halfLifeMs, asOfMs};
  if (auto turned = turnOver(store, nameOfCell(first).action, other, asOfMs); !turned) return turned.fault();
  return other;
}

}  // namespace

Status learn(Transaction& store, const std::vector<std::string>& cells, const Answers& answers) {
  const auto forgetting = forgettingFor(store, cells.front(), answers);
  if (!forgetting) return forgetting.fault();
  const double weight = forgetting->weightAt(answers.atMs);
  std::vector<LearnedCount> counts;
  std::vector<model::CellCounts> before;
  for (const std::string& cell : cells) {
    auto count = learnedIn(store, cell);
    if (!count) return count.fault();
    before.push_back(count->weighed);
    count->forgetting = *forgetting;
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

/// By what cells of an action are weighed that are set now: as those that there are, else as nobody says.
Result<Forgetting> forgettingOf(Transaction& store, const std::string& action, std::int64_t nowMs) {
  Forgetting known{ir::kHalfLifeMs, nowMs};
  auto read = forEachLearned(store, action,
                             [&known](std::string_view, const LearnedCount& count) { known = count.forgetting; });
  if (!read) return read.fault();
  if (!isFar(known, nowMs)) return known;
  known.fromMs = nowMs;
  if (auto turned = turnOver(store, action, known, nowMs); !turned) return turned.fault();
  return known;
}

}  // namespace

Status setLearned(Transaction& store, const std::vector<CellAnswers>& cells, std::int64_t nowMs) {
  std::map<std::string, Forgetting> actions;
  for (const CellAnswers& cell : cells) {
    if (!(cell.yes >= 0 && cell.of >= cell.yes))
      return Fault{FaultKind::kInvalid, fmt::format("{} yes of {} answers to `{}` cannot be: at most all are yes, and "
                                                    "none is less than none",
                                                    cell.yes, cell.of, cell.name.action)};
    auto known = actions.find(cell.name.action);
    if (known == actions.end()) {
      const auto forgetting = forgettingOf(store, cell.name.action, nowMs);
      if (!forgetting) return forgetting.fault();
      known = actions.emplace(cell.name.action, *forgetting).first;
    }
    const double weight = known->second.weightAt(nowMs);
    const LearnedCount count{{cell.yes * weight, cell.of * weight, 0, 0, 0, 0, 0}, cell.lastMs, known->second};
    if (auto put = putCount(store, keyOfCell(cell.name), count); !put) return put;
  }
  for (const auto& [action, forgetting] : actions)
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
