#pragma once
// What the parts of check() share while they work: the tables of names, and the words for messages.
// Inside dsl/sema only; the outside sees check.h.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dsl/sema/check.h"
#include "dsl/sema/constants.h"

namespace regard::dsl {

/// A formula, scorecard, ladder or segment while it is being checked. Resolved::index of a kNamed name is the index
/// into Context::entries until check() has the final order.
struct Entry {
  ir::NameKind kind = ir::NameKind::kFormula;
  std::uint32_t item = 0;
  const ast::Word* name = nullptr;
  std::uint16_t choice = 0;          ///< a ladder's
  std::uint32_t stream = ir::kNone;  ///< that holds the outputs of a table, if it has several or gives rows
  std::uint32_t output = 0;          ///< which of several
  enum class State : std::uint8_t { kNew, kBusy, kDone } state = State::kNew;
  Type type;
  bool used = false;
};

/// A model while it is being checked.
struct ModelEntry {
  const ast::Model* declared = nullptr;
  bool isFaulty = false;             ///< reported: nobody knows what it could be asked
  std::vector<ast::ExprId> columns;  ///< as ir::Model::columns
  Entry::State state = Entry::State::kNew;
};

/// What a bare name outside of choices means: an input or an entry.
struct Symbol {
  Resolved::Kind kind = Resolved::Kind::kNothing;
  std::uint32_t index = 0;
  Span span;
};

/// Where an expression stands decides which of the candidate's names it may use.
enum class Where : std::uint8_t { kRule, kRank, kTest };

struct Context {
  const SourceSet& sources;
  ast::Book& book;
  DiagnosticSink& sink;
  CheckedBook& out;

  std::unordered_map<std::string, Symbol> symbols;          ///< fields, formulas, scorecards, ladders, segments
  std::unordered_map<std::string, std::uint32_t> requests;  ///< request fields, to inputs
  std::unordered_map<std::string, std::uint32_t> events;    ///< events, cases, contact and promise, to streams
  std::unordered_map<std::string, std::uint32_t> models;    ///< to CheckedBook::models
  std::unordered_map<std::string, std::uint32_t> kpis;      ///< to their place among the indicators
  std::unordered_map<std::string, std::uint16_t> choices;   ///< declared choices and ladders, as types
  std::vector<Entry> entries;
  std::vector<std::uint32_t> tableEntries;  ///< beside CheckedBook::tableItems: the first entry of the table
  std::vector<std::uint32_t> busy;          ///< entries being checked, outermost first: the path of a cycle
  std::vector<std::uint32_t> done;          ///< entries in dependency order
  std::uint32_t todayInput = 0;
  std::uint32_t row = ir::kNone;              ///< the stream whose row an expression is about, inside of a `where`
  std::uint32_t trigger = ir::kNone;          ///< the stream of the event that a proactive rule waits for
  std::vector<ModelEntry> modelEntries = {};  ///< beside CheckedBook::models
};

/// While it lives, expressions are about the rows of a stream.
class RowScope {
 public:
  RowScope(Context& c, std::uint32_t stream) : c_(c), outer_(c.row) { c.row = stream; }
  ~RowScope() { c_.row = outer_; }
  RowScope(const RowScope&) = delete;
  RowScope& operator=(const RowScope&) = delete;

