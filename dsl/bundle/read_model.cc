#include "dsl/bundle/read.h"

namespace regard::bundle {

void take(Budget& budget, wire::Model::Reader from, ir::Model& to) {
  auto& [name, title, kind, hasSpend, stream, amount, path, isFitted, unitDays, parameters, columns, arithmetic, nodes,
         trees, span] = to;
  name = text(from.getName());
  title = text(from.getTitle());
  takeEnum(from.getKind(), kind);
  hasSpend = from.getHasSpend();
  stream = from.getStream();
  amount = from.getAmount();
  path = text(from.getPath());
  isFitted = from.getIsFitted();
  unitDays = from.getUnitDays();
  takeNumbers(from.getParameters(), parameters);
  takeNumbers(from.getColumns(), columns);
  takeEnum(from.getArithmetic(), arithmetic);
  budget.takeAll(from.getNodes(), nodes);
  takeNumbers(from.getTrees(), trees);
  takeSpan(from.getSpan(), span);
}

void take(Budget& /*budget*/, wire::TreeNode::Reader from, ir::TreeNode& to) {
  auto& [column, yes, no, unknownIsYes, value] = to;
  column = from.getColumn();
  yes = from.getYes();
  no = from.getNo();
  unknownIsYes = from.getUnknownIsYes();
  value = from.getValue();
}

void take(Budget& /*budget*/, wire::ModelCall::Reader from, ir::ModelCall& to) {
  auto& [model, function, horizonMs, yearlyDiscount] = to;
  model = from.getModel();
  takeEnum(from.getFunction(), function);
  horizonMs = from.getHorizonMs();
  yearlyDiscount.e8 = from.getYearlyDiscount();
}

}  // namespace regard::bundle
