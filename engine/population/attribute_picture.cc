#include "engine/population/attribute_picture.h"

#include "engine/log/byte_codec.h"
#include "engine/population/order.h"

namespace regard::population {
namespace {

AttributePicture::Form formOf(const CatalogAttribute& attribute) {
  using Form = AttributePicture::Form;
  if (holdsPrivate(attribute) || attribute.isKey) return Form::kHidden;
  if (attribute.isList) return Form::kOrdered;
  switch (attribute.kind) {
    case TypeKind::kFlag:
    case TypeKind::kChoice: return Form::kMembers;
    case TypeKind::kText: return Form::kTexts;
    default: return Form::kOrdered;
  }
}

}  // namespace

AttributePicture::AttributePicture(const CatalogAttribute& attribute)
    : form_(formOf(attribute)), kind_(attribute.isList ? TypeKind::kNumber : attribute.kind) {
  if (form_ == Form::kMembers) members_.resize(attribute.kind == TypeKind::kFlag ? 2 : attribute.members.size());
}

void AttributePicture::add(const RecordView& record, const CatalogAttribute& attribute) {
  const auto count = [&](bool isKnown) { isKnown ? ++known_ : ++unknown_; };
  if (attribute.isList) {
    ListView rows;
    const bool isKnown = record.loadList(attribute.field, rows);
    count(isKnown);
    if (isKnown && form_ == Form::kOrdered)
      sketch_.add(toOrder(TypeKind::kNumber, Cell::ofDouble(static_cast<double>(rows.size()))));
    return;
  }
  if (attribute.kind == TypeKind::kText) {
    std::string_view text;
    const bool isKnown = record.loadText(attribute.field, text);
    count(isKnown);
    if (isKnown && form_ == Form::kTexts) texts_.add(text);
    return;
  }
  const Scalar value = record.load(attribute.field);
  const bool isMember = form_ == Form::kMembers;
  const bool isKnown = value.isKnown() && !(isMember && value.cell.bits >= members_.size());
  count(isKnown);
  if (!isKnown) return;
  if (isMember) ++members_[value.cell.bits];
  if (form_ == Form::kOrdered) sketch_.add(toOrder(kind_, value.cell));
}

std::string AttributePicture::toBytes() const {
  std::string bytes;
  ByteWriter to(bytes);
  to.byte(static_cast<std::uint8_t>(form_));
  to.byte(static_cast<std::uint8_t>(kind_));
  to.varint(known_);
  to.varint(unknown_);
  if (form_ == Form::kOrdered) to.text(sketch_.toBytes());
  if (form_ == Form::kTexts) to.text(texts_.toBytes());
  if (form_ == Form::kMembers) {
    to.varint(members_.size());
    for (const std::uint64_t member : members_) to.varint(member);
  }
  return bytes;
}

std::optional<AttributePicture> AttributePicture::fromBytes(std::string_view bytes) {
  ByteReader from(bytes);
  AttributePicture picture;
  const std::uint8_t form = from.byte(), kind = from.byte();
  if (form > static_cast<std::uint8_t>(Form::kTexts) || kind > static_cast<std::uint8_t>(TypeKind::kChoice)) return {};
  picture.form_ = static_cast<Form>(form);
  picture.kind_ = static_cast<TypeKind>(kind);
  picture.known_ = from.varint();
  picture.unknown_ = from.varint();
  if (picture.form_ == Form::kOrdered) {
    auto sketch = KllSketch::fromBytes(from.text());
    if (!sketch || sketch->count() != picture.known_) return {};
    picture.sketch_ = *std::move(sketch);
  } else if (picture.form_ == Form::kTexts) {
    auto texts = OftenSeen::fromBytes(from.text());
    if (!texts) return {};
    picture.texts_ = *std::move(texts);
  } else if (picture.form_ == Form::kMembers) {
    picture.members_.resize(from.count());
    for (std::uint64_t& member : picture.members_) member = from.varint();
  }
  if (!from.isDone()) return {};
  return picture;
}

}  // namespace regard::population
