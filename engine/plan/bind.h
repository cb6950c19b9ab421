#pragma once
// Where what the rules know of a customer lies in the store.

#include "engine/plan/plan.h"

namespace regard {

/// Fills profileSlots, listSlots, keyInput and absent of a plan that has its program. kInvalid if an attribute, a list
/// or one of its fields has another type in the store than in the rules, naming both; if money is in another currency.
Status bindProfile(const Catalog& catalog, Plan& plan);

/// How a value of the program lies where the store has it.
StoredField storedField(const ir::Program& program, Type type, const CatalogField& stored);
Fault otherType(const std::string& name, const char* inRules, const char* inStore);

}  // namespace regard
