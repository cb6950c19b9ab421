#include "engine/gather/stored_values.h"

#include "base/check.h"

namespace regard {
namespace {

/// The evaluators rely on every known cell being a value of its type.
bool isValueOf(TypeKind kind, Cell cell) {
  switch (kind) {
    case TypeKind::kNumber: return numberOf(cell.asDouble()).ok() && !(cell.asDouble() == 0 && cell.bits != 0);
    case TypeKind::kDate: return cell.asInt() >= kFirstDay && cell.asInt() <= kLastDay;
    case TypeKind::kFlag: return cell.bits <= 1;
    default: return true;
  }
}

}  // namespace

Scalar keepText(std::string_view text, Inputs& into) {
  REGARD_CHECK(into.text.size() + text.size() < TextRef::kProgramPool, into.text.size(), text.size());
  const TextRef ref{static_cast<std::uint32_t>(into.text.size()), static_cast<std::uint32_t>(text.size())};
  into.text.append(text);
  return Scalar::known(Cell::ofText(ref));
}

Scalar StoredValues::load(const StoredField& stored, const StructView& from) {
  if (stored.field.kind == TypeKind::kText) return loadText(stored, from);
  const Scalar value = from.load(stored.field);
  if (!value.isKnown()) return Scalar::unknown();
  if (stored.field.kind != TypeKind::kChoice)
    return isValueOf(stored.field.kind, value.cell) ? value : Scalar::unknown();
  const std::uint64_t ordinal = value.cell.bits;
  if (ordinal >= stored.memberOf.size() || stored.memberOf[ordinal] == kNoMember) return Scalar::unknown();
  return Scalar::known(Cell::ofInt(stored.memberOf[ordinal]));
}

Scalar StoredValues::loadText(const StoredField& stored, const StructView& from) {
  std::string_view text;
  if (!from.loadText(stored.field, text) || text.size() > textBytesLeft_) return Scalar::unknown();
  textBytesLeft_ -= text.size();
  return keepText(text, into_);
}

}  // namespace regard
