#pragma once
// Messages of Cap'n Proto over a connection, none longer, slower or more than the limits say. What breaks one ends the
// connection: before a message is whole nothing in it can be trusted, least of all who sent it.

#include <capnp/serialize-async.h>
#include <kj/timer.h>

#include <functional>
#include <memory>
#include <string>

#include "apps/server/rpc_limits.h"

namespace regard::server {

/// Whoever is at the other side. A call that is at work when its connection ends goes on, and holds it longer.
struct RpcPeer {
  std::string address;
  std::size_t bytesMax = 0;  ///< of a message: whoever has shown who they are may say more
  std::size_t calls = 0;     ///< at work
  std::size_t logins = 0;
  bool isKnown = false;  ///< somebody has logged in
};

class RpcStream : public capnp::MessageStream {
 public:
  /// `queued`: the bytes of answers that are not taken yet.
  RpcStream(kj::AsyncIoStream& stream, kj::Timer& timer, const RpcLimits& limits, std::shared_ptr<const RpcPeer> peer,
            std::function<std::size_t()> queued)
      : stream_(stream), timer_(timer), limits_(limits), peer_(std::move(peer)), queued_(std::move(queued)) {}

  kj::Promise<kj::Maybe<capnp::MessageReaderAndFds>> tryReadMessage(kj::ArrayPtr<kj::AutoCloseFd> files,
                                                                    capnp::ReaderOptions options,
                                                                    kj::ArrayPtr<capnp::word> scratch) override;
  kj::Promise<void> writeMessage(kj::ArrayPtr<const int> files,
                                 kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>> segments) override;
  kj::Promise<void> writeMessages(kj::ArrayPtr<kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>>> messages) override;
  kj::Maybe<int> getSendBufferSize() override { return nullptr; }
  kj::Promise<void> end() override;

 private:
  using Message = kj::Own<capnp::MessageReader>;

  kj::Promise<void> awaitRoom();
  kj::Promise<bool> awaitFirst();
  kj::Promise<std::size_t> idle();
  kj::Promise<kj::Maybe<capnp::MessageReaderAndFds>> next();
  kj::Maybe<Message> nextHere();
  kj::Promise<void> take(void* to, std::size_t bytes);
  kj::Promise<Message> readRest();
  kj::Promise<Message> readSegments(kj::Array<capnp::word> table);
  std::size_t segmentsOf(const kj::byte* table) const;
  /// Of all segments.
  std::size_t wordsOf(const kj::byte* table, std::size_t segments) const;
  Message messageOf(kj::Array<capnp::word> words) const;
  kj::Promise<void> inTime(kj::Promise<void> written);
  /// Calls that the other side has not yet said to be done with; and no kinds of message but those that clients send.
  kj::Maybe<capnp::MessageReaderAndFds> counted(Message message);

  kj::AsyncIoStream& stream_;
  kj::Timer& timer_;
  const RpcLimits& limits_;
  const std::shared_ptr<const RpcPeer> peer_;
  const std::function<std::size_t()> queued_;
  std::size_t open_ = 0;
  kj::byte ahead_[4096];  ///< what was read and not taken yet: often messages that are whole
  std::size_t aheadAt_ = 0, aheadEnd_ = 0;
};

}  // namespace regard::server
