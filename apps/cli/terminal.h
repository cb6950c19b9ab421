#pragma once
// The two streams a command talks on: data on standard output, talk on standard error.

#include <string>
#include <string_view>

#include "apps/render/style.h"

namespace regard::cli {

enum class ColorChoice : unsigned char { automatic, always, never };

/// Makes the process safe to write from: a closed standard stream gets /dev/null, lest a store's file take its number,
/// and a reader that goes away is an error to look at instead of a signal. Call it before any file is opened.
class StandardStreams {
 public:
  StandardStreams();
  bool outputOpen() const { return outputOpen_; }

 private:
  bool outputOpen_ = true;
};

class Terminal {
 public:
  Terminal(const StandardStreams& streams, ColorChoice color);

  /// How text for standard output and for standard error may look.
  const render::Style& out() const { return out_; }
  const render::Style& err() const { return err_; }
  bool outIsTerminal() const { return outIsTerminal_; }
  bool errIsTerminal() const { return errIsTerminal_; }

  void print(std::string_view data);
  void say(std::string_view talk) const;
  /// False if data could not be written, except that nobody reads it any more: that is the reader's choice.
  bool flush();

 private:
  render::Style out_, err_;
  bool outIsTerminal_, errIsTerminal_;
  bool failed_ = false, readerGone_ = false;
};

}  // namespace regard::cli
