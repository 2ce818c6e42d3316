#!/usr/bin/env bash
# Lives many cases and prints the line that docs/soak.md collects.   usage: soak.sh SIM
# As part of every test run: a fixed number of lives, of seeds that the commit decides, so that a
# commit lives the same lives wherever it is tested. With GODWIT_SOAK_MINUTES: as many as fit into
# it, of seeds that no run before had (they begin at the seconds since 1970).
set -euo pipefail
lives=400  # a minute and a half on two cores that do other things too
here=$(dirname "$0")
commit=$(git -C "$here" rev-parse HEAD 2>/dev/null || echo unknown)
if [[ -n ${GODWIT_SOAK_MINUTES:-} ]]; then
  from=${GODWIT_SOAK_FROM:-$(date +%s)000}
  to=$((from + 999999)) minutes=$GODWIT_SOAK_MINUTES
else
  [[ $commit == unknown ]] && from=20191122000 || from=$((16#${commit:0:10} * 1000))
  to=$((from + lives - 1)) minutes=3
fi
echo "commit ${commit:0:7}, seeds from $from"
exec "$1" "$from..$to" --minutes "$minutes" --jobs "${GODWIT_SOAK_JOBS:-$(nproc)}"
