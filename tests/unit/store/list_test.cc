// Lists in records: what is unknown, empty or has rows; and pointers that lead where they must not.

#include <cstring>

#include "store_support.h"

namespace regard {
namespace {

using namespace support;

TEST_CASE("a list is unknown, empty, or has rows; the last one set counts") {
  const Catalog catalog =
      catalogOf({listAttribute("l", {attribute("n", TypeKind::kNumber), attribute("t", TypeKind::kText)}),
                 attribute("t", TypeKind::kText), listAttribute("m", {attribute("item", TypeKind::kText)})});
  const CatalogAttribute &l = *catalog.find("l"), &m = *catalog.find("m");
  RecordBuilder builder(catalog);
  const auto view = [&] { return valueOrFail(RecordView::of(builder.finish(1), true)); };
  CHECK(load(view(), l) == AnyValue{});
  builder.beginList(l);
  CHECK(load(view(), l) == AnyValue{Scalar::known({}), "", {}});
  builder.addRow();
  builder.addRow();
  builder.setTextInRow(l.columns[1], "second");
  builder.setInRow(l.columns[0], Scalar::known(Cell::ofDouble(2.5)));
  builder.beginList(m);
  for (std::uint32_t i = 0; i < kListRowsMax; ++i) {
    builder.addRow();
    builder.setTextInRow(m.columns[0], std::to_string(i));
  }
  CHECK(load(view(), l).rows ==
        std::vector<std::vector<AnyValue>>{
            {{}, {}}, {{Scalar::known(Cell::ofDouble(2.5)), "", {}}, {Scalar::known({}), "second", {}}}});
  CHECK(load(view(), m).rows.size() == kListRowsMax);
  CHECK(load(view(), m).rows.back()[0].text == "999");
  CHECK(builder.bytes() == builder.finish(1).size());

  RecordBuilder copy(catalog);
  copy.loadFrom(view());
  CHECK(copy.finish(1) == builder.finish(1));
  builder.beginList(l);
  CHECK(load(view(), l).rows.empty());
  builder.clearList(l);
  CHECK(load(view(), l) == AnyValue{});
  builder.clear();
  CHECK(builder.finish(1).size() == 24);
}

TEST_CASE("a list longer than it may be, or that leads outside, is unknown") {
  const Catalog catalog = catalogOf({listAttribute("l", {attribute("d", TypeKind::kDuration)})});
  const CatalogAttribute& list = *catalog.find("l");
  RecordBuilder builder(catalog);
  builder.beginList(list);
  builder.addRow();
  builder.setInRow(list.columns[0], Scalar::known(Cell::ofInt(7)));
  const std::string good(builder.finish(1));  // header, root, list pointer, tag, a row of two words
  REQUIRE(good.size() == 56);
  constexpr std::size_t kPointer = 24, kTag = 32;
  struct Case {
    const char* what;
    std::size_t word;
    std::uint64_t value;
    bool known;
  };
  const auto list7 = [](std::uint64_t offset, std::uint64_t words) {
    return words << 35U | 7ULL << 32U | offset << 2U | 1U;
  };
  const auto tag = [](std::uint64_t rows, std::uint64_t data, std::uint64_t pointers) {
    return pointers << 48U | data << 32U | rows << 2U;
  };
  const Case cases[] = {
      {"as written", kPointer, list7(0, 2), true},
      {"words beyond the segment", kPointer, list7(0, 3), false},
      {"a tag beyond the segment", kPointer, list7(3, 0), false},
      {"far beyond", kPointer, list7(0x1FFF'FFFF, 0), false},
      {"before the segment", kPointer, list7(0x3FFF'FFFD, 0), false},
      {"the pointer as its own tag", kPointer, list7(0x3FFF'FFFF, 0), false},
      {"a list of words", kPointer, 2ULL << 35U | 5ULL << 32U | 1U, false},
      {"a struct", kPointer, 2ULL << 32U, false},
      {"null", kPointer, 0, false},
      {"more rows than words", kTag, tag(2, 2, 0), false},
      {"rows that are wider", kTag, tag(1, 2, 1), false},
      {"a negative number of rows", kTag, tag(0x3FFF'FFFF, 0, 0), false},
      {"rows of nothing, too many", kTag, tag(kListRowsMax + 1, 0, 0), false},
      {"rows of nothing", kTag, tag(kListRowsMax, 0, 0), true},
      {"a tag that is a list pointer", kTag, tag(1, 2, 0) | 1U, false},
      {"no rows", kTag, tag(0, 2, 0), true},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    const auto bytes = std::make_unique<char[]>(good.size());  // exactly as long, for the sanitizer to watch
    std::memcpy(bytes.get(), good.data(), good.size());
    std::memcpy(bytes.get() + c.word, &c.value, sizeof c.value);
    const auto view = RecordView::of({bytes.get(), good.size()}, false);
    REQUIRE(view.ok());
    CHECK(load(*view, list).scalar.isKnown() == c.known);
  }
}

TEST_CASE("copying what overlaps ends") {
  std::vector<CatalogAttribute> attributes;
  for (int i = 0; i < 200; ++i) attributes.push_back(attribute("f" + std::to_string(i), TypeKind::kText));
  for (int i = 0; i < 200; ++i)
    attributes.push_back(listAttribute("g" + std::to_string(i), {attribute("item", TypeKind::kText)}));
  const Catalog catalog = catalogOf(attributes);
  RecordBuilder builder(catalog);
  builder.setText(*catalog.find("f199"), std::string(kTextBytesMax, 'x'));
  builder.beginList(*catalog.find("g199"));
  for (std::uint32_t i = 0; i < kListRowsMax; ++i) builder.addRow();
  builder.setTextInRow(catalog.find("g199")->columns[0], "last");
  std::string record(builder.finish(1));
  // Every field now leads to the last one's content: a pointer counts from itself.
  for (std::uint64_t i = 0; i < 400; ++i) {
    const std::size_t from = i < 200 ? 199 : 399;
    std::uint64_t pointer = 0;
    std::memcpy(&pointer, record.data() + 24 + from * 8, sizeof pointer);
    pointer += (from - i) << 2U;
    std::memcpy(record.data() + 24 + i * 8, &pointer, sizeof pointer);
  }
  const RecordView hostile = valueOrFail(RecordView::of(record, false));
  CHECK(load(hostile, *catalog.find("f0")).text.size() == kTextBytesMax);
  CHECK(load(hostile, *catalog.find("g0")).rows.size() == kListRowsMax);
  builder.loadFrom(hostile);
  CHECK(builder.bytes() < 4 * kRecordBytesMax);
  CHECK_FALSE(builder.hasRoom());
}

}  // namespace
}  // namespace regard
