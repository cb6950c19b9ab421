#pragma once
// Simulations as text for people and JSON for programs.

#include <cstdint>
#include <string>

#include "apps/render/style.h"
#include "regard/simulate.h"

namespace regard::render {

std::string simulationText(const Simulation& simulation, const std::string& store, const Style& style);
std::string simulationJson(const Simulation& simulation);  ///< keys: docs/cli.md
std::string changeText(const SimulationChange& change, const std::string& store, const Style& style);
std::string changeJson(const SimulationChange& change);  ///< likewise

/// "41,000 of 100,000 customers, 2.1 M/s".
std::string simulationProgress(std::uint64_t customers, std::uint64_t total, double seconds);

/// Decisions as CSV: one line an offer; with `before` one line for each customer whose offers are others.
std::string csvHeader(bool compares);
std::string csvLines(const SimulatedCustomer& customer, bool compares);

}  // namespace regard::render
