// `test` blocks: what they give and what they expect.

#include <algorithm>

#include "base/format.h"
#include "base/nearest.h"
#include "base/posterior.h"
#include "dsl/sema/brings.h"
#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

std::string stageWord(ir::Stage stage) {
  std::string word = ir::stageName(stage);
  for (char& ch : word)
    if (ch == ' ') ch = '_';
  return word;
}

struct TestReader {
  Context& c;
  ir::Test& out;

  void refuse(Code code, Span span, std::string fact, std::string hint) {
    c.sink.report(code, span, std::move(fact), std::move(hint));
  }

  /// A single value of the type, or nothing when reported.
  std::optional<Scalar> valueOf(const ast::Pair& pair, Type type) {
    if (type.kind == TypeKind::kError) return std::nullopt;
    if (pair.value.kind == ast::Datum::Kind::kConstant) return constantOf(c, pair.value.constant, type, Code::E0502);
    refuse(Code::E0502, pair.value.span, quoted(pair.name.text) + " is one value, and this is several",
           "write " + exampleOf(c, type));
    return std::nullopt;
  }

  void give(const ast::Pair& pair, std::uint32_t input) {
    for (const ir::TestValue& earlier : out.given)
      if (earlier.input == input)
        return refuse(Code::E0501, pair.name.span, quoted(pair.name.text) + " is given twice", "leave one of them out");
    if (const std::optional<Scalar> value = valueOf(pair, c.out.inputs[input].type))
      out.given.push_back({input, *value});
  }

  /// `consent { email yes, call no }`.
  void giveMap(const ast::Pair& pair, const MapField& map) {
    if (pair.value.kind != ast::Datum::Kind::kRecord)
      return refuse(Code::E0502, pair.value.span,
                    quoted(map.name) + " has a value for each " + quoted(c.out.choices[map.choice].name),
                    "write those that are known, as in " +
                        quoted(map.name + " { " + c.out.choices[map.choice].members.front().name + " yes }"));
    for (const ast::Pair& part : pair.value.record)
      if (const std::int32_t member = requireMember(c, map.choice, part.name, c.out.choices[map.choice].name);
          member >= 0)
        give(part, map.firstInput + static_cast<std::uint32_t>(member));
  }

  /// The fields of a row; of a list of single values, the value itself.
  void giveFields(const std::vector<ast::Pair>& pairs, ir::TestRow& row) {
    const ir::Stream& stream = c.out.streams[row.stream];
    for (const ast::Pair& pair : pairs) {
      const std::uint32_t column = columnNamed(stream, pair.name.text);
      const bool byItself =
          stream.kind != ir::StreamKind::kList &&
          (column == ir::kAtColumn || (stream.kind == ir::StreamKind::kCase && column == ir::kOverdueColumn));
      if (column == ir::kNone || byItself) {
        std::vector<std::string> names;
        for (const ir::Column& one : stream.columns) names.push_back(one.name);
        std::string hint = byItself ? "it follows from when it happened" : didYouMean(pair.name.text, names);
        refuse(Code::E0501, pair.name.span,
               quoted(stream.name) + (byItself ? " tells " + quoted(pair.name.text) + " by itself"
                                               : " has no field " + quoted(pair.name.text)),
               hint.empty() ? "a test gives fields that are declared" : std::move(hint));
      } else if (std::find(row.columns.begin(), row.columns.end(), column) != row.columns.end()) {
        refuse(Code::E0501, pair.name.span, quoted(pair.name.text) + " is given twice", "leave one of them out");
      } else if (const std::optional<Scalar> value = valueOf(pair, stream.columns[column].type)) {
        row.columns.push_back(column);
        row.values.push_back(*value);
      }
    }
  }

  /// `products [ { name fibre, price £30 } ]`, `tags [ "a", "b" ]`.
  void giveList(const ast::Pair& pair, std::uint32_t stream) {
    if (pair.value.kind != ast::Datum::Kind::kList)
      return refuse(Code::E0502, pair.value.span, quoted(pair.name.text) + " is a list",
                    "write its rows between `[` and `]`");
    if (std::find(out.lists.begin(), out.lists.end(), stream) != out.lists.end())
      return refuse(Code::E0501, pair.name.span, quoted(pair.name.text) + " is given twice", "leave one of them out");
    out.lists.push_back(stream);
    const bool records =
        c.out.streams[stream].columns.front().name != "item" || c.out.streams[stream].columns.size() > 1;
    for (const ast::Datum& datum : pair.value.list) {
      ir::TestRow row;
      row.stream = stream;
      if (datum.kind == ast::Datum::Kind::kRecord && records)
        giveFields(datum.record, row);
      else if (datum.kind == ast::Datum::Kind::kConstant && !records)
        giveFields({{{"item", datum.span}, datum}}, row);
      else
        refuse(
            Code::E0502, datum.span, "this is no row of " + quoted(pair.name.text),
            records ? "write its fields between braces, as in `[ { … } ]`" : "write single values, as in `[ a, b ]`");
      out.rows.push_back(std::move(row));
    }
  }

