#!/usr/bin/env bash
# What others read of us besides exports: metrics by promtool, units by systemd-analyze. Each reader
# must also refuse something broken. One that is not installed is named and left out; 77 where none is.
#   usage: readers_test.sh GODWIT CASE PACKAGING FOLDER
set -euo pipefail
godwit=$1 case=$2 packaging=$3 folder=$4
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
read_by=0
have() { command -v "$1" >/dev/null && read_by=$((read_by + 1)) || { echo "$1 is not installed: left out"; false; }; }

if have promtool; then
  "$godwit" -C "$case" status --metrics >metrics
  # The reader takes samples with a time only; a scrape's time is the scraper's.
  sed -E '/^#/! s/$/ 1574845200/' metrics >timed
  promtool tsdb create-blocks-from openmetrics timed blocks >/dev/null
  grep -v '^# EOF' timed >cut
  ! promtool tsdb create-blocks-from openmetrics cut blocks >/dev/null 2>&1 || { echo "metrics without an end were taken" >&2; exit 1; }
  echo "promtool: $(grep -vc '^#' metrics) samples; $(promtool --version 2>&1 | head -1 | cut -d'(' -f1)"
fi
if have systemd-analyze; then
  for unit in "$packaging"/*.service "$packaging"/*.timer; do
    sed "s|/usr/bin/godwit|$godwit|; /^Documentation=man:/d" "$unit" >"$(basename "$unit")"
  done
  export SYSTEMD_UNIT_PATH=$folder:
  systemd-analyze verify --man=no ./*.service ./*.timer
  for unit in ./*.service; do
    systemd-analyze security --offline=true --threshold=20 --no-pager "$unit" >"$unit.security"
    tail -1 "$unit.security"
  done
  sed 's/^ExecStart=.*/ExecStart=nowhere/' ./godwit-watch@.service >broken@.service
  ! systemd-analyze verify --man=no ./broken@.service 2>/dev/null || { echo "a unit without a program was taken" >&2; exit 1; }
fi
[ "$read_by" -gt 0 ] || exit 77
