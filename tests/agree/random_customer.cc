// Customers at random: values missing, ordinary, at the edges of what their types can hold, and gone wrong; rows of
// every stream, with several at one instant and some just at the border of a window.

#include <algorithm>
#include <limits>

#include "tests/agree/random_book.h"

namespace regard::agree {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHourMs = 3'600'000;

/// Ordinary values twice as often as the edges.
Cell randomInt(Random& random, const std::vector<std::int64_t>& ordinary, const std::vector<std::int64_t>& edges) {
  return Cell::ofInt(random.chance(67) ? random.oneOf(ordinary) : random.oneOf(edges));
}

class CustomerMaker {
 public:
  CustomerMaker(const ir::Program& program, Random& random) : program_(program), random_(random) {}

  Inputs make() {
    unknownPercent_ = random_.oneOf(std::vector<int>{0, 10, 30, 60});
    errorPercent_ = random_.oneOf(std::vector<int>{0, 0, 2, 10});
    frame_.cells.resize(program_.inputs.size());
    frame_.states.assign(program_.inputs.size(), State::kUnknown);
    frame_.today = static_cast<Day>(random_.oneOf(std::vector<std::int64_t>{20'453, 20'454, 20'634, 19'000, 23'000}));
    minute_ = random_.oneOf(std::vector<double>{0, 479, 480, 540, 720, 1'259, 1'260, 1'439});
    frame_.nowMs = frame_.today * kMsPerDay + static_cast<std::int64_t>(minute_) * 60'000;
    frame_.outbound = random_.chance(45);
    for (std::uint32_t i = 0; i < program_.inputs.size(); ++i) input(i);
    history();
    for (std::uint32_t i = 0; i < program_.streams.size(); ++i) rows(i);
    evidence();
    if (random_.chance(75)) frame_.seed = random_.below(1'000'000);
    channels();
    return std::move(frame_);
  }

 private:
  /// A choice may be empty in a program that no compiler made (a damaged bundle): then it can only be unknown.
  bool hasNoValue(Type type) const {
    return type.kind == TypeKind::kChoice && program_.choices[type.choice].members.empty();
  }

  Cell text() {
    static const std::vector<std::string> kTexts = {"", "north", "south", "É", "northern", "orth"};
    const std::string& text = random_.oneOf(kTexts);
    const TextRef ref{static_cast<std::uint32_t>(frame_.text.size()), static_cast<std::uint32_t>(text.size())};
    frame_.text += text;
    return Cell::ofText(ref);
  }

  Cell cell(Type type) {
    static const std::vector<double> kNumbers = {0, 0, 1, 2, 3, 7.5, 12, -1, 0.1, 1e308, -1e308, 5e-324, 1e18};
    switch (type.kind) {
      case TypeKind::kFlag: return Cell::ofBool(random_.chance(50));
      case TypeKind::kNumber: return Cell::ofDouble(random_.oneOf(kNumbers));
      case TypeKind::kPercent:
        return randomInt(random_, {5'000'000, 12'500'000, 50'000'000, kOneE8, 1}, {0, -kOneE8, kMax, kMin, kOneE8 + 1});
      case TypeKind::kMoney:
        return randomInt(random_, {10'000, 99'900, 400'000, 12'505'000, 1}, {0, -1, -500'000, kMax, kMin});
      case TypeKind::kText: return text();
      case TypeKind::kDate: return randomInt(random_, {19'782, 20'453, 20'454, 20'634}, {kFirstDay, kLastDay, 0});
      case TypeKind::kInstant: return randomInt(random_, {instant(), instant()}, {kFirstInstant, kLastInstant, 0});
      case TypeKind::kDuration:
        return randomInt(random_, {kMsPerDay, 30 * kMsPerDay, kMsPerDay / 2}, {0, -kMsPerDay, kMax, kMin});
      case TypeKind::kPeriod: return randomInt(random_, {1, 3, 12, 60}, {0, -12, 1'000'000, kMax, kMin});
      case TypeKind::kChoice:
        return Cell::ofInt(static_cast<std::int64_t>(random_.below(program_.choices[type.choice].members.size())));
      default: return {};
    }
  }

  Scalar value(Type type, Scalar missing = Scalar::unknown()) {
    if (random_.chance(errorPercent_)) return Scalar::error(static_cast<ValueError>(random_.between(0, 5)));
    if (random_.chance(unknownPercent_) || hasNoValue(type)) return missing;
    return Scalar::known(cell(type));
  }

  void input(std::uint32_t slot) {
    const ir::Input& input = program_.inputs[slot];
    switch (input.source) {
      case ir::InputSource::kToday: frame_.set(slot, Scalar::known(Cell::ofInt(frame_.today))); break;
      case ir::InputSource::kNow: frame_.set(slot, Scalar::known(Cell::ofInt(frame_.nowMs))); break;
      case ir::InputSource::kMinute: frame_.set(slot, Scalar::known(Cell::ofDouble(minute_))); break;
      case ir::InputSource::kRequest:
        frame_.set(slot, frame_.outbound ? Scalar::unknown() : value(input.type, input.fallback));
        break;
      case ir::InputSource::kTrigger:
        frame_.set(slot, frame_.outbound ? trigger(input.type) : Scalar::unknown());
        break;
      case ir::InputSource::kTriggerField:
        frame_.set(slot, frame_.outbound ? value(input.type) : Scalar::unknown());
        break;
      case ir::InputSource::kTriggerAge:
        if (frame_.outbound && random_.chance(70))
          frame_.set(slot, Scalar::known(Cell::ofInt(random_.oneOf(std::vector<std::int64_t>{
                               0, kHourMs - 1, kHourMs, 4 * kHourMs, 4 * kHourMs + 1, 2 * kMsPerDay}))));
        break;
      default: frame_.set(slot, value(input.type, input.fallback)); break;
    }
  }

  /// Most often what a rule waits for: else few outbound decisions would come as far as policies.
  Scalar trigger(Type type) {
    if (program_.triggers.empty() || random_.chance(25)) return value(type);
    return Scalar::known(Cell::ofInt(random_.oneOf(program_.triggers).event));
  }

  /// One of a few, so that rows, windows and the first record meet.
  std::int64_t instant() {
    static const std::vector<std::int64_t> kAgo = {0,
                                                   1,
                                                   kHourMs,
                                                   kHourMs + 1,
                                                   kMsPerDay - 1,
                                                   kMsPerDay,
                                                   kMsPerDay + 1,
                                                   2 * kMsPerDay,
                                                   7 * kMsPerDay,
                                                   8 * kMsPerDay,
                                                   8 * kMsPerDay + 1,
                                                   30 * kMsPerDay,
                                                   400 * kMsPerDay};
    return frame_.nowMs - random_.oneOf(kAgo);
  }

  void history() {
    for (const ir::Window& window : program_.windows)
      frame_.windowAfterMs.push_back(window.kind == ir::WindowKind::kAll ? kMin : instant());
    frame_.hasHistory = random_.chance(75);
    frame_.historyFromMs = random_.chance(50) ? frame_.nowMs - 10'000 * kMsPerDay : instant();
  }

  void rows(std::uint32_t index) {
    const ir::Stream& stream = program_.streams[index];
    Rows& rows = frame_.rows.emplace_back();
    const bool isList = stream.kind == ir::StreamKind::kList;
    if (isList && random_.chance(20)) return rows.clear(State::kUnknown);
    std::vector<std::int64_t> times(random_.chance(10) ? random_.between(8, 12) : random_.below(5));
    for (std::int64_t& at : times) at = instant();
    std::sort(times.begin(), times.end());
    if (!isList && random_.chance(15)) rolledUp(stream, rows, times.empty() ? frame_.nowMs : times.front());
    for (const std::int64_t at : times) {
      ++rows.count;
      for (std::size_t column = 0; column < stream.columns.size(); ++column)
        rows.push(!isList && column == ir::kAtColumn ? Scalar::known(Cell::ofInt(at))
                                                     : value(stream.columns[column].type));
    }
  }

  /// Rows before those that are there were let go, and perhaps somebody added them up.
  void rolledUp(const ir::Stream& stream, Rows& rows, std::int64_t fromMs) {
    rows.fromMs = fromMs;
    if (random_.chance(30)) return;
    rows.rolledCount = Scalar::known(Cell::ofDouble(static_cast<double>(random_.below(4))));
    for (const ir::Column& column : stream.columns) {
      const bool isFigure = column.type.kind == TypeKind::kMoney || column.type.kind == TypeKind::kNumber ||
                            column.type.kind == TypeKind::kDuration;
      rows.rolledSums.push_back(isFigure ? value(column.type) : Scalar::unknown());
      if (rows.rolledSums.back().state == State::kError) rows.rolledSums.back() = Scalar::unknown();
    }
  }

  void evidence() {
    const auto channels = static_cast<std::int16_t>(program_.choices[ir::kChannelChoice].members.size());
    for (std::uint32_t action = 0; action < program_.actions.size(); ++action)
      for (std::int16_t channel = -1; channel < channels; ++channel) {
        if (!random_.chance(50)) continue;
        const auto yes = static_cast<double>(random_.below(30));
        frame_.evidence.push_back({action, channel, yes, yes + static_cast<double>(random_.below(200))});
      }
  }

  /// Some of them, the one that is asked for among them; mostly all.
  void channels() {
    if (!random_.chance(25)) return;
    const auto members = static_cast<std::int16_t>(program_.choices[ir::kChannelChoice].members.size());
    std::int64_t asked = -1;
    for (std::uint32_t slot = 0; slot < program_.inputs.size(); ++slot) {
      const ir::Input& input = program_.inputs[slot];
      const bool isChannel = input.source == ir::InputSource::kRequest && input.name == "channel" &&
                             input.type == Type{TypeKind::kChoice, ir::kChannelChoice};
      if (isChannel && frame_.at(slot).isKnown()) asked = frame_.at(slot).cell.asInt();
    }
    for (std::int16_t channel = 0; channel < members; ++channel)
      if (channel == asked || random_.chance(50)) frame_.channels.push_back(channel);
  }

  static constexpr std::int64_t kFirstInstant = kFirstDay * kMsPerDay,
                                kLastInstant = (kLastDay + std::int64_t{1}) * kMsPerDay - 1;

  const ir::Program& program_;
  Random& random_;
  Inputs frame_;
  int unknownPercent_ = 0, errorPercent_ = 0;
  double minute_ = 0;
};

}  // namespace

Inputs randomCustomer(const ir::Program& program, Random& random) { return CustomerMaker(program, random).make(); }

}  // namespace regard::agree
