// The catalog against the capnp tool: the schema it prints compiles, and the tool lays fields out where we do.

#include <sstream>

#include "store_support.h"

namespace regard {
namespace {

using namespace support;

/// The names of every struct's fields and their places, as `capnp compile -ocapnp` prints them: the record's, then
/// those of each list's rows.
struct ToolLayout {
  std::vector<std::pair<std::string, std::string>> fields;  ///< name, "bits[0, 1)" or "ptr[0]"
  std::vector<std::string> sizes;                           ///< "16 bytes, 1 ptrs"
};

ToolLayout askTool(const TempFolder& folder, const Catalog& catalog) {
  writeFile(folder / "schema.capnp", catalog.schemaText());
  std::istringstream output(outputOf("capnp compile -ocapnp " + (folder / "schema.capnp") + " 2>&1"));
  ToolLayout layout;
  for (std::string line; std::getline(output, line);) {
    const auto comment = line.find("# ");
    if (comment == std::string::npos) continue;
    line.erase(0, line.find_first_not_of(' '));
    const std::string said = line.substr(line.find("# ") + 2);
    if (line.rfind("struct ", 0) == 0) layout.sizes.push_back(said);
    if (line.find(" :") != std::string::npos) layout.fields.emplace_back(line.substr(0, line.find(" @")), said);
  }
  return layout;
}

std::string bits(std::uint32_t first, unsigned count) {
  return "bits[" + std::to_string(first) + ", " + std::to_string(first + count) + ")";
}

std::string sizeText(StructSize size) {
  return std::to_string(size.dataWords * 8) + " bytes, " + std::to_string(size.pointers) + " ptrs";
}

void addPointer(ToolLayout& layout, const CatalogField& field) {
  layout.fields.emplace_back(field.name, "ptr[" + std::to_string(field.field.pointer) + "]");
}

void addValue(ToolLayout& layout, const CatalogField& field) {
  if (field.kind == TypeKind::kText) return addPointer(layout, field);
  layout.fields.emplace_back("hasF" + field.name.substr(1), bits(field.field.presenceBit, 1));
  layout.fields.emplace_back(field.name, bits(field.field.bit, 1U << log2Bits(field.kind)));
}

/// The same from our FieldRefs.
ToolLayout ourLayout(const Catalog& catalog) {
  ToolLayout layout;
  layout.sizes.push_back(sizeText(catalog.size()));
  for (const CatalogAttribute& each : catalog.attributes()) {
    if (each.isKey) continue;
    each.isList ? addPointer(layout, each) : addValue(layout, each);
  }
  for (const CatalogAttribute& each : catalog.attributes()) {
    if (!each.isList) continue;
    layout.sizes.push_back(sizeText(each.row));
    for (const CatalogField& column : each.columns) addValue(layout, column);
  }
  return layout;
}

TEST_CASE("fields lie where the capnp tool puts them") {
  const TempFolder folder;
  Random random(7);
  for (std::size_t round = 0; round < 150; ++round) {
    auto attributes = randomAttributes(random, round % 50, "f");
    if (below(random, 2) == 0) attributes.insert(attributes.begin(), keyAttribute("id"));
    const Catalog catalog = catalogOf(attributes);
    const ToolLayout wanted = askTool(folder, catalog), found = ourLayout(catalog);
    INFO(catalog.schemaText());
    CHECK(found.sizes == wanted.sizes);
    CHECK(found.fields == wanted.fields);
  }
}

TEST_CASE("any name gives a schema that compiles") {
  const TempFolder folder;
  const std::vector<std::string> awkward = {
      "struct", "enum",   "union",       "group",     "using", "const",   "interface", "annotation", "import", "embed",
      "true",   "false",  "void",        "inf",       "nan",   "in",      "of",        "text",       "list",   "bool",
      "int64",  "data",   "any_pointer", "customer",  "has_x", "x",       "a_b",       "a__b",       "aB",     "a_b_",
      "_",      "9lives", "größe",       "has_has_x", "a_b2",  "extends", "fixed"};
  std::vector<CatalogAttribute> attributes;
  for (const std::string& name : awkward) attributes.push_back(attribute(name, TypeKind::kChoice, awkward));
  const std::vector<CatalogAttribute> columns = attributes;
  for (const std::string& name : awkward) attributes.push_back(listAttribute("list_" + name, columns));
  attributes.push_back(attribute("plain_text", TypeKind::kText));  // after an enum that might have hidden `Text`
  attributes.push_back(attribute("plain_flag", TypeKind::kFlag));
  attributes[0].title = "a title\nthat :would; } end the line\x01";
  attributes[0].members[0].title = "}\r\n}";
  const Catalog catalog = catalogOf(attributes);
  const std::size_t values = awkward.size() + 1, fieldsOfRows = 2 * awkward.size();
  CHECK(askTool(folder, catalog).fields.size() == 2 * values + 1 + awkward.size() * (1 + fieldsOfRows));
}

TEST_CASE("later attributes and members never rename earlier ones") {
  const Catalog before = catalogOf({attribute("has_x", TypeKind::kFlag), attribute("size", TypeKind::kChoice, {"a_b"}),
                                    listAttribute("rows", {attribute("size", TypeKind::kChoice, {"a_b"})}),
                                    attribute("row_size", TypeKind::kChoice, {"a_b"})});
  const Catalog after = valueOrFail(before.merged(schemaWith(
      {attribute("x", TypeKind::kFlag), attribute("size", TypeKind::kChoice, {"aB", "a_b"}),
       attribute("has__x", TypeKind::kDate),
       listAttribute("rows", {attribute("rows", TypeKind::kChoice, {"b"}), attribute("has_size", TypeKind::kFlag),
                              attribute("row_size", TypeKind::kChoice, {"c"})})})));
  std::istringstream lines(before.schemaText());
  std::string line;
  while (std::getline(lines, line)) {
    INFO(line << "\n" << after.schemaText());
    CHECK(after.schemaText().find(line + '\n') != std::string::npos);
  }
  const TempFolder folder;
  CHECK(askTool(folder, after).sizes.size() == 2);
}

/// What the tests of merging begin with.
Catalog grownCatalog() {
  return catalogOf(
      {keyAttribute("id"), attribute("born", TypeKind::kDate), attribute("fee", TypeKind::kMoney),
       attribute("size", TypeKind::kChoice, {"small", "large"}),
       listAttribute("products", {attribute("name", TypeKind::kText), attribute("price", TypeKind::kNumber)})});
}

TEST_CASE("merging adds at the end") {
  const Catalog base = grownCatalog();
  SECTION("reordered, dropped and new") {
    auto schema = schemaWith({attribute("new", TypeKind::kText),
                              attribute("size", TypeKind::kChoice, {"huge", "large"}), keyAttribute("id")});
    schema.attributes[1].isPrivate = true;
    schema.attributes[1].title = "Size";
    const Catalog merged = valueOrFail(base.merged(schema));
    std::vector<std::string> names, members;
    for (const auto& each : merged.attributes()) names.push_back(each.name);
    for (const auto& each : merged.find("size")->members) members.push_back(each.name);
    CHECK(names == std::vector<std::string>{"id", "born", "fee", "size", "products", "new"});
    CHECK(members == std::vector<std::string>{"small", "large", "huge"});
    CHECK(merged.find("size")->isPrivate);
    CHECK(merged.find("size")->title == "Size");
    CHECK(merged.find("size")->field == base.find("size")->field);
    CHECK(merged.extends(base));
    CHECK_FALSE(base.extends(merged));
    CHECK(valueOrFail(merged.merged(schema)) == merged);
    CHECK(valueOrFail(merged.merged(schemaWith({attribute("size", TypeKind::kChoice)}))).find("size")->isPrivate);
  }
  SECTION("a list's columns") {
    const Catalog merged = valueOrFail(base.merged(schemaWith(
        {listAttribute("products", {attribute("since", TypeKind::kDate), attribute("price", TypeKind::kNumber),
                                    attribute("kind", TypeKind::kChoice, {"fibre"})})})));
    const CatalogAttribute &before = *base.find("products"), &after = *merged.find("products");
    std::vector<std::string> names;
    for (const auto& each : after.columns) names.push_back(each.name);
    CHECK(names == std::vector<std::string>{"name", "price", "since", "kind"});
    CHECK(after.field == before.field);
    CHECK(after.columns[1].field == before.columns[1].field);
    CHECK(merged.extends(base));
    CHECK_FALSE(base.extends(merged));
  }
  SECTION("private stays private, and money needs its currency, in lists too") {
    ProfileSchema schema = schemaWith({listAttribute("products", {attribute("paid", TypeKind::kMoney)})});
    schema.attributes[0].columns[0].isPrivate = true;
    const Catalog merged = valueOrFail(Catalog{}.merged(schema));
    CHECK(holdsPrivate(*merged.find("products")));
    schema.attributes[0].columns[0].isPrivate = false;
    CHECK(holdsPrivate(*valueOrFail(merged.merged(schema)).find("products")));
    schema.currency = "EUR";
    CHECK(merged.merged(schema).fault().kind == FaultKind::kConflict);
  }
}

TEST_CASE("merging refuses what would change a meaning") {
  const Catalog base = grownCatalog();
  struct Case {
    const char* what;
    ProfileSchema schema;
    FaultKind kind;
  };
  const auto another = [](std::string profile, std::string currency) {
    return ProfileSchema{std::move(profile), std::move(currency), {attribute("other", TypeKind::kFlag)}};
  };
  const Case cases[] = {
      {"type", schemaWith({attribute("born", TypeKind::kInstant)}), FaultKind::kConflict},
      {"key's name", schemaWith({keyAttribute("number")}), FaultKind::kConflict},
      {"key no more", schemaWith({attribute("id", TypeKind::kText)}), FaultKind::kConflict},
      {"currency", another("customer", "EUR"), FaultKind::kConflict},
      {"profile", another("client", "GBP"), FaultKind::kConflict},
      {"twice", schemaWith({attribute("a", TypeKind::kFlag), attribute("a", TypeKind::kFlag)}), FaultKind::kInvalid},
      {"member twice", schemaWith({attribute("a", TypeKind::kChoice, {"b", "b"})}), FaultKind::kInvalid},
      {"two keys", schemaWith({keyAttribute("id"), keyAttribute("ie")}), FaultKind::kInvalid},
      {"no name", schemaWith({attribute("", TypeKind::kFlag)}), FaultKind::kInvalid},
      {"a list now", schemaWith({listAttribute("born", {attribute("item", TypeKind::kDate)})}), FaultKind::kConflict},
      {"no list now", schemaWith({attribute("products", TypeKind::kText)}), FaultKind::kConflict},
      {"a column's type", schemaWith({listAttribute("products", {attribute("price", TypeKind::kMoney)})}),
       FaultKind::kConflict},
      {"column twice",
       schemaWith({listAttribute("b", {attribute("a", TypeKind::kFlag), attribute("a", TypeKind::kFlag)})}),
       FaultKind::kInvalid},
      {"no columns", schemaWith({listAttribute("b", {})}), FaultKind::kInvalid},
      {"a column without a type", schemaWith({listAttribute("b", {attribute("a", TypeKind::kError)})}),
       FaultKind::kInvalid},
      {"too many columns",
       schemaWith({listAttribute(
           "b", std::vector<CatalogAttribute>(Catalog::kColumnsMax + 1, attribute("a", TypeKind::kFlag)))}),
       FaultKind::kInvalid},
      {"no type", schemaWith({attribute("a", TypeKind::kError)}), FaultKind::kInvalid},
  };
  for (const Case& each : cases) {
    INFO(each.what);
    const auto merged = base.merged(each.schema);
    REQUIRE_FALSE(merged.ok());
    CHECK(merged.fault().kind == each.kind);
  }
  CHECK(catalogOf({attribute("a", TypeKind::kFlag)}).merged({"customer", "EUR", {}}).ok());  // no money yet
}

TEST_CASE("a catalog survives its bytes") {
  Random random(3);
  for (std::size_t round = 0; round < 50; ++round) {
    auto attributes = randomAttributes(random, round, "f");
    for (auto& each : attributes) {
      each.isPrivate = below(random, 2) == 0;
      each.isProtected = below(random, 2) == 0;
      each.title = std::string(below(random, 9), 'T');
    }
    const Catalog catalog = catalogOf(attributes);
    CHECK(valueOrFail(Catalog::fromBytes(catalog.toBytes())) == catalog);
  }
}

TEST_CASE("only a catalog with lists needs a reader that knows them") {
  const auto formatOf = [](const Catalog& catalog) { return static_cast<int>(catalog.toBytes()[16]); };
  CHECK(formatOf(catalogOf({attribute("a", TypeKind::kFlag)})) == 1);
  CHECK(formatOf(catalogOf({listAttribute("a", {attribute("item", TypeKind::kFlag)})})) == 2);
}

TEST_CASE("hostile catalog bytes are a fault, never a crash") {
  const Catalog catalog = catalogOf(
      {keyAttribute("id"), attribute("size", TypeKind::kChoice, {"small", "large"}), attribute("fee", TypeKind::kMoney),
       listAttribute("products",
                     {attribute("size", TypeKind::kChoice, {"small"}), attribute("price", TypeKind::kMoney)})});
  const std::string good = catalog.toBytes();
  CHECK(Catalog::fromBytes("").fault().kind == FaultKind::kCorrupt);
  CHECK(Catalog::fromBytes(good.substr(0, good.size() - 3)).fault().kind == FaultKind::kCorrupt);
  CHECK(Catalog::fromBytes(good.substr(0, good.size() - 8)).fault().kind == FaultKind::kCorrupt);
  std::string newer = good;
  newer[16] = 4;  // after the frame and the root pointer
  CHECK(Catalog::fromBytes(newer).fault().kind == FaultKind::kUnsupported);

  Random random(11);
  std::size_t refused = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string bytes = good;
    for (std::size_t i = 0, changes = 1 + below(random, 4); i < changes; ++i)
      bytes[below(random, bytes.size())] = static_cast<char>(random());
    const auto read = Catalog::fromBytes(bytes);
    refused += read.ok() ? 0U : 1U;
    if (read.ok()) CHECK(read->attributes().size() <= 1000);
  }
  CHECK(refused > 500);
}

}  // namespace
}  // namespace regard
