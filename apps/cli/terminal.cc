#include "apps/cli/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace regard::cli {
namespace {

bool isOpen(int descriptor) { return ::fcntl(descriptor, F_GETFD) != -1 || errno != EBADF; }

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The first of the locale's variables that is set decides, as the C library has it.
bool localeIsUtf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value = environment(name);
    if (value.empty()) continue;
    std::transform(value.begin(), value.end(), value.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

std::size_t widthOf(int descriptor, bool isTerminal) {
  constexpr std::size_t kNarrow = 60, kWide = 120, kFile = 100;
  winsize size{};
  if (!isTerminal || ::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kFile;
  return std::clamp<std::size_t>(size.ws_col, kNarrow, kWide);
}

bool colourWanted(ColorChoice choice, bool isTerminal) {
  if (choice != ColorChoice::automatic) return choice == ColorChoice::always;
  return isTerminal && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
}

render::Style styleOf(int descriptor, bool isTerminal, ColorChoice color) {
  return {colourWanted(color, isTerminal), localeIsUtf8(), widthOf(descriptor, isTerminal)};
}

}  // namespace

StandardStreams::StandardStreams() : outputOpen_(isOpen(STDOUT_FILENO)) {
  // open() takes the lowest free number, so each closed one is filled in turn.
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (!isOpen(descriptor)) (void)!::open("/dev/null", O_RDWR);
  std::signal(SIGPIPE, SIG_IGN);
}

Terminal::Terminal(const StandardStreams& streams, ColorChoice color)
    : outIsTerminal_(::isatty(STDOUT_FILENO) == 1),
      errIsTerminal_(::isatty(STDERR_FILENO) == 1),
      failed_(!streams.outputOpen()) {
  out_ = styleOf(STDOUT_FILENO, outIsTerminal_, color);
  err_ = styleOf(STDERR_FILENO, errIsTerminal_, color);
}

void Terminal::print(std::string_view data) {
  if (failed_ || readerGone_ || data.empty()) return;
  errno = 0;
  if (std::fwrite(data.data(), 1, data.size(), stdout) != data.size()) (errno == EPIPE ? readerGone_ : failed_) = true;
}

void Terminal::say(std::string_view talk) const {
  // Nobody to tell if even this fails.
  (void)std::fwrite(talk.data(), 1, talk.size(), stderr);
  (void)std::fflush(stderr);
}

bool Terminal::flush() {
  errno = 0;
  if (!failed_ && !readerGone_ && std::fflush(stdout) != 0) (errno == EPIPE ? readerGone_ : failed_) = true;
  return !failed_;
}

}  // namespace regard::cli
