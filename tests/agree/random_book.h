#pragma once
// Random rulebooks as text, well typed by construction, with every construct of the language that can change a
// decision; and random customers for them.

#include <cstdint>
#include <string>

#include "engine/frame/inputs.h"
#include "tests/agree/random.h"

namespace regard::agree {

/// A rulebook that compiles. The same seed gives the same text.
std::string randomBook(std::uint64_t seed);

/// A frame of a program, inbound or outbound: values missing, ordinary, at the edges of what their types can hold, and
/// errors; rows of every stream, in the order of time.
Inputs randomCustomer(const ir::Program& program, Random& random);

}  // namespace regard::agree
