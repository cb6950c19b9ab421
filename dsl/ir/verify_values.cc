#include "dsl/ir/verify_values.h"

#include <bit>
#include <cmath>

namespace regard::ir {
namespace {

bool isTextRef(const Program& program, TextRef ref) {
  const std::uint64_t offset = ref.offset & ~TextRef::kProgramPool;
  return (ref.offset & TextRef::kProgramPool) != 0 && offset + ref.length <= program.textPool.size();
}

}  // namespace

bool isDay(std::int64_t day) { return day >= kFirstDay && day <= kLastDay; }

bool isType(const Program& program, Type type) {
  if (type.kind == TypeKind::kError || type.kind > TypeKind::kChoice) return false;
  return type.kind == TypeKind::kChoice ? type.choice < program.choices.size() : type.choice == 0;
}

bool isValue(const Program& program, Type type, Scalar value) {
  if (!isType(program, type) || value.state > State::kError) return false;
  if (value.state == State::kUnknown) return value.cell.bits == 0;
  if (value.state == State::kError) return value.cell.bits <= static_cast<std::uint64_t>(ValueError::kRowsDiffer);
  switch (type.kind) {
    case TypeKind::kFlag: return value.cell.bits <= 1;
    case TypeKind::kNumber:
      return std::isfinite(value.cell.asDouble()) && value.cell.bits != std::bit_cast<std::uint64_t>(-0.0);
    case TypeKind::kText: return isTextRef(program, value.cell.asText());
    case TypeKind::kDate: return isDay(value.cell.asInt());
    case TypeKind::kChoice: return value.cell.bits < program.choices[type.choice].members.size();
    default: return true;
  }
}

bool isSpan(const Program& program, Span span) {
  if (span == Span{}) return true;
  if (span.file >= program.sources.size() || span.begin > span.end) return false;
  return span.end <= program.sources[span.file].text.size();
}

}  // namespace regard::ir
