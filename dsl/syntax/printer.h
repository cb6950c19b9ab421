#pragma once
// The tree as text: one line per declaration and per part of it, expressions with every bracket written. Included
// inside dsl/syntax only; the outside sees parse.h.
#include <fmt/format.h>

#include <iterator>
#include <string>

#include "dsl/syntax/ast.h"

namespace regard::dsl {

std::string quotedText(std::string_view text);
std::string dateTimeText(const DateTimeLiteral& at);
std::string literalText(const ast::Literal& literal);
std::string timeText(std::int32_t minuteOfDay);
std::string_view unitText(ast::Unit unit);
std::string_view binaryText(ast::BinaryOp op);

class Printer {
 public:
  explicit Printer(const ast::Book& book) : book_(book) {}
  std::string run();

 private:
  template <class... Args>
  void line(int depth, fmt::format_string<Args...> format, Args&&... args) {
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
    out_ += '\n';
  }
  std::string title(const ast::Word& word) const { return word.empty() ? "" : " " + quotedText(word.text); }
  std::string when(ast::ExprId id) const { return id == ast::kNoExpr ? "" : " when " + expr(id); }
  void doc(int depth, const std::string& text) {
    if (!text.empty()) line(depth, "doc {}", quotedText(text));
  }

  // ---- print_expr.cc
  std::string expr(ast::ExprId id) const;
  std::string quantity(const ast::Quantity& quantity) const;
  std::string window(const ast::Window& window) const;
  std::string source(const ast::Source& source) const;
  std::string share(const std::variant<Percent, std::int64_t>& share) const;
  std::string rank(bool top, const std::variant<Percent, std::int64_t>& share, const ast::Word& of) const;
  std::string argument(const ast::CallArg& arg) const;
  struct Node;

  // ---- print.cc
  std::string members(const std::vector<ast::MemberDecl>& list, bool ordered) const;
  std::string type(const ast::TypeRef& type) const;
  std::string constant(const ast::Constant& constant) const;
  void fields(int depth, const std::vector<ast::Field>& list);
  void print(const ast::Rulebook& rulebook);
  void print(const ast::Choice& choice);
  void print(const ast::Issues& issues);
  void print(const ast::Outcomes& outcomes);
  void print(const ast::Profile& profile);
  void print(const ast::Event& event);
  void print(const ast::Request& request);
  void print(const ast::Formula& formula);
  void print(const ast::Model& model);
  void print(const ast::Scorecard& card);
  void print(const ast::Table& table);
  void print(const ast::Ladder& ladder);
  void print(const ast::Segment& segment);

  // ---- print_action.cc
  std::string names(const std::vector<ast::Word>& words) const;
  std::string lever(const ast::LeverClause& lever) const;
  std::string waivers(const std::vector<ast::Waiver>& waivers) const;
  std::string limit(const ast::Limit& limit) const;
  std::string pause(const ast::Pause& pause) const;
  std::string never(const ast::Never& never) const;
  std::string pairs(const std::vector<ast::Pair>& pairs) const;
  std::vector<std::string> brings(const ast::Brings& brings) const;
  std::string with(const ast::Expect& expect) const;
  std::string datum(const ast::Datum& datum) const;
  void body(const ast::ActionBody& body);
  void rareClauses(const ast::ActionBody& body);
  void print(const ast::Group& group);
  void print(const ast::Action& action);
  void print(const ast::Promise& promise);
  void print(const ast::Bundle& bundle);
  void print(const ast::Trigger& trigger);
  void print(const ast::Policy& policy);
  void print(const ast::Guarantee& guarantee);
  void print(const ast::Experiment& experiment);
  void print(const ast::Journey& journey);
  void print(const ast::Kpi& kpi);
  void print(const ast::Arbitrate& arbitrate);
  void given(const ast::Test& test);
  void print(const ast::Test& test);

  const ast::Book& book_;
  std::string out_;
};

}  // namespace regard::dsl