  void giveCustomer(const ast::Pair& pair) {
    const auto symbol = c.symbols.find(pair.name.text);
    if (symbol != c.symbols.end()) {
      const Symbol& found = symbol->second;
      if (found.kind == Resolved::Kind::kInput && found.index != c.todayInput) return give(pair, found.index);
      if (found.kind == Resolved::Kind::kMap) return giveMap(pair, c.out.maps[found.index]);
      if (found.kind == Resolved::Kind::kStream && found.index < c.out.programStreams)
        return giveList(pair, found.index);
    }
    std::vector<std::string> names;
    for (const ir::Input& input : c.out.inputs)
      if (input.source == ir::InputSource::kProfile) names.push_back(input.name);
    std::string hint = didYouMean(pair.name.text, names);
    if (hint.empty())
      hint = symbol != c.symbols.end()             ? "it is computed from fields: give those"
             : c.requests.contains(pair.name.text) ? "it is part of the request: write it in `request { … }`"
                                                   : "a test gives fields of the profile";
    refuse(Code::E0501, pair.name.span, "a customer has no field " + quoted(pair.name.text), std::move(hint));
  }

  void giveRequest(const ast::Pair& pair) {
    const auto field = c.requests.find(pair.name.text);
    if (field != c.requests.end()) return give(pair, field->second);
    std::vector<std::string> names;
    for (const ir::Input& input : c.out.inputs)
      if (input.source == ir::InputSource::kRequest) names.push_back(input.name);
    std::string hint = didYouMean(pair.name.text, names);
    if (hint.empty())
      hint = c.symbols.contains(pair.name.text) ? "it is a field of the customer: write it in `customer { … }`"
                                                : "a test gives fields of the request";
    refuse(Code::E0501, pair.name.span, "the request has no field " + quoted(pair.name.text), std::move(hint));
  }

  /// How long ago, exactly or by the calendar; false when reported.
  bool readAgo(const ast::Quantity& ago, std::int64_t& ms, std::int64_t& months) {
    if (ago.working || ago.amount.amount < 0) {
      refuse(Code::E0501, ago.span, "working time cannot be counted back from a test's `now`", "write days or hours");
      return false;
    }
    (ago.amount.isPeriod ? months : ms) = ago.amount.amount;
    return true;
  }

  void giveHistory(const ast::Happened& happened) {
    const std::uint32_t stream = requireStream(c, happened.event);
    if (stream == ir::kNone) return;
    if (c.out.streams[stream].kind == ir::StreamKind::kList)
      return refuse(Code::E0501, happened.event.span, quoted(happened.event.text) + " is a list of the customer",
                    "write it in `customer { … }`");
    ir::TestRow row;
    row.stream = stream;
    if (!readAgo(happened.ago, row.agoMs, row.agoMonths)) return;
    giveFields(happened.details, row);
    out.rows.push_back(std::move(row));
  }

  /// What started a proactive decision; its fields become inputs, as far as rules read them.
  void giveTrigger(const ast::Triggered& on) {
    out.trigger = requireMember(c, ir::kTriggerChoice, on.event, "event that starts rules");
    if (out.trigger < 0) return;
    if (on.ago) {
      std::int64_t months = 0;
      out.triggerAgoMs = 0;
      if (!readAgo(*on.ago, out.triggerAgoMs, months)) return;
      if (months != 0) refuse(Code::E0501, on.ago->span, "a rule waits exact times", "write days or hours");
    }
    const auto event = c.events.find(on.event.text);
    if (event == c.events.end() && !on.details.empty())
      return refuse(Code::E0501, on.details.front().name.span, quoted(on.event.text) + " has no fields",
                    "leave the braces empty");
    for (const ast::Pair& pair : on.details) {
      const ir::Stream& stream = c.out.streams[event->second];
      const std::uint32_t column = columnNamed(stream, pair.name.text);
      if (column == ir::kNone) {
        std::vector<std::string> names;
        for (const ir::Column& one : stream.columns) names.push_back(one.name);
        refuse(Code::E0501, pair.name.span, quoted(stream.name) + " has no field " + quoted(pair.name.text),
               didYouMean(pair.name.text, names));
        continue;
      }
      give(pair, inputNamed(c.out, ir::InputSource::kTriggerField, stream.name + "." + pair.name.text,
                            stream.columns[column].type));
    }
  }

