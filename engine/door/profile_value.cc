#include "engine/door/profile_value.h"

#include <utility>

#include "engine/catalog/history.h"
#include "engine/door/values.h"

namespace regard {
namespace {

/// A text as it would be written in rules.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string inRules(const Value& value) { return value.kind == ValueKind::text ? quoted(value.text) : value.text; }

class ProfileReader {
 public:
  ProfileReader(const Catalog& catalog, const RecordView& record)
      : catalog_(catalog), record_(record), textBytesLeft_(record.bytes()) {}

  AttributeValue read(const CatalogAttribute& attribute, std::string_view id) {
    AttributeValue out{.name = attribute.name, .title = attribute.title, .isPrivate = holdsPrivate(attribute)};
    if (attribute.isList) {
      readList(attribute, out);
    } else if (attribute.isKey) {
      out.value = shown(attribute, Scalar::known({}), id);
    } else {
      out.value = load(attribute, record_);
    }
    return out;
  }

  std::optional<EarlierRows> readEarlier(const HistoryList& list) {
    EarlierRows earlier{load(*list.from, record_), {}, {}};
    if (earlier.before.state != ValueState::known) return std::nullopt;
    if (list.count != nullptr) earlier.count = load(*list.count, record_);
    for (const HistoryList::Sum& sum : list.sums)
      earlier.sums.emplace_back(list.rows->columns[sum.column].name, load(*sum.total, record_));
    return earlier;
  }

 private:
  Value shown(const CatalogField& field, Scalar value, std::string_view text) const {
    return valueOf(field.kind, value, text, catalog_.currency(), Zone::utc());
  }

  Value load(const CatalogField& field, const StructView& from) {
    std::string_view text;
    if (field.kind == TypeKind::kText) {
      const bool known = from.loadText(field.field, text) && text.size() <= textBytesLeft_;
      if (!known) return shown(field, Scalar::unknown(), {});
      textBytesLeft_ -= text.size();
      return shown(field, Scalar::known({}), text);
    }
    Scalar value = from.load(field.field);
    if (field.kind == TypeKind::kChoice && value.isKnown()) {
      const std::uint64_t ordinal = value.cell.bits;
      if (ordinal < field.members.size()) {
        text = field.members[ordinal].name;
      } else {
        value = Scalar::unknown();
      }
    }
    return shown(field, value, text);
  }

  void readList(const CatalogAttribute& list, AttributeValue& out) {
    out.value.kind = ValueKind::list;
    out.value.text = "unknown";
    const bool isOfValues = list.columns.size() == 1 && list.columns.front().name == "item";
    if (!isOfValues)
      for (const CatalogField& column : list.columns) out.columns.push_back(column.name);
    ListView rows;
    if (!record_.loadList(list.field, rows)) return;
    out.value.state = ValueState::known;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      const StructView row = rows[i];
      out.rows.emplace_back();
      for (const CatalogField& column : list.columns) out.rows.back().push_back(load(column, row));
    }
    out.value.text = "[";
    for (const auto& row : out.rows) out.value.text += (out.value.text.size() > 1 ? ", " : " ") + spell(out, row);
    out.value.text += out.rows.empty() ? "]" : " ]";
  }

  /// `{ name fibre, price £30.00 }`: what is known of a row. A list of single values: the value.
  static std::string spell(const AttributeValue& list, const std::vector<Value>& row) {
    if (list.columns.empty()) return inRules(row.front());
    std::string out = "{";
    for (std::size_t i = 0; i < row.size(); ++i)
      if (row[i].state == ValueState::known)
        out += (out.size() > 1 ? ", " : " ") + list.columns[i] + " " + inRules(row[i]);
    return out + " }";
  }

  const Catalog& catalog_;
  const RecordView& record_;
  std::size_t textBytesLeft_;  ///< texts of a sound record do not overlap: all of them are no longer than it
};

}  // namespace

CustomerProfile profileOf(const Catalog& catalog, const RecordView& record, std::string_view id) {
  CustomerProfile profile;
  profile.id = id;
  profile.version = record.version();
  profile.currency = catalog.currency();
  ProfileReader reader(catalog, record);
  for (const CatalogAttribute& attribute : catalog.attributes())
    profile.attributes.push_back(reader.read(attribute, id));
  return profile;
}

std::vector<AttributeValue> historyOf(const Catalog& catalog, const RecordView& record) {
  std::vector<AttributeValue> lists;
  if (record.empty()) return lists;
  ProfileReader reader(catalog, record);
  for (const CatalogAttribute& attribute : catalog.attributes()) {
    if (!historyList(catalog, attribute)) continue;
    AttributeValue list = reader.read(attribute, {});
    list.earlier = reader.readEarlier(*historyList(catalog, attribute));
    if (list.rows.empty() && !list.earlier) continue;
    list.name = history::streamOf(attribute.name);
    lists.push_back(std::move(list));
  }
  return lists;
}

}  // namespace regard
