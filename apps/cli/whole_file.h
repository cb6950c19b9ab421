#pragma once
// A file that is there whole or not at all.

#include <optional>
#include <string>
#include <string_view>

#include "regard/result.h"

namespace regard::cli {

/// What is written goes beside `path`, to disk, and then takes its place, with its permissions: whoever reads `path`
/// sees the old bytes or the new ones. A link stays a link; into a device or a pipe it just writes. Without finish()
/// `path` is as it was.
class WholeFile {
 public:
  explicit WholeFile(std::string path);
  ~WholeFile();
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  void write(std::string_view bytes);
  std::optional<Error> finish();  ///< what went wrong since it was made
  bool isGood() const { return cause_ == 0; }

 private:
  void flush();
  std::string path_, target_, beside_, buffer_;
  bool inPlace_ = false;
  int file_ = -1, cause_ = 0;
};

/// All of it at once.
std::optional<Error> writeWhole(const std::string& path, std::string_view bytes);

}  // namespace regard::cli
