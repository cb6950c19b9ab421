#pragma once
// Random expressions of a wanted type, as text, over the names that a rulebook has declared so far.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/type.h"
#include "tests/agree/random.h"

namespace regard::agree {

struct ChoiceText {
  std::vector<std::string> members;
  bool ordered = false;
  std::vector<std::string> values;      ///< names whose value is of this choice
  std::vector<std::string> terms = {};  ///< other expressions of it: `latest(contact.outcome)`
};

/// What has rows, and what a row says by itself: names that mean something in a `where` about it.
struct RowText {
  enum class Kind : std::uint8_t { kList, kEvent, kCase } kind = Kind::kEvent;
  std::string name;
  std::vector<std::pair<TypeKind, std::string>> columns = {};
  std::vector<std::pair<std::size_t, std::string>> choices = {};  ///< index into choices(), column
};

class RandomExpr {
 public:
  explicit RandomExpr(Random& random) : random_(random) {}

  /// From here on `name` may stand for a value of the kind (flags too).
  void declare(TypeKind kind, std::string name) { names_[kind].push_back(std::move(name)); }
  /// Likewise a longer expression, which cannot be the input of a table.
  void declareTerm(TypeKind kind, std::string term) { terms_[kind].push_back(std::move(term)); }
  /// A figure that customers can be ranked by: `name in top 5%`.
  void declareFigure(std::string name) { figures_.push_back(std::move(name)); }
  /// A rung of a ladder that such a rank may be among: `top 10 of gold`.
  void declareRung(std::string name) { rungs_.push_back(std::move(name)); }
  void declareRows(RowText rows) { rows_.push_back(std::move(rows)); }
  std::vector<ChoiceText>& choices() { return choices_; }
  const std::vector<RowText>& rows() const { return rows_; }

  /// REQUIRES kind is neither kError nor kChoice. Always in brackets, unless it is a name, a call or a literal.
  std::string of(TypeKind kind, int depth);
  std::string flag(int depth);

  /// An input of a decision table, and cells for its column.
  struct Column {
    std::string input;
    TypeKind kind = TypeKind::kChoice;
    std::size_t choice = 0;  ///< of choices(), when kind is kChoice
  };
  Column column();
  std::string cell(const Column& column);
  /// A column and cells that the compiler cannot judge: `unique` tables whose rows may both match.
  Column comparableColumn();
  std::string opaqueCell(const Column& column);
  std::string literal(TypeKind kind);
  std::string linear();

  // ---- random_rows.cc
  /// What stands behind the name of rows in brackets: ` in last 7 days where …`, or nothing.
  std::string windowAndFilter(const RowText& rows, int depth);
  /// A condition in which the columns of a row are names.
  std::string aboutRow(const RowText& rows, int depth);

 private:
  std::string cellMembers(const Column& column);
  const std::string& field(TypeKind kind);
  std::string leaf(TypeKind kind);
  std::string compound(TypeKind kind, int depth);
  std::string arithmetic(TypeKind kind, int depth);
  std::string number(int depth);
  std::string percent(int depth);
  std::string money(int depth);
  std::string date(int depth);
  std::string instant(int depth);
  std::string duration(int depth);
  std::string period(int depth);
  std::string compare(int depth);
  std::string compareChoice(int depth);
  std::string compareText(int depth);
  std::string inSet(int depth);
  std::string inChoiceSet();
  std::string isKnown(int depth);
  const ChoiceText& anyChoice();
  std::string valueOf(const ChoiceText& choice);
  std::string choiceValue(const ChoiceText& choice, int depth);
  std::string binary(TypeKind left, const char* op, TypeKind right, int depth);

  // ---- random_rows.cc
  std::string askRows(int depth);
  std::string countOf(int depth);
  std::string compareCount(int depth);
  std::string inList(int depth);
  std::string valueFromRows(TypeKind kind, int depth);
  std::string ranked();

  Random& random_;
  std::map<TypeKind, std::vector<std::string>> names_, terms_;
  std::vector<ChoiceText> choices_;
  std::vector<RowText> rows_;
  std::vector<std::string> figures_, rungs_;
  const RandomExpr* outside_ = nullptr;  ///< of a condition about a row: what stands around it
};

}  // namespace regard::agree
