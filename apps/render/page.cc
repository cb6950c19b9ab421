#include "apps/render/page.h"

#include <fmt/format.h>

#include "apps/render/chart.h"

namespace regard::render {
namespace {

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{0}</title>
<style>
:root {{ --ink: #1c2430; --paper: #fff; --quiet: #66707c; --grid: #e3e6ea; --s0: #2f6fb3; --s1: #d9822b; --s2: #3a8a4d; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e6e9ee; --paper: #14181d; --quiet: #9aa4b0; --grid: #2a3038; --s0: #6ea8e0; --s1: #f0a35a;
    --s2: #7cc68d; }} }}
body {{ font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.4rem; }} h2 {{ font-size: 1.05rem; margin-top: 2rem; }} p.quiet {{ color: var(--quiet); }}
table {{ border-collapse: collapse; }} td, th {{ padding: .15rem 1.2rem .15rem 0; text-align: right; }}
td:first-child, th:first-child {{ text-align: left; }} th {{ color: var(--quiet); font-weight: normal; }}
a {{ color: var(--s0); }} td.bar {{ min-width: 12rem; }} td.bar div {{ height: .8rem; background: var(--s0); }}
div.charts {{ overflow-x: auto; }} svg {{ width: 100%; min-width: 32rem; margin: .5rem 0 1.2rem; }} svg text {{ font-size: 12px; fill: var(--ink); }}
svg .title {{ font-size: 14px; font-weight: 600; }} svg .label, svg .tick {{ fill: var(--quiet); }}
svg .axis {{ stroke: var(--ink); }} svg .grid {{ stroke: var(--grid); }}
svg .mark {{ stroke: var(--quiet); stroke-dasharray: 4 4; }}
svg rect.s0 {{ fill: var(--s0); }} svg rect.s1 {{ fill: var(--s1); }} svg rect.s2 {{ fill: var(--s2); }}
svg polyline {{ fill: none; stroke-width: 2; }} svg polyline.s0 {{ stroke: var(--s0); }}
svg polyline.s1 {{ stroke: var(--s1); stroke-dasharray: 7 4; }} svg polyline.s2 {{ stroke: var(--s2); stroke-dasharray: 2 3; }}
</style></head><body>
<h1>{0}</h1>
)";

}  // namespace

std::string pageHead(std::string_view title) { return fmt::format(kHead, htmlEscaped(title)); }

}  // namespace regard::render
