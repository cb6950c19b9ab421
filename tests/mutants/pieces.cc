#include "tests/mutants/pieces.h"

#include <algorithm>
#include <array>

#include "dsl/syntax/parse.h"

namespace regard::mutants {
namespace {

namespace ast = dsl::ast;
using dsl::PartKind;

struct KindRow {
  PartKind kind;
  std::string_view shown;
};
constexpr KindRow kCounted[] = {
    {PartKind::kDeclaration, "declaration"},

    {PartKind::kField, "field"},
    {PartKind::kMember, "member"},
    {PartKind::kOutcome, "outcome"},
    {PartKind::kScoreRow, "row"},
    {PartKind::kTableRow, "row"},
    {PartKind::kRung, "rung"},
    {PartKind::kClause, "clause"},
    {PartKind::kTextField, "text"},
    {PartKind::kBundlePart, "item"},
    {PartKind::kPolicyItem, "item"},
    {PartKind::kArbitrateItem, "item"},
    {PartKind::kJourneyStep, "step"},
};

/// A qualifier that may be absent: of which parts, by their first word.
struct QualifierRow {
  std::string_view word;
  std::vector<std::string_view> of;
};
const std::vector<QualifierRow>& qualifiers() {
  static const std::vector<QualifierRow> kRows = {
      {"when", {"treatment", "weight", "favour", "on", "every"}},
      {"after", {"on", "every"}},
      {"within", {"on", "every"}},
      {"by", {"on", "every"}},
      {"unless", {"quiet"}},
      {"until", {"stage"}},
      {"silently", {"do"}},
      {"skill", {"handover"}},
      {"inbound", {"never"}},
      {"outbound", {"never"}},
  };
  return kRows;
}
/// What ends a qualifier before its part ends.
constexpr std::array<std::string_view, 10> kNext = {"when",   "offer",    "after", "within", "by",
                                                    "unless", "silently", "waive", "issue",  "group"};

class FilePieces {
 public:
  FilePieces(const RuleFile& file, std::vector<Piece>& found) : file_(file), found_(found) {}

  void find() {
    for (const dsl::OutlinePart& part : file_.parts) {
      const std::string_view word = file_.word(part.begin);
      const bool isAside = (part.kind == PartKind::kDeclaration && (word == "test" || word == "guarantee")) ||
                           (part.kind == PartKind::kArbitrateItem && (word == "explore" || word == "hold"));
      if (isAside) asideEnd_ = part.end;
      if (part.begin < asideEnd_) continue;
      const auto* row = std::find_if(std::begin(kCounted), std::end(kCounted),
                                     [&](const KindRow& counted) { return counted.kind == part.kind; });
      if (row == std::end(kCounted) || isAlone(part)) continue;
      found_.push_back({row->shown, withComma(part)});
      for (std::uint32_t at = part.begin + 1; at < part.end; ++at)
        if (isQualifier(part, at)) found_.push_back({"qualifier", qualifierAt(part, at)});
    }
  }

 private:
  bool isBetween(std::uint32_t at) const {
    return at < file_.lexed.tokens.size() && (file_.word(at) == "," || file_.word(at) == "<");
  }
  /// The one member of a choice.
  bool isAlone(const dsl::OutlinePart& part) const {
    return part.kind == PartKind::kMember && !isBetween(part.begin - 1) && !isBetween(part.end);
  }

  /// With the comma, or the `<` of an ordered choice, that it would leave behind.
  Span withComma(const dsl::OutlinePart& part) const {
    if (part.kind == PartKind::kDeclaration || part.kind == PartKind::kTableRow) return span(part.begin, part.end);
    if (isBetween(part.end)) return span(part.begin, part.end + 1);
    return isBetween(part.begin - 1) ? span(part.begin - 1, part.end) : span(part.begin, part.end);
  }

  bool isQualifier(const dsl::OutlinePart& part, std::uint32_t at) const {
    const auto& tokens = file_.lexed.tokens;
    if (tokens[at].kind != dsl::TokenKind::kWord || tokens[at].depth != tokens[part.begin].depth) return false;
    return std::any_of(qualifiers().begin(), qualifiers().end(), [&](const QualifierRow& row) {
      return row.word == file_.word(at) &&
             std::find(row.of.begin(), row.of.end(), file_.word(part.begin)) != row.of.end();
    });
  }

