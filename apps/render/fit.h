#pragma once
// A fitted model for people, as a file that rules read, and as a page with its charts.

#include <string>

#include "apps/render/style.h"
#include "regard/model.h"

namespace regard::render {

std::string fitText(const FitReport& report, const Style& style);
/// What `--json` prints. Keys: docs/cli.md.
std::string fitJson(const FitReport& report);
/// The model's file: parameters and where they are from. Format: docs/formats/model.md. The same data give the same
/// bytes.
std::string modelFile(const FitReport& report);
/// The same three of a formula.
std::string fitText(const LogisticReport& report, const Style& style);
std::string fitJson(const LogisticReport& report);
std::string modelFile(const LogisticReport& report);
/// Of trees there is nothing that was fitted: what they are, and what of their features rules have to have.
std::string treesText(const ImportedTrees& trees, const Style& style);
std::string treesJson(const ImportedTrees& trees);
std::string modelFile(const ImportedTrees& trees);
/// One HTML file that needs nothing else.
std::string fitPage(const FitReport& report);
/// While it goes on: one line.
std::string fitProgress(const FitProgressInfo& progress);

}  // namespace regard::render
