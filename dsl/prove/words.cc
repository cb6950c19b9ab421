#include "dsl/prove/words.h"

#include <algorithm>

#include "base/format.h"
#include "dsl/ir/print.h"

namespace regard::dsl {
namespace {

using ir::Inst;
using ir::InstIndex;
using ir::Op;

std::string spell(const ir::Program& p, Type type, const Possible& value) {
  if (value.error) return "an error";
  return value.hasOneValue() ? spellKey(p, type, value.lowest()) : "unknown";
}

/// Whether the goals come out whatever the open leaves may be.
bool comesOut(const Cone& cone, Box box, const std::vector<Goal>& goals) {
  for (Place place = 0; place < cone.instCount(); ++place) {
    if (const Comparison* comparison = cone.comparison(place); comparison != nullptr && comparison->order != kNowhere)
      box[comparison->order] = ordersOf(*comparison, box);
    if (!cone.isLeaf(place)) box[place] = forward(cone, box, place);
  }
  return std::all_of(goals.begin(), goals.end(),
                     [&](const Goal& goal) { return isWithin(box[cone.placeOf(goal.inst)], goal.wanted); });
}

/// The leaves without whose value the goals might come out otherwise. The first ones named are the last ones kept.
std::vector<Place> whatMatters(const Cone& cone, const Box& everything, const Box& found,
                               const std::vector<Goal>& goals) {
  std::vector<Place> matters;
  Box box = found;
  const auto matter = [&](std::initializer_list<Place> places) {
    const Box before = box;
    for (const Place place : places) box[place] = everything[place];
    if (comesOut(cone, box, goals)) return false;
    box = before;
    return true;
  };
  for (const Count& count : cone.counts())
    if (matter({count.low, count.high})) matters.push_back(cone.placeOf(count.query));
  for (Place place = 0; place < cone.instCount(); ++place)
    if (cone.isLeaf(place) && !cone.readsRow(place) && matter({place})) matters.push_back(place);
  std::sort(matters.begin(), matters.end());
  return matters;
}

/// "`complaint in last 90 days where topic = billing` at least 2 times".
std::string countInWords(const Cone& cone, const Count& count, const Box& found) {
  const ir::Program& p = cone.program();
  const std::uint32_t* words = &p.operands[p.insts[count.query].a];
  std::string rows = p.streams[words[ir::kStreamWord]].name + ir::textOf(p.windows[words[ir::kWindowWord]]);
  if (words[ir::kFilterWord] != ir::kNone) {
    const Inst& filter = p.insts[words[ir::kFilterWord]];
    if (const std::string where = ir::excerpt(p, p.spans[filter.span]); !where.empty()) rows += " where " + where;
  }
  const Possible &low = found[count.low], &high = found[count.high];
  if (low.error) return '`' + rows + "` an error";
  const auto times = [](std::int64_t n) {
    return n == 0 ? std::string("never") : n == 1 ? std::string("once") : std::to_string(n) + " times";
  };
  const std::int64_t least = low.lowest(), most = high.lowest();
  rows = '`' + rows + "` ";
  if (most == kNoEnd) return rows + (least == 0 ? "unknown" : "at least " + times(least));
  return rows + (least == most ? times(most) : std::to_string(least) + " to " + times(most));
}

/// One thing that matters and its value.
std::string inWords(const Cone& cone, Place place, const Box& found, const std::vector<Scalar>& values) {
  const ir::Program& p = cone.program();
  if (const CountTest* test = cone.countTest(place)) return countInWords(cone, cone.counts()[test->count], found);
  const Type type = cone.typeAt(place);
  const std::string name = nameOf(p, cone.instAt(place)), value = spell(p, type, possibleOf(type, values[place]));
  if (cone.at(place).op != Op::kQuery) return name + " " + value;
  switch (static_cast<ir::Aggregate>(ir::queryWord(p, cone.at(place), ir::kAggregateWord))) {
    case ir::Aggregate::kRecorded: return value + " times what `" + name + "` counts";
    case ir::Aggregate::kBurst: return "what `" + name + "` waits for: " + value;
    default: return '`' + name + "` " + value;
  }
}

bool isField(const Inst& inst, ir::CandidateField field) {
  return inst.op == Op::kCandidate && static_cast<ir::CandidateField>(inst.a) == field;
}

}  // namespace

std::string nameOf(const ir::Program& p, InstIndex index) {
  const Inst& inst = p.insts[index];
  if (inst.op == Op::kInput) {
    const ir::Input& input = p.inputs[inst.a];
    return input.source == ir::InputSource::kRequest ? "request." + input.name : input.name;
  }
  for (const ir::Named& named : p.names)
    if (named.inst == index && inst.op != Op::kConst) return named.name;
  const std::string written = ir::excerpt(p, p.spans[inst.span]);
  return written.empty() ? "what a rule of the engine's own says" : written;
}

std::string spellKey(const ir::Program& p, Type type, std::int64_t key) {
  switch (type.kind) {
    case TypeKind::kFlag: return formatFlag(key != 0);
    case TypeKind::kNumber: return formatNumber(numberOfKey(key));
    case TypeKind::kPercent: return formatPercent({key});
    case TypeKind::kMoney: return formatMoney({key}, p.currency);
    case TypeKind::kDate: return formatDate(static_cast<Day>(key));
    case TypeKind::kInstant: return formatInstant(key, Zone::utc());
    case TypeKind::kDuration: return formatDuration(key);
    case TypeKind::kPeriod: return formatPeriod(key);
    case TypeKind::kChoice: return p.choices[type.choice].members[static_cast<std::size_t>(key)].name;
    default: break;
  }
  const bool isConstant = key >= 0 && static_cast<std::size_t>(key) < p.constants.size() &&
                          p.constants[static_cast<std::size_t>(key)].type.kind == TypeKind::kText;
  return isConstant ? '"' + textOfKey(p, key) + '"' : "another text";
}

Description describe(const Cone& cone, const Box& everything, const Box& found, const Witness& witness,
                     const std::vector<Goal>& goals) {
  const ir::Program& p = cone.program();
  const std::vector<Scalar> values = evaluate(cone, witness);
  Description said;
  bool direction = false, channel = false;
  for (const Place place : whatMatters(cone, everything, found, goals)) {
    const Inst& inst = cone.at(place);
    direction = direction || isField(inst, ir::CandidateField::kDirection);
    channel = channel || isField(inst, ir::CandidateField::kChannel);
    if (inst.op == Op::kCandidate) continue;
    said.who += (said.who.empty() ? " with " : ", ") + inWords(cone, place, found, values);
  }
  said.who = (said.who.empty() ? "any " : "a ") + p.profileName + said.who;
  if (direction) said.way += witness.direction == ir::kInbound ? " inbound" : " outbound";
  if (channel && witness.channel >= 0)
    said.way += " by " + p.choices[ir::kChannelChoice].members[static_cast<std::size_t>(witness.channel)].name;
  return said;
}

}  // namespace regard::dsl
