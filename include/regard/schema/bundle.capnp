# A compiled rulebook as one file: the program with its sources, spans and docs. Mirrors dsl/ir/program.h list by list;
# what a number means is said there. docs/formats/bundle.md tells what a reader must check.
@0x85e2df01ab0f40cf;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("regard::wire");

struct Bundle {                   # always the first words of a single segment: these fields have fixed places in the file
  format @0 :UInt16;              # byte 16
  instructionSet @1 :UInt32;      # byte 20: checksum of the operators' names and kinds, in the order of their numbers
  hash0 @2 :UInt64;               # bytes 24 to 55: SHA-256 of the whole file with these 32 bytes zero
  hash1 @3 :UInt64;
  hash2 @4 :UInt64;
  hash3 @5 :UInt64;
  program @6 :Program;
}

struct Program {
  name @0 :Text;
  title @1 :Text;
  doc @2 :Text;
  currency @3 :Text;
  timezone @4 :Text;
  locale @5 :Text;
  profileName @6 :Text;
  keyName @7 :Text;
  sources @8 :List(Source);
  spans @9 :List(Span);
  insts @10 :List(Inst);
  operands @11 :List(UInt32);
  constants @12 :List(Constant);
  textPool @13 :Text;
  choices @14 :List(Choice);
  inputs @15 :List(Input);
  streams @16 :List(Stream);
  windows @17 :List(Window);
  bursts @18 :List(Burst);
  thresholds @19 :List(Threshold);
  models @20 :List(Model);
  modelCalls @21 :List(ModelCall);
  counters @22 :List(Counter);
  experiments @23 :List(Experiment);
  holdOuts @24 :List(HoldOut);
  journeys @25 :List(Journey);
  kpis @26 :List(Kpi);
  outcomes @27 :List(Outcome);
  promises @28 :List(Promise);
  triggers @29 :List(Trigger);
  policies @30 :List(Policy);
  guarantees @31 :List(Guarantee);
  bundles @32 :List(ActionBundle);
  working @33 :WorkingHours;
  names @34 :List(Named);
  issues @35 :List(Issue);
  groups @36 :List(Group);
  actions @37 :List(Action);
  clauses @38 :List(Clause);
  arbitration @39 :Arbitration;
  tests @40 :List(Test);
}

struct Source { path @0 :Text; text @1 :Text; }

struct Span { file @0 :UInt32; begin @1 :UInt32; end @2 :UInt32; }

struct Inst {                     # sixteen bytes, as in memory
  op @0 :UInt8;
  type @1 :UInt8;
  flags @2 :UInt16;
  a @3 :UInt32;
  b @4 :UInt32;
  span @5 :UInt32;
}

struct Value { state @0 :UInt8; bits @1 :UInt64; }

# ---- dsl/ir/inputs.h

struct Constant { type :group { kind @0 :UInt8; choice @1 :UInt16; } bits @2 :UInt64; }

struct Choice { name @0 :Text; ordered @1 :Bool; members @2 :List(Member); }
struct Member { name @0 :Text; title @1 :Text; }

struct Input {
  source @0 :UInt8;
  name @1 :Text;
  title @2 :Text;
  type :group { kind @3 :UInt8; choice @4 :UInt16; }
  detail @5 :UInt32;
  isPrivate @6 :Bool;
  isProtected @7 :Bool;
  fallback :group { state @8 :UInt8; bits @9 :UInt64; }
  span :group { file @10 :UInt32; begin @11 :UInt32; end @12 :UInt32; }
}

struct Stream {
  kind @0 :UInt8;
  name @1 :Text;
  title @2 :Text;
  doc @3 :Text;
  columns @4 :List(Column);
  isPrivate @5 :Bool;
  answerMs @6 :Int64;
  answerInWorkingTime @7 :Bool;
  span :group { file @8 :UInt32; begin @9 :UInt32; end @10 :UInt32; }
}
struct Column {
  name @0 :Text;
  title @1 :Text;
  type :group { kind @2 :UInt8; choice @3 :UInt16; }
  isPrivate @4 :Bool;
  isProtected @5 :Bool;
  span :group { file @6 :UInt32; begin @7 :UInt32; end @8 :UInt32; }
}

struct Window { kind @0 :UInt8; amount @1 :Int64; }
struct Burst { count @0 :UInt32; withinMs @1 :Int64; }

struct Threshold {
  of @0 :Text;
  top @1 :Bool;
  byCount @2 :Bool;
  share @3 :Int64;                # 10^-8, or customers
  rung @4 :Int32;
  ladder @5 :UInt32;
}

# ---- dsl/ir/model.h

