#pragma once
// The log of decisions for people, for programs and for tables.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/render/style.h"
#include "regard/log.h"

namespace regard::render {

/// A line for each decision: id, when it was logged, customer, what was kept.
std::string logText(const std::vector<LogEntry>& entries, const Style& style);
/// Keys of all of these: docs/cli.md. Without inputs.
std::string logJson(const std::vector<LogEntry>& entries);

/// One decision on one line, with its inputs. Private values are masked, the customer's key too if it is private.
std::string logLine(const LogEntry& entry);
/// The names of the columns (RFC 4180).
std::string logCsvHead();
/// A row for each action that was kept; one for a decision that kept none. Masked likewise.
std::string logCsv(const LogEntry& entry);

/// One decision as it was told then, and what came of it since.
std::string toldText(const ToldDecision& told, const Style& style);
std::string toldJson(const ToldDecision& told);

struct LogFactsAsked {
  std::string store;
  std::optional<std::uint64_t> letGo;  ///< if the retention was changed: how many decisions went
};
std::string logFactsText(const LogFacts& facts, const LogFactsAsked& asked);
std::string logFactsJson(const LogFacts& facts, const LogFactsAsked& asked);

std::string replayText(const ReplayReport& report, const Style& style);
std::string replayJson(const ReplayReport& report);
/// While it goes on: one line.
std::string replayProgress(std::uint64_t done, double seconds);

}  // namespace regard::render
