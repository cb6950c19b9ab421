# The operations of `regard serve` as Cap'n Proto RPC: the same as over HTTP, with the same meaning, roles, limits and
# problems. docs/api/openapi.json tells what each member means in full; docs/api/rpc.md how the two relate:
#
# * a method has the name of the operation there, a field the name of the member there, in camel case;
# * a pointer that is null is a member that is not there, or null; a number that may be left out is a union of `none` and
#   `given`; a flag that is false is not sent;
# * a list of structs of `name` and `value` is an object whose members are not known beforehand;
# * parameters beside `request` stand in the path or in a field of the head there.
@0xb1d0a6a1c7f94e35;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("regard::rpc");

interface Door {
  # What a connection begins with.
  login @0 (key :Text) -> (entry :Entry);
  # `key`: as `regard key` makes it; null where the server is run without keys. It is looked at again in every call, so
  # one that is revoked ends at once.

  struct Entry {
    union {
      service @0 :Service;
      problem @1 :Problem;
    }
  }
}

interface Service {
  # `idempotencyKey`: the work is done once for each key, and told again to whoever asks again within ten minutes.
  # `traceparent`: of the trace that goes on, for the journal.

  decide @0 (request :DecisionRequest, idempotencyKey :Text, traceparent :Text) -> Reply(Decision);
  # Decides for one customer now.
  decideFlat @1 (request :DecisionRequest, idempotencyKey :Text, traceparent :Text) -> Reply(FlatDecision);
  # The same as texts alone: `?shape=flat` there.
  decideBatch @2 (request :BatchRequest, idempotencyKey :Text, traceparent :Text) -> Reply(BatchAnswer);
  # For up to 1,000, answered in their order.
  getDecision @3 (id :Text, traceparent :Text) -> Reply(Decision);
  # As it was told then.
  whyDecision @4 (id :Text, traceparent :Text) -> Reply(Decision);
  # Made again from the log, with what held back the others.

  outcome @5 (request :OutcomeRequest, idempotencyKey :Text, traceparent :Text) -> Reply(Outcome);
  # What came of an offer; told twice it counts once.
  event @6 (request :EventRequest, idempotencyKey :Text, traceparent :Text) -> Reply(Event);
  # What happened to a customer.
  cloudEvent @7 (request :List(Member), idempotencyKey :Text, traceparent :Text) -> Reply(Event);
  # The same as a CloudEvent 1.0 in structured mode, whose attributes are `request`.

  getCustomer @8 (id :Text, traceparent :Text) -> Reply(Customer);
  putCustomer @9 (id :Text, request :Customer, ifMatch :Text, ifNoneMatch :Text, traceparent :Text) -> Reply(Receipt);
  # Replaces all attributes. `ifMatch`: the version that the customer must have, in quotation marks, or `*`.
  patchCustomer @10 (id :Text, request :Customer, ifMatch :Text, traceparent :Text) -> Reply(Receipt);
  # Changes those that are given; null makes one unknown.
  eraseCustomer @11 (id :Text, traceparent :Text) -> Reply(Erased);
  # History and logged decisions too.
  getHistory @12 (id :Text, traceparent :Text) -> Reply(History);

  getRulebook @13 (traceparent :Text) -> Reply(Rulebook);
  # The rules that decide.
  listRulebooks @14 (traceparent :Text) -> Reply(Rulebooks);
  # Those that are there.
  publish @15 (request :Data, idempotencyKey :Text, traceparent :Text) -> Reply(Published);
  # Brings a bundle, as `regard build` makes it.
  activate @16 (hash :Text, idempotencyKey :Text, traceparent :Text) -> Reply(Activated);
  # These rules decide from now on.
  rollBack @17 (idempotencyKey :Text, traceparent :Text) -> Reply(Activated);
  # Those that did before do again.
  getAudit @18 (traceparent :Text) -> Reply(Audit);
  # Who changed which rules decide.

  livez @19 (traceparent :Text) -> Reply(Alive);
  readyz @20 (traceparent :Text) -> Reply(Ready);
  metrics @21 (traceparent :Text) -> Reply(Metrics);
}

struct Reply(Answer) {
  union {
    answer @0 :Answer;
    problem @1 :Problem;
  }
  replayed @2 :Bool;              # another call with this idempotency key did the work
}

struct Problem {                  # RFC 9457
  type @0 :Text;                  # `urn:regard:problem:` and a name that stays
  title @1 :Text;
  status @2 :UInt16;              # as HTTP has it
  detail @3 :Text;                # the fact, and what would be right
  pointer @4 :Text;               # the member of the request, as a JSON pointer
  retryAfter @5 :UInt32;          # in seconds; 0: trying again does not help
}

struct Member {
  name @0 :Text;
  value @1 :Value;
}

