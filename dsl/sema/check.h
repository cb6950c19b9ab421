#pragma once
// Names and types. Everything lower.h needs to know about an expression that its shape does not say.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.h"
#include "dsl/ir/program.h"
#include "dsl/source/diagnostic.h"
#include "dsl/source/source.h"
#include "dsl/syntax/ast.h"

namespace regard::dsl {

/// What a name in an expression turned out to be.
struct Resolved {
  enum class Kind : std::uint8_t {
    kNothing,    ///< not a name, or faulty
    kInput,      ///< index into CheckedBook::inputs
    kNamed,      ///< index into CheckedBook::named
    kMember,     ///< index: member ordinal of the expression's choice type
    kCandidate,  ///< index: ir::CandidateField
    kColumn,     ///< index: column of the row's stream, which `stream` says
    kStream,     ///< index into CheckedBook::streams; never a value by itself
    kMap,        ///< index into CheckedBook::maps; never a value by itself
    kRecord,     ///< index: the first entry of a table with several outputs, while checking; never a value by itself
  } kind = Kind::kNothing;
  std::uint32_t index = 0;
  std::uint32_t stream = 0;
};

/// `consent : flag by channel`: one input for each member of the choice, in order.
struct MapField {
  std::string name;
  std::uint16_t choice = 0;
  std::uint32_t firstInput = 0;
  Type type;
};

/// What a call or a `no …` asks of rows.
struct Query {
  ir::Aggregate aggregate = ir::Aggregate::kCount;
  std::uint32_t stream = 0, window = 0;
  ast::ExprId where = 0xFFFF'FFFFU;  ///< kNoExpr: all rows
  std::uint32_t column = ir::kNone;  ///< what is added up, compared or taken
  std::uint32_t flag = ir::kNone;    ///< a column that must be true besides: open, overdue
  bool negated = false;              ///< `every … where c`: no row of which c is not true
  std::int32_t compared = -1;        ///< comparisons of the count: with this number
};

/// A formula, scorecard, ladder or segment, by its place in Book::items.
struct NamedItem {
  ir::NameKind kind = ir::NameKind::kFormula;
  std::uint32_t item = 0;
  Type type;
  std::uint32_t output = 0;  ///< which one of a table with several
};

/// Member name to ordinal, one per choice.
using MemberIndex = std::unordered_map<std::string, std::uint32_t>;

struct CheckedBook {
  const ast::Book* book = nullptr;  ///< outlives this
  std::string profileName, keyName;
  std::string name, title, doc, currency = "GBP", timezone = "UTC", locale = "en-GB";
  Zone zone = Zone::utc();           ///< of `timezone`
  std::string textPool;              ///< of text defaults and test values; the program's pool begins with it
  std::vector<ir::Choice> choices;   ///< as in ir::Program::choices
  std::vector<MemberIndex> members;  ///< beside `choices`
  std::vector<ir::Input> inputs;     ///< the profile's fields, the request's, today, then what rules turned out to read
  std::vector<ir::Stream> streams;   ///< those of the program, then tables that give rows or have several outputs
  std::uint32_t programStreams = 0;  ///< how many are the program's
  std::vector<std::uint32_t> tableItems;  ///< of the streams after those: the place in Book::items
  std::vector<ir::Window> windows;
  std::vector<MapField> maps;
  std::vector<ir::Threshold> thresholds;  ///< `named` and `ladder` are indices into `named` below
  std::vector<ir::Model> models;
  std::vector<std::vector<ast::ExprId>> modelColumns;  ///< beside `models`: what stands in ir::Model::columns
  std::vector<ir::ModelCall> modelCalls;
  std::vector<ir::Experiment> experiments;
  std::vector<ir::Journey> journeys;
  std::vector<ir::Outcome> outcomes;
  ir::WorkingHours working;
  std::vector<ir::Issue> issues;
  std::vector<ir::Group> groups;
  std::vector<std::uint32_t> groupItems;            ///< beside `groups`: their place in Book::items
  std::vector<NamedItem> named;                     ///< in dependency order: a name uses only earlier ones
  std::vector<std::uint32_t> actions;               ///< items, sorted by action name
  std::vector<ir::Test> tests;                      ///< InstIndex members hold ExprIds
  std::vector<Type> types;                          ///< by ExprId; kError where faulty
  std::vector<Resolved> resolved;                   ///< by ExprId
  std::unordered_map<ast::ExprId, Query> queries;   ///< of calls and `no …`
  std::unordered_map<ast::ExprId, ir::Op> textOps;  ///< of calls of starts_with, ends_with, contains
  std::unordered_map<ast::ExprId, std::vector<std::uint32_t>> deciles;  ///< of decile, quintile: thresholds
  /// Text fields of treatments by the address of the field in the book.
  std::unordered_map<const ast::TextField*, std::vector<ir::TextPart>> texts;  ///< TextPart::token is an ExprId
};

/// Ordinal of a member, or -1.
std::int32_t memberOf(const CheckedBook& checked, std::uint16_t choice, const std::string& name);

/// The input of this source and name, made now if nothing read it before.
std::uint32_t inputNamed(CheckedBook& checked, ir::InputSource source, const std::string& name, Type type,
                         std::uint32_t detail = 0);
/// Index of the window, made now if it is new.
std::uint32_t windowOf(CheckedBook& checked, ir::Window window);

/// Adds bytes to the pool of constants.
TextRef addText(std::string& pool, std::string_view text);

/// Never throws for faulty rules: faults go to `sink`, faulty nodes get kError so that later checks stay quiet
/// about them. `book` is extended with the expressions inside text tokens. Thread-safe on distinct books.
CheckedBook check(const SourceSet& sources, ast::Book& book, DiagnosticSink& sink);

}  // namespace regard::dsl
