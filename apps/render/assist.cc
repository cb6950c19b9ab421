#include "apps/render/assist.h"

#include "apps/render/diff.h"
#include "apps/render/json.h"

namespace regard::render {

const std::string& nameOf(const Formatted& file) { return file.location.empty() ? file.path : file.location; }

std::string formattedJson(const std::vector<Formatted>& files, FormattedDetails details) {
  Json all = Json::array();
  for (const Formatted& file : files) {
    const char* state = !file.faults.empty() ? "faulty" : file.isChanged() ? "changed" : "formatted";
    Json one = {{"path", file.path}, {"location", file.location}, {"state", state}};
    if (details.text) one["text"] = file.after;
    if (details.diff) one["diff"] = unifiedDiff(file.before, file.after, nameOf(file), {});
    one["diagnostics"] = diagnosticsJson(file.faults);
    all.push_back(std::move(one));
  }
  return jsonText({{"files", std::move(all)}});
}

}  // namespace regard::render
