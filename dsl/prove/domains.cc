#include "dsl/prove/domains.h"

#include "dsl/ir/operands.h"

namespace regard::dsl {
namespace {

using ir::InputSource;
using ir::Op;

constexpr double kMinutesOfDay = 24 * 60;

Possible orUnknown(Possible values) {
  values.unknown = true;
  return values;
}

Possible atLeastZero(Possible values) {
  values.values = intersect(values.values, {{0, kHighestKey}});  // the key of the number 0 is 0 too
  return values;
}

struct Domains {
  const ir::Program& p;
  const Setting& setting;

  bool mayBe(std::int64_t direction) const { return !intersect(setting.directions, {{direction, direction}}).empty(); }

  /// Known only while a decision goes one way. A default is what is taken where there is none.
  Possible onlyWhen(std::int64_t direction, const ir::Input& input, const Possible& all) const {
    if (!mayBe(direction)) return input.fallback.isKnown() ? fallbackOf(input) : onlyUnknown();
    return input.fallback.isKnown() ? all : orUnknown(all);
  }
  Possible fallbackOf(const ir::Input& input) const {
    return input.type.kind == TypeKind::kText ? allOf(p, input.type)
                                              : onlyValue(keyOf(input.type, input.fallback.cell));
  }

  /// Whoever asks is answered on the channel they are on.
  static bool isChannel(const ir::Input& input) {
    return input.name == "channel" && input.type == Type{TypeKind::kChoice, ir::kChannelChoice};
  }

  Possible ofInput(const ir::Input& input) const {
    const Possible all = allOf(p, input.type);
    switch (input.source) {
      case InputSource::kProfile: return input.name == p.keyName || input.fallback.isKnown() ? all : orUnknown(all);
      case InputSource::kRequest:
        return onlyWhen(ir::kInbound, input, isChannel(input) ? Possible{setting.channels} : all);
      case InputSource::kToday: return {{setting.days}};
      case InputSource::kNow: return {{{kFirstDay * kMsPerDay, kLastDay * kMsPerDay}}};
      case InputSource::kMinute: return {{{keyOfNumber(0), keyOfNumber(kMinutesOfDay - 1)}}};
      case InputSource::kTrigger:
      case InputSource::kTriggerField: return onlyWhen(ir::kOutbound, input, all);
      case InputSource::kTriggerAge: return onlyWhen(ir::kOutbound, input, atLeastZero(all));
      case InputSource::kCounter: return orUnknown(atLeastZero(all));
      case InputSource::kModel: return anythingOf(p, input.type);
      case InputSource::kThreshold:
      case InputSource::kExperiment:
      case InputSource::kHoldOut:
      case InputSource::kEntered:
      case InputSource::kReach:
      case InputSource::kPlace:
      case InputSource::kKpi: break;
    }
    return orUnknown(all);
  }

  /// The figures are not known before rank, and conditions come before it.
  Possible ofCandidate(ir::CandidateField field) const {
    const ir::Action& action = p.actions[setting.action];
    const auto member = [](std::int64_t which) { return which < 0 ? onlyUnknown() : onlyValue(which); };
    switch (field) {
      case ir::CandidateField::kChannel: return {setting.channels, setting.channels.empty(), false};
      case ir::CandidateField::kIssue: return member(action.issue);
      case ir::CandidateField::kGroup: return member(action.group);
      case ir::CandidateField::kAction: return member(setting.action);
      case ir::CandidateField::kDirection: return {setting.directions};
      default: return onlyUnknown();
    }
  }

  Possible ofColumn(const ir::Inst& inst) const {
    const ir::Stream& stream = p.streams[inst.a];
    const bool isTime = stream.kind != ir::StreamKind::kList && inst.b == ir::kAtColumn;
    const Possible all = allOf(p, ir::typeOf(inst));
    return isTime ? all : orUnknown(all);
  }

  Possible ofQuery(const ir::Inst& inst) const {
    Possible all = anythingOf(p, ir::typeOf(inst));
    switch (static_cast<ir::Aggregate>(ir::queryWord(p, inst, ir::kAggregateWord))) {
      case ir::Aggregate::kCount: return atLeastZero(all);
      case ir::Aggregate::kRecorded: all = atLeastZero(all); [[fallthrough]];
      case ir::Aggregate::kBurst: all.unknown = false; break;
      default: break;
    }
    return all;
  }

  Possible of(const ir::Inst& leaf) const {
    switch (leaf.op) {
      case Op::kInput: return ofInput(p.inputs[leaf.a]);
      case Op::kCandidate: return ofCandidate(static_cast<ir::CandidateField>(leaf.a));
      case Op::kColumn: return ofColumn(leaf);
      case Op::kQuery: return ofQuery(leaf);
      default: return {{{0, kOneE8}}};  // what is learned: a share of one
    }
  }
};

}  // namespace

RangeSet allChannels(const ir::Program& program) {
  return allOf(program, {TypeKind::kChoice, ir::kChannelChoice}).values;
}

Possible domainOf(const ir::Program& program, const Setting& setting, const ir::Inst& leaf) {
  return Domains{program, setting}.of(leaf);
}

}  // namespace regard::dsl