struct Model {
  name @0 :Text;
  title @1 :Text;
  kind @2 :UInt8;
  hasSpend @3 :Bool;
  stream @4 :UInt32;
  amount @5 :UInt32;
  path @6 :Text;
  isFitted @7 :Bool;
  unitDays @8 :Float64;
  parameters @9 :List(Float64);
  columns @10 :List(UInt32);
  arithmetic @11 :UInt8;
  nodes @12 :List(TreeNode);
  trees @13 :List(UInt32);
  span :group { file @14 :UInt32; begin @15 :UInt32; end @16 :UInt32; }
}
struct TreeNode {
  column @0 :UInt32;
  yes @1 :UInt32;
  no @2 :UInt32;
  unknownIsYes @3 :Bool;
  value @4 :Float64;
}

struct ModelCall {
  model @0 :UInt32;
  function @1 :UInt8;
  horizonMs @2 :Int64;
  yearlyDiscount @3 :Int64;       # 10^-8
}

struct Counter {
  name @0 :Text;
  addsCost @1 :Bool;
  window @2 :UInt32;
  policy @3 :Int32;
  span :group { file @4 :UInt32; begin @5 :UInt32; end @6 :UInt32; }
  key @7 :Text;
}

struct Experiment {
  name @0 :Text;
  title @1 :Text;
  measure @2 :Text;
  choice @3 :UInt16;
  shares @4 :List(Int64);         # 10^-8, by arm
  withinMs @5 :Int64;
  span :group { file @6 :UInt32; begin @7 :UInt32; end @8 :UInt32; }
}

struct HoldOut {
  name @0 :Text;
  share @1 :Int64;                # 10^-8
  issues @2 :List(UInt32);
  span :group { file @3 :UInt32; begin @4 :UInt32; end @5 :UInt32; }
}

struct Journey {
  name @0 :Text;
  title @1 :Text;
  choice @2 :UInt16;
  span :group { file @3 :UInt32; begin @4 :UInt32; end @5 :UInt32; }
}

struct Kpi {
  name @0 :Text;
  title @1 :Text;
  doc @2 :Text;
  stream @3 :UInt32;
  window @4 :UInt32;
  filter @5 :UInt32;
  that @6 :UInt32;
  span :group { file @7 :UInt32; begin @8 :UInt32; end @9 :UInt32; }
}

# ---- dsl/ir/action.h

struct Named {
  kind @0 :UInt8;
  name @1 :Text;
  title @2 :Text;
  doc @3 :Text;
  inst @4 :UInt32;
  span :group { file @5 :UInt32; begin @6 :UInt32; end @7 :UInt32; }
  parts @8 :List(Span);
}

struct Clause {                   # sixteen bytes, as in memory
  action @0 :UInt32;
  stage @1 :UInt8;
  kind @2 :UInt8;
  policy @3 :Int16;
  expr @4 :UInt32;
  span @5 :UInt32;
}

struct Action {
  name @0 :Text;
  title @1 :Text;
  doc @2 :Text;
  issue @3 :Int32;
  group @4 :Int32;
  firstClause @5 :UInt32;
  clauseCount @6 :UInt32;
  value @7 :UInt32;
  benefit @8 :UInt32;
  cost @9 :UInt32;
  propensity @10 :UInt32;
  score @11 :UInt32;
  levers @12 :List(Lever);
  treatments @13 :List(Treatment);
  hasActive @14 :Bool;
  activeFrom @15 :Int32;
  activeTo @16 :Int32;
  learned @17 :List(Learned);
  mandatory @18 :Text;
  queue @19 :Text;
  skill @20 :Text;
  question @21 :Text;
  topic @22 :Text;
  promise @23 :Int32;
  effect @24 :Text;
  effectDetails @25 :List(EffectDetail);
  silently @26 :Bool;
  span :group { file @27 :UInt32; begin @28 :UInt32; end @29 :UInt32; }
  valueAt :group { file @30 :UInt32; begin @31 :UInt32; end @32 :UInt32; }
  benefitAt :group { file @33 :UInt32; begin @34 :UInt32; end @35 :UInt32; }
  costAt :group { file @36 :UInt32; begin @37 :UInt32; end @38 :UInt32; }
  propensityAt :group { file @39 :UInt32; begin @40 :UInt32; end @41 :UInt32; }
}

struct Lever {
  change @0 :Int64;               # 10^-8
  when @1 :UInt32;
  span :group { file @2 :UInt32; begin @3 :UInt32; end @4 :UInt32; }
}

struct Treatment {
  channel @0 :UInt16;
  title @1 :Text;
  when @2 :UInt32;
  fields @3 :List(Field);
  span :group { file @4 :UInt32; begin @5 :UInt32; end @6 :UInt32; }
}
struct Field { name @0 :Text; parts @1 :List(Part); }
struct Part { text @0 :Text; token @1 :UInt32; }

