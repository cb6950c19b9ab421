#!/usr/bin/env bash
# What is best for a customer on the line. Usage: REGARD_URL=http://127.0.0.1:8080 decide.sh CUSTOMER CHANNEL
set -euo pipefail
body=$(printf '{"customer":"%s","request":{"channel":"%s"},"deadline_ms":2000}' "$1" "$2")
curl --silent --fail-with-body --max-time 5 --json "$body" "$REGARD_URL/v1/decisions?shape=flat"
