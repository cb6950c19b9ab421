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
  names @16 :List(Named);
  issues @17 :List(Issue);
  groups @18 :List(Group);
  actions @19 :List(Action);
  clauses @20 :List(Clause);
  arbitration @21 :Arbitration;
  tests @22 :List(Test);
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

struct Constant { kind @0 :UInt8; choice @1 :UInt16; bits @2 :UInt64; }

struct Choice { name @0 :Text; ordered @1 :Bool; members @2 :List(Member); }
struct Member { name @0 :Text; title @1 :Text; }

struct Input {
  source @0 :UInt8;
  kind @1 :UInt8;
  choice @2 :UInt16;
  isPrivate @3 :Bool;
  isProtected @4 :Bool;
  fallbackState @5 :UInt8;
  fallbackBits @6 :UInt64;
  name @7 :Text;
  title @8 :Text;
  span :group { file @9 :UInt32; begin @10 :UInt32; end @11 :UInt32; }
}

struct Named {
  kind @0 :UInt8;
  inst @1 :UInt32;
  name @2 :Text;
  title @3 :Text;
  doc @4 :Text;
  span :group { file @5 :UInt32; begin @6 :UInt32; end @7 :UInt32; }
}

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
  activeFrom @15 :Int64;
  activeTo @16 :Int64;
  span :group { file @17 :UInt32; begin @18 :UInt32; end @19 :UInt32; }
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

struct Clause { action @0 :UInt32; stage @1 :UInt8; expr @2 :UInt32; span @3 :UInt32; }

struct Arbitration {
  keep @0 :UInt32;
  caps @1 :List(Cap);
  rankSpan @2 :Span;
  keepSpan @3 :Span;
}
struct Cap {
  per @0 :UInt32;
  most @1 :UInt32;
  span :group { file @2 :UInt32; begin @3 :UInt32; end @4 :UInt32; }
}

struct Test {
  title @0 :Text;
  hasNow @1 :Bool;
  localMs @2 :Int64;
  seed @3 :UInt64;
  given @4 :List(Given);
  expected @5 :List(Expectation);
  span :group { file @6 :UInt32; begin @7 :UInt32; end @8 :UInt32; }
}
struct Given { input @0 :UInt32; state @1 :UInt8; bits @2 :UInt64; }
struct Expectation {
  kind @0 :UInt8;
  stage @1 :UInt8;
  hasStage @2 :Bool;
  action @3 :UInt32;
  channel @4 :Int32;
  holds @5 :UInt32;
  actual @6 :UInt32;
  span :group { file @7 :UInt32; begin @8 :UInt32; end @9 :UInt32; }
}
