#pragma once
// How all customers stand by one attribute.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/catalog.h"
#include "engine/population/kll.h"
#include "engine/population/often.h"
#include "engine/store/record.h"

namespace regard::population {

class AttributePicture {
 public:
  /// What is counted follows from the attribute: values in order for what has one, and for the number of rows of a
  /// list; members and yes or no by themselves; texts by how often they occur. Of what is private only whether it is
  /// known.
  explicit AttributePicture(const CatalogAttribute& attribute);

  /// REQUIRES a record of the catalog that the attribute is of.
  void add(const RecordView& record, const CatalogAttribute& attribute);

  enum class Form : std::uint8_t { kHidden, kOrdered, kMembers, kTexts };
  Form form() const { return form_; }
  TypeKind kind() const { return kind_; }  ///< of the values in order; of a list's number of rows kNumber
  std::uint64_t known() const { return known_; }
  std::uint64_t unknown() const { return unknown_; }
  const KllSketch& sketch() const { return sketch_; }                     ///< kOrdered
  const std::vector<std::uint64_t>& members() const { return members_; }  ///< kMembers: by stored ordinal; no, yes
  const OftenSeen& texts() const { return texts_; }                       ///< kTexts

  std::string toBytes() const;
  static std::optional<AttributePicture> fromBytes(std::string_view bytes);

 private:
  AttributePicture() = default;

  Form form_ = Form::kHidden;
  TypeKind kind_ = TypeKind::kError;
  std::uint64_t known_ = 0, unknown_ = 0;
  KllSketch sketch_;
  std::vector<std::uint64_t> members_;
  OftenSeen texts_;
};

}  // namespace regard::population
