#pragma once
/// How all customers of a store stand: what each attribute looks like, and where `top 5%` begins.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "regard/result.h"
#include "regard/rulebook.h"
#include "regard/store.h"
#include "regard/value.h"

namespace regard {

/// A part of the customers: a member, a text, or the values from one up to, but without, another.
struct ProfilePart {
  std::string name;             ///< of a member or a text; empty: a range
  Value from = {}, to = {};     ///< of a range; the last one holds `to` as well
  std::uint64_t customers = 0;  ///< of ranges and texts about
};
/// Values at fixed places in ascending order.
struct ProfileQuantiles {
  Value least, tenth, quarter, median, threeQuarters, ninety, greatest;
};
struct AttributeProfile {
  std::string name, title, type;  ///< type: "money", "list"
  bool isPrivate = false;         ///< only whether it is known is looked at
  std::uint64_t known = 0, unknown = 0;
  std::optional<ProfileQuantiles> quantiles = {};  ///< of a list: of how many rows it has
  std::vector<ProfilePart> parts = {};
  bool hasMore = false;           ///< texts beyond those in `parts`
  double error = 0;               ///< by how much a quantile's place can be wrong, as a part of all, by 99%
  std::optional<double> drift{};  ///< since the last profile: the population stability index
};
/// Where a part of all customers begins.
struct RankedPart {
  std::string name;  ///< "top 5%"
  Value begins;
  std::uint64_t customers = 0;  ///< in it, those who are level included; about
  double error = 0;             ///< as above
};
struct RankedProfile {
  std::string figure;  ///< "clv", "clv of platinum"
  std::uint64_t known = 0, unknown = 0;
  std::vector<RankedPart> parts;
};
struct PopulationProfile {
  std::string takenAt;
  std::optional<std::string> lastTakenAt;  ///< what drift is measured from
  std::uint64_t customers = 0, unreadable = 0;
  std::string firstUnreadable;
  double seconds = 0;
  std::vector<AttributeProfile> attributes;  ///< in the order of the store's schema, without the key
  std::vector<RankedProfile> figures;
};

struct ProfileTaking {
  std::optional<Rulebook> rulebook;  ///< whose ranked figures are looked at too
  std::optional<std::string> now;    ///< as of then; 2026-03-02T10:00Z
  std::function<void(std::uint64_t done, std::uint64_t total)> progress = {};
};

/// Reads every customer once, and once more for figures that are ranked by others. A writer's store keeps what was
/// found, all at once, and decisions of engines that are made afterwards go by it; a reader's store stays as it is. A
/// record that cannot be read is counted and passed over. Errors: invalid, notFound (no customers yet), io.
[[nodiscard]] Expected<PopulationProfile> profileCustomers(const Store& store, const ProfileTaking& taking);

}  // namespace regard
