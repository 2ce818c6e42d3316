#!/usr/bin/env bash
# What `status --metrics` prints is read by the Prometheus project's own OpenMetrics parser.
#   usage: metrics_test.sh GODWIT CASE     Skips (77) without the parser.
set -euo pipefail
/usr/bin/python3 -c 'import prometheus_client.openmetrics.parser' 2>/dev/null || {
  echo "no python3-prometheus-client here"
  exit 77
}
"$1" -C "$2" status --metrics >metrics.txt
/usr/bin/python3 - metrics.txt <<'PY'
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
