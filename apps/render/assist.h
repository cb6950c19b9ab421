#pragma once
// What the formatter did, and decision tables of rules.

#include <string>
#include <vector>

#include "apps/render/style.h"
#include "regard/assist.h"

namespace regard::render {

/// What to call a file in messages: the one to open, if there is one.
const std::string& nameOf(const Formatted& file);

/// What to say of each file beside its state.
struct FormattedDetails {
  bool text = false, diff = false;
};
/// Keys of these: docs/cli.md.
std::string formattedJson(const std::vector<Formatted>& files, FormattedDetails details);

/// One line a table: name, what it is of, how many rows, where it stands.
std::string tablesText(const std::vector<RuleTable>& tables, const Style& style);
std::string tablesJson(const std::vector<RuleTable>& tables);
std::string tableJson(const RuleTable& table);

/// How many rows there are now, and what was lost.
std::string changeText(const TableChange& change, const std::string& table);
std::string changeJson(const TableChange& change);

}  // namespace regard::render
