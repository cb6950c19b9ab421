#pragma once
// One column's cells into one attribute of a record.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/catalog/catalog.h"
#include "engine/ingest/choice_spellings.h"
#include "engine/store/record.h"

namespace regard {

/// Without the blanks and tabs at its ends.
std::string_view trimmed(std::string_view text);

/// An empty or blank cell, `unknown`, `null`, `NA`, `N/A` in any case: data files' ways to say nothing.
bool saysNothing(std::string_view cell);

enum class CellOutcome : std::uint8_t { kKnown, kUnknown, kFault };

class CellReader {
 public:
  /// REQUIRES that both outlive this, and an attribute other than the key.
  CellReader(const CatalogAttribute& attribute, std::string_view currency);

  /// Sets the attribute in `builder` (cleared before). kFault: `reason` says why, without the value if it is private.
  CellOutcome read(std::string_view cell, RecordBuilder& builder, std::string& reason);

  const CatalogAttribute& attribute() const { return *attribute_; }

 private:
  std::optional<Scalar> parse(std::string_view cell, std::string& reason) const;
  CellOutcome readText(std::string_view cell, RecordBuilder& builder, std::string& reason) const;
  CellOutcome readChoice(std::string_view cell, RecordBuilder& builder, std::string& reason);
  std::string notAMember(std::string_view cell) const;

  const CatalogAttribute* attribute_;
  std::string_view currency_;
  ChoiceSpellings spellings_;
};

}  // namespace regard
