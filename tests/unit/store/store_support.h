#pragma once
// What the store's tests share: a folder that goes away, catalogs in one line, random schemas and customers.

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/store/profile_store.h"
#include "engine/store/record_builder.h"
#include "tests/support/catalog.h"
#include "tests/support/temp_folder.h"

namespace regard::support {

inline void writeFile(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  REQUIRE(file.good());
}

inline std::string readFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The standard output of a command that must succeed.
inline std::string outputOf(const std::string& command) {
  FILE* const pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) output.append(buffer, n);
  INFO(command << "\n" << output);
  REQUIRE(::pclose(pipe) == 0);
  return output;
}

template <class T>
T valueOrFail(Result<T> result) {
  INFO((result.ok() ? std::string() : result.fault().message));
  REQUIRE(result.ok());
  return *std::move(result);
}

inline ProfileSchema schemaWith(std::vector<CatalogAttribute> attributes) {
  return {"customer", "GBP", std::move(attributes)};
}

inline Catalog catalogOf(std::vector<CatalogAttribute> attributes) {
  return valueOrFail(Catalog{}.merged(schemaWith(std::move(attributes))));
}

inline constexpr TypeKind kStoredKinds[] = {
    TypeKind::kFlag, TypeKind::kNumber,  TypeKind::kPercent,  TypeKind::kMoney,  TypeKind::kText,
    TypeKind::kDate, TypeKind::kInstant, TypeKind::kDuration, TypeKind::kPeriod, TypeKind::kChoice};

using Random = std::mt19937_64;
inline std::uint64_t below(Random& random, std::uint64_t n) { return random() % n; }

/// A value of any kind.
inline CatalogAttribute randomField(Random& random, const std::string& name) {
  CatalogAttribute field = attribute(name, kStoredKinds[below(random, std::size(kStoredKinds))]);
  if (field.kind != TypeKind::kChoice) return field;
  for (std::size_t m = 0, members = 1 + below(random, 5); m < members; ++m)
    field.members.push_back({"m" + std::to_string(m), ""});
  return field;
}

/// `count` attributes named PREFIX0, PREFIX1 …, of any kind; one in six is a list of up to six columns.
inline std::vector<CatalogAttribute> randomAttributes(Random& random, std::size_t count, const std::string& prefix) {
  std::vector<CatalogAttribute> attributes;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = prefix + std::to_string(i);
    std::vector<CatalogAttribute> columns;
    if (below(random, 6) == 0)
      for (std::size_t c = 0, width = 1 + below(random, 6); c < width; ++c)
        columns.push_back(randomField(random, prefix + std::to_string(c)));
    attributes.push_back(columns.empty() ? randomField(random, name) : listAttribute(name, columns));
  }
  return attributes;
}

/// One attribute's value; text and rows apart from the rest. Known rows have a known scalar.
struct AnyValue {
  Scalar scalar;
  std::string text;
  std::vector<std::vector<AnyValue>> rows;
  friend bool operator==(const AnyValue&, const AnyValue&) = default;
};

inline AnyValue randomValue(Random& random, const CatalogField& field) {
  if (below(random, 4) == 0) return {};
  const auto known = [](std::int64_t value) { return AnyValue{Scalar::known(Cell::ofInt(value)), "", {}}; };
  switch (field.kind) {
    case TypeKind::kFlag: return known(static_cast<std::int64_t>(below(random, 2)));
    case TypeKind::kChoice: return known(static_cast<std::int64_t>(below(random, field.members.size())));
    case TypeKind::kNumber:
      return {Scalar::known(Cell::ofDouble(static_cast<double>(static_cast<std::int32_t>(random())) / 4)), "", {}};
    case TypeKind::kDate: return known(static_cast<std::int64_t>(below(random, 100'000)) - 50'000);
    case TypeKind::kPeriod: return known(static_cast<std::int32_t>(random()));
    case TypeKind::kText:
      return {Scalar::known({}), std::string(below(random, 20), static_cast<char>('a' + below(random, 26))), {}};
    default: return known(static_cast<std::int64_t>(random()));
  }
}

inline AnyValue randomValue(Random& random, const CatalogAttribute& attribute) {
  if (!attribute.isList) return randomValue(random, static_cast<const CatalogField&>(attribute));
  if (below(random, 4) == 0) return {};
  AnyValue list{Scalar::known({}), "", {}};
  list.rows.resize(below(random, 5));
  for (auto& row : list.rows)
    for (const CatalogField& column : attribute.columns) row.push_back(randomValue(random, column));
  return list;
}

inline void put(RecordBuilder& builder, const CatalogAttribute& attribute, const AnyValue& value) {
  if (attribute.isList) {
    if (!value.scalar.isKnown()) return builder.clearList(attribute);
    builder.beginList(attribute);
    for (const auto& row : value.rows) {
      builder.addRow();
      for (std::size_t i = 0; i < row.size(); ++i) {
        const CatalogField& column = attribute.columns[i];
        if (column.kind != TypeKind::kText) {
          builder.setInRow(column, row[i].scalar);
        } else if (row[i].scalar.isKnown()) {
          builder.setTextInRow(column, row[i].text);
        }
      }
    }
  } else if (attribute.kind != TypeKind::kText) {
    builder.set(attribute, value.scalar);
  } else if (value.scalar.isKnown()) {
    builder.setText(attribute, value.text);
  } else {
    builder.clearText(attribute);
  }
}

inline AnyValue load(const StructView& view, const CatalogField& field) {
  if (field.kind != TypeKind::kText) return {view.load(field.field), "", {}};
  std::string_view text;
  if (!view.loadText(field.field, text)) return {};
  return {Scalar::known({}), std::string(text), {}};
}

inline AnyValue load(const RecordView& record, const CatalogAttribute& attribute) {
  if (!attribute.isList) return load(record, static_cast<const CatalogField&>(attribute));
  ListView rows;
  if (!record.loadList(attribute.field, rows)) return {};
  AnyValue list{Scalar::known({}), "", {}};
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    list.rows.emplace_back();
    for (const CatalogField& column : attribute.columns) list.rows.back().push_back(load(rows[i], column));
  }
  return list;
}

/// A random customer of a catalog without a key, and the values by attribute.
inline std::vector<AnyValue> randomCustomer(Random& random, const Catalog& catalog, RecordBuilder& builder) {
  std::vector<AnyValue> values;
  builder.clear();
  for (const CatalogAttribute& each : catalog.attributes()) {
    values.push_back(randomValue(random, each));
    put(builder, each, values.back());
  }
  return values;
}

}  // namespace regard::support