struct Value {                    # what rules call a value: texts are spelled as in rules, "£42.10", "2026-03-01"
  union {
    null @0 :Void;                # unknown
    flag @1 :Bool;
    integer @2 :Int64;
    number @3 :Float64;
    text @4 :Text;
    list @5 :List(Value);
    object @6 :List(Member);
  }
}

struct TextMember {
  name @0 :Text;
  value @1 :Text;
}

struct DecisionRequest {
  customer @0 :Text;
  request @1 :List(Member);       # what is known of the moment
  channels @2 :List(Text);        # the only ones that can be used; null: all that the rules have
  set @3 :List(Member);           # what if the customer were so: nothing is logged then
  on @4 :Text;                    # nobody asks: what happened to the customer starts it
  now @5 :Text;                   # 2026-03-02T10:00 on the rules' clock, or with an offset
  seed :union {                   # of what the rules leave to chance
    none @6 :Void;
    given @7 :UInt64;
  }
  keep :union {                   # at most so many of what the rules keep
    none @8 :Void;
    given @9 :UInt64;
  }
  why @10 :Bool;                  # also say why the others were withheld
  reserve @11 :Bool;              # take what ranks first; needs `on`
  deadlineMs :union {             # from the request's arrival until the answer; at most 60000
    none @12 :Void;
    given @13 :UInt64;
  }
}

struct BatchRequest {
  decisions @0 :List(DecisionRequest);  # without `reserve` and `deadlineMs`
  deadlineMs :union {
    none @1 :Void;
    given @2 :UInt64;
  }
}

struct BatchAnswer {
  answers @0 :List(Reply(Decision));
}

struct Decision {
  id @0 :Text;                    # null: it is not in the log
  customer @1 :Text;
  rulebook @2 :Text;
  rulebookHash @3 :Text;
  title @4 :Text;
  now @5 :Text;
  seed @6 :UInt64;
  locale @7 :Text;
  currency @8 :Text;
  request @9 :List(TextMember);
  channels @10 :List(Text);
  set @11 :List(TextMember);
  offered @12 :List(Offered);     # best first
  bundles @13 :List(ActionBundle);
  withheldCount @14 :UInt64;
  withheld @15 :List(Withheld);   # with `why`
  notes @16 :List(Text);
  degraded @17 :Text;             # why this is the rules' late answer: overload, waited or deadline; null: it is a decision
}

struct Offered {
  rank @0 :UInt32;
  action @1 :Text;
  title @2 :Text;
  issue @3 :Text;
  group @4 :Text;
  channel @5 :Text;
  treatment @6 :Text;
  currency @7 :Text;
  priority @8 :Text;              # decimal digits of a money or a percent, as all of these
  score @9 :Text;
  weight @10 :Text;
  propensity @11 :Text;
  learned @12 :Learned;
  chance @13 :Text;               # what exploration did to its place
  value @14 :Text;
  benefit @15 :Text;
  cost @16 :Text;
  rankBy @17 :Text;
  levers @18 :List(Lever);
  texts @19 :List(Said);
  mandatory @20 :Text;            # why it must be offered
  handover @21 :Handover;
  ask @22 :Question;
  promise @23 :Text;
  reserved @24 :Bool;
  do @25 :Errand;
  because @26 :List(Text);        # what let it through; with `why`
}

struct Learned {
  mean @0 :Text;
  yes @1 :Float64;                # the prior's among them
  of @2 :Float64;
  drawn @3 :Bool;                 # the propensity that counted is a draw from Beta(yes, of - yes)
}

struct Lever {
  change @0 :Text;
  reason @1 :Text;
}

struct Said {
  field @0 :Text;
  text @1 :Text;
}

struct Handover {
  queue @0 :Text;
  skill @1 :Text;
}

struct Question {
  question @0 :Text;
  topic @1 :Text;
}

struct Errand {
  name @0 :Text;
  details @1 :List(TextMember);
  silently @2 :Bool;
}

struct ActionBundle {
  bundle @0 :Text;
  title @1 :Text;
  actions @2 :List(Text);
}

struct Withheld {
  action @0 :Text;
  title @1 :Text;
  issue @2 :Text;
  channel @3 :Text;
  stage @4 :Text;
  reason @5 :Text;
  facts @6 :List(Fact);
  chance @7 :Text;
  clause @8 :Text;
  path @9 :Text;
  line @10 :UInt32;
}

struct Fact {
  subject @0 :Text;
  found @1 :Text;
  needed @2 :Text;
}

