#pragma once
// What is known of a customer so far, and what follows from it: from what an instruction reads to what it gives
// (forward.cc), and back (backward.cc).

#include <vector>

#include "dsl/prove/cone.h"

namespace regard::dsl {

/// What each place of a cone may be.
using Box = std::vector<Possible>;

/// What a place may be, given what its parts and its variables may be. REQUIRES an instruction that is no leaf.
Possible forward(const Cone& cone, const Box& box, Place place);

/// How two sides may stand to each other: -1, 0, 1.
Possible ordersOf(const Possible& left, const Possible& right);
/// The same of a comparison, which may be one of a thing with itself.
Possible ordersOf(const Comparison& comparison, const Box& box);
/// What comparisons and counts take from their variables: the truths that they may have.
Truths truthsOf(const Comparison& comparison, const Possible& order);
Truths truthsOf(const CountTest& test, const Possible& low, const Possible& high);

/// The constants that a membership lists. REQUIRES that all of them are.
RangeSet membersOf(const Cone& cone, Place place);

/// Takes from the parts and variables of a place what cannot give what the place may be.
void backward(const Cone& cone, Box& box, Place place);

/// Narrows all places until nothing changes any more (or little does). The place at which nothing is left, else
/// kNowhere. `changed`: the one that is less than when the box was narrowed last; kNowhere: all of them are new.
/// `visits` grows by the places looked at.
Place narrow(const Cone& cone, Box& box, std::uint64_t& visits, Place changed = kNowhere);

}  // namespace regard::dsl
