#include "tests/agree/random_book.h"

#include "tests/agree/book_writer.h"

namespace regard::agree {
namespace {

const std::vector<std::string> kIssues = {"service", "sales", "retention"};
const std::vector<std::string> kChannels = {"call", "chat", "email"};
const std::vector<std::string> kSizes = {"small", "medium", "large"};

}  // namespace

std::string listed(const std::vector<std::string>& names, const char* between) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : between) + name;
  return all;
}

std::string BookWriter::write() {
  channels_ = random_.chance(85) ? random_.between(1, kChannels.size()) : 0;
  groups_ = random_.below(3);
  actions_ = random_.between(3, 7);
  head();
  profile();
  events();
  contacts();
  elsewhere();
  request();
  candidateNames();
  for (std::size_t i = random_.between(6, 12); i > 0; --i) named(i);
  if (random_.chance(50)) journey();
  for (std::size_t i = 0; i < groups_; ++i) group(i);
  for (std::size_t i = 0; i < actions_; ++i) action(i);
  for (std::size_t i = random_.below(6); i > 0; --i) trigger();
  for (std::size_t i = random_.below(3); i > 0; --i) policy(i);
  besides();
  arbitrate();
  return std::move(out_);
}

void BookWriter::everywhere(TypeKind kind, const std::string& name, bool asked, bool hasDefault) {
  expr_.declare(kind, name);
  if (!asked) unasked_.declare(kind, name);
  if (!hasDefault) sure_.declare(kind, name);
}

void BookWriter::addChoice(const ChoiceText& choice, bool asked) {
  expr_.choices().push_back(choice);
  sure_.choices().push_back(choice);
  unasked_.choices().push_back(choice);  // the same place in all three
  if (asked) unasked_.choices().back().values.clear();
}

void BookWriter::addRows(const RowText& rows) {
  for (RandomExpr* expr : {&expr_, &unasked_, &sure_}) expr->declareRows(rows);
}

void BookWriter::head() {
  line("rulebook random_book { currency GBP timezone \"Europe/London\" locale \"en-GB\"");
  line("  working monday, tuesday, wednesday, thursday, friday 09:00 to 17:30 }");
  if (channels_ > 0) {
    const std::vector<std::string> used(kChannels.begin(), kChannels.begin() + static_cast<std::ptrdiff_t>(channels_));
    line("choice channel { " + listed(used) + " }");
    addChoice({used, false, {"channel"}});
    expr_.choices().back().values.push_back("request.channel");
    sure_.choices().back().values.push_back("request.channel");
    kept_.push_back("channel");
  }
  line("choice size { " + listed(kSizes, " < ") + " }");
  line("issues { " + listed(kIssues) + " }");
  line("outcomes { accepted yes, declined no, ignored no after 14 days }");
}

void BookWriter::field(TypeKind kind, const char* prefix, const char* type, const char* fallback) {
  for (const char digit : {'1', '2'}) {
    const std::string name = std::string(prefix) + digit;
    const bool hasDefault = digit == '2' && random_.chance(20);
    line("  " + name + " : " + type + (hasDefault ? std::string(" default ") + fallback : ""));
    everywhere(kind, name, false, hasDefault);
  }
}

void BookWriter::profile() {
  line("profile customer {");
  line("  key id : text");
  field(TypeKind::kFlag, "flag_", "flag", "yes");
  field(TypeKind::kNumber, "number_", "number", "3");
  field(TypeKind::kPercent, "percent_", "percent", "12%");
  field(TypeKind::kMoney, "money_", "money", "£5");
  field(TypeKind::kText, "text_", "text", "\"north\"");
  field(TypeKind::kDate, "date_", "date", "2026-01-01");
  field(TypeKind::kInstant, "instant_", "instant", "2026-01-01T12:00");
  field(TypeKind::kDuration, "duration_", "duration", "3 days");
  field(TypeKind::kPeriod, "period_", "period", "3 months");
  line("  region : one of { north, south, east }");
  line("  bulk : size");
  line("  allowance : money by size");
  if (channels_ > 0) line("  consent : flag by channel");
  addChoice({{"north", "south", "east"}, false, {"region"}});
  addChoice({kSizes, true, {"bulk"}});
  kept_.insert(kept_.end(), {"region", "bulk", "flag_1"});
  for (RandomExpr* expr : {&expr_, &unasked_, &sure_}) {
    for (const char* term : {"allowance[bulk]", "allowance[medium]"}) expr->declareTerm(TypeKind::kMoney, term);
    if (channels_ > 0)
      for (const char* term : {"consent[channel]", "consent[call]"}) expr->declareTerm(TypeKind::kFlag, term);
  }
  for (const char* figure : {"money_1", "number_1", "date_1", "period_1"})
    for (RandomExpr* expr : {&expr_, &sure_}) expr->declareFigure(figure);
  expr_.declareTerm(TypeKind::kNumber, "decile(money_1)");
  expr_.declareTerm(TypeKind::kNumber, "decile(percent_1)");
  expr_.declareTerm(TypeKind::kNumber, "quintile(number_1)");
  lists();
  line("}");
}

