#pragma once
/// Outcomes of calls that can fail for reasons outside the program.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace regard {

enum class ErrorKind : std::uint8_t { invalid, notFound, conflict, busy, unsupported, corrupt, full, io };

struct Error {
  ErrorKind kind = ErrorKind::invalid;
  std::string message;  ///< what was wrong and what would be right; for people
};

/// A T or an Error. Reading the wrong side throws std::bad_optional_access.
template <class T>
class [[nodiscard]] Expected {
 public:
  Expected(T value) : value_(std::move(value)) {}
  Expected(Error error) : error_(std::move(error)) {}
  explicit operator bool() const { return value_.has_value(); }
  bool ok() const { return value_.has_value(); }
  T& operator*() & { return value_.value(); }
  const T& operator*() const& { return value_.value(); }
  T&& operator*() && { return std::move(value_).value(); }
  T* operator->() { return &value_.value(); }
  const T* operator->() const { return &value_.value(); }
  const Error& error() const { return error_.value(); }

 private:
  std::optional<T> value_;
  std::optional<Error> error_;
};

}  // namespace regard
