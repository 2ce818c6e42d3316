#!/usr/bin/env bash
# A watch and what it is told, against the rehearsal world on loopback: one writer a case, SIGHUP
# reads settings and seeds again (and survives wrong ones), SIGTERM and SIGINT drain and save, a
# second one ends it at once; the case is whole after each.   usage: watch_signals.sh GODWIT FOLDER
set -euo pipefail
godwit=$1
folder=$2
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
server=
watch=
trap 'kill -9 $server $watch 2>/dev/null || true' EXIT
fail() { echo "FAILED: $*" >&2; tail -n 5 watch.log >&2 || true; exit 1; }
wait_for() { # SECONDS COMMAND…
  for _ in $(seq $(($1 * 20))); do "${@:2}" >/dev/null 2>&1 && return 0; sleep 0.05; done
  return 1
}

world=("$godwit" rehearse --seed 5 --brands 2 --days 6)
"${world[@]}" --seeds-file all.txt >/dev/null
head -n 1 all.txt >seeds.txt
"${world[@]}" --serve --now 2019-11-17T09:00:00Z --ca-file ca.pem --ready ready >server.log 2>&1 &
server=$!
wait_for 10 test -s ready || fail "the world did not start"
proxy=$(sed -n 's/.*"proxy": *"\([^"]*\)".*/\1/p' ready)
"$godwit" init --rehearsal case 2>/dev/null
start_watch() {
  "$godwit" -C case --now 2019-11-17T09:00:00Z watch --proxy "$proxy" --ca-bundle ca.pem \
    --rate 't.me=20' --rate '*=20' --seeds seeds.txt >watch.log 2>&1 &
  watch=$!
}
facts() { "$godwit" -C case export facts | wc -l; }
more_facts_than() { [ "$(facts)" -gt "$1" ]; }
ended_with() { # CODE
  local code=0
  wait "$watch" || code=$?
  watch=
  [ "$code" -eq "$1" ] || fail "ended with $code, not $1"
  "$godwit" -C case verify >/dev/null || fail "the case is damaged"
}

start_watch
wait_for 20 more_facts_than 5 || fail "nothing was crawled"
code=0
"$godwit" -C case --now 2019-11-17T09:00:00Z crawl --proxy "$proxy" >/dev/null 2>second.log || code=$?
[ "$code" -eq 4 ] || fail "a second writer ended with $code, not 4"

cp case/godwit.toml good.toml
echo 'nonsense = [' >>case/godwit.toml
kill -HUP "$watch"
wait_for 10 grep -q 'not reloaded' watch.log || fail "a wrong configuration went unsaid"
kill -0 "$watch" || fail "a wrong configuration ended the watch"
cp good.toml case/godwit.toml
seed=$(tail -n 1 all.txt)
echo "$seed" >>seeds.txt
kill -HUP "$watch"
known() { "$godwit" -C case export facts | grep -q "\"verb\":\"watch\".*\"from\":\"$seed\""; }
wait_for 20 known || fail "the new seed was not read"

kill -TERM "$watch"
ended_with 0
before=$(facts)
start_watch
wait_for 20 more_facts_than "$before" || fail "it did not go on"
kill -INT "$watch"
ended_with 130
start_watch
sleep 0.5
kill -INT "$watch"
kill -INT "$watch" 2>/dev/null || true
ended_with 130
echo "one writer, reloads, SIGTERM, SIGINT once and twice: $(facts) facts, all as they were"
