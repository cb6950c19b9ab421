#include "engine/ingest/list_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "base/nearest.h"
#include "engine/ingest/json_cell.h"

namespace regard {

namespace ondemand = simdjson::ondemand;

struct ListReader::State {
  static constexpr std::size_t kUnused = static_cast<std::size_t>(-1);

  State(const CatalogAttribute& attribute, std::string_view currency);

  std::string readArray(std::string_view cell);
  std::string readElement(ondemand::value element);
  std::string readField(ondemand::field field);
  std::string readInto(std::size_t column, ondemand::value value, std::string_view key);
  std::size_t columnFor(std::string_view key);

  const CatalogAttribute* list;
  std::vector<CellReader> readers;                       // by column
  std::size_t item = kUnused;                            // the column that single values go to
  std::unordered_map<std::string, std::size_t> columns;  // by key met
  std::vector<std::string> unused;
  ondemand::parser parser;
  std::string padded;  // the cell with the room behind it that the parser wants
  SpelledNumbers numbers;
  std::vector<std::uint32_t> seenIn;  // by column: the element that had it last, from 1
  std::uint32_t element = 0;          // the one being read, from 1
  RecordBuilder* builder = nullptr;
};

ListReader::State::State(const CatalogAttribute& attribute, std::string_view currency) : list(&attribute) {
  REGARD_CHECK(attribute.isList, attribute.name);
  for (const CatalogField& column : attribute.columns) {
    if (column.name == "item") item = readers.size();
    readers.emplace_back(column, currency);
  }
}

std::size_t ListReader::State::columnFor(std::string_view key) {
  std::string name(key);
  if (const auto met = columns.find(name); met != columns.end()) return met->second;
  const std::string snake = snakeName(key);
  const auto first = [&](auto&& alike) {
    const auto at = std::find_if(list->columns.begin(), list->columns.end(), alike);
    return at == list->columns.end() ? kUnused : static_cast<std::size_t>(at - list->columns.begin());
  };
  std::size_t column = first([&](const CatalogField& c) { return c.name == name; });
  if (column == kUnused) column = first([&](const CatalogField& c) { return c.title == name; });
  if (column == kUnused)
    column = first(
        [&](const CatalogField& c) { return c.name == snake || (!c.title.empty() && snakeName(c.title) == snake); });
  if (column != kUnused) {
    columns.emplace(std::move(name), column);
  } else if (unused.size() < kUnusedNamesMax) {  // a file must not fill the memory with its keys
    unused.push_back(fmt::format("{}.{}", list->name, key));
    columns.emplace(std::move(name), kUnused);
  }
  return column;
}

/// What is wrong, or an empty string; so with all that follow.
std::string ListReader::State::readArray(std::string_view cell) {
  padded.assign(cell);
  padded.resize(cell.size() + simdjson::SIMDJSON_PADDING);
  numbers.clear();
  seenIn.assign(list->columns.size(), 0);
  const auto notJson = [](simdjson::error_code error) {
    return fmt::format("is not JSON: {}", simdjson::error_message(error));
  };
  ondemand::document document;
  ondemand::array array;
  const simdjson::padded_string_view view(padded.data(), cell.size(), padded.size());
  if (const auto error = parser.iterate(view).get(document)) return notJson(error);
  if (const auto error = document.get_array().get(array)) return notJson(error);
  element = 0;
  for (auto next : array) {
    ondemand::value value;
    if (const auto error = next.get(value)) return notJson(error);
    if (++element > kListRowsMax) return fmt::format("has more than {} elements, the most a list holds", kListRowsMax);
    if (!builder->hasRoom()) return "makes the customer's record too long";
    builder->addRow();
    if (std::string fault = readElement(value); !fault.empty()) return fault;
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return "goes on behind the end of its array";
  return {};
}

std::string ListReader::State::readElement(ondemand::value value) {
  ondemand::json_type type{};
  if (value.type().get(type)) return fmt::format("is not JSON at element {}", element);
  if (type != ondemand::json_type::object) {
    if (item != kUnused) return readInto(item, value, {});
    if (std::string_view ignored; type == ondemand::json_type::null) {
      const std::string fault = readJsonCell(value, {}, numbers, ignored);
      return fault.empty() ? fault : fmt::format("element {} {}", element, fault);
    }
    return fmt::format("element {} is one value, and a row of `{}` has fields: write it as {{\"{}\": …}}", element,
                       list->name, list->columns.front().name);
  }
  ondemand::object object;
  if (value.get_object().get(object)) return fmt::format("is not JSON at element {}", element);
  for (auto next : object) {
    ondemand::field field;
    if (std::move(next).get(field)) return fmt::format("is not JSON at element {}", element);
    if (std::string fault = readField(std::move(field)); !fault.empty()) return fault;
  }
  return {};
}

std::string ListReader::State::readField(ondemand::field field) {
  std::string_view key;
  if (field.unescaped_key().get(key)) return fmt::format("is not JSON at element {}", element);
  const std::size_t column = columnFor(key);
  if (column == kUnused) return {};
  if (std::exchange(seenIn[column], element) == element)
    return fmt::format("element {} has `{}` twice", element, list->columns[column].name);
  return readInto(column, field.value(), list->columns[column].name);
}

std::string ListReader::State::readInto(std::size_t column, ondemand::value value, std::string_view key) {
  std::string_view cell;
  std::string reason = readJsonCell(value, key, numbers, cell);
  if (!reason.empty()) return fmt::format("element {} {}", element, reason);
  Scalar read;
  switch (readers[column].read(cell, read, reason)) {
    case CellOutcome::kUnknown: break;
    case CellOutcome::kKnown: builder->putInRow(list->columns[column], read, cell); break;
    case CellOutcome::kFault:
      return key.empty() ? fmt::format("element {}: {}", element, reason)
                         : fmt::format("element {}, {}: {}", element, key, reason);
  }
  return {};
}

ListReader::ListReader(const CatalogAttribute& list, std::string_view currency)
    : state_(std::make_unique<State>(list, currency)) {}
ListReader::ListReader(ListReader&&) noexcept = default;
ListReader::~ListReader() = default;

CellOutcome ListReader::read(std::string_view cell, RecordBuilder& builder, std::string& reason) {
  if (saysNothing(cell)) return CellOutcome::kUnknown;
  const std::size_t first = cell.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return CellOutcome::kUnknown;
  if (cell[first] != '[') {
    reason = state_->item == State::kUnused ? fmt::format("is not a list: write a JSON array, as in [{{\"{}\": …}}]",
                                                          state_->list->columns.front().name)
                                            : R"(is not a list: write a JSON array, as in ["a", "b"])";
    return CellOutcome::kFault;
  }
  state_->builder = &builder;
  builder.beginList(*state_->list);
  reason = state_->readArray(cell);
  return reason.empty() ? CellOutcome::kKnown : CellOutcome::kFault;
}

const CatalogAttribute& ListReader::attribute() const { return *state_->list; }
const std::vector<std::string>& ListReader::unusedNames() const { return state_->unused; }

}  // namespace regard
