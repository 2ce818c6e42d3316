#!/usr/bin/env bash
# What `status --metrics` prints is read by two readers of the Prometheus project: its OpenMetrics parser
# in Python, and promtool. Each must refuse metrics without an end, and nothing at all.
#   usage: metrics_test.sh GODWIT CASE FOLDER     Skips (77) without the parser.
set -euo pipefail
godwit=$1 case=$2 folder=$3
/usr/bin/python3 -c 'import prometheus_client.openmetrics.parser' 2>/dev/null || {
  echo "SKIPPED: no python3-prometheus-client here"
  exit 77
}
rm -rf "$folder"
mkdir -p "$folder"
"$godwit" -C "$case" status --metrics >"$folder/metrics.txt"
cd "$folder"
# The tool takes samples with a time only; a scrape's time is the scraper's.
sed -E '/^#/! s/$/ 1574845200/' metrics.txt >timed.txt
grep -v '^# EOF' timed.txt >cut.txt
: >empty.txt

parsed() {
  /usr/bin/python3 - "$1" <<'PY'
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families

text = open(sys.argv[1]).read()
families = {f.name: f for f in text_string_to_metric_families(text)}
wanted = {"godwit_facts": "counter", "godwit_looks": "counter", "godwit_places": "gauge",
          "godwit_channels": "gauge", "godwit_late_looks": "gauge", "godwit_blocked": "gauge"}
for name, kind in wanted.items():
    assert families[name].type == kind, f"{name}: {families.get(name)}"
    assert families[name].documentation, f"{name}: no help"
assert families["godwit_facts"].samples[0].value > 0
services = {s.labels["service"] for s in families["godwit_looks"].samples}
print(f"{len(families)} families, {sum(len(f.samples) for f in families.values())} samples, "
      f"services: {', '.join(sorted(services))}")
PY
}
refused() { ! "$@" >refused.log 2>&1 || { echo "$* was taken" >&2; exit 1; }; }

parsed metrics.txt
refused parsed cut.txt
refused parsed empty.txt

# Installed, promtool comes with a server that starts by itself. So it is taken out of its package; where
# no package can be had, the parser alone has read the metrics.
if command -v promtool >/dev/null; then
  promtool=promtool
elif (cd "$folder" && apt-get -qq download prometheus && dpkg-deb -x prometheus_*.deb .) >download.log 2>&1; then
  promtool=$folder/usr/bin/promtool
else
  echo "promtool is not to be had: left out"
  exit 0
fi
taken() { "$promtool" tsdb create-blocks-from openmetrics "$1" blocks; }
taken timed.txt >taken.log
refused taken cut.txt
refused taken empty.txt
echo "promtool: $(grep -vc '^#' metrics.txt) samples; $("$promtool" --version 2>&1 | head -1 | cut -d'(' -f1)"
