#pragma once
// A file, or standard input, seen through a window that slides forward. The bytes not yet consumed are contiguous,
// so a row is one string_view; memory grows only with the longest row somebody asks to see whole.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace regard {

class ByteWindow {
 public:
  /// Readable bytes behind end(), so that word-wise scanners may overrun it. Their content means nothing.
  static constexpr std::size_t kPadding = 64;

  /// "-" is standard input. kNotFound, kIo, kInvalid (a folder).
  static Result<ByteWindow> open(const std::string& path);
  ByteWindow(ByteWindow&& other) noexcept;
  ByteWindow& operator=(ByteWindow&&) = delete;
  ~ByteWindow();

  const char* begin() const { return buffer_.get() + begin_; }
  const char* end() const { return buffer_.get() + end_; }
  std::size_t size() const { return end_ - begin_; }
  std::string_view view() const { return {begin(), size()}; }
  bool atEnd() const { return atEnd_; }  ///< nothing follows end()

  void consume(std::size_t bytes) { begin_ += bytes; }
  /// Reads on behind end(), keeping what is not consumed; begin() and end() move. False if nothing came.
  bool more();

  std::uint64_t consumed() const { return readBytes_ - size(); }
  std::uint64_t total() const { return totalBytes_; }  ///< 0 if not known
  /// kIo if reading stopped before the end of the file.
  const Status& status() const { return status_; }

 private:
  ByteWindow(std::string path, int file, std::uint64_t totalBytes);

  std::string path_;
  int file_ = -1;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0, begin_ = 0, end_ = 0;
  bool atEnd_ = false;
  std::uint64_t readBytes_ = 0, totalBytes_ = 0;
  Status status_ = Done{};
};

}  // namespace regard
