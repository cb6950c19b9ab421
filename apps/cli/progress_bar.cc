#include "apps/cli/progress_bar.h"

#include "apps/render/import.h"
#include "apps/render/layout.h"

namespace regard::cli {
namespace {

constexpr const char* kEraseLine = "\r\x1b[K";
constexpr std::chrono::milliseconds kBetween{100};

/// What fits the line: one that wrapped could not be drawn over.
std::string fitting(std::string line, std::size_t width) {
  while (!line.empty() && render::columnsOf(line) >= width) {
    do line.pop_back();
    while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0x80U) != 0);
  }
  return line;
}

}  // namespace

ProgressBar::ProgressBar(const Terminal& terminal, bool shown)
    : terminal_(terminal), shown_(shown && terminal.errIsTerminal()), started_(Clock::now()), last_(started_) {}

ProgressBar::~ProgressBar() {
  if (drawn_) terminal_.say(kEraseLine);
}

void ProgressBar::update(const ImportProgressInfo& progress) {
  update([&](double seconds) { return render::progressText(progress, seconds, terminal_.err()); });
}

void ProgressBar::update(const std::function<std::string(double)>& line) {
  const Clock::time_point now = Clock::now();
  if (!shown_ || now - last_ < kBetween) return;
  last_ = now;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  terminal_.say(kEraseLine + fitting(line(seconds), terminal_.err().width));
}

}  // namespace regard::cli
