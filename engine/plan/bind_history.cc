#include "engine/plan/bind_history.h"

#include <algorithm>

#include "engine/catalog/history.h"
#include "engine/plan/bind.h"

namespace regard {
namespace {

Status bindColumns(const HistoryList& list, const std::vector<CatalogField>& stored, Plan& plan, HistorySlot& slot) {
  const ir::Program& program = *plan.program;
  const ir::Stream& stream = program.streams[slot.stream];
  slot.sums.resize(stream.columns.size());
  for (std::uint32_t i = 0; i < stream.columns.size(); ++i) {
    const ir::Column& column = stream.columns[i];
    const std::string name = storedColumn(program, slot.stream, i);
    const auto found =
        std::find_if(stored.begin(), stored.end(), [&](const CatalogField& field) { return field.name == name; });
    slot.columns.emplace_back();
    if (found == stored.end()) continue;
    if (found->kind != column.type.kind)
      return otherType(stream.name + "." + column.name, kindName(column.type.kind), kindName(found->kind));
    slot.columns.back() = storedField(program, column.type, *found);
    for (const HistoryList::Sum& sum : list.sums)
      if (stored.data() + sum.column == &*found) slot.sums[i] = sum.total->field;
  }
  if (list.count != nullptr) slot.count = list.count->field;
  slot.rows = list.rows->field;
  slot.from = list.from->field;
  slot.at = list.at->field;
  if (list.closed != nullptr) slot.closed = list.closed->field;
  return Done{};
}

}  // namespace

bool canClose(const ir::Program& program, std::uint32_t stream) {
  return stream == ir::kPromiseStream || program.streams[stream].kind == ir::StreamKind::kCase;
}

std::string storedColumn(const ir::Program& program, std::uint32_t stream, std::uint32_t column) {
  const ir::Stream& of = program.streams[stream];
  const bool isDerived =
      of.kind == ir::StreamKind::kCase && (column == ir::kOpenColumn || column == ir::kOverdueColumn);
  if (isDerived || (stream == ir::kPromiseStream && column == ir::kPromiseState)) return {};
  // A later rulebook may have its own words for reasons, an earlier one none: neither reads the other's.
  const bool isReason = stream == ir::kContactStream && column == ir::kContactReason;
  if (isReason && of.columns[column].type.kind == TypeKind::kText) return "reason.text";
  return of.columns[column].name;
}

Status bindHistory(const Catalog& history, Plan& plan) {
  const ir::Program& program = *plan.program;
  if (const CatalogAttribute* since = history.find(history::kSince)) plan.historySince = since->field;
  for (std::uint32_t i = 0; i < program.journeys.size(); ++i) {
    const std::string stream = history::journeyStream(program.journeys[i].name);
    const CatalogAttribute* stored = history.find(history::listName(stream, true));
    const auto list = stored == nullptr ? std::nullopt : historyList(history, *stored);
    if (list && list->closed != nullptr)
      plan.journeySlots.push_back({i, list->rows->field, list->at->field, list->closed->field});
  }
  for (std::uint32_t i = 0; i < program.streams.size(); ++i) {
    if (program.streams[i].kind == ir::StreamKind::kList) continue;
    const CatalogAttribute* stored = history.find(history::listName(program.streams[i].name, canClose(program, i)));
    const auto list = stored == nullptr ? std::nullopt : historyList(history, *stored);
    if (!list) continue;
    HistorySlot slot;
    slot.stream = i;
    if (auto bound = bindColumns(*list, stored->columns, plan, slot); !bound) return bound;
    plan.historySlots.push_back(std::move(slot));
  }
  return Done{};
}

}  // namespace regard
