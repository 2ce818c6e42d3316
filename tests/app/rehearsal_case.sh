#!/usr/bin/env bash
# The whole line through the real network path: a rehearsal world on loopback, two crawls through
# libcurl and TLS, days apart by the rehearsal clock; then the case is rebuilt from its captures
# alone and must give the same lineages, byte for byte.   usage: rehearsal_case.sh GODWIT FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
godwit=$1
folder=$2
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
world=("$godwit" rehearse --seed 5 --brands 3 --days 10)
. "$here/served_world.sh"

"$godwit" init --rehearsal case
"${world[@]}" --seeds-file seeds.txt >/dev/null
seeds=(--seeds seeds.txt)
for look in 2019-11-17T09:00:00Z 2019-11-20T09:00:00Z; do
  serve_world "$look"
  code=0
  # An environment that names another proxy must change nothing.
  http_proxy=http://127.0.0.1:9 no_proxy='*' "$godwit" -C case --now "$look" crawl --proxy "$proxy" \
    --ca-bundle ca.pem --rate t.me=200 --rate '*=200' --time-budget 60 "${seeds[@]}" || code=$?
  case $code in 0 | 3) ;; *) echo "crawl ended with $code" >&2; exit 1 ;; esac
  seeds=()
  kill "$server" && wait "$server" || true
  server=
done

"$godwit" -C case verify
"$godwit" -C case lineages --json >live.json
grep -q '"https://t.me/' live.json
"$godwit" -C case export gexf -o graph.gexf
"$godwit" -C case report -o report.html
grep -q REHEARSAL report.html
[ "$(grep -c 'src="http' report.html)" -eq 0 ]
"$godwit" init --rehearsal rebuilt
"$godwit" -C rebuilt import case/captures/*
"$godwit" -C rebuilt lineages --json >rebuilt.json
cmp live.json rebuilt.json
echo "the case rebuilt from its captures gives the same lineages: $(grep -c '"numeric_id"' live.json) channels"
