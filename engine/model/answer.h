#pragma once
// What a fitted model of the rules says of one customer: the one implementation, which whoever gathers a frame calls.

#include <span>

#include "dsl/ir/model.h"
#include "engine/model/purchase_model.h"

namespace regard::model {

/// What a model reads of a customer.
struct Reading {
  Purchases purchases;              ///< of purchase models, in the model's unit of time
  double meanSpend = 0;             ///< per repeat; 0 if there is none
  std::span<const double> columns;  ///< of the others; NaN where unknown
};

/// In units of the currency, in purchases, or from 0 to 1. NaN if there is no answer: an expectation that does not
/// exist, or a column that the model cannot do without. REQUIRES a verified model that is fitted and tells it, and a
/// reading in the model's range (Purchases says which). Thread-safe.
double answer(const ir::Model& model, const ir::ModelCall& asked, const Reading& customer);

/// What the trees add up to, before it becomes a probability: to the bit what the library has whose arithmetic they
/// keep to.
double sumOfTrees(const ir::Model& model, std::span<const double> columns);

}  // namespace regard::model
