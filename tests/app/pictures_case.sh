#!/usr/bin/env bash
# Pictures through the real network path: the same looks at a rehearsal world whose successors are
# named by QR codes alone, without and with `[media] fetch`. What only pictures name is found by the
# second case, and announced in it.   usage: pictures_case.sh GODWIT FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
godwit=$1
folder=$2
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
world=("$godwit" rehearse --seed 7 --brands 6 --days 10 --pictured 1 --archives)
. "$here/served_world.sh"

"${world[@]}" --seeds-file seeds.txt --truth truth.json >/dev/null
for case in without with; do "$godwit" init --rehearsal "$case"; done
sed -i 's/^# fetch = false/fetch = true/' with/godwit.toml
grep -q '^fetch = true' with/godwit.toml
for look in 2019-11-20T09:00:00Z 2019-11-23T21:00:00Z; do
  serve_world "$look"
  for case in without with; do
    code=0
    "$godwit" -C "$case" --now "$look" crawl --proxy "$proxy" --ca-bundle ca.pem --rate t.me=200 \
      --rate '*=200' --time-budget 60 --seeds seeds.txt || code=$?
    case $code in 0 | 3) ;; *) echo "crawl ended with $code" >&2; exit 1 ;; esac
  done
  kill "$server" && wait "$server" || true
  server=
done

for case in without with; do
  "$godwit" -C "$case" verify
  "$godwit" -C "$case" export facts -o "$case.facts"
  "$godwit" -C "$case" channels --json | grep -o '"url": *"https://[^"]*"' | sort -u >"$case.urls"
done
comm -13 without.urls with.urls >pictured.urls
[ -s pictured.urls ] || { echo "no place was named by a picture alone" >&2; exit 1; }
while read -r line; do grep -qF "$(cut -d'"' -f4 <<<"$line")" truth.json; done <pictured.urls
grep -q '"form":"qr"' with.facts
[ "$(grep -c '"form":"qr"' without.facts)" -eq 0 ]
grep -q 'g.api.mega.co.nz\|cloud-api.yandex.net' with.facts
"$godwit" init --rehearsal rebuilt
"$godwit" -C rebuilt import with/captures/*
"$godwit" -C with lineages --json >live.json
"$godwit" -C rebuilt lineages --json >rebuilt.json
cmp live.json rebuilt.json
echo "$(wc -l <pictured.urls) places were named by a QR code alone"
