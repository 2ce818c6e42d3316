#!/usr/bin/env bash
# The same seeds must leave the same traces whatever the compiler's zeal and however many threads:
# lives them with every program given, with one thread and with eight, and compares.
#   usage: same_trace.sh FROM..TO SIM [SIM…]     such as sims built with -O0 and -O2 (docs/simulation.md)
set -euo pipefail
seeds=$1
shift
first=
for sim in "$@"; do
  for threads in 1 8; do
    traces=$("$sim" "$seeds" --traces --threads "$threads" | grep '^seed .*: trace')
    hash=$(sha256sum <<<"$traces" | cut -c1-16)
    echo "$(wc -l <<<"$traces") lives with $threads threads of ${sim}: $hash"
    [[ ${first:=$hash} == "$hash" ]] || { echo "the traces differ"; exit 1; }
  done
done
echo "the same traces"
