#pragma once
// A line on standard error that is drawn over itself a few times a second, and gone at the end.

#include <chrono>
#include <functional>
#include <string>

#include "apps/cli/terminal.h"
#include "regard/store.h"

namespace regard::cli {

class ProgressBar {
 public:
  /// Draws nothing unless `shown` and standard error is a terminal.
  ProgressBar(const Terminal& terminal, bool shown);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void update(const ImportProgressInfo& progress);
  /// `line(seconds)` is what there is to say so long after the beginning.
  void update(const std::function<std::string(double)>& line);

 private:
  using Clock = std::chrono::steady_clock;
  const Terminal& terminal_;
  bool shown_;
  bool drawn_ = false;
  Clock::time_point started_, last_;
};

}  // namespace regard::cli
