#pragma once
// What can go wrong outside our code (a bad row, an unknown customer, a full disk) is a value to look at.

#include <string>
#include <utility>
#include <variant>

#include "base/check.h"

namespace regard {

/// Kinds a caller may act upon; the message is for people and says what would be right.
enum class FaultKind : unsigned char {
  kInvalid,      ///< the input is wrong: a malformed literal, a bad option, a bad file
  kNotFound,     ///< no such customer, file, attribute
  kConflict,     ///< the expected version or counter had moved
  kBusy,         ///< another process holds what we need
  kUnsupported,  ///< a newer format, a network filesystem
  kCorrupt,      ///< bytes on disk are not what was written
  kFull,         ///< disk, quota or map is full
  kIo,           ///< the operating system refused
};

struct Fault {
  FaultKind kind = FaultKind::kInvalid;
  std::string message;  ///< one or two sentences, no trailing newline
};

inline Fault invalid(std::string message) { return {FaultKind::kInvalid, std::move(message)}; }

/// A value or the fault that prevented it. Reading the wrong side is our bug and stops the program.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Fault fault) : state_(std::move(fault)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    REGARD_CHECK(ok(), fault().message);
    return std::get<0>(state_);
  }
  const T& value() const& {
    REGARD_CHECK(ok(), fault().message);
    return std::get<0>(state_);
  }
  T&& value() && {
    REGARD_CHECK(ok(), fault().message);
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Fault& fault() const { return std::get<1>(state_); }

 private:
  std::variant<T, Fault> state_;
};

/// Success has nothing to say.
struct Done {};
using Status = Result<Done>;

}  // namespace regard
