# The catalog of a store: which attributes its records hold, in the order in which they were handed out. Kept as one
# message under the key "catalog" of the store's meta table. Where a value lies in a record follows from this order
# alone (docs/formats/profile-record.md), so places are not stored.
@0xb7f1c64a0c3d52e9;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("regard::schema");

struct Catalog {
  format @0 :UInt16;            # 3 if a list says how long its rows are kept, else 2 if there is a list, else 1; a
                                # reader refuses what is higher than it knows
  profileName @1 :Text;         # "customer"
  currency @2 :Text;            # ISO 4217 code of every money attribute
  attributes @3 :List(Attribute);
}

struct Attribute {
  name @0 :Text;                # the rulebook's snake_case name
  title @1 :Text;               # as data files spell it; may be empty
  kind @2 :Kind;
  isPrivate @3 :Bool;
  isProtected @4 :Bool;
  isKey @5 :Bool;               # at most one, a text: the record's key, not stored again inside it
  members @6 :List(Member);     # of a choice; a member's position is its stored ordinal
  columns @7 :List(Attribute);  # of a list: what a row holds, in the order in which it was handed out; none is a list
  keepMs @8 :Int64;             # of a list of the history: how long rows are kept at least; 0: nobody has said
}

struct Member {
  name @0 :Text;
  title @1 :Text;
}

enum Kind {
  flag @0;
  number @1;
  percent @2;
  money @3;
  text @4;
  date @5;
  instant @6;
  duration @7;
  period @8;
  choice @9;
  list @10;
}
