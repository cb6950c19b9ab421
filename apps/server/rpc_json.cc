#include "apps/server/rpc_json.h"

#include <kj/exception.h>

#include <cmath>
#include <cstddef>
#include <iterator>
#include <unordered_map>
#include <utility>
#include <vector>

#include "service.capnp.h"

namespace regard::server {
namespace {

using capnp::DynamicList;
using capnp::DynamicStruct;
using capnp::DynamicValue;
using capnp::StructSchema;
using capnp::Type;

std::string_view viewOf(kj::StringPtr text) { return {text.begin(), text.size()}; }

bool isValue(StructSchema schema) { return schema == capnp::Schema::from<rpc::Value>(); }
/// A number that may be left out.
bool isOptional(StructSchema schema) { return schema.getProto().getStruct().getIsGroup(); }

void writeText(std::string_view text, std::string& into) {
  into += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') into += '\\';
    if (const auto code = static_cast<unsigned char>(c); code < 0x20) {
      into += code < 0x10 ? "\\u000" : "\\u001";
      into += "0123456789abcdef"[code % 0x10];
    } else {
      into += c;
    }
  }
  into += '"';
}

void writeNumber(double number, std::string& into) {
  if (!std::isfinite(number)) throw NotJson("a number should be finite");
  into += ReplyJson(number).dump();
}

void writeList(DynamicList::Reader list, std::string& into) {
  const Type element = list.getSchema().getElementType();
  const bool isObject = element.isStruct() && isMember(element.asStruct());
  into += isObject ? '{' : '[';
  for (capnp::uint i = 0; i < list.size(); ++i) {
    if (i > 0) into += ',';
    if (!isObject) {
      writeJson(list[i], element, into);
      continue;
    }
    const auto member = list[i].as<DynamicStruct>();
    const auto value = member.getSchema().getFieldByName("value");
    writeText(viewOf(member.get("name").as<capnp::Text>()), into);
    into += ':';
    if (member.has(value))
      writeJson(member.get(value), value.getType(), into);
    else
      into += "null";
  }
  into += isObject ? '}' : ']';
}

/// A struct that is one of several things.
void writeValue(DynamicStruct::Reader value, std::string& into) {
  KJ_IF_MAYBE (field, value.which()) {
    if (field->getType().isVoid())
      into += "null";
    else
      writeJson(value.get(*field), field->getType(), into);
  } else {
    throw NotJson("a value is of a kind that this server does not know");
  }
}

bool isSent(DynamicStruct::Reader object, StructSchema::Field field, Type type) {
  if (!type.isStruct() || !isOptional(type.asStruct())) return object.has(field, capnp::HasMode::NON_DEFAULT);
  KJ_IF_MAYBE (chosen, object.get(field).as<DynamicStruct>().which()) { return !chosen->getType().isVoid(); }
  return false;
}

/// A field, what it is called in JSON, and what it holds: looked up once.
struct Member {
  StructSchema::Field field;
  std::string name;
  Type type;
};
struct SchemaHash {
  std::size_t operator()(StructSchema schema) const { return schema.hashCode(); }
};
/// In the schema's order. Valid for good: there are as many as the schema has structs.
const std::vector<Member>& membersOf(StructSchema schema) {
  thread_local std::unordered_map<StructSchema, std::vector<Member>, SchemaHash> known;
  std::vector<Member>& members = known[schema];
  if (members.empty()) {
    for (const auto field : schema.getFields())
      members.push_back({field, jsonNameOf(viewOf(field.getProto().getName())), field.getType()});
  }
  return members;
}

void writeStruct(DynamicStruct::Reader object, std::string& into) {
  if (isValue(object.getSchema()) || isOptional(object.getSchema())) return writeValue(object, into);
  bool isFirst = true;
  into += '{';
  for (const Member& member : membersOf(object.getSchema())) {
    if (!isSent(object, member.field, member.type)) continue;
    if (!std::exchange(isFirst, false)) into += ',';
    writeText(member.name, into);
    into += ':';
    writeJson(object.get(member.field), member.type, into);
  }
  into += '}';
}

kj::StringPtr pointerOf(const std::string& text) { return {text.data(), text.size()}; }

void readList(const ReplyJson& json, DynamicList::Builder into);

void readValue(const ReplyJson& json, rpc::Value::Builder into) {
  const auto size = static_cast<capnp::uint>(json.size());
  switch (json.type()) {
    case ReplyJson::value_t::boolean: return into.setFlag(json.get<bool>());
    case ReplyJson::value_t::number_integer: return into.setInteger(json.get<std::int64_t>());
    case ReplyJson::value_t::number_unsigned:
      if (json.get<std::uint64_t>() > INT64_MAX) return into.setNumber(json.get<double>());
      return into.setInteger(json.get<std::int64_t>());
    case ReplyJson::value_t::number_float: return into.setNumber(json.get<double>());
    case ReplyJson::value_t::string: return into.setText(pointerOf(json.get_ref<const std::string&>()));
    case ReplyJson::value_t::array: return readList(json, DynamicList::Builder(into.initList(size)));
    case ReplyJson::value_t::object: return readList(json, DynamicList::Builder(into.initObject(size)));
    default: return into.setNull();
  }
}

/// `Target`: something with `set`, `init` and the place where the value goes in it.
template <class Target, class Place>
void readInto(const ReplyJson& json, Type type, Target& target, Place place) {
  const auto size = static_cast<capnp::uint>(json.size());
  switch (type.which()) {
    case capnp::schema::Type::BOOL: return target.set(place, json.get<bool>());
    case capnp::schema::Type::UINT16:
    case capnp::schema::Type::UINT32:
    case capnp::schema::Type::UINT64: return target.set(place, json.get<std::uint64_t>());
    case capnp::schema::Type::INT64: return target.set(place, json.get<std::int64_t>());
    case capnp::schema::Type::FLOAT64: return target.set(place, json.get<double>());
    case capnp::schema::Type::TEXT:
      return target.set(place, capnp::Text::Reader(pointerOf(json.get_ref<const std::string&>())));
    case capnp::schema::Type::LIST: return readList(json, target.init(place, size).template as<DynamicList>());
    default: throw NotJson("a member is of a kind that JSON has not");
  }
}

void readList(const ReplyJson& json, DynamicList::Builder into) {
  const Type element = into.getSchema().getElementType();
  capnp::uint i = 0;
  for (const auto& [name, value] : json.items()) {
    if (element.isStruct()) {
      auto object = into[i].as<DynamicStruct>();
      if (!isMember(element.asStruct())) {
        readStruct(value, object);
      } else {
        object.set("name", capnp::Text::Reader(pointerOf(name)));
        readStruct({{"value", value}}, object);
      }
    } else {
      readInto(value, element, into, i);
    }
    ++i;
  }
}

/// Answer or problem, as its members tell.
void readReply(const ReplyJson& json, DynamicStruct::Builder into) {
  const bool isProblem = json.contains("type") && json.contains("status");
  readStruct(json, into.init(isProblem ? "problem" : "answer").as<DynamicStruct>());
}

}  // namespace

