#pragma once
// What a command tells the shell; docs/cli.md lists these for users.

#include "regard/result.h"

namespace regard::cli {

enum class ExitCode : int {
  fine = 0,
  faults = 1,    ///< the rules asked about have errors, or their tests fail
  usage = 2,     ///< the command line is wrong
  notFound = 3,  ///< no such customer, store or file
  system = 4,    ///< the store or the system failed
  rejected = 5,  ///< imported, but some rows were not
};

constexpr ExitCode exitCodeOf(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return ExitCode::usage;
    case ErrorKind::notFound: return ExitCode::notFound;
    default: return ExitCode::system;
  }
}

}  // namespace regard::cli
