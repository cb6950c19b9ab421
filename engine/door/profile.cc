#include "regard/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/format.h"
#include "engine/door/engine_impl.h"
#include "engine/door/population.h"
#include "engine/door/request.h"
#include "engine/door/values.h"
#include "engine/exact/machine.h"
#include "engine/gather/gather.h"
#include "engine/population/drift.h"
#include "engine/population/order.h"
#include "engine/population/table.h"

namespace regard {
namespace {

namespace pop = population;

constexpr std::size_t kPartsShown = 10;
constexpr std::uint64_t kProgressEvery = 4096;  // customers

/// All figures of one round, asked of one customer after the other.
class Ranking {
 public:
  Ranking(const Plan& plan, std::vector<const pop::RankedFigure*> figures) : plan_(plan), figures_(std::move(figures)) {
    for (const pop::RankedFigure* figure : figures_) pictures_.emplace_back(figure->meaning, figure->kind);
  }

  void add(const Snapshot& customer, std::int64_t nowMs) {
    gather(plan_, customer, {}, {}, nowMs, zones_, frame_);
    exact::Machine machine(plan_, frame_, scratch_);
    for (std::size_t i = 0; i < figures_.size(); ++i) {
      const pop::RankedFigure& figure = *figures_[i];
      if (figure.ladder != ir::kNone) {
        const Scalar rung = machine.demand(figure.ladder);
        if (!rung.isKnown() || rung.cell.asInt() != figure.rung) continue;
      }
      pictures_[i].add(figure.inst == ir::kNone ? frame_.at(figure.input) : machine.demand(figure.inst));
    }
  }

  const std::vector<const pop::RankedFigure*>& figures() const { return figures_; }
  std::vector<pop::FigurePicture>& pictures() { return pictures_; }

 private:
  const Plan& plan_;
  std::vector<const pop::RankedFigure*> figures_;
  std::vector<pop::FigurePicture> pictures_;
  ZoneCache zones_;
  Inputs frame_;
  exact::Scratch scratch_;
};

class Survey {
 public:
  Survey(const Store::Impl& store, ReadTxn txn, Catalog catalog, const ProfileTaking& taking, std::int64_t nowMs)
      : store_(store), txn_(std::move(txn)), catalog_(std::move(catalog)), taking_(taking), nowMs_(nowMs) {
    for (const CatalogAttribute& attribute : catalog_.attributes()) attributes_.emplace_back(attribute);
    total_ = txn_.count(Table::kProfiles);
  }

  Status run() {
    const auto started = std::chrono::steady_clock::now();
    std::uint32_t rounds = 1;
    if (taking_.rulebook) {
      auto plan = planOver(taking_.rulebook->program(), store_, Pictures::areBeingTaken);
      if (!plan) return plan.fault();
      plan_ = *std::move(plan);
      figures_ = pop::rankedFigures(*plan_->program);
      for (const pop::RankedFigure& figure : figures_) rounds = std::max(rounds, figure.round + 1);
    }
    total_ *= rounds;
    for (std::uint32_t round = 0; round < rounds; ++round)
      if (auto done = look(round); !done) return done;
    seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return Done{};
  }

  Result<PopulationProfile> report() const;
  Status keep() const {
    const auto work = [this](Transaction& tables) -> Result<Sequence> {
      std::vector<pop::NamedAttribute> attributes;
      for (std::size_t i = 0; i < attributes_.size(); ++i)
        if (!catalog_.attributes()[i].isKey) attributes.push_back({catalog_.attributes()[i].name, attributes_[i]});
      if (auto kept = pop::keepPictures(tables, {nowMs_, customers_}, attributes, pictures_); !kept)
        return kept.fault();
      return Sequence{};
    };
    const auto done = store_.store->writer().submit(InTransaction{work}).get();
    return done ? Status(Done{}) : Status(done.fault());
  }