  void giveThreshold(const ast::ThresholdGiven& given) {
    std::string name = given.name.text + (given.top ? " top " : " bottom ");
    const auto* percent = std::get_if<Percent>(&given.share);
    name += percent != nullptr ? formatPercent(*percent) : std::to_string(std::get<std::int64_t>(given.share));
    if (!given.of.empty()) name += " of " + given.of.text;
    std::vector<std::string> known;
    for (std::uint32_t i = 0; i < c.out.inputs.size(); ++i) {
      const ir::Input& input = c.out.inputs[i];
      if (input.source != ir::InputSource::kThreshold) continue;
      known.push_back(input.name);
      if (input.name == name)
        return give({given.name, {ast::Datum::Kind::kConstant, given.from, {}, {}, given.from.span}}, i);
    }
    std::string hint = didYouMean(name, known);
    refuse(Code::E0501, given.span, "no rule asks for " + quoted(name),
           hint.empty() ? "give what rules ask for, as in `clv in top 5%`" : std::move(hint));
  }

  /// What a model says of this customer, however far it is asked to look.
  void giveModel(const ast::ModelAnswer& given) {
    std::vector<std::string> known;
    bool found = false;
    for (std::uint32_t i = 0; i < c.out.inputs.size(); ++i) {
      const ir::Input& input = c.out.inputs[i];
      if (input.source != ir::InputSource::kModel) continue;
      const ir::ModelCall& call = c.out.modelCalls[input.detail];
      const std::string& model = c.out.models[call.model].name;
      const std::string function(ir::kModelFunctionNames[static_cast<std::size_t>(call.function)]);
      known.push_back(model + "." + function);
      if (model != given.model.text || function != given.function.text) continue;
      found = true;
      give({given.function, {ast::Datum::Kind::kConstant, given.value, {}, {}, given.value.span}}, i);
    }
    if (found) return;
    const std::string name = given.model.text + "." + given.function.text;
    std::string hint = didYouMean(name, known);
    refuse(Code::E0501, given.span, "no rule asks a model for " + quoted(name),
           hint.empty() ? "give what rules ask for, as in `future.spend £900`" : std::move(hint));
  }

  void giveEvidence(const ast::EvidenceGiven& given) {
    const std::int32_t action = requireMember(c, ir::kActionChoice, given.action, "action");
    typeCondition(c, given.where, Where::kRule);
    if (action < 0) return;
    if (given.yes > given.of)
      refuse(Code::E0501, given.span, "there are more times yes than answers",
             "write the times yes, then all answers, as in `30 of 200`");
    if (given.of > kAnswersMax)
      refuse(Code::E0501, given.span, "nobody has so many answers",
             "write the times yes, then all answers, as in `30 of 200`");
    const auto& body = itemAs<ast::Action>(c, c.out.actions[static_cast<std::uint32_t>(action)]).body;
    if (body.learned.empty())
      refuse(Code::E0501, given.action.span, quoted(given.action.text) + " does not learn",
             "give it a `propensity learned by …`");
    out.evidence.push_back({static_cast<std::uint32_t>(action), given.yes, given.of, given.where});
  }

  void readStage(const ast::Word& word, ir::Expectation& expectation) {
    std::vector<std::string> known;
    for (int i = 0; i <= static_cast<int>(ir::Stage::kKeep); ++i) {
      const auto stage = static_cast<ir::Stage>(i);
      if (word.text == ir::stageName(stage) || word.text == stageWord(stage)) {
        expectation.hasStage = true;
        expectation.stage = stage;
        return;
      }
      known.push_back(stageWord(stage));
    }
    std::string hint = didYouMean(word.text, known);
    if (hint.empty())
      hint = "stages are in_effect, eligible, applicable, suitable, policy, propensity, rank, diversity and keep";
    c.sink.report(Code::E0503, word.span, "there is no stage " + quoted(word.text), std::move(hint));
  }

