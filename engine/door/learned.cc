#include "regard/learned.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/format.h"
#include "base/literals.h"
#include "base/nearest.h"
#include "engine/door/request.h"
#include "engine/door/store_impl.h"
#include "engine/door/values.h"
#include "engine/ingest/cell_reader.h"
#include "engine/ingest/table_reader.h"
#include "engine/ledger/evidence.h"

namespace regard {
namespace {

using Counts = std::map<std::string, ledger::LearnedCount>;

/// The cells around one, the coarsest first, and it itself: those that there are.
std::vector<std::string> chainTo(const Counts& counts, const ledger::CellName& name) {
  std::vector<std::string> chain;
  ledger::CellName part{name.action, {}};
  const auto add = [&] {
    const std::string key = ledger::keyOfCell(part);
    if (counts.contains(key)) chain.push_back(key);
  };
  add();
  if (name.cell.empty()) return chain;
  for (std::size_t at = name.cell.find(", "); at != std::string::npos; at = name.cell.find(", ", at + 2)) {
    part.cell = name.cell.substr(0, at);
    add();
  }
  part.cell = name.cell;
  add();
  return chain;
}

class CellTeller {
 public:
  CellTeller(const ir::Program& program, const Counts& counts, std::int64_t nowMs)
      : program_(program), counts_(counts), nowMs_(nowMs) {}

  LearnedCell tell(const std::string& key, const ledger::LearnedCount& count) const {
    const ledger::CellName name = ledger::nameOfCell(key);
    LearnedCell out;
    out.action = name.action;
    out.cell = name.cell;
    const model::CellCounts now = count.at(nowMs_);
    out.yes = now.yes;
    out.of = now.of;
    out.lastAt = formatInstant(count.lastMs, Zone::utc());
    const auto action = std::find_if(program_.actions.begin(), program_.actions.end(), [&](const ir::Action& one) {
      return one.name == name.action && !one.learned.empty();
    });
    out.isInRules = action != program_.actions.end();
    out.halfLifeDays = static_cast<double>(count.forgetting.halfLifeMs) / double{kMsPerDay};
    if (out.isInRules) out.reach = reachIn(action->learned.front(), name.action);
    const double prior = out.isInRules ? static_cast<double>(action->learned.front().prior.e8) / double{kOneE8} : 0.5;
    const double answers = out.isInRules ? action->learned.front().answers : 0;
    std::vector<model::CellCounts> chain;
    for (const std::string& one : chainTo(counts_, name)) chain.push_back(counts_.at(one).at(nowMs_));
    const auto posterior = model::backOff(prior, answers, chain);
    out.mean = posterior.mean;
    out.low = model::quantile(posterior, 0.05);
    out.high = model::quantile(posterior, 0.95);
    const auto all = std::span(chain);
    const bool isFirst = chain.size() < 2;
    // What the coarser cell says of a customer of whom no more is known: with the answers of its finer cells.
    const double coarser = isFirst ? prior : model::backOff(prior, answers, all.first(all.size() - 1)).mean;
    out.lift = coarser > 0 && (out.isInRules || !isFirst) ? out.mean / coarser - 1 : 0;
    return out;
  }

 private:
  double reachIn(const ir::Learned& learned, const std::string& action) const {
    const auto all = counts_.find(ledger::keyOfCell({action, {}}));
    const double answers = all == counts_.end() ? 0 : all->second.at(nowMs_).of;
    return static_cast<double>(ledger::reachOf(learned, answers).e8) / double{kOneE8};
  }

