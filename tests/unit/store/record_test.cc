// Records against the capnp tool, in both directions; against older and newer catalogs; and against hostile bytes.

#include <fmt/format.h>

#include <cstring>
#include <sstream>

#include "engine/store/crc32c.h"
#include "store_support.h"

namespace regard {
namespace {

using namespace support;

/// Fields as `capnp decode --short` prints them and `capnp encode` reads them.
void addForTool(std::vector<std::string>& fields, const CatalogField& field, const AnyValue& value) {
  const std::string& name = field.name;
  if (field.kind == TypeKind::kText) {
    if (value.scalar.isKnown()) fields.push_back(fmt::format("{} = \"{}\"", name, value.text));
    return;
  }
  fields.push_back(fmt::format("hasF{} = {}", name.substr(1), value.scalar.isKnown()));
  if (field.kind == TypeKind::kFlag) {
    fields.push_back(fmt::format("{} = {}", name, value.scalar.cell.asBool()));
  } else if (field.kind == TypeKind::kNumber) {
    fields.push_back(fmt::format("{} = {}", name, value.scalar.cell.asDouble()));
  } else if (field.kind == TypeKind::kChoice) {
    fields.push_back(fmt::format("{} = m{}", name, value.scalar.cell.bits));
  } else {
    fields.push_back(fmt::format("{} = {}", name, value.scalar.cell.asInt()));
  }
}

std::string textForTool(const Catalog& catalog, const std::vector<AnyValue>& values) {
  std::vector<std::string> fields;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const CatalogAttribute& each = catalog.attributes()[i];
    if (!each.isList) {
      addForTool(fields, each, values[i]);
    } else if (values[i].scalar.isKnown()) {
      std::vector<std::string> rows;
      for (const auto& row : values[i].rows) {
        std::vector<std::string> inRow;
        for (std::size_t c = 0; c < row.size(); ++c) addForTool(inRow, each.columns[c], row[c]);
        rows.push_back(fmt::format("({})", fmt::join(inRow, ", ")));
      }
      fields.push_back(fmt::format("{} = [{}]", each.name, fmt::join(rows, ", ")));
    }
  }
  return fmt::format("({})\n", fmt::join(fields, ", "));
}

std::string recordAround(std::string_view segment) {
  std::string record(sizeof(RecordHeader), '\0');
  const RecordHeader header;
  std::memcpy(record.data(), &header, sizeof header);
  record += segment;
  stampRecord(record, 1);
  return record;
}

TEST_CASE("the capnp tool decodes what we write, and we read what it encodes") {
  const TempFolder folder;
  Random random(5);
  for (std::size_t round = 0; round < 25; ++round) {
    const Catalog catalog = catalogOf(randomAttributes(random, 1 + round, "f"));
    writeFile(folder / "schema.capnp", catalog.schemaText());
    RecordBuilder builder(catalog);
    std::string messages, text;
    std::vector<std::vector<AnyValue>> customers;
    for (int i = 0; i < 10; ++i) {
      customers.push_back(randomCustomer(random, catalog, builder));
      const std::string record(builder.finish(1));
      messages += valueOrFail(RecordView::of(record, true)).framedMessage();
      text += textForTool(catalog, customers.back());
    }
    writeFile(folder / "messages", messages);
    CHECK(outputOf("capnp decode --short " + (folder / "schema.capnp") + " Customer < " + (folder / "messages")) ==
          text);

    writeFile(folder / "text", text);
    std::string encoded = outputOf("capnp encode " + (folder / "schema.capnp") + " Customer < " + (folder / "text"));
    for (const auto& values : customers) {
      std::uint32_t frame[2];
      REQUIRE(encoded.size() >= sizeof frame);
      std::memcpy(frame, encoded.data(), sizeof frame);
      REQUIRE(frame[0] == 0);
      const std::string record = recordAround(std::string_view(encoded).substr(sizeof frame, frame[1] * 8U));
      encoded.erase(0, sizeof frame + frame[1] * 8U);
      const RecordView view = valueOrFail(RecordView::of(record, true));
      for (std::size_t i = 0; i < values.size(); ++i) CHECK(load(view, catalog.attributes()[i]) == values[i]);
    }
    CHECK(encoded.empty());
  }
}

/// As a later rulebook may have a list: its columns reordered, some dropped, some new.
void changeColumns(Random& random, CatalogAttribute& list) {
  if (!list.isList) return;
  std::shuffle(list.columns.begin(), list.columns.end(), random);
  list.columns.resize(below(random, list.columns.size() + 1));
  for (std::size_t i = 0, added = 1 + below(random, 3); i < added; ++i)
    list.columns.insert(list.columns.begin(), randomField(random, "g" + std::to_string(i)));
}

/// `value` as read by a catalog that has more columns.
AnyValue withColumns(AnyValue value, std::size_t columns) {
  for (auto& row : value.rows) row.resize(columns);
  return value;
}

TEST_CASE("old records read under a newer catalog, and new ones under an older") {
  Random random(9);
  for (std::size_t round = 0; round < 200; ++round) {
    const Catalog before = catalogOf(randomAttributes(random, 1 + round % 30, "f"));
    ProfileSchema next = schemaWith(before.attributes());  // as a rulebook may come: reordered, some dropped, some new
    std::shuffle(next.attributes.begin(), next.attributes.end(), random);
    next.attributes.resize(below(random, next.attributes.size() + 1));
    for (auto& each : next.attributes)
      if (each.kind == TypeKind::kChoice) each.members.insert(each.members.begin(), {"new_member", ""});
    for (auto& each : next.attributes) changeColumns(random, each);
    for (auto& each : randomAttributes(random, below(random, 10), "g"))
      next.attributes.insert(
          next.attributes.begin() + static_cast<std::ptrdiff_t>(below(random, next.attributes.size() + 1)), each);
    const Catalog after = valueOrFail(before.merged(next));

    RecordBuilder oldBuilder(before), newBuilder(after);
    const auto values = randomCustomer(random, before, oldBuilder);
    const std::string oldRecord(oldBuilder.finish(4));
    const RecordView old = valueOrFail(RecordView::of(oldRecord, true));
    for (const CatalogAttribute& each : after.attributes()) {
      const CatalogAttribute* const known = before.find(each.name);
      const AnyValue wanted =
          known == nullptr ? AnyValue{} : values[static_cast<std::size_t>(known - before.attributes().data())];
      CHECK(load(old, each) == withColumns(wanted, each.columns.size()));
    }
    newBuilder.loadFrom(old);
    for (const CatalogAttribute& each : after.attributes())
      if (before.find(each.name) == nullptr) put(newBuilder, each, randomValue(random, each));
    const std::string newRecord(newBuilder.finish(5));
    const RecordView fresh = valueOrFail(RecordView::of(newRecord, true));
    CHECK(fresh.version() == 5);
    for (std::size_t i = 0; i < values.size(); ++i) CHECK(load(fresh, before.attributes()[i]) == values[i]);
  }
}

TEST_CASE("values are unknown until set and after they are cleared") {
  const Catalog catalog =
      catalogOf({attribute("a", TypeKind::kMoney), attribute("t", TypeKind::kText), attribute("b", TypeKind::kFlag)});
  RecordBuilder builder(catalog);
  const auto& [a, t, b] = std::tie(*catalog.find("a"), *catalog.find("t"), *catalog.find("b"));
  const auto view = [&] { return valueOrFail(RecordView::of(builder.finish(1), true)); };
  CHECK(builder.finish(1).size() == 24);  // nothing known: header and one empty pointer
  CHECK_FALSE(view().empty());
  builder.set(b, Scalar::known(Cell::ofBool(false)));
  builder.setText(t, "");
  builder.set(a, Scalar::known(Cell::ofInt(-1)));
  CHECK(load(view(), b) == AnyValue{Scalar::known(Cell::ofBool(false)), "", {}});
  CHECK(load(view(), t) == AnyValue{Scalar::known({}), "", {}});
  CHECK(load(view(), a).scalar.cell.asInt() == -1);
  builder.setText(t, "eight888");
  CHECK(load(view(), t).text == "eight888");
  builder.clearText(t);
  builder.set(a, Scalar::unknown());
  CHECK(load(view(), t) == AnyValue{});
  CHECK(load(view(), a) == AnyValue{});
  CHECK(load(view(), b).scalar.isKnown());
  builder.clear();
  CHECK(load(view(), b) == AnyValue{});
}

TEST_CASE("stored bits that are no value of their kind are unknown") {
  const Catalog catalog = catalogOf({attribute("d", TypeKind::kDate), attribute("n", TypeKind::kNumber)});
  const auto loadBits = [&](const char* name, std::uint64_t bits) {
    RecordBuilder builder(catalog);
    builder.set(*catalog.find(name), Scalar::known({bits}));
    return valueOrFail(RecordView::of(builder.finish(1), true)).load(catalog.find(name)->field);
  };
  CHECK(loadBits("d", static_cast<std::uint32_t>(kLastDay)).isKnown());
  CHECK_FALSE(loadBits("d", static_cast<std::uint32_t>(kLastDay + 1)).isKnown());
  CHECK(loadBits("d", static_cast<std::uint32_t>(kFirstDay)).cell.asInt() == kFirstDay);
  CHECK_FALSE(loadBits("d", static_cast<std::uint32_t>(kFirstDay - 1)).isKnown());
  CHECK_FALSE(loadBits("n", 0x7FF8'0000'0000'0000U).isKnown());
  CHECK_FALSE(loadBits("n", 0x7FF0'0000'0000'0000U).isKnown());
  CHECK(loadBits("n", 0x8000'0000'0000'0000U).cell.bits == 0);  // -0
}

TEST_CASE("damaged records: refused, or unknown, never a read outside") {
  Random random(13);
  const Catalog catalog = catalogOf(randomAttributes(random, 40, "f"));
  RecordBuilder builder(catalog);
  std::size_t refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    randomCustomer(random, catalog, builder);
    std::string_view record = builder.finish(1);
    record = record.substr(0, below(random, 8) == 0 ? below(random, record.size()) : record.size());
    const auto bytes = std::make_unique<char[]>(record.size());  // exactly as long, for the sanitizer to watch
    std::memcpy(bytes.get(), record.data(), record.size());
    for (std::size_t i = 0, changes = below(random, 6); i < changes && record.size() > 16; ++i) {
      const std::size_t at = below(random, 2) == 0 ? 16 + below(random, std::min<std::size_t>(record.size() - 16, 96))
                                                   : below(random, record.size());
      bytes[at] = static_cast<char>(random());
    }
    const auto view = RecordView::of({bytes.get(), record.size()}, false);
    refused += view.ok() ? 0U : 1U;
    if (!view.ok()) continue;
    std::size_t sum = 0;
    for (const CatalogAttribute& each : catalog.attributes()) {
      const AnyValue value = load(*view, each);
      for (const char c : value.text) sum += static_cast<unsigned char>(c);
      for (const auto& row : value.rows)
        for (const AnyValue& inRow : row)
          for (const char c : inRow.text) sum += static_cast<unsigned char>(c);
    }
    RecordBuilder copy(catalog);
    copy.loadFrom(*view);
    CHECK(copy.bytes() <= 4 * kRecordBytesMax);
    CHECK(sum < (1U << 30U));
    CHECK(view->framedMessage().size() == record.size() - sizeof(RecordHeader) + 8);
  }
  CHECK(refused > 100);
}

TEST_CASE("one changed bit fails the checksum; a newer format is refused as such") {
  const Catalog catalog = catalogOf({attribute("t", TypeKind::kText)});
  RecordBuilder builder(catalog);
  builder.setText(*catalog.find("t"), "some text");
  const std::string good(builder.finish(7));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    CHECK_FALSE(RecordView::of(bad, true).ok());
  }
  std::string newer = good;
  newer[4] = 2;
  CHECK(RecordView::of(newer, true).fault().kind == FaultKind::kUnsupported);
  newer = good;
  newer[6] = 1;
  CHECK(RecordView::of(newer, true).fault().kind == FaultKind::kUnsupported);
}

TEST_CASE("CRC-32C: published values, and both ways agree") {
  CHECK(crc32c("123456789") == 0xE306'9283U);
  CHECK(crc32c(std::string(32, '\0')) == 0x8A91'36AAU);
  CHECK(crc32c("") == 0);
  Random random(1);
  std::string bytes;
  for (std::size_t size = 0; size < 300; ++size, bytes += static_cast<char>(random()))
    CHECK(crc32c(bytes) == crc32cPortable(bytes));
}

/// "0000  c3 1f …": one word a line.
std::string hexDump(std::string_view bytes) {
  std::string dump;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (at % 8 == 0) dump += fmt::format("{}{:04x} ", at == 0 ? "" : "\n", at);
    dump += fmt::format(" {:02x}", static_cast<unsigned char>(bytes[at]));
  }
  return dump;
}

TEST_CASE("the worked example of docs/formats/profile-record.md is what we write") {
  const Catalog catalog = catalogOf(
      {keyAttribute("customer_id"), attribute("first_name", TypeKind::kText), attribute("born", TypeKind::kDate),
       attribute("contract", TypeKind::kChoice, {"month_to_month", "one_year"}),
       attribute("monthly_charge", TypeKind::kMoney), attribute("vulnerable", TypeKind::kFlag),
       listAttribute("products", {attribute("name", TypeKind::kText), attribute("price", TypeKind::kMoney)})});
  RecordBuilder builder(catalog);
  builder.setText(*catalog.find("first_name"), "Ann");
  builder.set(*catalog.find("contract"), Scalar::known(Cell::ofInt(1)));
  builder.set(*catalog.find("monthly_charge"), Scalar::known(Cell::ofInt(425'000)));
  builder.set(*catalog.find("vulnerable"), Scalar::known(Cell::ofBool(false)));
  const CatalogAttribute& products = *catalog.find("products");
  builder.beginList(products);
  builder.addRow();
  builder.setTextInRow(products.columns[0], "fibre");
  builder.setInRow(products.columns[1], Scalar::known(Cell::ofInt(300'000)));
  builder.addRow();
  builder.setTextInRow(products.columns[0], "tv");
  const std::string page = readFile(DOCS_FORMATS "/profile-record.md");
  std::istringstream dump(hexDump(builder.finish(1))), schema(catalog.schemaText());
  for (std::istream* lines : {static_cast<std::istream*>(&dump), static_cast<std::istream*>(&schema)})
    for (std::string line; std::getline(*lines, line);) {
      INFO(line);
      CHECK(page.find(line) != std::string::npos);
    }
}

}  // namespace
}  // namespace regard
