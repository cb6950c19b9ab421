# Sourced after scripts/common.sh: make_workload FOLDER ACTIONS… generates customers, rulesets of so many actions and the
# answers expected of them, checked against SHA256SUMS, and writes the rulesets as rulebooks. What is there already is left.
# Another SEED in the environment gives other rulesets.
make_workload() {
  local folder=$1 size
  shift
  mkdir -p "$folder/data"
  cp "$root"/bench/peer/workload/*.py "$folder"
  if [ ! -f "$folder/profiles_10k.csv" ]; then
    (cd "$folder" && python3 gen_profiles.py 10000 data/profiles_10k)
    cp "$folder/data/profiles_10k.csv" "$folder"
  fi
  for size in "$@"; do
    local ruleset="$folder/data/ruleset_$size.json"
    [ -f "$ruleset" ] || (cd "$folder" && python3 gen_rules.py "$size" "$ruleset" ${SEED:+--seed "$SEED"} >&2)
    [ -f "$folder/expected_$size.ndjson" ] || (cd "$folder" &&
      python3 reference.py "$ruleset" data/profiles_10k.ndjson "data/expected_$size.ndjson" >&2 &&
      cp "data/expected_$size.ndjson" .)
    python3 bench/peer/to_regard.py "$ruleset" >"$folder/rules_$size.regard"
  done
  if [ -z "${SEED:-}" ]; then
    (cd "$folder/data" && sha256sum --quiet --ignore-missing -c "$root/bench/peer/workload/SHA256SUMS" >&2) ||
      fail "the generators gave other bytes than SHA256SUMS says"
  fi
}