  const ir::Program& program_;
  const Counts& counts_;
  std::int64_t nowMs_;
};

Result<ledger::CellAnswers> answersIn(const std::vector<std::string_view>& cells) {
  ledger::CellAnswers out;
  out.name = {std::string(cells[0]), std::string(cells[1])};
  if (out.name.action.empty()) return invalid("no action");
  const auto yes = parseNumber(cells[2], Dialect::kData), of = parseNumber(cells[3], Dialect::kData);
  if (!yes) return yes.fault();
  if (!of) return of.fault();
  const auto last = readInstant(cells[4]);
  if (!last) return last.fault();
  out.yes = *yes;
  out.of = *of;
  out.lastMs = *last;
  return out;
}

Result<std::vector<ledger::CellAnswers>> readCells(const std::string& path) {
  constexpr std::string_view kColumns[] = {"action", "cell", "yes", "answers", "last"};
  auto table = TableReader::open(path);
  if (!table) return table.fault();
  std::vector<std::size_t> places;
  for (const std::string_view column : kColumns) {
    const auto& known = (*table)->columns();
    const auto found = std::find(known.begin(), known.end(), column);
    if (found == known.end())
      return invalid(fmt::format("{} has no column `{}`: there are action, cell, yes, answers and last", path, column));
    places.push_back(static_cast<std::size_t>(found - known.begin()));
  }
  std::vector<ledger::CellAnswers> out;
  std::vector<std::string_view> cells(places.size());
  for (Row row; (*table)->next(row);) {
    if (!row.fault.empty()) return invalid(fmt::format("{}, line {}: {}", path, row.line, row.fault));
    for (std::size_t i = 0; i < places.size(); ++i)
      cells[i] = places[i] < row.cells.size() ? trimmed(row.cells[places[i]]) : std::string_view{};
    auto read = answersIn(cells);
    if (!read) return invalid(fmt::format("{}, line {}: {}", path, row.line, read.fault().message));
    out.push_back(*std::move(read));
  }
  if (auto status = (*table)->status(); !status) return status.fault();
  return out;
}

Error readOnly(const Store& store) {
  return {ErrorKind::invalid,
          fmt::format("the store `{}` was opened for reading: open it for writing", store.impl()->path)};
}

}  // namespace

Expected<std::vector<LearnedCell>> learnedCells(const Store& store, const Rulebook& rulebook, const std::string& action,
                                                const std::optional<std::string>& now) {
  const ir::Program& program = *rulebook.program();
  const auto nowMs = now ? readInstant(*now) : Result<std::int64_t>(clockMs());
  if (!nowMs) return errorOf(nowMs.fault());
  auto txn = store.impl()->store->read();
  if (!txn) return errorOf(txn.fault());
  Counts counts;
  const auto read = ledger::forEachLearned(
      *txn, action, [&](std::string_view key, const ledger::LearnedCount& count) { counts.emplace(key, count); });
  if (!read) return errorOf(read.fault());
  if (counts.empty() && !action.empty()) {
    std::vector<std::string> known;
    for (const ir::Action& one : program.actions)
      if (!one.learned.empty()) known.push_back(one.name);
    const bool isKnown = std::find(known.begin(), known.end(), action) != known.end();
    const std::string nearest = isKnown ? std::string() : didYouMean(action, known);
    if (!isKnown)
      return Error{ErrorKind::notFound,
                   fmt::format("no action `{}` learns{}", action, nearest.empty() ? "" : ": " + nearest)};
  }
  std::vector<LearnedCell> out;
  const CellTeller teller(program, counts, *nowMs);
  for (const auto& [key, count] : counts) out.push_back(teller.tell(key, count));
  return out;
}

Expected<std::size_t> forgetLearned(Store& store, const std::string& action) {
  if (!store.impl()->store->isWriter()) return readOnly(store);
  std::size_t cells = 0;
  const auto work = [&](Transaction& tables) -> Result<Sequence> {
    auto gone = ledger::forgetLearned(tables, action);
    if (!gone) return gone.fault();
    cells = *gone;
    return Sequence{};
  };
  const auto done = store.impl()->store->writer().submit(InTransaction{work}).get();
  if (!done) return errorOf(done.fault());
  if (cells == 0) return Error{ErrorKind::notFound, fmt::format("there are no answers to an action `{}`", action)};
  return cells;
}

Expected<std::size_t> importLearned(Store& store, const std::string& path) {
  if (!store.impl()->store->isWriter()) return readOnly(store);
  const auto cells = readCells(path);
  if (!cells) return errorOf(cells.fault());
  const std::int64_t nowMs = clockMs();
  const auto work = [&](Transaction& tables) -> Result<Sequence> {
    if (auto set = ledger::setLearned(tables, *cells, nowMs); !set) return set.fault();
    return Sequence{};
  };
  const auto done = store.impl()->store->writer().submit(InTransaction{work}).get();
  if (!done) return errorOf(done.fault());
  return cells->size();
}

}  // namespace regard
