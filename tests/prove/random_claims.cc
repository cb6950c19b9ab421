#include "tests/prove/random_claims.h"

#include <vector>

#include "tests/agree/random_expr.h"

namespace regard::prove_test {
namespace {

using agree::Random;
using agree::RandomExpr;

const std::vector<std::string> kChannels = {"call", "chat", "email"};
const std::vector<std::string> kIssues = {"service", "sales"};
const std::vector<std::string> kWindows = {"", " in last 7 days", " in last 90 days", " in last 2 months",
                                           " this month"};
const std::vector<std::string> kOrders = {"=", "!=", "<", "<=", ">", ">="};

class ClaimWriter {
 public:
  explicit ClaimWriter(std::uint64_t seed) : random_(seed), expr_(random_) {}

  std::string write() {
    head();
    names();
    for (const char* action : {"alpha", "beta", "gamma"}) this->action(action);
    policy();
    if (random_.chance(60))
      line("on order when " + expr_.literal(TypeKind::kMoney) + " < money_1 offer beta within 2 days by email, call");
    for (int i = 0; i < 4; ++i) guarantee(i);
    line("arbitrate { keep 3" + std::string(random_.chance(50) ? " when late answer gamma" : "") + " }");
    return std::move(out_);
  }

 private:
  void line(const std::string& text) { out_ += text + "\n"; }

  void head() {
    line("rulebook claims { currency GBP timezone \"Europe/London\" }");
    line("choice channel { call, chat, email }");
    line("choice size { small < medium < large }");
    line("issues { service, sales }");
    line("outcomes { accepted yes, declined no }");
    line("profile customer {\n  key id : text\n  consent : flag by channel");
    field(TypeKind::kFlag, "flag", "flag");
    field(TypeKind::kNumber, "number", "number");
    field(TypeKind::kPercent, "percent", "percent");
    field(TypeKind::kMoney, "money", "money");
    field(TypeKind::kText, "text", "text");
    field(TypeKind::kDate, "date", "date");
    field(TypeKind::kInstant, "instant", "instant");
    field(TypeKind::kDuration, "duration", "duration");
    field(TypeKind::kPeriod, "period", "period");
    line("  region : one of { north, south, east }\n  bulk : size");
    line("  products : list of record { price : money, kind : one of { fibre, mobile } }\n}");
    line("event order { amount : money, rushed : flag }");
    line("case complaint { topic : one of { billing, speed }, severity : number } answer within 2 days");
    line("request { channel : channel  mood : one of { calm, angry } }");
    expr_.declare(TypeKind::kDate, "today");
    expr_.choices().push_back({{"north", "south", "east"}, false, {"region"}});
    expr_.choices().push_back({{"small", "medium", "large"}, true, {"bulk"}});
    expr_.choices().push_back({{"calm", "angry"}, false, {"request.mood"}});
    expr_.choices().push_back({kChannels, false, {"channel", "request.channel"}});
    expr_.choices().push_back({{"inbound", "outbound"}, false, {"direction"}});
  }

  void field(TypeKind kind, const std::string& name, const std::string& type) {
    for (const char* digit : {"_1", "_2"}) {
      line("  " + name + digit + " : " + type);
      expr_.declare(kind, name + digit);
    }
  }

  void names() {
    line("formula figure = " + expr_.of(TypeKind::kMoney, 2));
    expr_.declare(TypeKind::kMoney, "figure");
    line("segment special when " + plain());
    expr_.declare(TypeKind::kFlag, "special");
    line("segments worth { gold when " + plain() + "  silver when " + plain() + "  bronze otherwise" +
         (random_.chance(50) ? ", also when unknown" : "") + " }");
    expr_.choices().push_back({{"bronze", "silver", "gold"}, true, {"worth"}});
    line("scorecard risk from 0% to 100% start 15% { add 25% when " + plain() + "  take 10% when " + plain() + " }");
    expr_.declare(TypeKind::kPercent, "risk");
    static const std::vector<std::string> kHits = {"first", "any", "collect sum", "collect max"};
    line("table budget (region, flag_1) -> money " + random_.oneOf(kHits) + " {");
    line("  | north | yes | £10 |\n  | north, south | - | £20 |\n  | - | no | " + expr_.literal(TypeKind::kMoney) +
         " |\n}");
    expr_.declare(TypeKind::kMoney, "budget");
  }

