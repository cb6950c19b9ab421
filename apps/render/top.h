#pragma once
// What a running server does, as one screen or one document.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "apps/render/style.h"

namespace regard::render {

struct TopOperation {
  std::string name;
  double perSecond = 0, faultsPerSecond = 0;  ///< answers, and of them those with 5xx
  std::optional<double> p50 = {}, p99 = {};   ///< seconds; nothing if none was answered
};
struct TopAction {
  std::string name;  ///< what ranked first
  double perSecond = 0;
};
struct Top {
  std::string version, rulebookHash;
  bool isReady = false;
  std::vector<TopOperation> operations;      ///< the most frequent first
  std::vector<TopAction> actions;            ///< the same
  std::optional<double> degradedShare = {};  ///< of decisions, 0 … 1; nothing if none was told
  double latePerSecond = 0;
  double readsWaiting = 0, writesWaiting = 0, logWaiting = 0, logLost = 0;
  double connections = 0, storeBytes = 0, readerAgeCommits = 0;
};

/// At most `actionsMax` actions. `from`: which server it is.
std::string topText(const Top& top, const std::string& from, std::size_t actionsMax, const Style& style);
/// On one line. Keys: docs/cli.md.
std::string topJson(const Top& top);

}  // namespace regard::render