  void readPolicy(const ast::Word& word, ir::Expectation& expectation) {
    std::vector<std::string> known;
    for (const ast::Item& item : c.book.items) {
      const auto* policy = std::get_if<ast::Policy>(&item);
      if (policy == nullptr) continue;
      if (policy->name.text == word.text) {
        expectation.policy = static_cast<std::int32_t>(known.size());
        return;
      }
      known.push_back(policy->name.text);
    }
    std::string hint = didYouMean(word.text, known);
    refuse(Code::E0401, word.span, "there is no policy " + quoted(word.text),
           hint.empty() ? "declare it, as in `policy contact { … }`" : std::move(hint));
  }

  void expectAction(const ast::Expect& expect, ir::Expectation& expectation) {
    expectation.action = static_cast<std::uint32_t>(requireMember(c, ir::kActionChoice, expect.action, "action"));
    expectation.channel = requireMember(c, ir::kChannelChoice, expect.channel, "channel");
    if (!expect.stage.empty()) readStage(expect.stage, expectation);
    if (!expect.policy.empty()) readPolicy(expect.policy, expectation);
    checkBrings(c, expect.with);
    expectation.brings = bringsOf(c.out, expect.with, [&](Span span) {
      return c.sources.files[span.file].text.substr(span.begin, span.end - span.begin);
    });
    expectation.saying = expect.saying.text;
    onlyOnce(c, expect.priorities, "priority");
    if (!expect.priorities.empty()) readPriority(expect.priorities.front(), expectation);
  }

  void readPriority(const ast::Constant& written, ir::Expectation& expectation) {
    const std::optional<Scalar> priority = constantOf(c, written, {TypeKind::kMoney, 0}, Code::E0502);
    expectation.hasPriority = priority && priority->isKnown();
    if (expectation.hasPriority) expectation.priority = {priority->cell.asInt()};
    if (quoted(c, written.span) == quoted("unknown"))
      c.sink.report(Code::E0502, written.span, "the priority of what is offered is never unknown",
                    "write " + exampleOf(c, {TypeKind::kMoney, 0}));
  }

  void expectFlag(const ast::Expect& expect, ir::Expectation& expectation) {
    typeCondition(c, expect.expr, Where::kTest);
    expectation.holds = expect.expr;
    const auto* binary = std::get_if<ast::BinaryExpr>(&c.book.at(expect.expr).node);
    if (binary != nullptr && binary->op == ast::BinaryOp::kEq) expectation.actual = binary->left;
  }

  void read(const ast::Test& test) {
    out.title = test.title.text;
    out.span = test.span;
    out.hasSeed = test.seed.has_value();
    out.seed = test.seed.value_or(0);
    if (test.now) {
      out.hasNow = true;
      out.localMs = test.now->day * kMsPerDay + test.now->msOfDay;
    }
    for (const ast::Pair& pair : test.customer) giveCustomer(pair);
    for (const ast::Pair& pair : test.request) giveRequest(pair);
    if (test.since) {
      out.hasSince = true;
      out.since = *test.since;
    }
    for (const ast::Happened& happened : test.history) giveHistory(happened);
    if (test.on) giveTrigger(*test.on);
    for (const ast::ThresholdGiven& given : test.population) giveThreshold(given);
    for (const ast::EvidenceGiven& given : test.learned) giveEvidence(given);
    for (const ast::ModelAnswer& given : test.models) giveModel(given);
    for (const ast::Expect& expect : test.expects) {
      ir::Expectation expectation;
      expectation.span = expect.span;
      switch (expect.kind) {
        case ast::Expect::Kind::kFirst: expectation.kind = ir::ExpectKind::kFirst; break;
        case ast::Expect::Kind::kOffered: expectation.kind = ir::ExpectKind::kOffered; break;
        case ast::Expect::Kind::kWithheld: expectation.kind = ir::ExpectKind::kWithheld; break;
        case ast::Expect::Kind::kExpr: expectation.kind = ir::ExpectKind::kHolds; break;
      }
      if (expect.kind != ast::Expect::Kind::kExpr)
        expectAction(expect, expectation);
      else if (expect.expr != ast::kNoExpr)
        expectFlag(expect, expectation);
      out.expected.push_back(expectation);
    }
  }
};

}  // namespace

void checkTests(Context& c) {
  for (const ast::Item& item : c.book.items)
    if (const auto* test = std::get_if<ast::Test>(&item)) {
      ir::Test out;
      TestReader{c, out}.read(*test);
      c.out.tests.push_back(std::move(out));
    }
}

}  // namespace regard::dsl
