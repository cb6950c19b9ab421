#include "dsl/sema/brings.h"

#include "dsl/sema/context.h"

namespace regard::dsl {
namespace {

void checkEffects(Context& c, const std::vector<ast::Effect>& effects) {
  onlyOnce(c, effects, "do");
  for (const ast::Effect& effect : effects)
    for (const ast::Pair& detail : effect.details) {
      if (detail.value.kind == ast::Datum::Kind::kConstant) continue;
      c.sink.report(Code::E0502, detail.value.span, quoted(detail.name.text) + " is one value, and this is several",
                    "write a single value");
    }
}

}  // namespace

void checkBrings(Context& c, const ast::Brings& brings) {
  checkEffects(c, brings.effects);
  onlyOnce(c, brings.handovers, "handover");
  onlyOnce(c, brings.asks, "ask");
  onlyOnce(c, brings.promises, "promise");
  for (const ast::Word& promise : brings.promises) requireMember(c, ir::kPromiseChoice, promise, "promise");
}

ir::Brings bringsOf(const CheckedBook& checked, const ast::Brings& written,
                    const std::function<std::string(Span)>& textOf) {
  ir::Brings out;
  if (!written.handovers.empty()) {
    out.queue = written.handovers.front().queue.text;
    out.skill = written.handovers.front().skill.text;
  }
  if (!written.asks.empty()) {
    out.question = written.asks.front().question.text;
    out.topic = written.asks.front().topic.text;
  }
  if (!written.promises.empty()) out.promise = memberOf(checked, ir::kPromiseChoice, written.promises.front().text);
  if (written.effects.empty()) return out;
  const ast::Effect& effect = written.effects.front();
  out.effect = effect.name.text;
  out.silently = effect.silently;
  for (const ast::Pair& detail : effect.details)
    out.effectDetails.push_back({detail.name.text, textOf(detail.value.span)});
  return out;
}

}  // namespace regard::dsl
