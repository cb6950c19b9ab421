#include "engine/log/logged_decision.h"

#include <fmt/format.h>

#include "engine/log/frame_bytes.h"

namespace regard {
namespace {

constexpr std::uint8_t kContentFormat = 1;

void write(const Scored& scored, ByteWriter& to) {
  const auto& [action, channel, treatment, propensity, value, benefit, cost, score, weight, levers, mandatory,
               priority] = scored;
  to.varint(action);
  to.integer(channel);
  to.integer(treatment);
  to.integer(propensity.e8);
  for (const Money money : {value, benefit, cost, score}) to.integer(money.e4);
  to.integer(weight.e8);
  to.varint(levers);
  to.byte(mandatory ? 1 : 0);
  to.integer(priority.e4);
}

void read(ByteReader& from, Scored& scored) {
  auto& [action, channel, treatment, propensity, value, benefit, cost, score, weight, levers, mandatory, priority] =
      scored;
  action = from.index();
  channel = from.small<std::int16_t>();
  treatment = from.small<std::int16_t>();
  propensity.e8 = from.integer();
  for (Money* money : {&value, &benefit, &cost, &score}) money->e4 = from.integer();
  weight.e8 = from.integer();
  levers = from.varint();
  mandatory = from.flag();
  priority.e4 = from.integer();
}

void write(const Decision& decision, ByteWriter& to) {
  const auto& [kept] = decision;
  to.varint(kept.size());
  for (const Scored& scored : kept) write(scored, to);
}

void read(ByteReader& from, Decision& decision) {
  auto& [kept] = decision;
  kept.clear();
  for (std::size_t left = from.count(); left > 0 && !from.isBad(); --left) read(from, kept.emplace_back());
}

Status decode(const DecisionId& id, StoredDecision stored, LoggedDecision& into) {
  into.id = id;
  into.rules = stored.header.rulesHash();
  into.nowMs = stored.header.nowMs;
  into.seed = stored.header.seed;
  into.reserved = stored.header.isReserved();
  into.customer = std::move(stored.customer);
  into.decision.kept.clear();
  if (into.isErased()) {
    into.frame = {};
    return Done{};
  }
  return readContent(stored.content, into.decision, into.frame);
}

Fault about(const DecisionId& id, const Fault& fault) {
  return {fault.kind, fmt::format("decision {}: {}", id.text(), fault.message)};
}

}  // namespace

std::string contentBytes(const Decision& decision, const Inputs& frame) {
  constexpr std::size_t kUsualBytes = 512;
  std::string bytes;
  bytes.reserve(kUsualBytes);
  ByteWriter to(bytes);
  to.byte(kContentFormat);
  write(decision, to);
  writeFrame(frame, to);
  return bytes;
}

Status readContent(std::string_view bytes, Decision& decision, Inputs& frame) {
  ByteReader from(bytes);
  if (const std::uint8_t format = from.byte(); format != kContentFormat && !from.isBad())
    return Fault{FaultKind::kUnsupported, fmt::format("what was decided has format {} and this version of regard reads "
                                                      "format {}: use a newer regard",
                                                      format, kContentFormat)};
  read(from, decision);
  if (auto read = readFrame(from, frame); !read.ok()) return read;
  if (from.isDone()) return Done{};
  return Fault{FaultKind::kCorrupt, "the record of the decision is damaged: its bytes are not what was written"};
}

std::string decisionBytes(const Decision& decision) {
  std::string bytes;
  ByteWriter to(bytes);
  write(decision, to);
  return bytes;
}

LogDecision logCommand(const DecisionId& id, std::string customer, std::string rules, std::uint64_t seed, bool reserved,
                       const Decision& decision, const Inputs& frame) {
  return {.id = std::string(id.view()),
          .customer = std::move(customer),
          .nowMs = frame.nowMs,
          .seed = seed,
          .reserved = reserved,
          .rules = std::move(rules),
          .content = contentBytes(decision, frame)};
}

Status readLogged(const TableView& txn, const DecisionId& id, std::string_view record, Sealer& sealer,
                  LoggedDecision& into) {
  auto stored = openDecision(txn, id.view(), record, sealer);
  Status read = stored.ok() ? decode(id, *std::move(stored), into) : Status(stored.fault());
  if (read.ok()) return read;
  into = {};
  into.id = id;
  return about(id, read.fault());
}

Fault notLogged(const DecisionId& id) {
  return {FaultKind::kNotFound,
          fmt::format("no decision {} is logged in this store: it was let go, was lost before it was written, or is "
                      "another store's",
                      id.text())};
}

Result<LoggedDecision> findLogged(const TableView& txn, const DecisionId& id, Sealer& sealer) {
  auto stored = findDecision(txn, id.view(), sealer);
  if (!stored.ok()) return stored.fault();
  if (!*stored) return notLogged(id);
  LoggedDecision logged;
  if (auto read = decode(id, **std::move(stored), logged); !read.ok()) return about(id, read.fault());
  return logged;
}

}  // namespace regard
