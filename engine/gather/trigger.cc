#include "engine/gather/trigger.h"

#include <fmt/format.h>

#include <optional>

#include "engine/gather/history.h"

namespace regard {
namespace {

constexpr std::string_view kOverdue = "_overdue", kPromiseBroken = "promise_broken";

/// Which rows can have started it, and since when a row has.
struct Kind {
  std::uint32_t stream = 0;
  enum class Moment { kHappened, kPassedDue, kBroken } moment = Moment::kHappened;
};

std::optional<std::uint32_t> streamNamed(const ir::Program& program, std::string_view name) {
  for (std::uint32_t i = 0; i < program.streams.size(); ++i)
    if (program.streams[i].kind != ir::StreamKind::kList && program.streams[i].name == name) return i;
  return {};
}

/// Nothing: a schedule.
std::optional<Kind> kindOf(const ir::Program& program, std::string_view name) {
  if (name == kPromiseBroken) return Kind{ir::kPromiseStream, Kind::Moment::kBroken};
  if (const auto stream = streamNamed(program, name)) return Kind{*stream, Kind::Moment::kHappened};
  if (!name.ends_with(kOverdue)) return {};
  const auto stream = streamNamed(program, name.substr(0, name.size() - kOverdue.size()));
  return stream ? std::optional(Kind{*stream, Kind::Moment::kPassedDue}) : std::nullopt;
}

class Starter {
 public:
  Starter(const ir::Program& program, const Zone& zone, Inputs& into) : p_(program), zone_(zone), frame_(into) {}

  Status start(std::uint32_t trigger) {
    const std::string& name = p_.choices[ir::kTriggerChoice].members[trigger].name;
    if (const auto kind = kindOf(p_, name)) {
      const auto row = latest(*kind);
      if (!row)
        return Fault{FaultKind::kNotFound,
                     fmt::format("nothing starts it: no {} is recorded by then", saidOf(*kind, name))};
      fields(kind->stream, *row);
      setAll(ir::InputSource::kTriggerAge, Scalar::known(Cell::ofInt(frame_.nowMs - *since(*kind, *row))));
    }
    frame_.outbound = true;
    setAll(ir::InputSource::kTrigger, Scalar::known(Cell::ofInt(trigger)));
    return Done{};
  }

 private:
  static std::string saidOf(const Kind& kind, const std::string& name) {
    if (kind.moment == Kind::Moment::kBroken) return "broken promise";
    if (kind.moment == Kind::Moment::kHappened) return fmt::format("`{}`", name);
    return fmt::format("overdue `{}`", name.substr(0, name.size() - kOverdue.size()));
  }

  Scalar cell(std::uint32_t stream, std::uint32_t row, std::uint32_t column) const {
    return frame_.rows[stream].at(row * p_.streams[stream].columns.size() + column);
  }

  /// The instant from which the row has been what starts a rule; nothing if it is not.
  std::optional<std::int64_t> since(const Kind& kind, std::uint32_t row) const {
    const std::int64_t at = cell(kind.stream, row, ir::kAtColumn).cell.asInt();
    if (kind.moment == Kind::Moment::kHappened) return at;
    if (kind.moment == Kind::Moment::kPassedDue) {
      const Scalar overdue = cell(kind.stream, row, ir::kOverdueColumn);
      if (!overdue.isKnown() || !overdue.cell.asBool()) return {};
      return caseDueMs(p_, zone_, p_.streams[kind.stream], at);
    }
    const Scalar state = cell(kind.stream, row, ir::kPromiseState), due = cell(kind.stream, row, ir::kPromiseDue);
    if (!state.isKnown() || state.cell.asInt() != ir::kPromiseBroken || !due.isKnown()) return {};
    return due.cell.asInt();
  }

  std::optional<std::uint32_t> latest(const Kind& kind) const {
    std::optional<std::uint32_t> found;
    for (std::uint32_t row = 0; row < frame_.rows[kind.stream].count; ++row) {
      const auto from = since(kind, row);
      if (from && (!found || *from >= *since(kind, *found))) found = row;
    }
    return found;
  }

  void fields(std::uint32_t stream, std::uint32_t row) {
    const ir::Stream& of = p_.streams[stream];
    for (std::uint32_t i = 0; i < p_.inputs.size(); ++i) {
      const ir::Input& input = p_.inputs[i];
      if (input.source != ir::InputSource::kTriggerField || !input.name.starts_with(of.name + ".")) continue;
      const std::string_view field = std::string_view(input.name).substr(of.name.size() + 1);
      for (std::uint32_t column = 0; column < of.columns.size(); ++column)
        if (of.columns[column].name == field) frame_.set(i, cell(stream, row, column));
    }
  }

  void setAll(ir::InputSource source, Scalar value) {
    for (std::uint32_t i = 0; i < p_.inputs.size(); ++i)
      if (p_.inputs[i].source == source) frame_.set(i, value);
  }

  const ir::Program& p_;
  const Zone& zone_;
  Inputs& frame_;
};

}  // namespace

Status startBy(const ir::Program& program, const Zone& zone, std::uint32_t trigger, Inputs& into) {
  return Starter(program, zone, into).start(trigger);
}

}  // namespace regard