  std::string small() { return std::to_string(random_.below(4)); }
  std::string where(const std::vector<std::string>& conditions) {
    return random_.chance(50) ? "" : " where " + random_.oneOf(conditions);
  }
  std::string rows() {
    static const std::vector<std::string> kOrderRows = {"amount > £10", "rushed", "amount > money_1", "not rushed"};
    static const std::vector<std::string> kComplaintRows = {"topic = billing", "severity >= 2",
                                                            "topic = speed and severity < 3"};
    static const std::vector<std::string> kContactRows = {"direction = outbound", "action = alpha", "issue = sales"};
    switch (random_.below(4)) {
      case 0: return "products" + where({"price > £10", "kind = fibre"});
      case 1: return "complaint" + random_.oneOf(kWindows) + where(kComplaintRows);
      case 2: return "contact" + random_.oneOf(kWindows) + where(kContactRows);
      default: return "order" + random_.oneOf(kWindows) + where(kOrderRows);
    }
  }

  /// A condition that is easy to tell.
  std::string plain() {
    switch (random_.below(10)) {
      case 0: return "flag_" + std::to_string(random_.between(1, 2));
      case 1: return "money_1 " + random_.oneOf(kOrders) + " " + expr_.literal(TypeKind::kMoney);
      case 2: return "number_1 " + random_.oneOf(kOrders) + " " + small();
      case 3: return "count(" + rows() + ") " + random_.oneOf(kOrders) + " " + small();
      case 4: {
        const std::string asked = rows();
        if (random_.chance(50)) return "any(" + asked + ")";
        return asked.find(" where ") == std::string::npos ? "no " + asked : "no (" + asked + ")";
      }
      case 5: return "open(complaint)";
      case 6: return random_.chance(50) ? "consent[channel]" : "consent[email]";
      case 7: return "months from date_1 to today " + random_.oneOf(kOrders) + " " + small() + " months";
      case 8: return "sum(order.amount" + random_.oneOf(kWindows) + ") " + random_.oneOf(kOrders) + " £" + small();
      default: return expr_.flag(1);
    }
  }
  std::string condition() {
    switch (random_.below(6)) {
      case 0: return "(" + plain() + " and " + plain() + ")";
      case 1: return "(" + plain() + " or " + plain() + ")";
      case 2: return "(not (" + plain() + "))";
      case 3: return expr_.flag(2);
      default: return "(" + plain() + ")";
    }
  }

  void action(const std::string& name) {
    line("action " + name + " {\n  issue " + random_.oneOf(kIssues));
    for (const char* stage : {"eligible", "suitable"})
      if (random_.chance(70)) {
        said_.push_back(condition());
        line(std::string("  ") + stage + " when " + said_.back());
      }
    if (random_.chance(20)) line("  at most 1 in 30 days");
    if (random_.chance(20)) line("  pause 90 days after declined");
    if (random_.chance(20)) line("  active 2025-01-01 to 2026-12-31");
    if (random_.chance(60)) {
      line("  treatment " + random_.oneOf(kChannels) + (random_.chance(50) ? " when " + condition() : "") +
           " { text \"x\" }");
      if (random_.chance(50)) line("  treatment email { body \"{{money_1}}\" }");
    }
    line("}");
  }

  std::string target() {
    static const std::vector<std::string> kTargets = {"issue sales", "issue service", "action alpha", "action beta",
                                                      ""};
    static const std::vector<std::string> kDirections = {"inbound ", "outbound ", "", ""};
    return random_.oneOf(kDirections) + random_.oneOf(kTargets);
  }

  void policy() {
    line("policy contact {");
    for (std::size_t i = random_.below(4); i > 0; --i) {
      said_.push_back(condition());
      line("  never " + target() + " when not (" + said_.back() + ")");
    }
    if (random_.chance(30)) line("  quiet from 21:00 to 08:00");
    if (random_.chance(30)) line("  at most 2 contacts in 7 days");
    line("}");
  }

  /// Often the opposite of what a rule asks, with something more.
  void guarantee(int i) {
    std::string when = said_.empty() || random_.chance(25) ? condition() : "not (" + random_.oneOf(said_) + ")";
    if (random_.chance(30)) when = "(" + when + ") and (" + plain() + ")";
    line("guarantee \"" + std::to_string(i) + "\" never " + target() + " when " + when);
  }

  Random random_;
  RandomExpr expr_;
  std::vector<std::string> said_;  ///< conditions that some rule asks to be true
  std::string out_;
};

}  // namespace

std::string randomClaims(std::uint64_t seed) { return ClaimWriter(seed).write(); }

}  // namespace regard::prove_test
