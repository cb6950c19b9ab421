// `arbitrate`: how actions are ranked, favoured and kept.

#include "base/nearest.h"
#include "dsl/sema/arbitration.h"
#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

constexpr std::int64_t kKeepMax = 1'000;
constexpr std::size_t kLeversMax = 64;
constexpr std::uint16_t kTargets[] = {ir::kIssueChoice, ir::kGroupChoice, ir::kActionChoice};

void checkCount(Context& c, std::int64_t most, Span span) {
  if (most >= 1 && most <= kKeepMax) return;
  c.sink.report(Code::E0407, span, std::to_string(most) + " is not a number of actions to keep",
                "write a number from 1 to " + std::to_string(kKeepMax));
}

void checkFavour(Context& c, const ast::Favour& favour) {
  typeCondition(c, favour.lever.when, Where::kRule);
  std::vector<std::string> kinds;
  for (const std::uint16_t choice : kTargets)
    if (memberOf(c.out, choice, favour.target.text) >= 0)
      kinds.push_back((choice == ir::kIssueChoice   ? "an "
                       : choice == ir::kGroupChoice ? "a "
                                                    : "an ") +
                      c.out.choices[choice].name);
  if (kinds.size() == 1) return;
  if (kinds.size() > 1) {
    c.sink.report(Code::E0404, favour.target.span,
                  quoted(favour.target.text) + " is " + kinds[0] + " and " + kinds[1] + " at once",
                  "rename one of them, so that it is clear which is favoured");
    return;
  }
  std::vector<std::string> known;
  for (const std::uint16_t choice : kTargets)
    for (const ir::ChoiceMember& member : c.out.choices[choice].members) known.push_back(member.name);
  std::string hint = didYouMean(favour.target.text, known);
  c.sink.report(Code::E0401, favour.target.span, "there is no issue, group or action " + quoted(favour.target.text),
                hint.empty() ? "favour an issue, a group or an action that is declared" : std::move(hint));
}

void checkCap(Context& c, const ast::AtMostPer& cap) {
  checkCount(c, cap.most, cap.span);
  if (capField(cap.per.text)) return;
  c.sink.report(Code::E0408, cap.per.span, "nothing can be counted per " + quoted(cap.per.text),
                "write `per issue`, `per group` or `per action`");
}

bool isShare(Percent share) { return share.e8 > 0 && share.e8 < kOneE8; }

/// What is left to chance, and what answers when there is no time.
void checkChance(Context& c, const ast::Arbitrate& arbitrate) {
  const auto again = [&](Span span, Span first, const char* what) {
    c.sink.report(Code::E0402, span, std::string("a second `") + what + "`", "keep one of them")
        .notes.push_back({first, "the first one"});
  };
  const auto noShare = [&](Span span) {
    c.sink.report(Code::E0407, span, quoted(c, span) + " is no part of the customers",
                  "write a share between 0% and 100%");
  };
  for (const ast::Explore& explore : arbitrate.explores) {
    if (&explore != &arbitrate.explores.front()) again(explore.span, arbitrate.explores.front().span, "explore");
    if (explore.kind == ast::Explore::Kind::kEpsilon && !isShare(explore.epsilon)) noShare(explore.span);
  }
  for (const ast::HoldOut& out : arbitrate.holdOuts) {
    if (!isShare(out.share)) noShare(out.span);
    for (const ast::Word& issue : out.issues) requireMember(c, ir::kIssueChoice, issue, "issue");
    for (const ast::HoldOut& other : arbitrate.holdOuts)
      if (&other < &out && other.name.text == out.name.text) again(out.name.span, other.name.span, "hold out");
  }
  for (const ast::Word& action : arbitrate.lateAnswers) {
    requireMember(c, ir::kActionChoice, action, "action");
    if (&action != &arbitrate.lateAnswers.front())
      again(action.span, arbitrate.lateAnswers.front().span, "when late answer");
  }
}

void checkOne(Context& c, const ast::Arbitrate& arbitrate) {
  for (const ast::RankBy& rank : arbitrate.ranks) {
    typeAs(c, rank.expr, Where::kRank, {TypeKind::kMoney, 0}, "`rank by`");
    if (&rank != &arbitrate.ranks.front())
      c.sink.report(Code::E0402, rank.span, "a second `rank by`", "there is one order: keep one of them")
          .notes.push_back({arbitrate.ranks.front().span, "the first one"});
  }
  for (const ast::KeepClause& keep : arbitrate.keeps) {
    checkCount(c, keep.most, keep.span);
    if (&keep != &arbitrate.keeps.front())
      c.sink.report(Code::E0402, keep.span, "a second `keep`", "keep one of them")
          .notes.push_back({arbitrate.keeps.front().span, "the first one"});
  }
  checkChance(c, arbitrate);
  for (const ast::Favour& favour : arbitrate.favours) checkFavour(c, favour);
  for (const ast::AtMostPer& cap : arbitrate.caps) checkCap(c, cap);
}

void checkLevers(Context& c, const ast::Arbitrate* arbitrate) {
  for (const std::uint32_t i : c.out.actions) {
    const auto& action = itemAs<ast::Action>(c, i);
    std::size_t levers = action.body.levers.size();
    const std::int32_t group = memberOf(c.out, ir::kGroupChoice, action.group.text);
    const ast::Group* parent =
        group < 0 ? nullptr : &itemAs<ast::Group>(c, c.out.groupItems[static_cast<std::size_t>(group)]);
    if (parent != nullptr) levers += parent->body.levers.size();
    if (arbitrate != nullptr)
      for (const ast::Favour& favour : arbitrate->favours) levers += isFavoured(favour, action, parent) ? 1U : 0U;
    if (levers > kLeversMax)
      c.sink.report(
          Code::E0403, action.name.span,
          quoted(action.name.text) + " has " + std::to_string(levers) + " weights with its group's and `favour`",
          "at most 64 can act on one action: join some of them with `or`");
  }
}

}  // namespace

std::optional<ir::CandidateField> capField(std::string_view word) {
  if (word == "issue") return ir::CandidateField::kIssue;
  if (word == "group") return ir::CandidateField::kGroup;
  if (word == "action") return ir::CandidateField::kAction;
  return std::nullopt;
}

bool isFavoured(const ast::Favour& favour, const ast::Action& action, const ast::Group* group) {
  const std::string& target = favour.target.text;
  if (target == action.name.text || (group != nullptr && target == group->name.text)) return true;
  if (!action.body.issues.empty()) return target == action.body.issues.front().text;
  return group != nullptr && !group->body.issues.empty() && target == group->body.issues.front().text;
}

const ast::Arbitrate* arbitrateOf(const ast::Book& book) {
  for (const ast::Item& item : book.items)
    if (const auto* found = std::get_if<ast::Arbitrate>(&item)) return found;
  return nullptr;
}

void checkArbitrate(Context& c) {
  const ast::Arbitrate* first = arbitrateOf(c.book);
  for (const ast::Item& item : c.book.items) {
    const auto* found = std::get_if<ast::Arbitrate>(&item);
    if (found == nullptr) continue;
    checkOne(c, *found);
    if (found != first)
      c.sink.report(Code::E0308, found->span, "a second `arbitrate` declaration", "put all of it into one")
          .notes.push_back({first->span, "the first one"});
  }
  checkLevers(c, first);
}

}  // namespace regard::dsl
