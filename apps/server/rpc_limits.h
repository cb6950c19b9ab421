#pragma once
// Every limit of the RPC side, by name. docs/operations/rpc.md lists them for users.

#include <chrono>
#include <cstddef>

namespace regard::server {

struct RpcLimits {
  std::size_t strangerBytesMax = 4U << 10U;          ///< of a message before the login; beyond: it is cut
  std::size_t envelopeBytes = 4U << 10U;             ///< that a message has beside what is asked, at most
  std::size_t requestBytesMax = 1U << 20U;           ///< of what is asked, as HTTP's body; Application may allow more
  std::size_t parameterBytesMax = 2U << 10U;         ///< of what is asked beside it; beyond: a problem
  std::size_t segmentsMax = 64;                      ///< of a message; beyond: it is cut
  int nestingMax = 48;                               ///< of lists and structs; beyond: a problem
  std::size_t connectionsMax = 1024;                 ///< beyond: closed at once
  std::size_t loginsMax = 16;                        ///< of a connection; beyond: a problem
  std::size_t callsMax = 64;                         ///< of a connection, at work at once; beyond: a problem
  std::size_t openCallsMax = 256;                    ///< that it has not said to be done with; beyond: it is cut
  std::size_t queuedBytesMax = 8U << 20U;            ///< of answers not taken yet; beyond: nothing more is read
  std::chrono::milliseconds loginTimeMax{5'000};     ///< from the connection, through TLS, to its first login
  std::chrono::milliseconds idleTimeMax{600'000};    ///< with no call at work; then it is closed
  std::chrono::milliseconds messageTimeMax{10'000};  ///< from a message's first byte to its last; then it is cut
  std::chrono::milliseconds writeTimeMax{10'000};    ///< until an answer is taken; then it is cut
  std::chrono::milliseconds drainTimeMax{2'000};     ///< until the last answers are taken when the server ends
};

}  // namespace regard::server
