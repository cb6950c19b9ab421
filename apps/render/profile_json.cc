#include "apps/render/json.h"
#include "apps/render/profile.h"

namespace regard::render {
namespace {

Json partJson(const ProfilePart& part) {
  Json out;
  if (part.name.empty() && part.from.state == ValueState::known) {
    out["from"] = valueJson(part.from);
    out["to"] = valueJson(part.to);
  } else {
    out["name"] = part.name;
  }
  out["customers"] = part.customers;
  return out;
}

Json attributeJson(const AttributeProfile& attribute) {
  Json out = {{"name", attribute.name},         {"type", attribute.type},
              {"private", attribute.isPrivate}, {"known", attribute.known},
              {"unknown", attribute.unknown},   {"drift", attribute.drift ? Json(*attribute.drift) : Json()}};
  if (attribute.quantiles) {
    const ProfileQuantiles& q = *attribute.quantiles;
    out["quantiles"] = {{"least", valueJson(q.least)},       {"10%", valueJson(q.tenth)},
                        {"25%", valueJson(q.quarter)},       {"50%", valueJson(q.median)},
                        {"75%", valueJson(q.threeQuarters)}, {"90%", valueJson(q.ninety)},
                        {"greatest", valueJson(q.greatest)}};
    out["rank_error"] = attribute.error;
  }
  out["parts"] = Json::array();
  for (const ProfilePart& part : attribute.parts) out["parts"].push_back(partJson(part));
  out["more"] = attribute.hasMore;
  return out;
}

}  // namespace

std::string profileJson(const PopulationProfile& profile) {
  Json out = {{"taken_at", profile.takenAt},
              {"last_taken_at", profile.lastTakenAt ? Json(*profile.lastTakenAt) : Json()},
              {"customers", profile.customers},
              {"unreadable", profile.unreadable},
              {"first_unreadable", orNull(profile.firstUnreadable)},
              {"seconds", profile.seconds},
              {"attributes", Json::array()},
              {"ranked", Json::array()}};
  for (const AttributeProfile& one : profile.attributes) out["attributes"].push_back(attributeJson(one));
  for (const RankedProfile& figure : profile.figures) {
    Json parts = Json::array();
    for (const RankedPart& part : figure.parts)
      parts.push_back({{"part", part.name},
                       {"begins", valueJson(part.begins)},
                       {"customers", part.customers},
                       {"rank_error", part.error}});
    out["ranked"].push_back(
        {{"figure", figure.figure}, {"known", figure.known}, {"unknown", figure.unknown}, {"parts", parts}});
  }
  return jsonText(out);
}

}  // namespace regard::render
