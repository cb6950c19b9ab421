#include "apps/render/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace regard::render {
namespace {

constexpr double kWidth = 640, kHeight = 300, kLeft = 64, kRight = 16, kTop = 34, kBottom = 46;

/// 1, 2 or 5 times a power of ten: about five steps up to `most`.
double stepFor(double most) {
  if (!(most > 0)) return 1;
  const double power = std::pow(10, std::floor(std::log10(most / 5)));
  const double times = most / 5 / power;
  return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

class Drawing {
 public:
  explicit Drawing(const Chart& chart) : chart_(chart) {
    for (const Series& series : chart.series)
      for (const auto& [x, y] : series.points) {
        xMost_ = std::max(xMost_, x);
        yMost_ = std::max(yMost_, y);
      }
    yStep_ = stepFor(yMost_);
    yMost_ = std::max(yStep_, std::ceil(yMost_ / yStep_) * yStep_);
  }

  std::string draw() {
    out_ = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n", kWidth, kHeight,
                       htmlEscaped(chart_.title));
    text(kLeft, 18, "start", chart_.title, "title");
    yAxis();
    if (chart_.form == Chart::Form::kBars) {
      bars();
    } else {
      lines();
    }
    text((kLeft + kWidth - kRight) / 2, kHeight - 8, "middle", chart_.xLabel, "label");
    legend();
    return out_ + "</svg>\n";
  }

 private:
  double right() const { return kWidth - kRight; }
  double bottom() const { return kHeight - kBottom; }
  double xOf(double x) const { return kLeft + (xMost_ > 0 ? x / xMost_ : 0) * (right() - kLeft); }
  double yOf(double y) const { return bottom() - y / yMost_ * (bottom() - kTop); }

  void text(double x, double y, const char* anchor, const std::string& words, const char* kind) {
    out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" class=\"{}\">{}</text>\n", x, y, anchor,
                        kind, htmlEscaped(words));
  }
  void line(double x1, double y1, double x2, double y2, const char* kind) {
    out_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x1, y1, x2,
                        y2, kind);
  }

  void yAxis() {
    for (int i = 0; i * yStep_ <= yMost_ * 1.0001; ++i) {
      const double y = yOf(i * yStep_);
      line(kLeft, y, right(), y, i == 0 ? "axis" : "grid");
      text(kLeft - 8, y + 4, "end", fmt::format("{:g}", i * yStep_), "tick");
    }
    const double middle = (kTop + bottom()) / 2;
    out_ += fmt::format(
        "<text transform=\"translate(14 {:.1f}) rotate(-90)\" text-anchor=\"middle\" class=\"label\">{}"
        "</text>\n",
        middle, htmlEscaped(chart_.yLabel));
  }

  void bars() {
    const double group = (right() - kLeft) / static_cast<double>(std::max<std::size_t>(1, chart_.names.size()));
    const double bar = group * 0.8 / static_cast<double>(std::max<std::size_t>(1, chart_.series.size()));
    for (std::size_t i = 0; i < chart_.names.size(); ++i) {
      const double from = kLeft + group * (static_cast<double>(i) + 0.1);
      for (std::size_t s = 0; s < chart_.series.size(); ++s) {
        const double value = chart_.series[s].points[i].second, y = yOf(value);
        out_ += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"s{}\"><title>{} {}: "
            "{:.1f}</title></rect>\n",
            from + bar * static_cast<double>(s), y, bar, bottom() - y, s, htmlEscaped(chart_.series[s].name),
            htmlEscaped(chart_.names[i]), value);
      }
      text(from + group * 0.4, bottom() + 16, "middle", chart_.names[i], "tick");
    }
  }

  void lines() {
    const double step = stepFor(xMost_);
    for (int i = 0; i * step <= xMost_ * 1.0001; ++i)
      text(xOf(i * step), bottom() + 16, "middle", fmt::format("{:g}", i * step), "tick");
    if (chart_.mark) {
      line(xOf(*chart_.mark), kTop, xOf(*chart_.mark), bottom(), "mark");
      text(xOf(*chart_.mark) - 6, kTop + 12, "end", chart_.markName, "tick");
    }
    for (std::size_t s = chart_.series.size(); s-- > 0;) {
      out_ += fmt::format("<polyline class=\"s{}\" points=\"", s);
      for (const auto& [x, y] : chart_.series[s].points) out_ += fmt::format("{:.1f},{:.1f} ", xOf(x), yOf(y));
      out_ += "\"/>\n";
    }
  }

  /// Names begin beside their keys: how wide a reader's font is, nobody knows.
  void legend() {
    constexpr double kLetter = 7.5, kKey = 12, kGap = 6, kBetween = 16;
    double x = right();
    for (std::size_t s = chart_.series.size(); s-- > 0;) {
      x -= kKey + kGap + kLetter * static_cast<double>(chart_.series[s].name.size());
      out_ += fmt::format("<rect x=\"{:.1f}\" y=\"9\" width=\"{:g}\" height=\"10\" class=\"s{} key\"/>\n", x, kKey, s);
      text(x + kKey + kGap, 18, "start", chart_.series[s].name, "tick");
      x -= kBetween;
    }
  }

  const Chart& chart_;
  double xMost_ = 0, yMost_ = 0, yStep_ = 1;
  std::string out_;
};

}  // namespace

std::string svgText(const Chart& chart) { return Drawing(chart).draw(); }

std::string htmlEscaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace regard::render
