#pragma once
// What an import, a proposal, a store and a customer look like.

#include <string>

#include "apps/render/style.h"
#include "regard/store.h"

namespace regard::render {

/// One line that fits a terminal: share done, bar, rows, rate, time left. Without a known total no bar and no share.
std::string progressText(const ImportProgressInfo& progress, double seconds, const Style& style);
std::string importText(const ImportReport& report, const std::string& store, const Style& style);
/// Keys: docs/cli.md.
std::string importJson(const ImportReport& report, const std::string& store);

std::string proposalJson(const ProfileProposal& proposal, const std::string& path);

std::string profileText(const CustomerProfile& profile, const Style& style);
std::string profileJson(const CustomerProfile& profile);

/// A store's `.capnp` file inside a document.
std::string schemaJson(const std::string& schema);

/// What `regard show STORE` tells of a store.
struct StoreFacts {
  std::string path;
  std::uint64_t customers = 0, bytes = 0;
  std::vector<std::string> firstIds;
  std::vector<std::string> attributes;
};
std::string storeText(const StoreFacts& facts, const Style& style);
std::string storeJson(const StoreFacts& facts);

}  // namespace regard::render