struct Learned {
  by @0 :List(UInt32);
  prior @1 :Int64;                # 10^-8
  answers @2 :Float64;
  span :group { file @3 :UInt32; begin @4 :UInt32; end @5 :UInt32; }
  halfLifeMs @6 :Int64;
  reach @7 :Int64;                # 10^-8
  reachesAll @8 :Float64;
}

struct EffectDetail { name @0 :Text; value @1 :Text; }

struct Issue {
  name @0 :Text;
  span :group { file @1 :UInt32; begin @2 :UInt32; end @3 :UInt32; }
}

struct Group {
  name @0 :Text;
  title @1 :Text;
  issue @2 :Int32;
  span :group { file @3 :UInt32; begin @4 :UInt32; end @5 :UInt32; }
}

struct Promise {
  name @0 :Text;
  title @1 :Text;
  doc @2 :Text;
  dueMs @3 :Int64;
  dueInWorkingTime @4 :Bool;
  stream @5 :UInt32;
  filter @6 :UInt32;
  span :group { file @7 :UInt32; begin @8 :UInt32; end @9 :UInt32; }
}

struct Trigger {
  event @0 :Int32;
  action @1 :UInt32;
  when @2 :UInt32;
  atMinute @3 :Int32;
  afterMs @4 :Int64;
  withinMs @5 :Int64;
  channels @6 :List(UInt16);
  span :group { file @7 :UInt32; begin @8 :UInt32; end @9 :UInt32; }
}

struct Policy {
  name @0 :Text;
  title @1 :Text;
  doc @2 :Text;
  span :group { file @3 :UInt32; begin @4 :UInt32; end @5 :UInt32; }
}

struct Guarantee {
  title @0 :Text;
  direction @1 :Int8;
  actions @2 :List(UInt32);
  when @3 :UInt32;
  span :group { file @4 :UInt32; begin @5 :UInt32; end @6 :UInt32; }
}

struct ActionBundle {             # actions offered together; nothing to do with the file
  name @0 :Text;
  title @1 :Text;
  doc @2 :Text;
  needs @3 :List(UInt32);
  mayAdd @4 :List(UInt32);
  span :group { file @5 :UInt32; begin @6 :UInt32; end @7 :UInt32; }
}

struct Outcome { isYes @0 :Bool; afterMs @1 :Int64; }

struct WorkingHours { days @0 :UInt8; fromMinute @1 :Int32; toMinute @2 :Int32; }

struct Arbitration {
  explore @0 :UInt8;
  epsilon @1 :Int64;              # 10^-8
  lateAnswer @2 :UInt32;
  keep @3 :UInt32;
  caps @4 :List(Cap);
  rankSpan :group { file @5 :UInt32; begin @6 :UInt32; end @7 :UInt32; }
  keepSpan :group { file @8 :UInt32; begin @9 :UInt32; end @10 :UInt32; }
}
struct Cap {
  per @0 :UInt32;
  most @1 :UInt32;
  span :group { file @2 :UInt32; begin @3 :UInt32; end @4 :UInt32; }
}

# ---- dsl/ir/test.h

struct Test {
  title @0 :Text;
  hasNow @1 :Bool;
  localMs @2 :Int64;
  given @3 :List(Given);
  lists @4 :List(UInt32);
  rows @5 :List(Row);
  hasSince @6 :Bool;
  since @7 :Int32;
  trigger @8 :Int32;
  triggerAgoMs @9 :Int64;
  evidence @10 :List(Evidence);
  expected @11 :List(Expectation);
  seed @12 :UInt64;
  hasSeed @16 :Bool;
  span :group { file @13 :UInt32; begin @14 :UInt32; end @15 :UInt32; }
}
struct Given { input @0 :UInt32; value :group { state @1 :UInt8; bits @2 :UInt64; } }
struct Row {
  stream @0 :UInt32;
  agoMs @1 :Int64;
  agoMonths @2 :Int64;
  columns @3 :List(UInt32);
  values @4 :List(Value);
}
struct Evidence { action @0 :UInt32; yes @1 :Float64; of @2 :Float64; where @3 :UInt32; }
struct Expectation {
  kind @0 :UInt8;
  action @1 :UInt32;
  channel @2 :Int32;
  hasStage @3 :Bool;
  stage @4 :UInt8;
  policy @5 :Int32;
  holds @6 :UInt32;
  actual @7 :UInt32;
  span :group { file @8 :UInt32; begin @9 :UInt32; end @10 :UInt32; }
  hasPriority @11 :Bool;
  priority @12 :Int64;            # 10^-4
  brings @13 :Brings;
  saying @14 :Text;
}
struct Brings {                   # as the fields of an action; empty, -1: not said
  queue @0 :Text;
  skill @1 :Text;
  question @2 :Text;
  topic @3 :Text;
  promise @4 :Int32 = -1;
  effect @5 :Text;
  effectDetails @6 :List(EffectDetail);
  silently @7 :Bool;
}
