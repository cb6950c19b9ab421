#pragma once
// What an experiment or a hold-out brought, for people and for programs.

#include <string>
#include <vector>

#include "apps/render/style.h"
#include "regard/lift.h"

namespace regard::render {

std::string liftText(const LiftReport& report, const Style& style);
/// Keys: docs/cli.md.
std::string liftJson(const LiftReport& report);
/// A row for each customer: customer, arm, since, did, amount.
std::string liftCsv(const std::vector<LiftCustomer>& customers);

}  // namespace regard::render
