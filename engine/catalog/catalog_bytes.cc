// The catalog as a Cap'n Proto message. The only file that knows the generated classes; what Cap'n Proto throws about
// hostile bytes ends here.

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "catalog.capnp.h"
#include "engine/catalog/catalog.h"

namespace regard {
namespace {

constexpr std::uint16_t kFormatWithoutLists = 1;  // all that older versions read
constexpr std::uint16_t kFormatWithoutKeep = 2;   // those would let rows go without rolling them up
constexpr std::uint16_t kFormat = 3;
constexpr std::size_t kCatalogBytesMax = 256U << 20U;

/// Position: the stored number (schema::Kind), which for a list is the next one. Independent of the order of TypeKind.
constexpr std::array kKinds = {TypeKind::kFlag,   TypeKind::kNumber, TypeKind::kPercent, TypeKind::kMoney,
                               TypeKind::kText,   TypeKind::kDate,   TypeKind::kInstant, TypeKind::kDuration,
                               TypeKind::kPeriod, TypeKind::kChoice};

schema::Kind storedKind(TypeKind kind) {
  const auto* const at = std::find(kKinds.begin(), kKinds.end(), kind);
  REGARD_CHECK(at != kKinds.end(), kindName(kind));
  return static_cast<schema::Kind>(at - kKinds.begin());
}

std::string textOf(capnp::Text::Reader text) { return {text.begin(), text.size()}; }

capnp::Text::Reader readerOf(const std::string& text) { return {text.data(), text.size()}; }

Fault corrupt(std::string_view what) {
  return {FaultKind::kCorrupt,
          fmt::format("the store's catalog cannot be read ({}): restore the store from a copy", what)};
}

Status readField(schema::Attribute::Reader from, CatalogField& field) {
  field.name = textOf(from.getName());
  field.title = textOf(from.getTitle());
  field.isPrivate = from.getIsPrivate();
  field.isProtected = from.getIsProtected();
  for (const auto member : from.getMembers())
    field.members.push_back({textOf(member.getName()), textOf(member.getTitle())});
  if (from.getKind() == schema::Kind::LIST) return Done{};
  const auto kind = static_cast<std::size_t>(from.getKind());
  if (kind >= kKinds.size()) return corrupt(fmt::format("`{}` has the unknown type {}", field.name, kind));
  field.kind = kKinds[kind];
  return Done{};
}

Result<CatalogAttribute> attributeFrom(schema::Attribute::Reader from) {
  CatalogAttribute attribute;
  if (auto read = readField(from, attribute); !read.ok()) return read.fault();
  attribute.isKey = from.getIsKey();
  attribute.isList = from.getKind() == schema::Kind::LIST;
  for (const auto column : from.getColumns()) {
    CatalogField field;
    if (auto read = readField(column, field); !read.ok()) return read.fault();
    attribute.columns.push_back(std::move(field));
  }
  attribute.keepMs = from.getKeepMs();
  return attribute;
}

void write(const CatalogField& field, schema::Attribute::Builder to) {
  to.setName(readerOf(field.name));
  to.setTitle(readerOf(field.title));
  if (field.kind != TypeKind::kError) to.setKind(storedKind(field.kind));
  to.setIsPrivate(field.isPrivate);
  to.setIsProtected(field.isProtected);
  if (field.members.empty()) return;
  auto members = to.initMembers(static_cast<unsigned>(field.members.size()));
  for (unsigned m = 0; m < members.size(); ++m) {
    members[m].setName(readerOf(field.members[m].name));
    members[m].setTitle(readerOf(field.members[m].title));
  }
}

}  // namespace

std::string Catalog::toBytes() const {
  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<schema::Catalog>();
  const bool hasLists = std::any_of(attributes_.begin(), attributes_.end(), [](const auto& a) { return a.isList; });
  const bool rollsUp = std::any_of(attributes_.begin(), attributes_.end(), [](const auto& a) { return a.keepMs != 0; });
  root.setFormat(rollsUp ? kFormat : hasLists ? kFormatWithoutKeep : kFormatWithoutLists);
  root.setProfileName(readerOf(profileName_));
  root.setCurrency(readerOf(currency_));
  auto attributes = root.initAttributes(static_cast<unsigned>(attributes_.size()));
  for (unsigned i = 0; i < attributes.size(); ++i) {
    const CatalogAttribute& from = attributes_[i];
    auto to = attributes[i];
    write(from, to);
    to.setIsKey(from.isKey);
    if (!from.isList) continue;
    to.setKind(schema::Kind::LIST);
    to.setKeepMs(from.keepMs);
    auto columns = to.initColumns(static_cast<unsigned>(from.columns.size()));
    for (unsigned c = 0; c < columns.size(); ++c) write(from.columns[c], columns[c]);
  }
  const auto words = capnp::messageToFlatArray(message);
  const auto bytes = words.asChars();
  return {bytes.begin(), bytes.size()};
}

Result<Catalog> Catalog::fromBytes(std::string_view bytes) {
  if (bytes.size() > kCatalogBytesMax) return corrupt("it is too long");
  if (bytes.empty() || bytes.size() % sizeof(capnp::word) != 0) return corrupt("its length is not a multiple of eight");
  auto words = kj::heapArray<capnp::word>(bytes.size() / sizeof(capnp::word));
  std::memcpy(words.asBytes().begin(), bytes.data(), bytes.size());
  try {
    capnp::ReaderOptions options;
    options.traversalLimitInWords = 8 * words.size() + 1024;  // what is shared may be read more than once, not for ever
    capnp::FlatArrayMessageReader message(words, options);
    const auto root = message.getRoot<schema::Catalog>();
    if (root.getFormat() > kFormat)
      return Fault{
          FaultKind::kUnsupported,
          fmt::format("the store's catalog has format {} and this version of regard reads up to {}: use a newer "
                      "regard",
                      root.getFormat(), kFormat)};
    if (root.getFormat() < kFormatWithoutLists) return corrupt(fmt::format("format {}", root.getFormat()));
    Catalog catalog;
    catalog.profileName_ = textOf(root.getProfileName());
    catalog.currency_ = textOf(root.getCurrency());
    for (const auto from : root.getAttributes()) {
      auto attribute = attributeFrom(from);
      if (!attribute.ok()) return attribute.fault();
      catalog.attributes_.push_back(*std::move(attribute));
    }
    if (const auto wrong = catalog.fault()) return corrupt(wrong->message);
    catalog.layOut();
    return catalog;
  } catch (const kj::Exception& exception) { return corrupt(exception.getDescription().cStr()); }
}

}  // namespace regard
