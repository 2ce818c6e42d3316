#!/usr/bin/env bash
# The systemd units leave a process little to do harm with: exposure 1.5 or less of 10, as
# `systemd-analyze security` reckons.   usage: units_test.sh PACKAGING     Skips (77) without it.
set -euo pipefail
command -v systemd-analyze >/dev/null || exit 77
for unit in "$1"/*.service; do
  line=$(systemd-analyze security --offline=true "$unit" 2>&1 | tail -n 1)
  level=$(grep -oE '[0-9]+\.[0-9]+' <<<"$line")
  echo "$(basename "$unit"): $level"
  awk -v level="$level" 'BEGIN { exit !(level > 0 && level <= 1.5) }'
done
