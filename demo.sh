#!/usr/bin/env bash
# godwit in five minutes: builds it, crawls the built-in rehearsal world of November 2019 through
# libcurl and TLS at several moments, days apart by the rehearsal clock, and shows who became whom.
# Needs no network but Debian's packages. Every page comes over HTTP from a server on loopback; the
# crawler knows nothing of the world, and the score against the truth is taken afterwards.
#   ./demo.sh [FOLDER]          where the results go (default: demo-case)
#   SEED=7 BRANDS=12 ./demo.sh  another world
#   GODWIT=/path/to/godwit ./demo.sh   with a program already built
set -euo pipefail
cd "$(dirname "$0")"
. ./packages.sh
folder=${1:-demo-case}
seed=${SEED:-1}
brands=${BRANDS:-12}
days=${DAYS:-13}

if [ -z "${GODWIT:-}" ]; then
  install_packages "${build_packages[@]}"
  say "building"
  cmake -S . -B build/demo -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF >/dev/null
  cmake --build build/demo --target godwit -j "$(nproc)"
  GODWIT=$PWD/build/demo/app/godwit
fi
godwit() { "$GODWIT" "$@"; }
the_world=("$GODWIT" rehearse --seed "$seed" --brands "$brands" --days "$days")
world() { "${the_world[@]}" "$@"; }

# One crawl a morning, oftener round the takedowns of 22 and 23 November.
looks=(2019-11-16T09:00:00Z 2019-11-18T09:00:00Z 2019-11-20T09:00:00Z 2019-11-21T09:00:00Z
  2019-11-22T09:00:00Z 2019-11-22T18:00:00Z 2019-11-23T09:00:00Z 2019-11-23T20:00:00Z
  2019-11-24T09:00:00Z 2019-11-25T10:00:00Z 2019-11-27T09:00:00Z)

rm -rf "$folder"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$folder/world
mkdir -p "$work"
server=
stop_server() { [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; server=; }; }
trap stop_server EXIT

say "a rehearsal case in $folder/case"
godwit init --rehearsal "$folder/case" 2>/dev/null
world --truth "$work/truth.json" --seeds-file "$work/seeds.txt" >/dev/null 2>&1

seeds=(--seeds "$work/seeds.txt")
for look in "${looks[@]}"; do
  rm -f "$work/ready"
  # Not by the function: what is stopped afterwards is to be the server, not a shell around it.
  "${the_world[@]}" --serve --now "$look" --ca-file "$work/ca.pem" --ready "$work/ready" >"$work/server.log" 2>&1 &
  server=$!
  for _ in $(seq 200); do [ -s "$work/ready" ] && break; sleep 0.05; done
  [ -s "$work/ready" ] || { cat "$work/server.log" >&2; echo "the rehearsal world did not start" >&2; exit 1; }
  proxy=$(sed -n 's/.*"proxy": *"\([^"]*\)".*/\1/p' "$work/ready")
  printf '%s  ' "$look" >&2
  code=0
  godwit -C "$folder/case" --now "$look" crawl --proxy "$proxy" --ca-bundle "$work/ca.pem" \
    --rate t.me=200 --rate '*=200' --time-budget 120 "${seeds[@]}" || code=$?
  case $code in 0 | 3) ;; *) exit "$code" ;; esac
  seeds=()
  stop_server
done

say "who became whom"
godwit -C "$folder/case" lineages
godwit -C "$folder/case" lineages --json >"$folder/lineages.json"
godwit -C "$folder/case" export gexf -o "$folder/graph.gexf"
godwit -C "$folder/case" export graphml -o "$folder/graph.graphml"
godwit -C "$folder/case" --quiet report -o "$folder/report.html"

# Explain the surest succession.
example=$(awk -F'"' '/"to_url"/ {url = $4} /"relation"/ {relation = $4}
  /"probability"/ {split($3, p, /[:, ]+/); if (relation == "continues" && p[2] > best) {best = p[2]; found = url}}
  END {print found}' "$folder/lineages.json")
if [ -n "$example" ]; then
  say "why: godwit -C $folder/case explain $example"
  godwit -C "$folder/case" explain "$example"
fi

say "against the truth (which the crawler never saw)"
world --score "$folder/lineages.json" "${looks[@]/#/--look=}"
say "the proof"
godwit -C "$folder/case" verify
cat <<TXT

REHEARSAL: all of this is invented. Results in $folder
  lineages.json   who became whom, with evidence        report.html    the picture: open it in a browser
  graph.gexf      for Gephi                             graph.graphml  for Cytoscape, igraph, NetworkX
  case/           the case: captures/ (WARC), ledger.db
Try next
  $GODWIT -C $folder/case channels
  $GODWIT -C $folder/case targets
  $GODWIT -C $folder/case --now 2019-11-27T10:00:00Z serve --by "Your Name"
  $GODWIT -C $folder/case export stix
  echo 'new channel: t[.]me/harbour_birds' | $GODWIT links --json
TXT
