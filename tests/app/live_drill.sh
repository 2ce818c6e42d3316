#!/usr/bin/env bash
# The live drill: the rehearsal world on loopback at 600 times real speed under `watch`, which is
# killed (-9) every few seconds. Every successor that was announced in that time, to somebody who
# looks every two hours, must be found; no service may be asked twice at once or sooner than its
# pace, as the server counts. What had been announced before lies in the channels' past, of which a
# watch reads eight pages: how much of that was found is told, too.
#   usage: live_drill.sh GODWIT FOLDER [SECONDS [KILL_EVERY]]    BEGINS, SEED, BRANDS: of the world
set -euo pipefail
godwit=$1
folder=$2
seconds=${3:-300}
kill_every=${4:-20}
speed=600
begins=${BEGINS:-2019-11-21T18:00:00Z}
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
server=
watch=
trap 'kill -9 $server $watch 2>/dev/null || true' EXIT

world=("$godwit" rehearse --seed "${SEED:-5}" --brands "${BRANDS:-3}" --days 14)
"$godwit" init --rehearsal case 2>/dev/null
"${world[@]}" --seeds-file seeds.txt --truth truth.json >/dev/null
"${world[@]}" --serve --json --now "$begins" --speed $speed --ca-file ca.pem --ready ready \
  >counters.json 2>server.log &
server=$!
started=$(date +%s%N)
for _ in $(seq 200); do [ -s ready ] && break; sleep 0.05; done
proxy=$(sed -n 's/.*"proxy": *"\([^"]*\)".*/\1/p' ready)
epoch=$(date -u -d "$begins" +%s)
world_now() { # seconds of the world since 1970
  echo $((epoch + ($(date +%s%N) - started) / 1000000 * speed / 1000))
}
rfc() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; }

kills=0
end=$(($(date +%s) + seconds))
while [ "$(date +%s)" -lt "$end" ]; do
  "$godwit" -C case --now "$(rfc "$(world_now)")" --quiet watch --speed $speed --proxy "$proxy" \
    --ca-bundle ca.pem --seeds seeds.txt >>watch.log 2>&1 &
  watch=$!
  left=$((end - $(date +%s)))
  sleep "$((left < kill_every ? (left > 0 ? left : 1) : kill_every))"
  kill -9 "$watch"
  wait "$watch" 2>/dev/null || true
  watch=
  kills=$((kills + 1))
done
last=$(world_now)
kill -TERM "$server" && wait "$server" || true
server=

"$godwit" -C case verify | tail -n 2
"$godwit" -C case lineages --json >lineages.json
python3 - "$begins" "$(rfc $((last - 7200)))" "$kills" <<'PY'
import json, sys
from datetime import datetime
moment = lambda text: datetime.fromisoformat(text.replace("Z", "+00:00"))
begins, until, kills = sys.argv[1:]
truth = json.load(open("truth.json"))
lineages = json.load(open("lineages.json"))
counters = json.load(open("counters.json"))["hosts"]
found = {u["url"] for c in lineages["channels"] for u in c["urls"]}
channels = truth["channels"]
url = lambda c: c["urls"][0]["url"]
wanted, missed, older, older_found = 0, [], 0, 0
for edge in truth["edges"]:
    if edge["relation"] != "continues":
        continue
    # Said for two hours or more within the drill, on a channel that was found.
    said = []
    for a in edge["announced"]:
        where = channels[a["where"]]
        start = max(a["from"], begins)
        stop = min(a["to"], until, where["died"] or until)
        long_enough = start < stop and (moment(stop) - moment(start)).total_seconds() >= 7200
        if long_enough and any(u["url"] in found for u in where["urls"]):
            said.append(a)
    if not said:
        continue
    was_found = any(u["url"] in found for u in channels[edge["to"]]["urls"])
    if all(a["from"] < begins for a in said):
        older, older_found = older + 1, older_found + was_found
        continue
    wanted += 1
    if not was_found:
        missed.append((url(channels[edge["from"]]), url(channels[edge["to"]]), said[0]["carrier"]))
bad = []
for host, c in counters.items():
    pace = 2000 if host in ("t.me", "telegram.me", "telegram.dog") else 1000
    if c["most_at_once"] > 1 or c.get("shortest_pause_ms", pace) < pace:
        bad.append((host, c))
requests = sum(c["requests"] for c in counters.values())
print(f"{kills} kills, {requests} requests to {len(counters)} hosts, {wanted} successors announced, "
      f"{wanted - len(missed)} found ({older_found} of {older} announced before), "
      f"{len(bad)} hosts asked too fast")
for m in missed:
    print("missed:", *m)
for b in bad:
    print("too fast:", *b)
sys.exit(1 if missed or bad or wanted == 0 else 0)
PY
