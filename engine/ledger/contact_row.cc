#include "engine/ledger/contact_row.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/catalog/history.h"
#include "engine/ledger/keys.h"
#include "engine/store/record_builder.h"

namespace regard::ledger {
namespace {

/// One row of a list of the history, filled by the names that its columns and their members have in the rules.
class RowMaker {
 public:
  RowMaker(const Catalog& history, std::string_view stream, bool canClose) : builder_(history) {
    const std::string name = history::listName(stream, canClose);
    const CatalogAttribute* attribute = history.find(name);
    if (attribute != nullptr) list_ = historyList(history, *attribute);
    if (!list_) return;
    builder_.beginList(*list_->rows);
    builder_.addRow();
  }
  bool isThere() const { return list_.has_value(); }

  void begin(std::int64_t atMs, const std::string& key) {
    builder_.setInRow(*list_->at, Scalar::known(Cell::ofInt(atMs)));
    builder_.setTextInRow(*list_->key, key);
  }
  /// False: the store does not know the member, or has no such column.
  bool set(std::string_view column, const std::string& member) {
    const auto& columns = list_->rows->columns;
    const auto field =
        std::find_if(columns.begin(), columns.end(), [&](const CatalogField& one) { return one.name == column; });
    if (field == columns.end()) return false;
    const auto found = std::find_if(field->members.begin(), field->members.end(),
                                    [&](const CatalogMember& one) { return one.name == member; });
    if (found == field->members.end()) return false;
    builder_.setInRow(*field, Scalar::known(Cell::ofInt(found - field->members.begin())));
    return true;
  }
  std::string finish() { return std::string(builder_.finish(1)); }

 private:
  RecordBuilder builder_;
  std::optional<HistoryList> list_;
};

Fault notAdopted(std::string_view what) {
  return {FaultKind::kInvalid,
          fmt::format("the store has no room for {} of these rules: adopt them first, as `regard event --rules` does",
                      what)};
}

const std::string& memberOf(const ir::Program& program, std::uint16_t choice, std::int64_t member) {
  return program.choices[choice].members[static_cast<std::size_t>(member)].name;
}

}  // namespace

std::string contactKey(const DecisionId& decision, const ir::Action& action) {
  return decision.text() + '/' + bounded(action.name, 200);
}

Result<std::string> contactRecord(const Catalog& history, const ir::Program& program, const Scored& offered,
                                  const Contact& contact) {
  const ir::Action& action = program.actions[offered.action];
  RowMaker row(history, program.streams[ir::kContactStream].name, false);
  if (!row.isThere()) return notAdopted("contacts");
  row.begin(contact.atMs, contactKey(contact.decision, action));
  bool fits =
      row.set("direction", memberOf(program, ir::kDirectionChoice, contact.outbound ? ir::kOutbound : ir::kInbound)) &&
      row.set("action", action.name) && row.set("outcome", contact.outcome);
  if (offered.channel >= 0) fits = fits && row.set("channel", memberOf(program, ir::kChannelChoice, offered.channel));
  if (action.issue >= 0) fits = fits && row.set("issue", memberOf(program, ir::kIssueChoice, action.issue));
  if (!fits) return notAdopted("the words");
  return row.finish();
}

Result<std::optional<std::string>> promiseRecord(const Catalog& history, const ir::Program& program,
                                                 const Scored& offered, const DecisionId& decision, std::int64_t atMs) {
  const ir::Action& action = program.actions[offered.action];
  if (action.brings.promise < 0) return std::optional<std::string>();
  RowMaker row(history, program.streams[ir::kPromiseStream].name, true);
  if (!row.isThere()) return notAdopted("promises");
  row.begin(atMs, contactKey(decision, action));
  if (!row.set("name", memberOf(program, ir::kPromiseChoice, action.brings.promise))) return notAdopted("the promise");
  return std::optional(row.finish());
}

}  // namespace regard::ledger