/// Rows of every type of column between the two lists and the events.
void BookWriter::lists() {
  const std::size_t sizes = sizes_ = expr_.choices().size() - 1;
  line(
      "  products : list of record { p_price : money, p_since : date, p_units : number, p_gone : flag, p_size : size,");
  line("    p_bought : instant, p_wait : duration }");
  line("  tags : list of text");
  line("  scores : list of number");
  addRows({RowText::Kind::kList,
           "products",
           {{TypeKind::kMoney, "p_price"},
            {TypeKind::kDate, "p_since"},
            {TypeKind::kNumber, "p_units"},
            {TypeKind::kFlag, "p_gone"},
            {TypeKind::kInstant, "p_bought"},
            {TypeKind::kDuration, "p_wait"}},
           {{sizes, "p_size"}}});
  addRows({RowText::Kind::kList, "tags", {{TypeKind::kText, "item"}}});
  addRows({RowText::Kind::kList, "scores", {{TypeKind::kNumber, "item"}}});
  for (RandomExpr* expr : {&expr_, &unasked_, &sure_})
    expr->choices()[sizes].terms = {"max(products.p_size)", "first(products.p_size)"};
}

void BookWriter::events() {
  line("event order { o_amount : money, o_units : number, o_rate : percent, o_note : text }");
  line("event outage { t_area : text, t_lasted : duration, t_planned : flag, t_term : period }");
  line(
      "case complaint { c_topic : one of { price, fault, moving }, c_severity : number } answer within 2 working days");
  addRows({RowText::Kind::kEvent,
           "order",
           {{TypeKind::kInstant, "at"},
            {TypeKind::kMoney, "o_amount"},
            {TypeKind::kNumber, "o_units"},
            {TypeKind::kPercent, "o_rate"},
            {TypeKind::kText, "o_note"}}});
  addRows({RowText::Kind::kEvent,
           "outage",
           {{TypeKind::kInstant, "at"},
            {TypeKind::kText, "t_area"},
            {TypeKind::kDuration, "t_lasted"},
            {TypeKind::kFlag, "t_planned"},
            {TypeKind::kPeriod, "t_term"}}});
  addChoice({{"price", "fault", "moving"}, false, {}, {"latest(complaint.c_topic)"}});
  addRows({RowText::Kind::kCase,
           "complaint",
           {{TypeKind::kInstant, "at"},
            {TypeKind::kFlag, "open"},
            {TypeKind::kFlag, "overdue"},
            {TypeKind::kNumber, "c_severity"}},
           {{expr_.choices().size() - 1, "c_topic"}}});
}

/// What every rulebook has rows of.
void BookWriter::contacts() {
  const std::size_t first = expr_.choices().size();
  addChoice({{"accepted", "declined", "ignored"}, false, {}, {"latest(contact.outcome)"}});
  addChoice({{"inbound", "outbound"}, false, {"direction"}});
  addChoice({kIssues, false, {"issue"}});
  addChoice({{"callback", "refund"}, false, {}, {"latest(promise.name)"}});
  addChoice({{"open", "kept", "broken"}, false, {}, {"latest(promise.state)"}});
  const bool reasons = random_.chance(60);
  if (reasons) line("choice reason { price, fault, moving }");
  RowText contact{RowText::Kind::kEvent, "contact", {{TypeKind::kInstant, "at"}}};
  contact.choices = {{first, "outcome"}, {first + 1, "direction"}, {first + 2, "issue"}};
  if (channels_ > 0) contact.choices.emplace_back(0, "channel");
  if (reasons) {
    addChoice({{"price", "fault", "moving"}, false, {}, {"latest(contact.reason)"}});
    contact.choices.emplace_back(expr_.choices().size() - 1, "reason");
  } else {
    contact.columns.emplace_back(TypeKind::kText, "reason");
  }
  for (int twice = 0; twice < 2; ++twice) addRows(contact);  // what is asked about most
  addRows({RowText::Kind::kEvent,
           "promise",
           {{TypeKind::kInstant, "at"}, {TypeKind::kInstant, "due"}},
           {{first + 3, "name"}, {first + 4, "state"}}});
  line("promise callback due 2 working days kept by contact where direction = outbound");
  line("promise refund due 36 hours kept by order where o_amount > £0");
}

/// Models, experiments, and what started the decision.
void BookWriter::elsewhere() {
  line("model future = bg_nbd with gamma_gamma of order from \"models/orders.json\"");
  line("model churn = trees from \"models/churn.json\"");
  line("experiment tone { plain 50%, warm 50% } measure accepted within 28 days");
  const std::pair<TypeKind, const char*> kAnswers[] = {
      {TypeKind::kMoney, "future.spend(over 52 weeks, discounted at 12% per year)"},
      {TypeKind::kNumber, "future.purchases(over 52 weeks)"},
      {TypeKind::kPercent, "future.alive()"},
      {TypeKind::kPercent, "churn.probability()"}};
  for (RandomExpr* expr : {&expr_, &unasked_, &sure_})
    for (const auto& [kind, answer] : kAnswers) expr->declareTerm(kind, answer);
  addChoice({{"plain", "warm"}, false, {"tone"}});
  addChoice({{"order", "outage", "complaint", "complaint_overdue", "promise_broken", "day"}, false, {"trigger"}});
  everywhere(TypeKind::kDate, "today", false, false);
  everywhere(TypeKind::kInstant, "now", false, false);
}

