#!/usr/bin/env bash
# Lives as many cases as fit into GODWIT_SOAK_MINUTES (1.5), of seeds that no run before had: they
# begin at the seconds since 1970. Prints the line that docs/soak.md collects.   usage: soak.sh SIM
set -euo pipefail
from=${GODWIT_SOAK_FROM:-$(date +%s)000}
commit=$(git -C "$(dirname "$0")" rev-parse --short HEAD 2>/dev/null || echo unknown)
echo "commit $commit, seeds from $from"
exec "$1" "$from..$((from + 999999))" --minutes "${GODWIT_SOAK_MINUTES:-1.5}" \
  --jobs "${GODWIT_SOAK_JOBS:-$(nproc)}"
