#pragma once
// A history as the store keeps it.

#include "engine/gather/history.h"
#include "engine/plan/plan.h"
#include "engine/store/record.h"

namespace regard {

class StoredHistory final : public HistoryView {
 public:
  /// `record` is empty if nothing was recorded. REQUIRES that both outlive this.
  StoredHistory(const Plan& plan, const RecordView& record) : plan_(plan), record_(record) {}

  std::optional<std::int64_t> since() const override;
  void load(std::uint32_t stream, Inputs& into) override;
  bool isIn(std::uint32_t journey, std::int64_t nowMs) const override;

 private:
  void loadRolledUp(const HistorySlot& slot, Rows& rows, std::int64_t nowMs) const;

  const Plan& plan_;
  const RecordView& record_;
};

}  // namespace regard
