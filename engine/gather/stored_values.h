#pragma once
// Values of one record of the store on their way into a frame.

#include <string_view>

#include "engine/frame/inputs.h"
#include "engine/plan/plan.h"
#include "engine/store/record.h"

namespace regard {

/// `text` among the frame's own bytes.
Scalar keepText(std::string_view text, Inputs& into);

class StoredValues {
 public:
  /// `record` may be empty. REQUIRES that the frame outlives this.
  StoredValues(const RecordView& record, Inputs& into)
      : into_(into), textBytesLeft_(record.empty() ? 0 : record.bytes()) {}

  /// What the record or one of its rows says, as the program's value: bytes on disk may be anything, and what is no
  /// value of its type, or a member that the rules no longer have, is unknown.
  Scalar load(const StoredField& stored, const StructView& from);

 private:
  Scalar loadText(const StoredField& stored, const StructView& from);

  Inputs& into_;
  std::size_t textBytesLeft_;  ///< texts of a sound record do not overlap: all of them are no longer than it
};

}  // namespace regard
