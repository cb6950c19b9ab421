#pragma once
// One random rulebook on its way to text. Inside tests/agree only; the outside sees random_book.h.

#include <string>
#include <vector>

#include "tests/agree/random_expr.h"

namespace regard::agree {

std::string listed(const std::vector<std::string>& names, const char* between = ", ");

class BookWriter {
 public:
  explicit BookWriter(std::uint64_t seed) : random_(seed), expr_(random_), unasked_(random_), sure_(random_) {}

  std::string write();

 private:
  void line(const std::string& text) { out_ += text + "\n"; }
  std::string condition(int depth = 2) { return expr_.flag(depth); }
  std::string money() { return expr_.of(TypeKind::kMoney, 2); }
  std::string actionName() { return "action_" + std::to_string(random_.below(actions_)); }
  void everywhere(TypeKind kind, const std::string& name, bool asked, bool hasDefault);
  void addChoice(const ChoiceText& choice, bool asked = false);
  void addRows(const RowText& rows);

  // ---- random_book.cc
  void head();
  void profile();
  void field(TypeKind kind, const char* prefix, const char* type, const char* fallback);
  void lists();
  void events();
  void contacts();
  void elsewhere();
  void request();
  void candidateNames();
  void named(std::size_t i);
  void scorecard(const std::string& name);
  void ladder(const std::string& name);
  void table(const std::string& name);
  struct Output {
    TypeKind kind;
    const char* type;
    std::string name;
  };
  std::vector<Output> outputsOf(const std::string& table, bool canBeAddedUp);
  std::string headOfTable(const std::string& name, const std::vector<RandomExpr::Column>& columns,
                          const std::vector<Output>& outputs, const std::string& hit);
  std::string rowsOfTable(const std::vector<RandomExpr::Column>& columns, const std::vector<Output>& outputs);
  void tableOfSeveral(const std::string& name);
  void tableOfRows(const std::string& name);
  void journey();

  // ---- random_action.cc
  void group(std::size_t i);
  void action(std::size_t i);
  void body(int conditionPercent);
  void figures();
  std::string figureAmount();
  std::string figureShare();
  void limits();
  void rareClauses();
  void treatments();
  void trigger();
  std::string aboutTrigger(const RowText& rows);
  void policy(std::size_t i);
  void never();
  void arbitrate();
  void besides();
  std::string lever();
  std::string limit();
  std::string pause();
  std::string treatmentText();

  Random random_;
  RandomExpr expr_;     ///< whatever has been declared so far
  RandomExpr unasked_;  ///< of that, what needs no request: for rules that start a decision
  RandomExpr sure_;     ///< of that, what has no default: for what forbids
  std::size_t channels_ = 0, groups_ = 0, actions_ = 0;
  std::size_t sizes_ = 0;          ///< the choice `size`, among choices()
  std::vector<std::string> kept_;  ///< what answers can be kept apart by
  std::string out_;
};

}  // namespace regard::agree