std::string jsonNameOf(std::string_view camelCase) {
  std::string name;
  for (const char c : camelCase) {
    const bool isUpper = c >= 'A' && c <= 'Z';
    if (isUpper) name += '_';
    name += isUpper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name;
}

bool isMember(StructSchema schema) {
  const auto fields = schema.getFields();
  return fields.size() == 2 && fields[0].getProto().getName() == "name" && fields[1].getProto().getName() == "value";
}

bool isReply(StructSchema schema) { return schema.getProto().getId() == capnp::typeId<rpc::Reply<>>(); }

void writeJson(const DynamicValue::Reader& value, Type type, std::string& into) {
  switch (type.which()) {
    case capnp::schema::Type::BOOL: into += value.as<bool>() ? "true" : "false"; return;
    case capnp::schema::Type::UINT16:
    case capnp::schema::Type::UINT32:
    case capnp::schema::Type::UINT64: into += std::to_string(value.as<std::uint64_t>()); return;
    case capnp::schema::Type::INT64: into += std::to_string(value.as<std::int64_t>()); return;
    case capnp::schema::Type::FLOAT64: return writeNumber(value.as<double>(), into);
    case capnp::schema::Type::TEXT: return writeText(viewOf(value.as<capnp::Text>()), into);
    case capnp::schema::Type::LIST: return writeList(value.as<DynamicList>(), into);
    case capnp::schema::Type::STRUCT: return writeStruct(value.as<DynamicStruct>(), into);
    default: throw NotJson("a member is of a kind that JSON has not");
  }
}

void readStruct(const ReplyJson& json, DynamicStruct::Builder into) {
  const StructSchema schema = into.getSchema();
  if (isValue(schema)) return readValue(json, into.as<rpc::Value>());
  if (isReply(schema)) return readReply(json, into);
  auto next = json.begin();
  for (const auto& [field, name, type] : membersOf(schema)) {
    // Answers have their members in the schema's order, mostly.
    const auto found = next != json.end() && next.key() == name ? next : json.find(name);
    if (found == json.end()) continue;
    next = std::next(found);
    if (found->is_null()) continue;
    if (!type.isStruct())
      readInto(*found, type, into, field);
    else if (isOptional(type.asStruct()))
      into.get(field).as<DynamicStruct>().set("given", found->get<std::uint64_t>());
    else
      readStruct(*found, into.init(field).as<DynamicStruct>());
  }
}

}  // namespace regard::server
