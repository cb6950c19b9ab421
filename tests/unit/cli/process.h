#pragma once
// Runs a program as a shell would, and keeps what came of it.

#include <map>
#include <string>
#include <vector>

namespace regard::tests {

struct Ran {
  int code = -1;  ///< exit code, or 128 + the signal that ended it
  std::string out, err;
};

enum class Output { captured, closed, full, readerGone };  ///< where standard output goes

struct RunOptions {
  std::map<std::string, std::string> environment = {};  ///< beside PATH; nothing else is passed on
  std::string input = {};
  Output output = Output::captured;
};

Ran runProgram(const std::vector<std::string>& words, const RunOptions& options = {});

}  // namespace regard::tests
