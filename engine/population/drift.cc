#include "engine/population/drift.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace regard::population {
namespace {

using Parts = std::vector<std::pair<double, double>>;  // customers before and now

void addTenths(const KllSketch& before, const KllSketch& now, Parts& parts) {
  if (before.count() == 0 || now.count() == 0) {
    parts.emplace_back(before.count(), now.count());
    return;
  }
  double belowBefore = 0, belowNow = 0;
  std::int64_t last = before.least() - 1;
  for (std::uint64_t tenth = 1; tenth <= 10; ++tenth) {
    const std::uint64_t place = std::max<std::uint64_t>(1, before.count() * tenth / 10);
    const std::int64_t to = before.at(place);
    if (to <= last && tenth < 10) continue;  // many customers of one value: it ends several tenths
    const bool isLast = tenth == 10;
    const auto upBefore = static_cast<double>(isLast ? before.count() : before.rankOf(to));
    const auto upNow = static_cast<double>(isLast ? now.count() : now.rankOf(to));
    parts.emplace_back(upBefore - belowBefore, upNow - belowNow);
    belowBefore = upBefore;
    belowNow = upNow;
    last = to;
  }
}

void addTexts(const AttributePicture& before, const AttributePicture& now, Parts& parts) {
  constexpr std::size_t kTexts = 20;
  std::map<std::string, std::pair<double, double>> counts;
  for (const OftenSeen::Entry& entry : before.texts().top(kTexts))
    counts[entry.text].first = static_cast<double>(entry.count);
  double rest = static_cast<double>(now.known());
  for (const OftenSeen::Entry& entry : now.texts().top(OftenSeen::kRoom)) {
    const auto found = counts.find(entry.text);
    if (found == counts.end()) continue;
    found->second.second = static_cast<double>(entry.count);
    rest -= found->second.second;
  }
  double restBefore = static_cast<double>(before.known());
  for (const auto& [text, both] : counts) {
    parts.push_back(both);
    restBefore -= both.first;
  }
  parts.emplace_back(std::max(0.0, restBefore), std::max(0.0, rest));
}

}  // namespace

std::optional<double> drift(const AttributePicture& before, const AttributePicture& now) {
  if (before.form() != now.form() || before.kind() != now.kind()) return {};
  const double allBefore = static_cast<double>(before.known() + before.unknown());
  const double allNow = static_cast<double>(now.known() + now.unknown());
  if (allBefore == 0 || allNow == 0) return {};
  Parts parts;
  parts.emplace_back(before.unknown(), now.unknown());
  switch (now.form()) {
    case AttributePicture::Form::kHidden: parts.emplace_back(before.known(), now.known()); break;
    case AttributePicture::Form::kOrdered: addTenths(before.sketch(), now.sketch(), parts); break;
    case AttributePicture::Form::kTexts: addTexts(before, now, parts); break;
    case AttributePicture::Form::kMembers:
      for (std::size_t i = 0; i < std::max(before.members().size(), now.members().size()); ++i)
        parts.emplace_back(i < before.members().size() ? before.members()[i] : 0,
                           i < now.members().size() ? now.members()[i] : 0);
      break;
  }
  constexpr double kLeast = 1e-4;
  double index = 0;
  for (const auto& [was, is] : parts) {
    if (was == 0 && is == 0) continue;
    const double a = std::max(is / allNow, kLeast), e = std::max(was / allBefore, kLeast);
    index += (a - e) * std::log(a / e);
  }
  return index;
}

}  // namespace regard::population
