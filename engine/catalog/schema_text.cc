// The `.capnp` file of a catalog. Names are the rulebook's in camelCase; where two would collide the later one gets a
// number, so that what is added never renames what was there.

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <unordered_set>

#include "engine/catalog/catalog.h"

namespace regard {
namespace {

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// `monthly_charge` as `MonthlyCharge`: letters and digits only, a letter first.
std::string pascalCase(std::string_view name) {
  std::string result;
  bool startsWord = true;
  for (const char c : name) {
    if (isLetter(c) || isDigit(c)) {
      if (result.empty() && isDigit(c)) result = "N";
      result += startsWord ? upper(c) : c;
    }
    startsWord = !isLetter(c) && !isDigit(c);
  }
  return result.empty() ? "Unnamed" : result;
}

std::string camelCase(std::string_view name) {
  std::string result = pascalCase(name);
  result[0] = lower(result[0]);
  return result;
}

/// The names of one scope.
class Scope {
 public:
  std::string add(std::string name) {
    std::string unique = name;
    for (unsigned n = 2; !taken_.insert(unique).second; ++n) unique = fmt::format("{}{}", name, n);
    return unique;
  }

 private:
  std::unordered_set<std::string> taken_;
};

/// Names that a nested enum would hide from the fields beside it.
constexpr std::array kBuiltinTypes = {"Void",   "Bool",       "Int8",      "Int16",   "Int32",     "Int64", "UInt8",
                                      "UInt16", "UInt32",     "UInt64",    "Float32", "Float64",   "Text",  "Data",
                                      "List",   "AnyPointer", "AnyStruct", "AnyList", "Capability"};

struct Stored {
  const char* type;
  const char* unit;
};

Stored storedAs(const CatalogField& field) {
  switch (field.kind) {
    case TypeKind::kFlag: return {"Bool", "flag"};
    case TypeKind::kNumber: return {"Float64", "number"};
    case TypeKind::kPercent: return {"Int64", "percent: hundred-millionths, 100% is 100000000"};
    case TypeKind::kMoney: return {"Int64", "money: ten-thousandths of one"};
    case TypeKind::kText: return {"Text", "text"};
    case TypeKind::kDate: return {"Int32", "date: days since 1970-01-01"};
    case TypeKind::kInstant: return {"Int64", "instant: milliseconds since 1970-01-01T00:00Z"};
    case TypeKind::kDuration: return {"Int64", "duration: milliseconds"};
    case TypeKind::kPeriod: return {"Int32", "period: months"};
    case TypeKind::kChoice: return {"", "choice"};
    case TypeKind::kError: break;
  }
  REGARD_CHECK(false, field.name);
  return {};
}

/// Text for the end of a line: nothing in it may end the line.
std::string oneLine(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return result;
}

std::string comment(std::string_view name, std::string_view title) {
  return title.empty() || title == name ? oneLine(name) : fmt::format("{} \"{}\"", oneLine(name), oneLine(title));
}

/// FNV-1a of the profile's name; Cap'n Proto wants the top bit of an id set.
std::uint64_t fileId(std::string_view profileName) {
  std::uint64_t hash = 0xcbf2'9ce4'8422'2325U;
  for (const char c : "regard profile " + std::string(profileName)) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100'0000'01b3U;
  }
  return hash | (1ULL << 63U);
}

/// One struct: its fields, then the types that they need inside it, so that no later addition elsewhere renames those.
class StructPrinter {
 public:
  StructPrinter(std::string name, std::string indent, const std::string& currency)
      : name_(std::move(name)), indent_(std::move(indent)), currency_(currency) {
    for (const char* builtin : kBuiltinTypes) types_.add(builtin);
    types_.add(name_);
  }

  void remark(std::string_view text) { line("  # {}", text); }

  void value(const CatalogField& field) {
    const Stored stored = storedAs(field);
    if (field.kind != TypeKind::kText) line("  {} @{} :Bool;", fields_.add("has" + pascalCase(field.name)), ordinal_++);
    std::string type = stored.type;
    if (field.kind == TypeKind::kChoice) {
      type = types_.add(pascalCase(field.name));
      printEnum(field, type);
    }
    line("  {} @{} :{};  # {}: {}{}", fields_.add(camelCase(field.name)), ordinal_++, type,
         comment(field.name, field.title), stored.unit, field.kind == TypeKind::kMoney ? " " + oneLine(currency_) : "");
  }

  void list(const CatalogAttribute& attribute) {
    const std::string type = types_.add(pascalCase(attribute.name));
    line("  {} @{} :List({});  # {}: list, at most {} rows", fields_.add(camelCase(attribute.name)), ordinal_++, type,
         comment(attribute.name, attribute.title), kListRowsMax);
    StructPrinter row(type, indent_ + "  ", currency_);
    for (const CatalogField& column : attribute.columns) row.value(column);
    nested_ += '\n' + row.print();
  }

  std::string print() const { return fmt::format("{0}struct {1} {{\n{2}{3}{0}}}\n", indent_, name_, lines_, nested_); }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    lines_ += indent_;
    fmt::format_to(std::back_inserter(lines_), format, std::forward<Args>(args)...);
    lines_ += '\n';
  }

  void printEnum(const CatalogField& field, const std::string& type) {
    Scope members;
    const auto out = std::back_inserter(nested_);
    fmt::format_to(out, "\n{}  enum {} {{\n", indent_, type);
    std::size_t ordinal = 0;
    for (const CatalogMember& member : field.members)
      fmt::format_to(out, "{}    {} @{};  # {}\n", indent_, members.add(camelCase(member.name)), ordinal++,
                     comment(member.name, member.title));
    fmt::format_to(out, "{}  }}\n", indent_);
  }

  std::string name_, indent_;
  const std::string& currency_;
  Scope fields_, types_;
  std::string lines_, nested_;
  std::size_t ordinal_ = 0;
};

constexpr const char* kHead =
    "# One `{}` record of a Regard store, as `capnp` and every Cap'n Proto library read and write it.\n"
    "# A value counts only if its `has…` field is true; a text or a list only if it is set. What surrounds the\n"
    "# message in the store is in docs/formats/profile-record.md.\n"
    "@0x{:016x};\n\n";

}  // namespace

std::string Catalog::schemaText() const {
  StructPrinter record(pascalCase(profileName_), "", currency_);
  for (const CatalogAttribute& attribute : attributes_) {
    if (attribute.isKey) {
      record.remark(fmt::format("{}: the customer's key in the store, not a field of the record",
                                comment(attribute.name, attribute.title)));
    } else if (attribute.isList) {
      record.list(attribute);
    } else {
      record.value(attribute);
    }
  }
  return fmt::format(fmt::runtime(kHead), oneLine(profileName_), fileId(profileName_)) + record.print();
}

}  // namespace regard
