// `test` blocks: what they give and what they expect.

#include "base/nearest.h"
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

  void give(const ast::Pair& pair, std::uint32_t input) {
    for (const ir::TestValue& earlier : out.given)
      if (earlier.input == input) {
        c.sink.report(Code::E0501, pair.name.span, quoted(pair.name.text) + " is given twice", "leave one of them out");
        return;
      }
    const Type type = c.out.inputs[input].type;
    if (type.kind == TypeKind::kError) return;
    if (const std::optional<Scalar> value = constantOf(c, pair.value, type, Code::E0502))
      out.given.push_back({input, *value});
  }

  void giveCustomer(const ast::Pair& pair) {
    const auto symbol = c.symbols.find(pair.name.text);
    if (symbol != c.symbols.end() && symbol->second.kind == Resolved::Kind::kInput)
      return give(pair, symbol->second.index);
    std::vector<std::string> names;
    for (const ir::Input& input : c.out.inputs)
      if (input.source == ir::InputSource::kProfile) names.push_back(input.name);
    std::string hint = didYouMean(pair.name.text, names);
    if (hint.empty())
      hint = symbol != c.symbols.end()             ? "it is computed from fields: give those"
             : c.requests.contains(pair.name.text) ? "it is part of the request: write it in `request { … }`"
                                                   : "a test gives fields of the profile";
    c.sink.report(Code::E0501, pair.name.span, "a customer has no field " + quoted(pair.name.text), std::move(hint));
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
    c.sink.report(Code::E0501, pair.name.span, "the request has no field " + quoted(pair.name.text), std::move(hint));
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
    if (hint.empty()) hint = "stages are eligible, applicable, suitable, propensity, rank, diversity and keep";
    c.sink.report(Code::E0503, word.span, "there is no stage " + quoted(word.text), std::move(hint));
  }

  void expectAction(const ast::Expect& expect, ir::Expectation& expectation) {
    expectation.action = static_cast<std::uint32_t>(requireMember(c, ir::kActionChoice, expect.action, "action"));
    expectation.channel = requireMember(c, ir::kChannelChoice, expect.channel, "channel");
    if (!expect.stage.empty()) readStage(expect.stage, expectation);
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
    out.seed = test.seed.value_or(0);
    if (test.now) {
      out.hasNow = true;
      out.localMs = test.now->day * kMsPerDay + test.now->msOfDay;
    }
    for (const ast::Pair& pair : test.customer) giveCustomer(pair);
    for (const ast::Pair& pair : test.request) giveRequest(pair);
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
