#!/usr/bin/env bash
# The systemd units as systemd reads them: they hold, a broken one is refused, and they leave a
# process little to do harm with (exposure 1.5 or less of 10).
#   usage: units_test.sh GODWIT PACKAGING FOLDER     Skips (77) without systemd-analyze.
set -euo pipefail
godwit=$1 packaging=$2 folder=$3
command -v systemd-analyze >/dev/null || { echo "no systemd-analyze here"; exit 77; }
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
for unit in "$packaging"/*.service "$packaging"/*.timer; do
  sed "s|/usr/bin/godwit|$godwit|; /^Documentation=man:/d" "$unit" >"$(basename "$unit")"
done
export SYSTEMD_UNIT_PATH=$folder:
systemd-analyze verify --man=no ./*.service ./*.timer
for unit in ./*.service; do
  systemd-analyze security --offline=true --threshold=15 --no-pager "$unit" >"$unit.security"
  tail -n 1 "$unit.security"
done
sed 's/^ExecStart=.*/ExecStart=nowhere/' ./godwit-watch@.service >broken@.service
! systemd-analyze verify --man=no ./broken@.service 2>/dev/null || { echo "a unit without a program was taken" >&2; exit 1; }
