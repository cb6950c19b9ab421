#pragma once
// Structs of include/regard/schema/service.capnp as the JSON that HTTP has, and back, by walking the schema: no
// operation is written down twice. The schema's head tells how the two relate.

#include <capnp/dynamic.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace regard::server {

/// "rulebook_hash" of "rulebookHash".
std::string jsonNameOf(std::string_view camelCase);
/// Whether a list of these is an object: structs of `name` and `value`.
bool isMember(capnp::StructSchema schema);
/// Whether it is what an operation answers: an answer or a problem.
bool isReply(capnp::StructSchema schema);

/// Thrown for what JSON has no word for.
struct NotJson : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Appends it. Text is passed on byte for byte: whoever reads the JSON judges it, and names that stand twice. Throws
/// NotJson, and kj::Exception where the message leads beyond its limits.
void writeJson(const capnp::DynamicValue::Reader& value, capnp::Type type, std::string& into);

using ReplyJson = nlohmann::ordered_json;
/// What is not in the JSON, or null, stays as it is. Throws nlohmann's or kj's exceptions where it does not fit.
void readStruct(const ReplyJson& json, capnp::DynamicStruct::Builder into);

}  // namespace regard::server