struct FlatDecision {             # at most 4,096 bytes of JSON; empty where there is nothing
  decisionId @0 :Text;
  rulebookHash @1 :Text;
  degraded @2 :Text;
  currency @3 :Text;
  shape @4 :Text;                 # "flat-1"
  count @5 :Text;
  a1Id @6 :Text;
  a1Label @7 :Text;
  a1Issue @8 :Text;
  a1Channel @9 :Text;
  a1Script @10 :Text;
  a1Reason @11 :Text;
  a1Priority @12 :Text;
  a1Queue @13 :Text;
  a2Id @14 :Text;
  a2Label @15 :Text;
  a2Issue @16 :Text;
  a2Channel @17 :Text;
  a2Script @18 :Text;
  a2Reason @19 :Text;
  a2Priority @20 :Text;
  a2Queue @21 :Text;
  a3Id @22 :Text;
  a3Label @23 :Text;
  a3Issue @24 :Text;
  a3Channel @25 :Text;
  a3Script @26 :Text;
  a3Reason @27 :Text;
  a3Priority @28 :Text;
  a3Queue @29 :Text;
  a4Id @30 :Text;
  a4Label @31 :Text;
  a4Issue @32 :Text;
  a4Channel @33 :Text;
  a4Script @34 :Text;
  a4Reason @35 :Text;
  a4Priority @36 :Text;
  a4Queue @37 :Text;
  a5Id @38 :Text;
  a5Label @39 :Text;
  a5Issue @40 :Text;
  a5Channel @41 :Text;
  a5Script @42 :Text;
  a5Reason @43 :Text;
  a5Priority @44 :Text;
  a5Queue @45 :Text;
}

struct OutcomeRequest {
  decision @0 :Text;
  action @1 :Text;
  outcome @2 :Text;               # `presented`, or as the rules have it
  amount @3 :Value;               # what it was worth
  at @4 :Text;                    # 2026-03-02T10:00Z; null: now
}

struct Outcome {
  decision @0 :Text;
  action @1 :Text;
  outcome @2 :Text;
  amount @3 :Text;
  result @4 :Text;                # attributed, duplicate or orphan
  customer @5 :Text;
  at @6 :Text;
}

struct EventRequest {
  customer @0 :Text;
  event @1 :Text;                 # an event or a case of the rules, `contact` or `promise`
  fields @2 :List(Member);
  at @3 :Text;                    # when it happened; null: now
  key @4 :Text;                   # told again with the same key it is not recorded again
  close @5 :Bool;                 # a case is settled, a promise kept
}

struct Event {
  customer @0 :Text;
  event @1 :Text;
  outcome @2 :Text;               # recorded, duplicate, closed or too_old
  at @3 :Text;
  key @4 :Text;
}

struct Customer {
  id @0 :Text;
  version :union {                # counts the writes; when it is sent, the customer must have it
    none @1 :Void;
    given @2 :UInt64;
  }
  attributes @3 :List(Member);    # a map's member is `consent.email`
}

struct Receipt {
  id @0 :Text;
  version @1 :UInt64;
  created @2 :Bool;
}

struct Erased {}

struct History {
  id @0 :Text;
  history @1 :List(Stream);
  earlier @2 :List(Earlier);      # what is left of rows that were let go to bound a history
}

struct Stream {
  name @0 :Text;
  value @1 :List(List(Member));   # null: it is not known
}

struct Earlier {
  name @0 :Text;
  value @1 :Totals;               # null: none were let go
}

struct Totals {
  before @0 :Text;                # nothing from here on went
  count @1 :Value;                # how many rows; null if nobody counted them
  sums @2 :List(Member);          # by column
}

struct Rulebook {
  name @0 :Text;
  title @1 :Text;
  currency @2 :Text;
  attributes @3 :List(Attribute);
  request @4 :List(Attribute);
  channels @5 :List(Text);
  segmentCount @6 :UInt64;
  stepsMax @7 :UInt64;
  actions @8 :List(Action);
  testCount @9 :UInt64;
  hash @10 :Text;
}

struct Attribute {
  name @0 :Text;
  title @1 :Text;
  type @2 :Text;
  members @3 :List(Text);
  key @4 :Bool;
  private @5 :Bool;
  protected @6 :Bool;
}

struct Action {
  name @0 :Text;
  title @1 :Text;
  issue @2 :Text;
  group @3 :Text;
  doc @4 :Text;
}

struct Published {
  hash @0 :Text;
  name @1 :Text;
  title @2 :Text;
  tests @3 :UInt64;               # that it has, and that pass
  new @4 :Bool;
}

struct Activated {
  hash @0 :Text;
  name @1 :Text;
  title @2 :Text;
}

struct Rulebooks {
  rulebooks @0 :List(Brought);
}

struct Brought {
  hash @0 :Text;
  publishedAt @1 :Text;
  publishedBy @2 :Text;           # a key's name, or an address, or `command line`
  active @3 :Bool;
}

struct Audit {
  entries @0 :List(AuditEntry);
}

struct AuditEntry {
  number @0 :UInt64;
  at @1 :Text;
  change @2 :Text;                # given, published, activated or rolled_back
  key @3 :Text;
  name @4 :Text;
  from @5 :Text;
  rulebook @6 :Text;
  hash @7 :Text;
}

struct Alive {
  status @0 :Text;
}

struct Ready {
  status @0 :Text;
  rulebookHash @1 :Text;
}

struct Metrics {
  text @0 :Text;                  # as Prometheus collects it
}
