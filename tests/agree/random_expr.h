#pragma once
// Random expressions of a wanted type, as text, over the names that a rulebook has declared so far.

#include <map>
#include <string>
#include <vector>

#include "base/type.h"
#include "tests/agree/random.h"

namespace regard::agree {

struct ChoiceText {
  std::vector<std::string> members;
  bool ordered = false;
  std::vector<std::string> values;  ///< names whose value is of this choice
};

class RandomExpr {
 public:
  explicit RandomExpr(Random& random) : random_(random) {}

  /// From here on `name` may stand for a value of the kind (flags too).
  void declare(TypeKind kind, std::string name) { names_[kind].push_back(std::move(name)); }
  std::vector<ChoiceText>& choices() { return choices_; }
  /// REQUIRES kind is none of kError, kInstant, kChoice. Always in brackets, unless it is a name or a literal.
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

 private:
  std::string cellMembers(const Column& column);
  std::string leaf(TypeKind kind);
  std::string compound(TypeKind kind, int depth);
  std::string arithmetic(TypeKind kind, int depth);
  std::string number(int depth);
  std::string percent(int depth);
  std::string money(int depth);
  std::string date(int depth);
  std::string duration(int depth);
  std::string period(int depth);
  std::string compare(int depth);
  std::string compareChoice(int depth);
  std::string inSet(int depth);
  std::string inChoiceSet();
  std::string isKnown(int depth);
  std::string choiceValue(const ChoiceText& choice, int depth);
  std::string binary(TypeKind left, const char* op, TypeKind right, int depth);

  Random& random_;
  std::map<TypeKind, std::vector<std::string>> names_;
  std::vector<ChoiceText> choices_;
};

}  // namespace regard::agree
