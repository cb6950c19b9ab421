#include "engine/render/render.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/check.h"
#include "engine/render/locale_formats.h"

namespace regard {
namespace {

/// Bytes of a character that must not come out of a value: controls (C0, DEL, C1), line and paragraph separators, and
/// direction overrides, which could make a text read other than it is. 0 if there is none at `at`.
std::size_t unsafeLength(std::string_view text, std::size_t at) {
  const auto byteAt = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned lead = byteAt(at), second = byteAt(at + 1), third = byteAt(at + 2);
  if (lead < 0x20 || lead == 0x7F) return 1;
  if (lead == 0xC2 && second >= 0x80 && second <= 0x9F) return 2;
  if (lead == 0xE2 && second == 0x80 && third >= 0xA8 && third <= 0xAE) return 3;  // U+2028 … U+202E
  if (lead == 0xE2 && second == 0x81 && third >= 0xA6 && third <= 0xA9) return 3;  // U+2066 … U+2069
  return 0;
}

std::string_view htmlEntity(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return {};
  }
}

/// Bytes that may be, or may begin, what does not go out as it is.
constexpr auto kNeedsLook = [] {
  std::array<bool, 256> table{};
  for (unsigned byte = 0; byte < 0x20; ++byte) table[byte] = true;
  for (const unsigned byte :
       {0x7FU, 0xC2U, 0xE2U, unsigned{'&'}, unsigned{'<'}, unsigned{'>'}, unsigned{'"'}, unsigned{'\''}})
    table[byte] = true;
  return table;
}();

void appendValue(std::string& out, std::string_view value, bool html) {
  for (std::size_t i = 0; i < value.size();) {
    std::size_t end = i;
    while (end < value.size() && !kNeedsLook[static_cast<unsigned char>(value[end])]) ++end;
    out.append(value, i, end - i);
    i = end;
    if (i == value.size()) return;
    if (const std::size_t length = unsafeLength(value, i); length > 0) {
      out += ' ';
      i += length;
      continue;
    }
    const std::string_view entity = html ? htmlEntity(value[i]) : std::string_view{};
    if (entity.empty())
      out += value[i];
    else
      out += entity;
    ++i;
  }
}

std::string memberForReaders(const ir::Choice& choice, std::int64_t ordinal) {
  const ir::ChoiceMember& member = choice.members[static_cast<std::size_t>(ordinal)];
  if (!member.title.empty()) return member.title;
  std::string words = member.name;
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

}  // namespace

struct Renderer::State {
  // A profile's locale is data, so the number of distinct ones has no bound of its own.
  static constexpr std::size_t kLocalesMax = 256;
  std::map<std::string, LocaleFormats, std::less<>> formats;
  std::string key;  // reused

  LocaleFormats& formatsOf(const ir::Program& program, std::string_view locale) {
    key.assign(locale).append("\n").append(program.locale).append("\n");
    key.append(program.currency).append("\n").append(program.timezone);
    if (const auto found = formats.find(key); found != formats.end()) return found->second;
    if (formats.size() >= kLocalesMax) formats.clear();
    auto known = knownLocale(locale);
    if (!known) known = knownLocale(program.locale);
    return formats.try_emplace(key, known.value_or(icu::Locale::getUK()), program.currency, program.timezone)
        .first->second;
  }
};

Renderer::Renderer() : state_(std::make_unique<State>()) {}
Renderer::~Renderer() = default;

namespace {

/// `formats`: gives those of the reader's locale, where they are needed.
template <class Formats>
std::string valueForReaders(const ir::Program& program, const Inputs& inputs, Type type, Scalar value,
                            const Formats& formats) {
  if (value.state == regard::State::kUnknown) return "unknown";
  if (value.state == regard::State::kError) return errorText(value.cell.asError());
  const std::int64_t bits = value.cell.asInt();
  switch (type.kind) {
    case TypeKind::kFlag: return value.cell.asBool() ? "yes" : "no";
    case TypeKind::kText: return std::string(textOf(program, inputs, value.cell.asText()));
    case TypeKind::kChoice: return memberForReaders(program.choices[type.choice], bits);
    case TypeKind::kNumber: return formats().number(value.cell.asDouble());
    case TypeKind::kPercent: return formats().percent(Percent{bits});
    case TypeKind::kMoney: return formats().money(Money{bits});
    case TypeKind::kDate: return formats().date(static_cast<Day>(bits));
    case TypeKind::kInstant: return formats().instant(bits);
    case TypeKind::kDuration: return formats().duration(bits);
    case TypeKind::kPeriod: return formats().period(bits);
    case TypeKind::kError: break;
  }
  REGARD_CHECK(false, "a value without a type");
  return {};
}

/// About how long a text gets.
std::size_t lengthOf(const ir::TreatmentField& field) {
  constexpr std::size_t kValueBytes = 16;
  std::size_t length = 0;
  for (const ir::TextPart& part : field.parts) length += part.token == ir::kNone ? part.text.size() : kValueBytes;
  return length;
}

}  // namespace

std::string Renderer::formatValue(const ir::Program& program, const Inputs& inputs, Type type, Scalar value,
                                  std::string_view locale) {
  return valueForReaders(program, inputs, type, value,
                         [&]() -> LocaleFormats& { return state_->formatsOf(program, locale); });
}

std::vector<RenderedField> Renderer::render(const ir::Program& program, const Inputs& inputs, const Scored& kept,
                                            const TokenValue& valueOf) {
  if (kept.treatment < 0) return {};
  const ir::Treatment& treatment = program.actions[kept.action].treatments[static_cast<std::size_t>(kept.treatment)];
  LocaleFormats* known = nullptr;
  const auto formats = [&]() -> LocaleFormats& {
    if (known == nullptr) known = &state_->formatsOf(program, inputs.locale);
    return *known;
  };
  std::vector<RenderedField> rendered;
  rendered.reserve(treatment.fields.size());
  for (const ir::TreatmentField& field : treatment.fields) {
    std::string text;
    text.reserve(lengthOf(field));
    for (const ir::TextPart& part : field.parts) {
      if (part.token == ir::kNone) {
        text += part.text;
        continue;
      }
      const Type type = ir::typeOf(program.insts[part.token]);
      const std::string value = valueForReaders(program, inputs, type, valueOf(part.token), formats);
      appendValue(text, value, field.name == "html");
    }
    rendered.push_back({field.name, std::move(text)});
  }
  return rendered;
}

}  // namespace regard
