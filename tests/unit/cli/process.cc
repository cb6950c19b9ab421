#include "tests/unit/cli/process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace regard::tests {
namespace {

/// A file without a name: unlike a pipe it holds any amount, so nothing has to be read while the program runs.
class ScratchFile {
 public:
  ScratchFile() : file_(std::tmpfile()) {}
  ~ScratchFile() { std::fclose(file_); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  int descriptor() const { return ::fileno(file_); }

  void fill(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), file_);
    std::rewind(file_);
  }
  std::string text() {
    std::rewind(file_);
    std::string out;
    char buffer[4096];
    for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, file_)) > 0;) out.append(buffer, got);
    return out;
  }

 private:
  std::FILE* file_;
};

std::vector<char*> pointersTo(std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (std::string& text : strings) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// In the child: where standard output goes.
void directOutput(Output output, int captured) {
  int pipe[2] = {-1, -1};
  switch (output) {
    case Output::captured: ::dup2(captured, STDOUT_FILENO); break;
    case Output::closed: ::close(STDOUT_FILENO); break;
    case Output::full: ::dup2(::open("/dev/full", O_WRONLY), STDOUT_FILENO); break;
    case Output::readerGone:
      if (::pipe(pipe) != 0) ::_exit(126);
      ::dup2(pipe[1], STDOUT_FILENO);
      ::close(pipe[0]);
      ::close(pipe[1]);
      break;
  }
}

}  // namespace

Ran runProgram(const std::vector<std::string>& words, const RunOptions& options) {
  ScratchFile in, out, err;
  in.fill(options.input);
  std::vector<std::string> arguments = words;
  std::vector<std::string> environment;
  for (const auto& [name, value] : options.environment) environment.push_back(name + '=' + value);
  const char* path = std::getenv("PATH");
  environment.push_back(std::string("PATH=") + (path == nullptr ? "/usr/bin:/bin" : path));
  const std::vector<char*> argv = pointersTo(arguments), envp = pointersTo(environment);

  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(in.descriptor(), STDIN_FILENO);
    ::dup2(err.descriptor(), STDERR_FILENO);
    directOutput(options.output, out.descriptor());
    std::signal(SIGPIPE, SIG_DFL);
    ::execvpe(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out.text(), err.text()};
}

}  // namespace regard::tests