void BookWriter::request() {
  line("request {");
  if (channels_ > 0) line("  channel : channel");
  line("  mood : one of { yes, no, angry }");
  line("  urgency : number");
  line("}");
  everywhere(TypeKind::kNumber, "request.urgency", true, false);
  addChoice({{"yes", "no", "angry"}, false, {"request.mood"}}, true);
}

void BookWriter::candidateNames() {
  std::vector<std::string> groups, actions;
  for (std::size_t i = 0; i < groups_; ++i) groups.push_back("group_" + std::to_string(i));
  for (std::size_t i = 0; i < actions_; ++i) actions.push_back("action_" + std::to_string(i));
  addChoice({actions, false, {"action"}, {"latest(contact.action)"}});
  if (groups_ > 0) addChoice({groups, false, {"group"}});
}

/// A formula of any type, a scorecard, a table, a ladder or a segment, over what has been declared before it.
void BookWriter::named(std::size_t i) {
  static const std::vector<TypeKind> kKinds = {TypeKind::kFlag,   TypeKind::kNumber, TypeKind::kPercent,
                                               TypeKind::kMoney,  TypeKind::kDate,   TypeKind::kDuration,
                                               TypeKind::kPeriod, TypeKind::kInstant};
  const std::string name = "named_" + std::to_string(i);
  switch (random_.below(12)) {
    case 6:
    case 7: return table(name);
    case 10: return tableOfSeveral(name);
    case 11: return tableOfRows(name);
    case 0: return scorecard(name);
    case 1: return ladder(name);
    case 2:
      line("segment " + name + " \"A segment\" when " + condition(3));
      expr_.declare(TypeKind::kFlag, name);
      return;
    case 3:
      line("segment " + name + " when " + sure_.flag(3));
      expr_.declare(TypeKind::kFlag, name);
      sure_.declare(TypeKind::kFlag, name);
      return;
    default: {
      const TypeKind kind = random_.oneOf(kKinds);
      line("formula " + name + " = " + expr_.of(kind, 3));
      expr_.declare(kind, name);
      if (kind == TypeKind::kMoney || kind == TypeKind::kNumber) expr_.declareFigure(name);
    }
  }
}

void BookWriter::scorecard(const std::string& name) {
  struct Scale {
    TypeKind kind;
    const char* bounds;
  };
  static const std::vector<Scale> kScales = {{TypeKind::kPercent, "from 0% to 100% start 15%"},
                                             {TypeKind::kPercent, "from -50% to 20% start 0%"},
                                             {TypeKind::kNumber, "from 0 to 5 start 2.5"},
                                             {TypeKind::kMoney, "from £0 to £1,000 start £40"},
                                             {TypeKind::kMoney, "from £0 to £900000000000000 start £1"}};
  const Scale& scale = random_.oneOf(kScales);
  line("scorecard " + name + " " + scale.bounds + " {");
  for (std::size_t rows = random_.between(1, 5); rows > 0; --rows)
    line(std::string(random_.chance(50) ? "  add " : "  take ") + expr_.of(scale.kind, 1) + " when " + condition());
  line("}");
  expr_.declare(scale.kind, name);
}

void BookWriter::ladder(const std::string& name) {
  ChoiceText choice{{}, true, {name}};
  line("segments " + name + " {");
  const std::size_t rungs = random_.between(1, 4);
  for (std::size_t i = 0; i < rungs; ++i) {
    const std::string rung = name + "_" + std::to_string(i);
    choice.members.insert(choice.members.begin(), rung);
    line("  " + rung + " when " + condition());
  }
  if (random_.chance(70)) {
    choice.members.insert(choice.members.begin(), name + "_last");
    line(("  " + name + "_last otherwise") + (random_.chance(50) ? ", also when unknown" : ""));
  }
  line("}");
  for (const std::string& rung : choice.members) expr_.declareRung(rung);
  kept_.push_back(name);
  expr_.choices().push_back(std::move(choice));
}

void BookWriter::journey() {
  line("journey onboarding {");
  line("  enter when " + condition());
  line("  stage welcome until " + condition());
  line("  stage settled" + (random_.chance(50) ? " until " + condition() : ""));
  if (random_.chance(60)) line("  leave when " + condition());
  line("}");
  expr_.choices().push_back({{"outside", "welcome", "settled"}, true, {"onboarding"}});
  kept_.push_back("onboarding");
}

std::string randomBook(std::uint64_t seed) { return BookWriter(seed).write(); }

}  // namespace regard::agree
