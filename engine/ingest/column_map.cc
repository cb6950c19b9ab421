#include "engine/ingest/column_map.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_map>

#include "base/nearest.h"

namespace regard {

namespace {

constexpr std::size_t kColumnsShown = 12;

std::string withHint(std::string message, const std::string& hint) {
  return hint.empty() ? message : fmt::format("{}: {}", message, hint);
}

/// Hands columns to attributes; what is taken stays taken.
class Matching {
 public:
  Matching(const Catalog& catalog, const std::vector<std::string>& columns, bool keyFromRow)
      : catalog_(catalog),
        columns_(columns),
        taken_(catalog.attributes().size()),
        of_(columns.size()),
        out_(columns.size()) {
    for (std::size_t i = 0; keyFromRow && i < taken_.size(); ++i) taken_[i] = catalog.attributes()[i].isKey;
  }

  Status byPairs(const std::vector<std::pair<std::string, std::string>>& pairs) {
    for (const auto& [column, attribute] : pairs) {
      const auto at = std::find(columns_.begin(), columns_.end(), column);
      if (at == columns_.end()) {
        return invalid(withHint(fmt::format("the file has no column `{}`", column), didYouMean(column, columns_)));
      }
      const auto index = static_cast<std::size_t>(at - columns_.begin());
      if (out_[index] || of_[index] != nullptr) return invalid(fmt::format("column `{}` is mapped twice", column));
      if (attribute.empty()) {
        out_[index] = true;
        continue;
      }
      const CatalogAttribute* found = catalog_.find(attribute);
      if (found == nullptr) {
        std::vector<std::string> names;
        for (const CatalogAttribute& known : catalog_.attributes()) names.push_back(known.name);
        return invalid(
            withHint(fmt::format("the store has no attribute `{}`", attribute), didYouMean(attribute, names)));
      }
      if (!take(index, *found))
        return invalid(fmt::format("attribute `{}` is filled twice: map one column to it", attribute));
    }
    return Done{};
  }

  /// Two columns that are equally like one attribute are the caller's to choose from.
  template <class Alike>
  Status by(Alike&& alike) {
    std::unordered_map<const CatalogAttribute*, std::size_t> takenNow;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      if (of_[column] != nullptr || out_[column]) continue;
      for (const CatalogAttribute& attribute : catalog_.attributes()) {
        if (!alike(columns_[column], attribute)) continue;
        if (take(column, attribute)) {
          takenNow.emplace(&attribute, column);
          break;
        }
        if (const auto other = takenNow.find(&attribute); other != takenNow.end())
          return invalid(fmt::format("columns `{0}` and `{1}` could both fill `{2}`: leave one out, as in `--map {1}=`",
                                     columns_[other->second], columns_[column], attribute.name));
      }
    }
    return Done{};
  }

  ColumnMap finish() const {
    ColumnMap map;
    map.attributes = of_;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      if (of_[column] == nullptr) map.unusedColumns.push_back(columns_[column]);
      if (of_[column] != nullptr && of_[column]->isKey) {
        map.keyColumn = column;
        map.attributes[column] = nullptr;
      }
    }
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      if (!taken_[i] && !catalog_.attributes()[i].isKey) map.missing.push_back(&catalog_.attributes()[i]);
    }
    return map;
  }

 private:
  bool take(std::size_t column, const CatalogAttribute& attribute) {
    const auto index = static_cast<std::size_t>(&attribute - catalog_.attributes().data());
    if (taken_[index]) return false;
    taken_[index] = true;
    of_[column] = &attribute;
    return true;
  }

  const Catalog& catalog_;
  const std::vector<std::string>& columns_;
  std::vector<bool> taken_;                  // by attribute
  std::vector<const CatalogAttribute*> of_;  // by column
  std::vector<bool> out_;                    // columns the caller leaves out
};

Fault noKey(const CatalogAttribute& key, const std::vector<std::string>& columns, RowNumbers numbers) {
  const std::size_t shown = std::min(columns.size(), kColumnsShown);
  return invalid(
      fmt::format("no column fills the key `{0}`; the columns are {1}{2}. Name the one that identifies a customer with "
                  "`--map COLUMN={0}`{3}",
                  key.name, fmt::join(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                  shown < columns.size() ? ", …" : "",
                  numbers == RowNumbers::kOffered ? ", or number the rows with `--key row`" : ""));
}

}  // namespace

Result<ColumnMap> mapColumns(const Catalog& catalog, const std::vector<std::string>& columns,
                             const std::vector<std::pair<std::string, std::string>>& pairs, RowNumbers numbers) {
  const CatalogAttribute* key = catalog.key();
  if (key == nullptr) return invalid("the store has no schema yet: give it a rulebook with a `profile` first");
  Matching matching(catalog, columns, numbers == RowNumbers::kTaken);
  if (Status mapped = matching.byPairs(pairs); !mapped) return mapped.fault();
  const auto sameName = [](const std::string& column, const CatalogAttribute& a) { return column == a.name; };
  const auto sameTitle = [](const std::string& column, const CatalogAttribute& a) { return column == a.title; };
  const auto similar = [](const std::string& column, const CatalogAttribute& a) {
    const std::string name = snakeName(column);  // `consent_email` for the map's `consent.email`
    return name == snakeName(a.name) || (!a.title.empty() && name == snakeName(a.title));
  };
  if (Status matched = matching.by(sameName); !matched) return matched.fault();
  if (Status matched = matching.by(sameTitle); !matched) return matched.fault();
  if (Status matched = matching.by(similar); !matched) return matched.fault();
  ColumnMap map = matching.finish();
  if (!map.keyColumn && numbers != RowNumbers::kTaken) return noKey(*key, columns, numbers);
  return map;
}

}  // namespace regard
