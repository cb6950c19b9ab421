#include "dsl/bundle/write.h"

namespace regard::bundle {

void put(wire::Model::Builder to, const ir::Model& from) {
  const auto& [name, title, kind, hasSpend, stream, amount, path, isFitted, unitDays, parameters, columns, arithmetic,
               nodes, trees, span] = from;
  to.setName(text(name));
  to.setTitle(text(title));
  to.setKind(number(kind));
  to.setHasSpend(hasSpend);
  to.setStream(stream);
  to.setAmount(amount);
  to.setPath(text(path));
  to.setIsFitted(isFitted);
  to.setUnitDays(unitDays);
  to.setParameters(numbers(parameters));
  to.setColumns(numbers(columns));
  to.setArithmetic(number(arithmetic));
  putAll(nodes, [&to](unsigned n) { return to.initNodes(n); });
  to.setTrees(numbers(trees));
  putSpan(to.initSpan(), span);
}

void put(wire::TreeNode::Builder to, const ir::TreeNode& from) {
  const auto& [column, yes, no, unknownIsYes, value] = from;
  to.setColumn(column);
  to.setYes(yes);
  to.setNo(no);
  to.setUnknownIsYes(unknownIsYes);
  to.setValue(value);
}

void put(wire::ModelCall::Builder to, const ir::ModelCall& from) {
  const auto& [model, function, horizonMs, yearlyDiscount] = from;
  to.setModel(model);
  to.setFunction(number(function));
  to.setHorizonMs(horizonMs);
  to.setYearlyDiscount(yearlyDiscount.e8);
}

}  // namespace regard::bundle
