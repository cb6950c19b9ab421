// The decision's document on one line, written without a tree. Its members are those of decision_json.cc, in their
// order; a test holds the two to each other.

#include "apps/render/decision.h"
#include "apps/render/json_writer.h"

namespace regard::render {
namespace {

constexpr std::size_t kBytesOfHead = 512, kBytesOfAction = 512;

void texts(JsonWriter& out, const std::vector<std::string>& list) {
  out.open('[');
  for (const std::string& text : list) out.text(text);
  out.close(']');
}

/// Names are what the caller sent.
template <class Pairs>
void pairs(JsonWriter& out, const Pairs& values) {
  out.open('{');
  for (const auto& [name, value] : values) out.name(name).text(value);
  out.close('}');
}

/// What an action asks of others, and what it does by itself.
void consequences(JsonWriter& out, const OfferedAction& action) {
  out.key("mandatory").textOrNull(action.mandatory).key("handover");
  if (action.queue.empty()) {
    out.null();
  } else {
    out.open('{').key("queue").text(action.queue).key("skill").textOrNull(action.skill).close('}');
  }
  out.key("ask");
  if (action.question.empty()) {
    out.null();
  } else {
    out.open('{').key("question").text(action.question).key("topic").text(action.topic).close('}');
  }
  out.key("promise").textOrNull(action.promise).key("reserved").flag(action.reserved).key("do");
  if (action.effect.empty()) {
    out.null();
  } else {
    pairs(out.open('{').key("name").text(action.effect).key("details"), action.effectDetails);
    out.key("silently").flag(action.silently).close('}');
  }
}

void offered(JsonWriter& out, const OfferedAction& action, const std::string& currency) {
  out.open('{').key("rank").number(action.rank).key("action").text(action.action).key("title").text(action.title);
  out.key("issue").text(action.issue).key("group").text(action.group).key("channel").text(action.channel);
  out.key("treatment").text(action.treatment).key("currency").text(currency);
  out.key("priority").figure(action.priority).key("score").figure(action.score).key("weight").figure(action.weight);
  out.key("propensity").figure(action.propensity).key("learned");
  if (action.learned) {
    out.open('{').key("mean").figure(action.learned->mean).key("yes").number(action.learned->yes);
    out.key("of").number(action.learned->of).key("drawn").flag(action.learned->drawn).close('}');
  } else {
    out.null();
  }
  out.key("chance").textOrNull(action.chance).key("value").figure(action.value);
  out.key("benefit").figure(action.benefit).key("cost").figure(action.cost).key("rank_by").text(action.formula);
  out.key("levers").open('[');
  for (const LeverEffect& lever : action.levers)
    out.open('{').key("change").text(lever.change).key("reason").text(lever.reason).close('}');
  out.close(']').key("texts").open('[');
  for (const TreatmentText& text : action.texts)
    out.open('{').key("field").text(text.field).key("text").text(text.text).close('}');
  out.close(']');
  consequences(out, action);
  texts(out.key("because"), action.because);
  out.close('}');
}

void withheld(JsonWriter& out, const WithheldAction& action) {
  out.open('{').key("action").text(action.action).key("title").text(action.title).key("issue").text(action.issue);
  out.key("channel").text(action.channel).key("stage").text(action.stage).key("reason").text(action.sentence);
  out.key("facts").open('[');
  for (const ReasonFact& fact : action.facts)
    out.open('{')
        .key("subject")
        .text(fact.subject)
        .key("found")
        .text(fact.found)
        .key("needed")
        .text(fact.needed)
        .close('}');
  out.close(']')
      .key("chance")
      .textOrNull(action.chance)
      .key("clause")
      .text(action.clause)
      .key("path")
      .text(action.path)
      .key("line")
      .number(action.line);
  out.close('}');
}

}  // namespace

std::string servedDecisionJson(const DecisionResult& result, const DecisionRequest& asked,
                               const std::string& degraded) {
  JsonWriter out(kBytesOfHead + kBytesOfAction * (result.offered.size() + result.withheld.size()));
  out.open('{').key("id").textOrNull(result.id).key("customer").text(result.customer);
  out.key("rulebook").text(result.rulebook).key("rulebook_hash").text(result.rulebookHash);
  out.key("title").text(result.title).key("now").text(result.now).key("seed").number(result.seed);
  out.key("locale").text(result.locale).key("currency").text(result.currency);
  pairs(out.key("request"), asked.request);
  texts(out.key("channels"), asked.channels);
  pairs(out.key("set"), asked.overrides);
  out.key("offered").open('[');
  for (const OfferedAction& action : result.offered) offered(out, action, result.currency);
  out.close(']').key("bundles").open('[');
  for (const OfferedBundle& bundle : result.bundles) {
    texts(out.open('{').key("bundle").text(bundle.bundle).key("title").text(bundle.title).key("actions"),
          bundle.actions);
    out.close('}');
  }
  out.close(']').key("withheld_count").number(result.withheldCount);
  if (asked.explain) {
    out.key("withheld").open('[');
    for (const WithheldAction& action : result.withheld) withheld(out, action);
    out.close(']');
  }
  texts(out.key("notes"), result.notes);
  out.key("degraded").textOrNull(degraded).close('}');
  return out.line();
}

}  // namespace regard::render
