#include "apps/server/rpc_stream.h"

#include <capnp/rpc.capnp.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

#include <algorithm>
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

/// How many segments there are and how long each is.
std::size_t tableWordsOf(std::size_t segments) { return segments / 2 + 1; }

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
  if (queued_() <= limits_.queuedBytesMax) return next();
  return awaitRoom().then([this] { return next(); });
}

kj::Promise<kj::Maybe<capnp::MessageReaderAndFds>> RpcStream::next() {
  KJ_IF_MAYBE (message, nextHere()) { return counted(kj::mv(*message)); }
  return awaitFirst().then([this](bool isThere) -> kj::Promise<kj::Maybe<capnp::MessageReaderAndFds>> {
    if (!isThere) return kj::Maybe<capnp::MessageReaderAndFds>(nullptr);
    KJ_IF_MAYBE (message, nextHere()) { return counted(kj::mv(*message)); }
    return timer_.timeoutAfter(durationOf(limits_.messageTimeMax), readRest()).then([this](Message message) {
      return counted(kj::mv(message));
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
  if (aheadAt_ < aheadEnd_) return true;
  return stream_.tryRead(ahead_, 1, sizeof ahead_).exclusiveJoin(idle()).then([this](std::size_t bytes) {
    aheadAt_ = 0;
    aheadEnd_ = bytes;
    return bytes > 0;
  });
}

kj::Promise<void> RpcStream::take(void* to, std::size_t bytes) {
  const std::size_t here = std::min(bytes, aheadEnd_ - aheadAt_);
  if (here > 0) std::memcpy(to, ahead_ + aheadAt_, here);
  aheadAt_ += here;
  if (here == bytes) return kj::READY_NOW;
  return stream_.read(static_cast<kj::byte*>(to) + here, bytes - here);
}

std::size_t RpcStream::segmentsOf(const kj::byte* table) const {
  const std::size_t segments = std::size_t{numberAt(table)} + 1;
  hold(segments <= limits_.segmentsMax, "a message has too many segments");
  return segments;
}

std::size_t RpcStream::wordsOf(const kj::byte* table, std::size_t segments) const {
  std::size_t words = 0;  // 64 lengths of 32 bits: it cannot overflow
  for (std::size_t i = 0; i < segments; ++i) words += numberAt(table + 4 + 4 * i);
  hold(words <= peer_->bytesMax / kWordBytes, "a message is too long");
  return words;
}

RpcStream::Message RpcStream::messageOf(kj::Array<capnp::word> words) const {
  capnp::ReaderOptions options;
  // What is read is read once, but for the envelope: a message that leads to the same bytes again and again says more
  // than it is long.
  options.traversalLimitInWords = 2 * words.size() + 64;
  options.nestingLimit = limits_.nestingMax;
  auto message = kj::heap<capnp::FlatArrayMessageReader>(words, options);
  return message.attach(kj::mv(words));
}

/// The next message, if it was read with others and is whole.
kj::Maybe<RpcStream::Message> RpcStream::nextHere() {
  const std::size_t there = aheadEnd_ - aheadAt_;
  const kj::byte* const table = ahead_ + aheadAt_;
  if (there < kWordBytes) return nullptr;
  const std::size_t segments = segmentsOf(table), tableWords = tableWordsOf(segments);
  if (there < tableWords * kWordBytes) return nullptr;
  const std::size_t words = tableWords + wordsOf(table, segments), bytes = words * kWordBytes;
  if (there < bytes) return nullptr;
  auto all = kj::heapArray<capnp::word>(words);
  std::memcpy(all.begin(), table, bytes);
  aheadAt_ += bytes;
  return messageOf(kj::mv(all));
}

kj::Promise<RpcStream::Message> RpcStream::readRest() {
  auto first = kj::heapArray<capnp::word>(1);  // how many segments, and the first one's length
  auto* const at = first.begin();
  return take(at, kWordBytes).then([this, first = kj::mv(first)]() -> kj::Promise<Message> {
    auto table = kj::heapArray<capnp::word>(tableWordsOf(segmentsOf(first.asBytes().begin())));
    std::memcpy(table.begin(), first.begin(), kWordBytes);
    auto* const rest = table.begin() + 1;
    return take(rest, (table.size() - 1) * kWordBytes).then([this, table = kj::mv(table)]() mutable {
      return readSegments(kj::mv(table));
    });
  });
}

kj::Promise<RpcStream::Message> RpcStream::readSegments(kj::Array<capnp::word> table) {
  const kj::byte* const bytes = table.asBytes().begin();
  const std::size_t words = wordsOf(bytes, segmentsOf(bytes));
  auto all = kj::heapArray<capnp::word>(table.size() + words);
  std::memcpy(all.begin(), table.begin(), table.size() * kWordBytes);
  auto* const rest = all.begin() + table.size();
  return take(rest, words * kWordBytes).then([this, all = kj::mv(all)]() mutable { return messageOf(kj::mv(all)); });
}

kj::Maybe<capnp::MessageReaderAndFds> RpcStream::counted(Message message) {
  const auto root = message->getRoot<capnp::rpc::Message>();
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
  return capnp::MessageReaderAndFds{kj::mv(message), nullptr};
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