 private:
  Status look(std::uint32_t round) {
    std::vector<const pop::RankedFigure*> figures;
    for (const pop::RankedFigure& figure : figures_)
      if (figure.round == round) figures.push_back(&figure);
    std::optional<Ranking> ranking;
    if (!figures.empty()) ranking.emplace(*plan_, std::move(figures));
    Status failed = Done{};
    const auto scanned = txn_.scan(Table::kProfiles, {}, [&](std::string_view key, std::string_view bytes) {
      const std::string_view id = idOfKey(key);
      if (auto added = add(key, bytes, round == 0, ranking); !added) {
        if (round == 0 && ++unreadable_ == 1) firstUnreadable_ = fmt::format("{}: {}", id, added.fault().message);
      } else if (round == 0) {
        ++customers_;
      }
      if (taking_.progress && ++done_ % kProgressEvery == 0) taking_.progress(done_, total_);
      return true;
    });
    if (!scanned) return scanned;
    if (!ranking) return Done{};
    for (std::size_t i = 0; i < ranking->figures().size(); ++i) {
      const pop::RankedFigure& figure = *ranking->figures()[i];
      setThresholds(figure, ranking->pictures()[i], *plan_);
      pictures_.push_back({figure.name, std::move(ranking->pictures()[i])});
    }
    return Done{};
  }

  Status add(std::string_view key, std::string_view bytes, bool isFirst, std::optional<Ranking>& ranking) {
    const auto record = RecordView::of(bytes, true);
    if (!record) return record.fault();
    RecordView history;
    if (ranking && !plan_->historySlots.empty()) {
      const auto found = txn_.get(Table::kHistory, key);
      if (!found.ok()) return found.fault();
      if (*found) {
        auto rows = RecordView::of(**found, true);
        if (!rows) return rows.fault();
        history = *rows;
      }
    }
    for (std::size_t i = 0; i < attributes_.size() && isFirst; ++i)
      attributes_[i].add(*record, catalog_.attributes()[i]);
    if (ranking) ranking->add({*record, idOfKey(key), history}, nowMs_);
    return Done{};
  }

  Value valueAt(TypeKind kind, std::int64_t order) const {
    return valueOf(kind, Scalar::known(pop::fromOrder(kind, order)), {}, catalog_.currency(), Zone::utc());
  }
  AttributeProfile describe(std::size_t i) const;
  void describeRange(const pop::AttributePicture& picture, AttributeProfile& out) const;
  RankedProfile describe(const pop::RankedFigure& figure) const;

