#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dsl/syntax/build.h"
#include "dsl/syntax/lexer.h"

namespace regard::dsl {

// ---- places and words
// ------------------------------------------------------------------------------------------------

const Token& Builder::tokenOf(const antlr4::Token* token) const {
  const std::size_t at = std::min<std::size_t>(slice_.begin + token->getTokenIndex(), slice_.end);
  return file_.tokens[at];
}

std::string_view Builder::signOf(const Node* child) const {
  const auto* terminal = dynamic_cast<const antlr4::tree::TerminalNode*>(child);
  return terminal == nullptr ? std::string_view()
                             : meant(tokenOf(const_cast<antlr4::tree::TerminalNode*>(terminal)->getSymbol()));
}

Span Builder::spanOf(const antlr4::ParserRuleContext* context) const {
  const Token& first = firstOf(context);
  const Token& last = context->stop == nullptr ? first : tokenOf(context->stop);
  return file_.place(first.begin, std::max(first.end, last.end));
}

Span Builder::headOf(const antlr4::ParserRuleContext* context) const {
  const std::size_t at = static_cast<std::size_t>(&firstOf(context) - file_.tokens.data());
  const bool named = at + 1 < slice_.end &&
                     (file_.tokens[at + 1].kind == TokenKind::kWord || file_.tokens[at + 1].kind == TokenKind::kString);
  return file_.place(file_.tokens[at].begin, file_.tokens[named ? at + 1 : at].end);
}

ast::Word Builder::nameOf(const antlr4::ParserRuleContext* context) const {
  return isFaulty(context) ? ast::Word{} : wordOf(firstOf(context));
}

ast::Word Builder::textOf(const Token& token) {
  const Span span = spanOf(token);
  return {token.faulty ? std::string() : unescape(file_.written(token), span, sink_), span};
}

ast::Word Builder::titleOf(P::TitleContext* context) {
  return isFaulty(context) ? ast::Word{} : textOf(firstOf(context));
}

std::vector<ast::Word> Builder::namesOf(P::NamesContext* context) const {
  std::vector<ast::Word> names;
  if (context == nullptr) return names;
  for (P::NameContext* name : context->name()) {
    if (!isFaulty(name)) names.push_back(nameOf(name));
  }
  return names;
}

/// The `##` lines between the token before and the first of the context.
std::string Builder::docOf(const antlr4::ParserRuleContext* context) const {
  const Token& first = firstOf(context);
  const bool isFirst = &first == file_.tokens.data();
  const std::uint32_t after = isFirst ? 0 : (&first - 1)->end;
  auto line = std::lower_bound(file_.docs.begin(), file_.docs.end(), after,
                               [](const DocLine& doc, std::uint32_t at) { return doc.begin < at; });
  std::string text;
  for (; line != file_.docs.end() && line->begin < first.begin; ++line) {
    if (!text.empty()) text += '\n';
    text += file_.text.substr(line->begin, line->end - line->begin);
  }
  return text;
}

// ---- schema and figures
// ----------------------------------------------------------------------------------------------

ast::Rulebook Builder::rulebook(P::RulebookContext* context) {
  ast::Rulebook book;
  book.name = nameOf(context->name());
  book.title = titleOf(context->title());
  book.doc = docOf(context);
  book.span = headOf(context);
  for (P::SettingContext* part : context->setting()) {
    if (!isFaulty(part)) setting(part, book);
  }
  return book;
}

void Builder::setting(P::SettingContext* context, ast::Rulebook& into) {
  const std::string_view word = meant(firstOf(context));
  if (word == "working") return working(context, into);
  ast::Word& target = word == "currency" ? into.currency : word == "timezone" ? into.timezone : into.locale;
  if (target.span.end != 0) {
    Diagnostic& twice =
        sink_.report(Code::E0110, spanOf(context), fmt::format("`{}` was already given", word), "keep one of them");
    twice.notes.push_back({target.span, "the first is here"});
    return;
  }
  target = word == "currency" ? wordOf(tokenOf(context->CODE())) : textOf(tokenOf(context->STRING()));
}

void Builder::working(P::SettingContext* context, ast::Rulebook& into) {
  if (!into.workingDays.empty()) {
    sink_.report(Code::E0110, spanOf(context), "`working` was already given", "keep one of them")
        .notes.push_back({into.workingDays.front().span, "the first is here"});
    return;
  }
  into.workingDays = namesOf(context->names());
  into.workingFrom = minute(context->TIME(0));
  into.workingTo = minute(context->TIME(1));
}

ast::Choice Builder::choice(P::ChoiceContext* context) {
  ast::Choice choice;
  choice.name = nameOf(context->name());
  choice.title = titleOf(context->title());
  choice.ordered = members(context->memberDecls(), choice.members);
  choice.doc = docOf(context);
  choice.span = headOf(context);
  return choice;
}

/// True if they are ordered.
bool Builder::members(P::MemberDeclsContext* context, std::vector<ast::MemberDecl>& into) {
  if (context == nullptr) return false;
  bool ordered = false, separated = false;
  const Token* second = nullptr;  // the first sign that is not like those before it
  for (Node* child : context->children) {
    if (auto* member = dynamic_cast<P::MemberDeclContext*>(child); member != nullptr && !isFaulty(member)) {
      into.push_back({wordOf(firstOf(member)), titleOf(member->title())});
    }
    const std::string_view sign = signOf(child);
    if (sign.empty()) continue;
    const Token& token = tokenOf(static_cast<antlr4::tree::TerminalNode*>(child));
    const bool less = sign == "<";
    if (separated && less != ordered && second == nullptr && child != context->children.back()) second = &token;
    if (!separated) ordered = less;
    separated = true;
  }
  if (second != nullptr) {
    sink_.report(Code::E0111, spanOf(*second),
                 fmt::format("`{}` stands between these members, `{}` between those before", meant(*second),
                             ordered ? "<" : ","),
                 "write `<` between all of them if the choice has an order, else `,`");
  }
  return ordered;
}

ast::TypeRef Builder::type(P::TypeContext* context) {
  ast::TypeRef type;
  if (isFaulty(context)) return type;
  type.span = spanOf(context);
  if (context->name() != nullptr) type.by = nameOf(context->name());
  if (!isFaulty(context->baseType())) baseType(context->baseType(), type);
  return type;
}

void Builder::baseType(P::BaseTypeContext* context, ast::TypeRef& into) {
  const std::string_view first = signOf(context->children.front());
  if (context->memberDecls() != nullptr) {
    into.ordered = members(context->memberDecls(), into.members);
  } else if (context->name() != nullptr) {
    into.name = nameOf(context->name());
  } else if (first == "record") {
    into.isRecord = true;
    into.fields = fields(context->field());
  } else if (first == "list") {
    if (into.isList)
      sink_.report(Code::E0105, spanOf(context), "a list of lists", "give the inner list a name of its own");
    into.isList = true;
    if (!isFaulty(context->baseType())) baseType(context->baseType(), into);
  }
}

std::vector<ast::Field> Builder::fields(const std::vector<P::FieldContext*>& contexts) {
  std::vector<ast::Field> fields;
  for (P::FieldContext* one : contexts)
    if (auto read = field(one)) fields.push_back(*std::move(read));
  return fields;
}

std::optional<ast::Field> Builder::field(P::FieldContext* context) {
  if (isFaulty(context) || nameOf(context->name()).empty()) return std::nullopt;
  ast::Field field;
  field.name = nameOf(context->name());
  field.title = titleOf(context->title());
  field.type = type(context->type());
  field.doc = docOf(context);
  field.span = spanOf(context);
  if (context->constant() != nullptr) field.fallback = constant(context->constant());
  for (Node* child : context->children) {
    field.isPrivate = field.isPrivate || signOf(child) == "private";
    field.isProtected = field.isProtected || signOf(child) == "protected";
  }
  return field;
}

ast::Constant Builder::constant(P::ConstantContext* context) {
  ast::Constant constant;
  if (isFaulty(context)) return constant;
  constant.span = spanOf(context);
  constant.negative = signOf(context->children.front()) == "-";
  if (context->name() != nullptr) {
    constant.value = nameOf(context->name());
  } else {
    constant.value = literal(context->literal()).value_or(ast::Literal{ast::UnknownLiteral{}});
  }
  return constant;
}

ast::Scorecard Builder::scorecard(P::ScorecardContext* context) {
  ast::Scorecard card;
  card.name = nameOf(context->name());
  card.title = titleOf(context->title());
  card.doc = docOf(context);
  card.span = headOf(context);
  const auto constants = context->constant();
  ast::Constant* const targets[] = {&card.low, &card.high, &card.start};
  for (std::size_t i = 0; i < constants.size(); ++i) *targets[i] = constant(constants[i]);
  for (P::ScoreRowContext* row : context->scoreRow()) {
    if (isFaulty(row)) continue;
    card.rows.push_back({meant(firstOf(row)) == "add", sum(row->add()), expr(row->expr()), spanOf(row)});
  }
  return card;
}

ast::Ladder Builder::ladder(P::LadderContext* context) {
  ast::Ladder ladder;
  ladder.name = nameOf(context->name());
  ladder.title = titleOf(context->title());
  ladder.doc = docOf(context);
  ladder.span = headOf(context);
  for (P::RungContext* row : context->rung()) {
    if (isFaulty(row)) continue;
    ast::Rung rung;
    rung.name = nameOf(row->name());
    rung.title = titleOf(row->title());
    rung.alsoUnknown = signOf(row->children.back()) == "unknown";
    if (row->expr() != nullptr) rung.when = expr(row->expr());
    rung.span = spanOf(row);
    ladder.rungs.push_back(std::move(rung));
  }
  return ladder;
}

void Builder::item(P::ItemContext* context) {
  if (context == nullptr || context->start == nullptr || context->children.empty()) return;
  const auto put = [&](auto declaration) {
    if constexpr (requires { declaration.name; }) {
      if (declaration.name.empty()) return;
    }
    book_.items.emplace_back(std::move(declaration));
  };
  if (context->useDecl() != nullptr) return;  // what it brings in was loaded before: dsl/source/library.h
  if (auto* c = context->rulebook()) return put(rulebook(c));
  if (auto* c = context->choice()) return put(choice(c));
  if (auto* c = context->issues()) return put(ast::Issues{namesOf(c->names()), headOf(c)});
  if (auto* c = context->profile()) {
    ast::Profile profile{nameOf(c->name()), {}, headOf(c)};
    for (P::KeyFieldContext* row : c->keyField()) {
      auto one = isFaulty(row) ? std::nullopt : field(row->field());
      if (!one) continue;
      one->isKey = row->children.size() > 1;
      one->doc = docOf(row);
      profile.fields.push_back(*std::move(one));
    }
    return put(std::move(profile));
  }
  if (auto* c = context->request()) { return put(ast::Request{fields(c->field()), headOf(c)}); }
  if (auto* c = context->formula()) {
    std::optional<ast::TypeRef> written;
    if (c->type() != nullptr) written = type(c->type());
    return put(
        ast::Formula{nameOf(c->name()), titleOf(c->title()), std::move(written), expr(c->expr()), docOf(c), headOf(c)});
  }
  if (auto* c = context->scorecard()) return put(scorecard(c));
  if (auto* c = context->table()) {
    if (auto one = table(c)) put(*std::move(one));
    return;
  }
  if (auto* c = context->ladder()) return put(ladder(c));
  if (auto* c = context->segment()) {
    return put(ast::Segment{nameOf(c->name()), titleOf(c->title()), expr(c->expr()), docOf(c), headOf(c)});
  }
  if (auto* c = context->group())
    return put(ast::Group{nameOf(c->name()), titleOf(c->title()), body(c->clause()), docOf(c), headOf(c)});
  if (auto* c = context->action()) {
    ast::Word group = c->name().size() > 1 ? nameOf(c->name(1)) : ast::Word{};
    return put(
        ast::Action{nameOf(c->name(0)), titleOf(c->title()), std::move(group), body(c->clause()), docOf(c), headOf(c)});
  }
  if (auto* c = context->arbitrate()) return put(arbitrate(c));
  if (auto* c = context->testDecl()) return put(test(c));
  const bool isBuilt = eventItem(context) || policyItem(context);
  REGARD_CHECK(isBuilt || context->exception != nullptr, meant(firstOf(context)));
}

}  // namespace regard::dsl
