# Sourced by the scripts beside it: where the project is, how to speak, how to stop.
set -euo pipefail
started_in=$PWD
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

step=""
say() { step="$*"; printf '\n==> %s (%d:%02d)\n' "$*" $((SECONDS / 60)) $((SECONDS % 60)) >&2; }
fail() { printf '\nFailed: %s\n' "$*" >&2; exit 1; }
trap 'status=$?; [ $status -eq 0 ] || printf "\nStopped (exit %s) at: %s\n" "$status" "${step:-start}" >&2' EXIT

# On a machine that has compiled nothing yet a compiler cache may cost nothing: no separate preprocessing. It may know precompiled headers.
export CCACHE_DEPEND=${CCACHE_DEPEND:-1} CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros}

# Two compilations at once on a small machine, more on a large one, but never more than memory allows (2 GiB each).
jobs=$(nproc)
memory_gib=$(awk '/MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
[ "$((memory_gib / 2))" -ge 1 ] && [ "$((memory_gib / 2))" -lt "$jobs" ] && jobs=$((memory_gib / 2))

# configure PRESET [ARGS…] ; build PRESET TARGET… : quiet when all is well, the whole output when not.
log_dir="$root/build/logs"
mkdir -p "$log_dir"
quietly() {
  local log="$log_dir/$1.log"
  shift
  if ! "$@" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    fail "$* (whole output: ${log#"$root"/})"
  fi
}
configure() { local preset=$1; shift; quietly "configure-$preset" cmake --preset "$preset" "$@"; }
build() { local preset=$1; shift; quietly "build-$preset" cmake --build "build/$preset" -j "$jobs" ${1:+--target "$@"}; }