  Span qualifierAt(const dsl::OutlinePart& part, std::uint32_t at) const {
    const auto& tokens = file_.lexed.tokens;
    std::uint32_t end = at + 1;
    const auto isNext = [&] {
      return tokens[end].depth == tokens[part.begin].depth &&
             ((file_.word(end) == "{" && file_.word(end - 1) != "in") ||
              std::find(kNext.begin(), kNext.end(), file_.word(end)) != kNext.end());
    };
    while (end < part.end && !isNext()) ++end;
    return span(at, end);
  }

  Span span(std::uint32_t begin, std::uint32_t end) const { return file_.spanOf(begin, end); }

  const RuleFile& file_;
  std::vector<Piece>& found_;
  std::uint32_t asideEnd_ = 0;
};

/// The words with a blank behind them.
constexpr std::uint32_t kNot = 4, kWhere = 6;

class ExpressionPieces {
 public:
  ExpressionPieces(const ast::Book& book, std::vector<Piece>& found) : book_(book), found_(found) {}

  void find() {
    for (const ast::Expr& expr : book_.exprs) std::visit([&](const auto& node) { of(node); }, expr.node);
  }

 private:
  template <class Node>
  void of(const Node&) {}

  /// Each side with the operator; a comparison has no meaning with one, and `- b` is none with its left side away.
  void of(const ast::BinaryExpr& both) {
    if (both.op >= ast::BinaryOp::kEq && both.op <= ast::BinaryOp::kGe) return;
    const Span left = spanOf(both.left), right = spanOf(both.right);
    if (both.opSpan.begin < left.end || right.begin < both.opSpan.end) return;  // a cell, which stands for more
    if (both.op != ast::BinaryOp::kSub && both.op != ast::BinaryOp::kDiv)
      found_.push_back({"side", {left.file, left.begin, right.begin}});
    found_.push_back({"side", {left.file, left.end, right.end}});
  }
  void of(const ast::UnaryExpr& unary) {
    if (unary.op != ast::UnaryOp::kNot) return;
    const Span operand = spanOf(unary.operand);
    found_.push_back({"not", {operand.file, operand.begin - kNot, operand.begin}});
  }
  void of(const ast::InExpr& set) {
    for (std::size_t i = 0; set.members.size() > 1 && i < set.members.size(); ++i) {
      const Span one = cover(spanOf(set.members[i].low), spanOf(lastOf(set.members[i])));
      if (i + 1 < set.members.size()) {
        found_.push_back({"member", {one.file, one.begin, spanOf(set.members[i + 1].low).begin}});
      } else {
        found_.push_back({"member", {one.file, spanOf(lastOf(set.members[i - 1])).end, one.end}});
      }
    }
  }
  void of(const ast::NoExpr& no) { filter(no.source.where, no.source.window.span); }
  void of(const ast::CallExpr& call) {
    for (const ast::CallArg& arg : call.args) filter(arg.where, arg.window.span);
  }

  void filter(ast::ExprId where, Span window) {
    if (window != Span{}) found_.push_back({"window", window});
    if (where != ast::kNoExpr)
      found_.push_back({"filter", {spanOf(where).file, spanOf(where).begin - kWhere, spanOf(where).end}});
  }

  static ast::ExprId lastOf(const ast::SetMember& member) {
    return member.high == ast::kNoExpr ? member.low : member.high;
  }
  Span spanOf(ast::ExprId id) const { return book_.at(id).span; }

  const ast::Book& book_;
  std::vector<Piece>& found_;
};

}  // namespace

std::vector<Piece> piecesOf(const RulebookText& rulebook) {
  std::vector<Piece> found;
  for (const RuleFile& file : rulebook.files) FilePieces(file, found).find();
  dsl::DiagnosticSink sink;
  const ast::Book book = dsl::parse(withoutTests(rulebook.sources), {}, sink);
  ExpressionPieces(book, found).find();
  return found;
}

}  // namespace regard::mutants
