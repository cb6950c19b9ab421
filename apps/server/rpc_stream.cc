#include "apps/server/rpc_stream.h"

#include <capnp/rpc.capnp.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

#include <cstring>
#include <utility>

namespace regard::server {
namespace {

constexpr std::size_t kWordBytes = sizeof(capnp::word);
constexpr auto kRoomLook = 2 * kj::MILLISECONDS;  ///< how often answers that wait are looked after

kj::Duration durationOf(std::chrono::milliseconds time) { return time.count() * kj::MILLISECONDS; }

/// Little-endian, as all of the format.
std::uint32_t numberAt(const kj::byte* bytes) {
  return std::uint32_t{bytes[0]} | std::uint32_t{bytes[1]} << 8U | std::uint32_t{bytes[2]} << 16U |
         std::uint32_t{bytes[3]} << 24U;
}

kj::Exception ended(const char* why) {
  return {kj::Exception::Type::DISCONNECTED, __FILE__, __LINE__, kj::heapString(why)};
}
/// Whoever breaks it is told, and cut.
void hold(bool rule, const char* broken) {
  if (!rule) kj::throwFatalException(ended(broken));
}

}  // namespace

kj::Promise<kj::Maybe<capnp::MessageReaderAndFds>> RpcStream::tryReadMessage(kj::ArrayPtr<kj::AutoCloseFd>,
                                                                             capnp::ReaderOptions,
                                                                             kj::ArrayPtr<capnp::word>) {
  return awaitRoom()
      .then([this] { return awaitFirst(); })
      .then([this](bool isThere) -> kj::Promise<kj::Maybe<capnp::MessageReaderAndFds>> {
        if (!isThere) return kj::Maybe<capnp::MessageReaderAndFds>(nullptr);
        return timer_.timeoutAfter(durationOf(limits_.messageTimeMax), readRest())
            .then([this](kj::Own<capnp::MessageReader> message) {
              count(*message);
              return kj::Maybe<capnp::MessageReaderAndFds>(capnp::MessageReaderAndFds{kj::mv(message), nullptr});
            });
      });
}

/// Whoever takes no answers is asked for nothing more; the answer that is on its way cuts them when its time is over.
kj::Promise<void> RpcStream::awaitRoom() {
  if (queued_() <= limits_.queuedBytesMax) return kj::READY_NOW;
  return timer_.afterDelay(kRoomLook).then([this] { return awaitRoom(); });
}

kj::Promise<std::size_t> RpcStream::idle() {
  return timer_.afterDelay(durationOf(limits_.idleTimeMax)).then([this]() -> kj::Promise<std::size_t> {
    if (peer_->calls > 0) return idle();
    return ended("the connection is idle");
  });
}

/// The first byte of a message may be long in coming; from then on it has one time for the whole.
kj::Promise<bool> RpcStream::awaitFirst() {
  return stream_.tryRead(first_, 1, 1).exclusiveJoin(idle()).then([](std::size_t bytes) { return bytes == 1; });
}

kj::Promise<kj::Own<capnp::MessageReader>> RpcStream::readRest() {
  auto* const bytes = reinterpret_cast<kj::byte*>(first_);
  return stream_.read(bytes + 1, kWordBytes - 1).then([this, bytes]() -> kj::Promise<kj::Own<capnp::MessageReader>> {
    const std::size_t segments = std::size_t{numberAt(bytes)} + 1;
    hold(segments <= limits_.segmentsMax, "a message has too many segments");
    auto table = kj::heapArray<capnp::word>(segments / 2 + 1);
    std::memcpy(table.begin(), first_, kWordBytes);
    const std::size_t rest = (table.size() - 1) * kWordBytes;
    if (rest == 0) return readSegments(kj::mv(table), segments);
    auto* const at = table.begin() + 1;
    return stream_.read(at, rest).then(
        [this, segments, table = kj::mv(table)]() mutable { return readSegments(kj::mv(table), segments); });
  });
}

kj::Promise<kj::Own<capnp::MessageReader>> RpcStream::readSegments(kj::Array<capnp::word> table, std::size_t segments) {
  std::size_t words = 0;  // 64 lengths of 32 bits: it cannot overflow
  for (std::size_t i = 0; i < segments; ++i) words += numberAt(table.asBytes().begin() + 4 + 4 * i);
  hold(words <= peer_->bytesMax / kWordBytes, "a message is too long");
  auto all = kj::heapArray<capnp::word>(table.size() + words);
  std::memcpy(all.begin(), table.begin(), table.size() * kWordBytes);
  auto* const at = all.begin() + table.size();
  return stream_.read(at, words * kWordBytes)
      .then([this, all = kj::mv(all)]() mutable -> kj::Own<capnp::MessageReader> {
        capnp::ReaderOptions options;
        // What is read is read once, but for the envelope: a message that leads to the same bytes again and again says
        // more than it is long.
        options.traversalLimitInWords = 2 * all.size() + 64;
        options.nestingLimit = limits_.nestingMax;
        auto message = kj::heap<capnp::FlatArrayMessageReader>(all, options);
        return message.attach(kj::mv(all));
      });
}

void RpcStream::count(capnp::MessageReader& message) {
  const auto root = message.getRoot<capnp::rpc::Message>();
  switch (root.which()) {
    case capnp::rpc::Message::CALL:
      hold(root.getCall().getSendResultsTo().isCaller(), "answers are kept for nobody");
      ++open_;
      break;
    case capnp::rpc::Message::BOOTSTRAP: ++open_; break;
    case capnp::rpc::Message::FINISH: open_ -= open_ > 0 ? 1 : 0; break;
    case capnp::rpc::Message::RELEASE:
    case capnp::rpc::Message::DISEMBARGO:
    case capnp::rpc::Message::ABORT:
    case capnp::rpc::Message::UNIMPLEMENTED: break;
    default: hold(false, "a message of a kind that clients do not send");
  }
  hold(open_ <= limits_.openCallsMax, "too many calls are open");
}

kj::Promise<void> RpcStream::inTime(kj::Promise<void> written) {
  return timer_.timeoutAfter(durationOf(limits_.writeTimeMax), kj::mv(written));
}

kj::Promise<void> RpcStream::writeMessage(kj::ArrayPtr<const int>,
                                          kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments) {
  return inTime(capnp::writeMessage(stream_, segments));
}

kj::Promise<void> RpcStream::writeMessages(kj::ArrayPtr<kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>>> messages) {
  return inTime(capnp::writeMessages(stream_, messages));
}

kj::Promise<void> RpcStream::end() {
  stream_.shutdownWrite();
  return kj::READY_NOW;
}

}  // namespace regard::server
