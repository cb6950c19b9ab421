#include "apps/render/decision.h"
#include "apps/render/json.h"

namespace regard::render {
namespace {

Json learnedJson(const OfferedAction& action) {
  if (!action.learned) return nullptr;
  return {{"mean", figureJson(action.learned->mean)},
          {"yes", action.learned->yes},
          {"of", action.learned->of},
          {"drawn", action.learned->drawn}};
}

}  // namespace

Json offeredJson(const OfferedAction& action, const std::string& currency) {
  Json levers = Json::array();
  for (const LeverEffect& lever : action.levers) levers.push_back({{"change", lever.change}, {"reason", lever.reason}});
  Json texts = Json::array();
  for (const TreatmentText& text : action.texts) texts.push_back({{"field", text.field}, {"text", text.text}});
  Json details = Json::object();
  for (const auto& [name, value] : action.effectDetails) details[name] = value;
  return {{"rank", action.rank},
          {"action", action.action},
          {"title", action.title},
          {"issue", action.issue},
          {"group", action.group},
          {"channel", action.channel},
          {"treatment", action.treatment},
          {"currency", currency},
          {"priority", figureJson(action.priority)},
          {"score", figureJson(action.score)},
          {"weight", figureJson(action.weight)},
          {"propensity", figureJson(action.propensity)},
          {"learned", learnedJson(action)},
          {"chance", orNull(action.chance)},
          {"value", figureJson(action.value)},
          {"benefit", figureJson(action.benefit)},
          {"cost", figureJson(action.cost)},
          {"rank_by", action.formula},
          {"levers", levers},
          {"texts", texts},
          {"mandatory", orNull(action.mandatory)},
          {"handover", action.queue.empty() ? Json() : Json{{"queue", action.queue}, {"skill", orNull(action.skill)}}},
          {"ask", action.question.empty() ? Json() : Json{{"question", action.question}, {"topic", action.topic}}},
          {"promise", orNull(action.promise)},
          {"reserved", action.reserved},
          {"do", action.effect.empty()
                     ? Json()
                     : Json{{"name", action.effect}, {"details", details}, {"silently", action.silently}}},
          {"because", action.because}};
}

namespace {

Json withheldJson(const WithheldAction& action) {
  Json facts = Json::array();
  for (const ReasonFact& fact : action.facts)
    facts.push_back({{"subject", fact.subject}, {"found", fact.found}, {"needed", fact.needed}});
  return {{"action", action.action}, {"title", action.title},
          {"issue", action.issue},   {"channel", action.channel},
          {"stage", action.stage},   {"reason", action.sentence},
          {"facts", facts},          {"chance", orNull(action.chance)},
          {"clause", action.clause}, {"path", action.path},
          {"line", action.line}};
}

Json object(const std::map<std::string, std::string>& pairs) {
  Json out = Json::object();
  for (const auto& [name, value] : pairs) out[name] = value;
  return out;
}

}  // namespace

Json decisionDocument(const DecisionResult& result, const DecisionRequest& asked) {
  Json out = {{"id", orNull(result.id)},     {"customer", result.customer},
              {"rulebook", result.rulebook}, {"rulebook_hash", result.rulebookHash},
              {"title", result.title},       {"now", result.now},
              {"seed", result.seed},         {"locale", result.locale},
              {"currency", result.currency}, {"request", object(asked.request)},
              {"channels", asked.channels},  {"set", object(asked.overrides)}};
  out["offered"] = Json::array();
  for (const OfferedAction& action : result.offered) out["offered"].push_back(offeredJson(action, result.currency));
  out["bundles"] = Json::array();
  for (const OfferedBundle& bundle : result.bundles)
    out["bundles"].push_back({{"bundle", bundle.bundle}, {"title", bundle.title}, {"actions", bundle.actions}});
  out["withheld_count"] = result.withheldCount;
  if (asked.explain) {
    out["withheld"] = Json::array();
    for (const WithheldAction& action : result.withheld) out["withheld"].push_back(withheldJson(action));
  }
  out["notes"] = result.notes;
  return out;
}

std::string decisionJson(const DecisionResult& result, const DecisionRequest& asked) {
  return jsonText(decisionDocument(result, asked));
}

}  // namespace regard::render
