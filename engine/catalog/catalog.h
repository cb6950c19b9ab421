#pragma once
// The store's own schema: which attributes its records hold and where. Ordinals are handed out once and never
// reused, so a rulebook may add, drop or reorder attributes and members, and old records still read.
//
// A record is a Cap'n Proto struct laid out as `capnp compile` would lay out the schema that schemaText() prints
// (fields in ordinal order, first hole that fits): any Cap'n Proto language can read and write it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/type.h"

namespace regard {

/// Where a value lies in a record's struct. Resolved once per plan, read with one bounds-checked load.
/// Widths and units: flag 1 bit; choice 16 bits, the stored ordinal; date 32 bits, days since 1970-01-01; period 32
/// bits, months; number a 64-bit double; money 64 bits of 10^-4; percent 64 bits of 10^-8; instant and duration 64 bits
/// of ms. A list has a pointer and no kind.
struct FieldRef {
  static constexpr std::uint32_t kNoBit = 0xFFFF'FFFFU;
  static constexpr std::uint16_t kNoPointer = 0xFFFFU;
  std::uint32_t bit = kNoBit;          ///< first bit in the data section; kNoBit for text and lists
  std::uint32_t presenceBit = kNoBit;  ///< 1 if the value is known; a null pointer is an unknown text or list
  std::uint16_t pointer = kNoPointer;  ///< text, list: index in the pointer section; kNoPointer for the key
  TypeKind kind = TypeKind::kError;
  std::uint64_t xorDefault = 0;  ///< as Cap'n Proto stores defaults; 0 for every field we make
  friend bool operator==(const FieldRef&, const FieldRef&) = default;
};

/// log2 of the bits a value of this kind takes in the data section. REQUIRES a kind other than text and error.
unsigned log2Bits(TypeKind kind);

struct CatalogMember {
  std::string name, title;
  friend bool operator==(const CatalogMember&, const CatalogMember&) = default;
};  ///< its position is its stored ordinal

/// One value: of a customer, or of a row of a list.
struct CatalogField {
  std::string name;   ///< the rulebook's snake_case name; `consent.email` for one member of a map
  std::string title;  ///< as data files spell it; may be empty
  TypeKind kind = TypeKind::kError;
  std::vector<CatalogMember> members;  ///< of a choice
  bool isPrivate = false, isProtected = false;
  FieldRef field;  ///< derived from the order of attributes, never stored
  friend bool operator==(const CatalogField&, const CatalogField&) = default;
};

/// The sections of a struct: a record's, or those of each row of a list.
struct StructSize {
  std::uint16_t dataWords = 0, pointers = 0;
  friend bool operator==(const StructSize&, const StructSize&) = default;
};

struct CatalogAttribute : CatalogField {
  bool isKey = false;                 ///< at most one; text; the record's key, not stored again inside it
  bool isList = false;                ///< no kind of its own: what a row holds is in `columns`
  std::vector<CatalogField> columns;  ///< of a list, at least one. A `list of text` has one, called `item`
  /// Of a list of the history: how long after a row its customer's later ones may roll it up; 0: nobody has said.
  std::int64_t keepMs = 0;
  StructSize row;  ///< of a list: derived, never stored
  friend bool operator==(const CatalogAttribute&, const CatalogAttribute&) = default;
};

/// "list", or the kind's name.
const char* typeName(const CatalogAttribute& attribute);
/// Whether the attribute or anything in it is private.
bool holdsPrivate(const CatalogAttribute& attribute);

/// What a rulebook asks of a store.
struct ProfileSchema {
  std::string profileName;                   ///< "customer"
  std::string currency;                      ///< of every money attribute
  std::vector<CatalogAttribute> attributes;  ///< in declaration order; `field` unset
};

class Catalog {
 public:
  static constexpr std::size_t kAttributesMax = 30'000;  ///< two ordinals each, of Cap'n Proto's 65,535
  static constexpr std::size_t kMembersMax = 65'535;     ///< of one choice, in all its versions
  static constexpr std::size_t kColumnsMax = 256;        ///< of one list, in all its versions

  Catalog() = default;

  /// This catalog with whatever `wanted` adds: new attributes, columns and members at the end. Same input, same result;
  /// nothing is removed, what was once private or protected stays so, and rows are kept for the longest that anybody
  /// asked for. kConflict if the profile or the key changes its name, an attribute its type, or money its currency;
  /// kInvalid if `wanted` contradicts itself or is too large.
  Result<Catalog> merged(const ProfileSchema& wanted) const;
  /// Whether records written by `older` mean the same under this catalog: it only has more at the end.
  bool extends(const Catalog& older) const;

  const std::string& profileName() const { return profileName_; }
  const std::string& currency() const { return currency_; }
  const std::vector<CatalogAttribute>& attributes() const { return attributes_; }
  const CatalogAttribute* find(std::string_view name) const;
  const CatalogAttribute* key() const;
  StructSize size() const { return size_; }
  bool empty() const { return attributes_.empty(); }

  /// The `.capnp` file of a record, valid input for the capnp tool. File id and names are stable: those of a field
  /// or member never change by later additions.
  std::string schemaText() const;

  /// One Cap'n Proto message (include/regard/schema/catalog.capnp), and back. kCorrupt, or kUnsupported if newer.
  std::string toBytes() const;
  static Result<Catalog> fromBytes(std::string_view bytes);

  friend bool operator==(const Catalog&, const Catalog&) = default;

 private:
  void layOut();                       ///< sets every FieldRef, each list's `row`, size_
  std::optional<Fault> fault() const;  ///< what a catalog may not be, whoever made it

  std::string profileName_, currency_;
  std::vector<CatalogAttribute> attributes_;
  StructSize size_;
};

}  // namespace regard
