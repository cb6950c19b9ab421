#pragma once
// Pictures in the store: one entry each, and one that says when they were taken.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/population/attribute_picture.h"
#include "engine/population/figure_picture.h"
#include "engine/store/lmdb_env.h"
#include "engine/store/transaction.h"

namespace regard::population {

/// Of all pictures that were taken together.
struct Taken {
  std::int64_t atMs = 0;
  std::uint64_t customers = 0;
};
struct StoredFigure {
  std::int64_t takenMs = 0;
  FigurePicture picture;
};
struct NamedFigure {
  std::string name;
  FigurePicture picture;
};
struct NamedAttribute {
  std::string name;
  AttributePicture picture;
};

/// When attributes were last looked at; nothing if nobody ever did. kCorrupt, kUnsupported (newer format).
Result<std::optional<Taken>> readTaken(const TableView& tables);
/// Nothing if there is none of that name and meaning. kCorrupt, kUnsupported.
Result<std::optional<StoredFigure>> readFigure(const TableView& tables, std::string_view name,
                                               std::string_view meaning);
Result<std::optional<AttributePicture>> readAttribute(const TableView& tables, std::string_view name);

/// How many meanings of one name are kept, the last taken: rules that are compared each need theirs.
inline constexpr std::size_t kMeaningsKept = 4;

/// These attributes instead of those that are there, these figures beside those of other meanings.
Status keepPictures(Transaction& tables, const Taken& taken, const std::vector<NamedAttribute>& attributes,
                    const std::vector<NamedFigure>& figures);

}  // namespace regard::population
