#pragma once
// One column's cells into values of one attribute.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/cell.h"
#include "base/date.h"
#include "engine/catalog/catalog.h"
#include "engine/ingest/choice_spellings.h"

namespace regard {

/// Without the blanks and tabs at its ends.
std::string_view trimmed(std::string_view text);

/// An empty or blank cell, `unknown`, `null`, `NA`, `N/A` in any case: data files' ways to say nothing.
bool saysNothing(std::string_view cell);

enum class CellOutcome : std::uint8_t { kKnown, kUnknown, kFault };

class CellReader {
 public:
  /// REQUIRES that all outlive this, and an attribute that is neither the key nor a list. `zone`: the clock of times
  /// that name none; without one they are faults.
  CellReader(const CatalogField& attribute, std::string_view currency, const Zone* zone = nullptr);

  /// kKnown: `value` is what the cell says; a text's bytes are the cell's. kFault: `reason` says why, without the value
  /// if it is private.
  CellOutcome read(std::string_view cell, Scalar& value, std::string& reason);

  const CatalogField& attribute() const { return *attribute_; }

 private:
  std::optional<Scalar> parse(std::string_view cell, std::string& reason) const;
  CellOutcome readText(std::string_view cell, Scalar& value, std::string& reason) const;
  CellOutcome readChoice(std::string_view cell, Scalar& value, std::string& reason);
  std::string notAMember(std::string_view cell) const;

  const CatalogField* attribute_;
  std::string_view currency_;
  const Zone* zone_;
  ChoiceSpellings spellings_;
};

}  // namespace regard
