#include "engine/ledger/evidence.h"

#include <algorithm>

#include "engine/exact/machine.h"

namespace regard::ledger {
namespace {

double shareOf(Percent percent) { return static_cast<double>(percent.e8) / static_cast<double>(kOneE8); }

/// The counts of a chain of cells, up to the first without answers: those behind it have none either.
Result<std::vector<model::CellCounts>> countsOf(const TableView& tables, const std::vector<std::string>& cells,
                                                std::int64_t nowMs) {
  std::vector<model::CellCounts> counts;
  for (const std::string& cell : cells) {
    const auto count = learnedIn(tables, cell);
    if (!count) return count.fault();
    counts.push_back(count->at(nowMs));
    if (!(counts.back().of > 0)) break;
  }
  return counts;
}

/// Channels that a candidate of the action can have.
std::vector<std::int16_t> channelsOf(const Plan& plan, const Inputs& frame, const ir::Action& action) {
  const ir::Program& program = *plan.program;
  if (program.choices[ir::kChannelChoice].members.empty()) return {-1};
  if (!frame.outbound && plan.channelInput >= 0) {
    const Scalar asked = frame.at(static_cast<std::uint32_t>(plan.channelInput));
    if (asked.isKnown()) return {static_cast<std::int16_t>(asked.cell.asInt())};
  }
  std::vector<std::int16_t> channels;
  for (const ir::Treatment& treatment : action.treatments)
    channels.push_back(static_cast<std::int16_t>(treatment.channel));
  if (channels.empty())
    for (std::size_t i = 0; i < program.choices[ir::kChannelChoice].members.size(); ++i)
      channels.push_back(static_cast<std::int16_t>(i));
  std::sort(channels.begin(), channels.end());
  channels.erase(std::unique(channels.begin(), channels.end()), channels.end());
  return channels;
}

/// How far each action that is new reaches by now.
Status readReach(const ir::Program& program, const TableView& tables, Inputs& frame) {
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i) {
    const ir::Input& input = program.inputs[i];
    if (input.source != ir::InputSource::kReach) continue;
    const ir::Action& action = program.actions[input.detail];
    const auto count = learnedIn(tables, keyOfCell({action.name, {}}));
    if (!count) return count.fault();
    frame.set(i, Scalar::known(Cell::ofInt(reachOf(action.learned.front(), count->at(frame.nowMs).of).e8)));
  }
  return Done{};
}

}  // namespace

Percent reachOf(const ir::Learned& learned, double answers) {
  if (answers >= learned.reachesAll) return {kOneE8};
  const double from = static_cast<double>(learned.reach.e8);
  const double reached = from + (static_cast<double>(kOneE8) - from) * std::max(answers, 0.0) / learned.reachesAll;
  return {std::min(static_cast<std::int64_t>(reached), kOneE8)};
}

Result<model::Posterior> posteriorIn(const TableView& tables, const ir::Learned& learned,
                                     const std::vector<std::string>& cells, std::int64_t nowMs) {
  const auto counts = countsOf(tables, cells, nowMs);
  if (!counts) return counts.fault();
  return model::backOff(shareOf(learned.prior), learned.answers, *counts);
}

Status readEvidence(const Plan& plan, const TableView& tables, exact::Scratch& scratch, Inputs& frame) {
  const ir::Program& program = *plan.program;
  frame.evidence.clear();
  if (plan.learning.empty()) return Done{};
  if (auto read = readReach(program, tables, frame); !read) return read;
  exact::Machine machine(plan, frame, scratch);
  for (const std::uint32_t action : plan.learning) {
    const ir::Learned& learned = program.actions[action].learned.front();
    for (const std::int16_t channel : channelsOf(plan, frame, program.actions[action])) {
      machine.beginCandidate(action, channel);
      const auto cells = cellsOf(program, frame, action, [&](ir::InstIndex by) { return machine.demand(by); });
      const auto counts = countsOf(tables, cells, frame.nowMs);
      if (!counts) return counts.fault();
      if (!(counts->front().of > 0)) continue;
      const double prior = shareOf(learned.prior);
      const auto same = model::sameAnswers(model::backOff(prior, learned.answers, *counts), prior, learned.answers);
      frame.evidence.push_back({action, channel, same.yes, same.of});
    }
  }
  return Done{};
}

}  // namespace regard::ledger