  const Store::Impl& store_;
  ReadTxn txn_;
  Catalog catalog_;
  const ProfileTaking& taking_;
  std::int64_t nowMs_;
  std::optional<Plan> plan_;
  std::vector<pop::RankedFigure> figures_;
  std::vector<pop::AttributePicture> attributes_;  ///< by attribute of the catalog
  std::vector<pop::NamedFigure> pictures_;
  std::uint64_t customers_ = 0, unreadable_ = 0, done_ = 0, total_ = 0;
  std::string firstUnreadable_;
  double seconds_ = 0;
};

/// Ten ranges between whole tenths of the customers, those of equal bounds as one.
void Survey::describeRange(const pop::AttributePicture& picture, AttributeProfile& out) const {
  const pop::KllSketch& sketch = picture.sketch();
  if (sketch.count() == 0) return;
  const auto at = [&](std::uint64_t percent) {
    return std::max<std::uint64_t>(1, (sketch.count() * percent + 99) / 100);
  };
  const auto value = [&](std::uint64_t percent) { return valueAt(picture.kind(), sketch.at(at(percent))); };
  out.quantiles =
      ProfileQuantiles{valueAt(picture.kind(), sketch.least()),   value(10), value(25), value(50), value(75), value(90),
                       valueAt(picture.kind(), sketch.greatest())};
  out.error = sketch.error();
  // Of equal width, so that the shape shows; where all have one value, one part.
  const auto widthOf = [&](int part) {
    const double low = pop::toDouble(picture.kind(), sketch.least()),
                 high = pop::toDouble(picture.kind(), sketch.greatest());
    return pop::ofDouble(picture.kind(), low + (high - low) * part / static_cast<double>(kPartsShown));
  };
  std::uint64_t below = 0;
  std::int64_t from = sketch.least();
  for (int part = 1; part <= static_cast<int>(kPartsShown); ++part) {
    const bool isLast = part == static_cast<int>(kPartsShown);
    const std::int64_t to = isLast ? sketch.greatest() : widthOf(part);
    if (to <= from && !(isLast && out.parts.empty())) continue;
    const std::uint64_t up = isLast ? sketch.count() : sketch.rankOf(to - 1);
    out.parts.push_back({"", valueAt(picture.kind(), from), valueAt(picture.kind(), to), up - std::min(up, below)});
    below = up;
    from = to;
  }
}

AttributeProfile Survey::describe(std::size_t i) const {
  const CatalogAttribute& attribute = catalog_.attributes()[i];
  const pop::AttributePicture& picture = attributes_[i];
  AttributeProfile out;
  out.name = attribute.name;
  out.title = attribute.title;
  out.type = typeName(attribute);
  out.isPrivate = holdsPrivate(attribute);
  out.known = picture.known();
  out.unknown = picture.unknown();
  switch (picture.form()) {
    case pop::AttributePicture::Form::kHidden: break;
    case pop::AttributePicture::Form::kOrdered: describeRange(picture, out); break;
    case pop::AttributePicture::Form::kTexts:
      for (const pop::OftenSeen::Entry& entry : picture.texts().top(kPartsShown))
        out.parts.push_back({entry.text, {}, {}, entry.count});
      out.hasMore = !picture.texts().isExact() || picture.texts().distinct() > kPartsShown;
      break;
    case pop::AttributePicture::Form::kMembers:
      for (std::size_t member = 0; member < picture.members().size(); ++member) {
        const bool isFlag = attribute.kind == TypeKind::kFlag;
        out.parts.push_back({isFlag ? (member == 0 ? "no" : "yes") : attribute.members[member].name,
                             {},
                             {},
                             picture.members()[member]});
      }
      break;
  }
  return out;
}

RankedProfile Survey::describe(const pop::RankedFigure& figure) const {
  const auto found = std::find_if(pictures_.begin(), pictures_.end(),
                                  [&](const pop::NamedFigure& one) { return one.name == figure.name; });
  const pop::FigurePicture& picture = found->picture;
  RankedProfile out{figure.name, picture.known(), picture.unknown(), {}};
  for (const std::uint32_t i : figure.thresholds) {
    const ir::Threshold& threshold = plan_->program->thresholds[i];
    const std::string part = threshold.byCount ? std::to_string(threshold.share) : formatPercent({threshold.share});
    out.parts.push_back({(threshold.top ? "top " : "bottom ") + part,
                         valueOf(figure.kind, picture.beginsAt(threshold), {}, plan_->program->currency, plan_->zone),
                         picture.holds(threshold), picture.errorOf(threshold)});
  }
  return out;
}

Result<PopulationProfile> Survey::report() const {
  PopulationProfile out;
  out.takenAt = formatInstant(nowMs_, Zone::utc());
  out.customers = customers_;
  out.unreadable = unreadable_;
  out.firstUnreadable = firstUnreadable_;
  out.seconds = seconds_;
  const auto last = pop::readTaken(txn_);
  if (!last) return last.fault();
  if (*last) out.lastTakenAt = formatInstant((*last)->atMs, Zone::utc());
  for (std::size_t i = 0; i < attributes_.size(); ++i) {
    if (catalog_.attributes()[i].isKey) continue;
    out.attributes.push_back(describe(i));
    if (!*last) continue;
    const auto before = pop::readAttribute(txn_, out.attributes.back().name);
    if (!before) return before.fault();
    if (*before) out.attributes.back().drift = pop::drift(**before, attributes_[i]);
  }
  for (const pop::RankedFigure& figure : figures_) out.figures.push_back(describe(figure));
  return out;
}

}  // namespace

Expected<PopulationProfile> profileCustomers(const Store& store, const ProfileTaking& taking) {
  const Store::Impl& impl = *store.impl();
  const auto nowMs = taking.now ? readInstant(*taking.now) : Result<std::int64_t>(clockMs());
  if (!nowMs) return errorOf(nowMs.fault());
  auto catalog = impl.store->catalog();
  if (!catalog) return errorOf(catalog.fault());
  auto txn = impl.store->read();
  if (!txn) return errorOf(txn.fault());
  if (txn->count(Table::kProfiles) == 0)
    return Error{ErrorKind::notFound, fmt::format("the store `{}` has no customers yet: import some first", impl.path)};
  Survey survey(impl, *std::move(txn), *std::move(catalog), taking, *nowMs);
  if (auto done = survey.run(); !done) return errorOf(done.fault());
  auto report = survey.report();
  if (!report) return errorOf(report.fault());
  if (impl.store->isWriter())
    if (auto kept = survey.keep(); !kept) return errorOf(kept.fault());
  return *std::move(report);
}

}  // namespace regard