 private:
  Context& c_;
  std::uint32_t outer_;
};

template <class Item>
const Item& itemAs(const Context& c, std::uint32_t item) {
  return std::get<Item>(c.book.items[item]);
}

// ---- words.cc ------------------------------------------------------------------------------------------------------

/// The rule text of a span in back quotes, white space folded, long text cut.
std::string quoted(const Context& c, Span span);
std::string quoted(std::string_view name);
/// "money", "yes or no", "choice `contract`".
std::string typeWord(const Context& c, Type type);
/// "month_to_month, one_year, two_year"; at most eight of them.
std::string memberList(const ir::Choice& choice);
std::vector<std::string> memberNames(const ir::Choice& choice);
std::vector<std::string> symbolNames(const Context& c);
/// Says in `d` where the members of a choice are declared, if anywhere; for a name that is near none of them.
void noteMembers(const Context& c, std::uint16_t choice, Diagnostic& d);

// ---- names.cc, schema.cc -------------------------------------------------------------------------------------------

/// Adds a choice; repeated members are reported. Index in out.choices.
std::uint16_t addChoice(Context& c, ir::Choice choice, const std::vector<Span>& memberSpans, Span span);
/// Enters a name of the common namespace, or reports the clash.
void addSymbol(Context& c, const ast::Word& name, Symbol symbol);
void collectRulebook(Context& c);
void collectChoices(Context& c);  ///< declared ones, issues, groups, actions and ladders
void collectFields(Context& c);   ///< profile, request, today
void collectEvents(Context& c);   ///< events, cases, contact, promise, and what starts proactive rules
void collectEntries(Context& c);
/// The type as written; kError when reported. `owner` names an inline `one of`.
Type typeOfRef(Context& c, const ast::TypeRef& ref, const std::string& owner);

// ---- streams.cc ----------------------------------------------------------------------------------------------------

/// The stream of a name: an event or a list of the profile; kNone when reported.
std::uint32_t requireStream(Context& c, const ast::Word& name);
/// Adds the stream of a `list of …` field; its index.
std::uint32_t addList(Context& c, const ast::Field& field);
/// Adds fields as columns; faults and repetitions are reported.
void addColumns(Context& c, const std::vector<ast::Field>& fields, ir::Stream& stream);
/// The one column of rows that are single values: `item`.
void addItem(Context& c, const ast::TypeRef& type, const ast::Word& owner, ir::Stream& stream);
/// The column of a name, or kNone.
std::uint32_t columnNamed(const ir::Stream& stream, std::string_view name);
/// The window as the program keeps it; nothing when reported.
std::optional<std::uint32_t> windowIndex(Context& c, const ast::Window& window, const ir::Stream& stream);

// ---- journeys.cc ---------------------------------------------------------------------------------------------------

/// The choice of a journey's stages, `outside` first.
std::uint16_t declareJourney(Context& c, const ast::Journey& journey);
Type checkJourney(Context& c, const ast::Journey& journey, std::uint16_t choice);
void collectFollowers(Context& c);  ///< experiments, models and indicators

// ---- models.cc, model_file.cc --------------------------------------------------------------------------------------

void declareModel(Context& c, const ast::Model& model);
/// Takes a model's file into out.models[model], and the expressions in it into its columns.
void readModelFile(Context& c, std::uint32_t model);
/// Tells every call what the model that it asks reads. After it no call may be added.
void attachModelColumns(Context& c);
/// Types what models read, whether or not somebody asks them.
void checkModels(Context& c);
Type typeModelCall(Context& c, ast::ExprId id, const ast::CallExpr& call);

// ---- queries.cc, population.cc -------------------------------------------------------------------------------------

Type typeCall(Context& c, ast::ExprId id, const ast::CallExpr& call, Where where);
Type typeNo(Context& c, ast::ExprId id, const ast::NoExpr& no, Where where);
Type typeIndex(Context& c, ast::ExprId id, const ast::IndexExpr& index, Where where);
Type typeRanked(Context& c, ast::ExprId id, const ast::RankedExpr& ranked, Where where);
Type typeInName(Context& c, ast::ExprId id, const ast::InNameExpr& in, Where where);
Type typeDecile(Context& c, ast::ExprId id, const ast::CallExpr& call, Where where);

// ---- constants.cc --------------------------------------------------------------------------------------------------

/// The kind of a literal by itself. Nothing for `unknown`, times and instants.
std::optional<Type> literalType(const ast::Literal& literal);
/// -1, 0 or 1 for two literals or members of one type; nothing if either is anything else. REQUIRES both typed.
std::optional<int> compareConstants(const Context& c, ast::ExprId left, ast::ExprId right);
/// A constant as a value of `type`, or nothing when reported under `code`.
std::optional<Scalar> constantOf(Context& c, const ast::Constant& constant, Type type, Code code);
/// Reports money of another currency.
bool checkCurrency(Context& c, const MoneyLiteral& money, Span span);
/// "£500" for 500 where money is meant, "30 days" …; empty if nothing better can be said.
std::string withUnit(const Context& c, std::string_view number, TypeKind wanted);
/// How a value of this type is written, for a hint: "£42.10", "2026-03-01", "one of a, b".
std::string exampleOf(const Context& c, Type type);

// ---- expressions.cc ------------------------------------------------------------------------------------------------

/// Types an expression. `expected`: a choice whose members may stand bare, else kError for none.
Type typeExpr(Context& c, ast::ExprId id, Where where, Type expected = {});
/// Types an expression that must be a flag: a condition.
void typeCondition(Context& c, ast::ExprId id, Where where);
/// Types an expression that must be `wanted`; `what` is for the message: "the value of an action".
void typeAs(Context& c, ast::ExprId id, Where where, Type wanted, std::string_view what);
/// Whether a bare name means something without an expected choice.
bool isKnownName(const Context& c, const std::string& name, Where where);
Type typeName(Context& c, ast::ExprId id, const ast::NameExpr& name, Where where, Type expected);
Type typeMember(Context& c, ast::ExprId id, const ast::MemberExpr& member);
/// The column that a bare name means inside of a `where`, or kNone.
std::uint32_t rowColumn(const Context& c, std::string_view name);
/// Whether values of these types can be compared; reportMismatch says why not.
bool isComparable(const Context& c, ast::BinaryOp op, Type left, Type right);
/// Reports that `op` takes no such operands.
Type reportMismatch(Context& c, ast::BinaryOp op, ast::ExprId left, ast::ExprId right, Span span);

/// Ordinal of a declared issue, group, action or channel, or -1 when reported. An empty word is -1 without a report.
std::int32_t requireMember(Context& c, std::uint16_t choice, const ast::Word& name, std::string_view what);

// ---- tables.cc, entries.cc, texts.cc, actions.cc, arbitrate.cc, tests.cc, flows.cc
// ----------------------------------------

/// Its result's type; of one that gives rows a number, that of rows.
Type checkTable(Context& c, const Entry& entry, const ast::Table& table);
void checkEntries(Context& c);
/// Where a name is unknown and one like it is never used: says where that one is declared.
void noteMisnamed(Context& c);
/// Types an entry that a name refers to; reports a cycle.
Type needEntry(Context& c, std::uint32_t entry, Span use);
/// Parses the tokens of every treatment text; the last step that adds expressions to the book.
void parseTexts(Context& c);
void typeTexts(Context& c, const ast::Treatment& treatment);
/// Warns of the one treatment without a text that all others on its channel have, and of the one action without an
/// issue.
void warnOddOnes(Context& c);
void checkActions(Context& c);
void checkArbitrate(Context& c);
void checkNever(Context& c, const ast::Never& never);
/// Caps and pauses of a group or an action.
void checkLimits(Context& c, const ast::ActionBody& body);
void checkBrings(Context& c, const ast::Brings& brings);
/// That something may be said once only, and is said again.
void reportAgain(Context& c, std::string_view what, Span again, Span first);
template <class Clauses>
void onlyOnce(Context& c, const Clauses& clauses, std::string_view what) {
  for (const auto& clause : clauses)
    if (&clause != &clauses.front()) reportAgain(c, what, clause.span, clauses.front().span);
}
void checkPolicies(Context& c);   ///< policies and guarantees
void checkProactive(Context& c);  ///< triggers, promises, bundles, indicators
void checkTests(Context& c);
void checkProtected(Context& c);
/// Proactive rules may not need a request; what forbids may not read a field that has a default.
void checkDependencies(Context& c);
/// Refuses expectations and models that depend on the candidate.
void checkCandidateFree(Context& c);

}  // namespace regard::dsl
