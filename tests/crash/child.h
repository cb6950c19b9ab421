#pragma once
// The process that dies, from its parent's side.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

#include "tests/unit/store/store_support.h"

namespace regard {

/// A running crash_child, or another program, and what it says.
class Child {
 public:
  Child(const std::string& mode, const std::string& store, std::uint64_t first = 0)
      : Child(CRASH_CHILD, std::vector<std::string>{mode, store, std::to_string(first)}) {}
  Child(const char* program, const std::vector<std::string>& arguments) {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    std::vector<char*> words{const_cast<char*>(program)};
    for (const std::string& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    process_ = ::fork();
    REQUIRE(process_ >= 0);
    if (process_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::execv(program, words.data());
      std::_Exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
  }
  ~Child() {
    kill();
    ::close(output_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Everything it says until it ends or has said `lines` lines.
  std::string hear(std::size_t lines = 1U << 30U) {
    std::string heard;
    for (char c = 0; lines > 0 && ::read(output_, &c, 1) == 1; lines -= c == '\n' ? 1 : 0) heard += c;
    return heard;
  }
  void kill() {
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
    process_ = -1;
  }

 private:
  pid_t process_ = -1;
  int output_ = -1;
};

/// The number on the last whole line. REQUIRES there is one.
inline std::uint64_t lastNumber(std::string heard) {
  heard.resize(heard.rfind('\n'));
  return std::stoull(heard.substr(heard.rfind('\n') + 1));  // npos + 1 is 0
}

}  // namespace regard
