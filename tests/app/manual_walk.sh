#!/usr/bin/env bash
# Runs every command of docs/manual.md, in order, in one shell, as a newcomer would.
# usage: manual_walk.sh GODWIT MANUAL FOLDER
set -euo pipefail
godwit=$1
manual=$2
folder=$3
rm -rf "$folder"
mkdir -p "$folder/bin"
cd "$folder"
ln -s "$godwit" bin/godwit
# Another test may hold the manual's port: any free one will do.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
{
  echo 'set -euxo pipefail; set -m'
  echo 'trap '\''kill $(jobs -p) 2>/dev/null || true'\'' EXIT'
  awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$manual" | sed "s/8019/$port/g"
} >walk.sh
commands=$(grep -c '^godwit' walk.sh)
[ "$commands" -ge 20 ] || { echo "only $commands commands found in $manual" >&2; exit 1; }
# What is only named in the text is typed somewhere, too.
verb='^godwit( -[^ ]+( [^- ][^ ]*)?)* ([a-z]+).*'
typed=$(grep -oE 'godwit [^|)]+' walk.sh | sed -E "s/$verb/\\3/" | sort -u)
for named in $(grep -v '^godwit' "$manual" | grep -oE '`godwit [^`]+`' | tr -d '`' | sed -nE "s/$verb/\\3/p" | sort -u); do
  grep -qx "$named" <<<"$typed" || { echo "the manual names \"godwit $named\" and never types it" >&2; exit 1; }
done
PATH="$folder/bin:$PATH" bash walk.sh >walk.log 2>&1 || { tail -40 walk.log >&2; exit 1; }
# What the manual promises was made.
grep -q REHEARSAL report.html
grep -q 'NOT a removal order' packs/*/referral.txt
grep -q REHEARSAL packs/*/referral.txt
(cd packs/[!i]*/ && sha256sum --quiet -c SHA256SUMS)
grep -q 'blocked: .*purpose_assessment' walk.log
grep -q 'ticket 4711\|2019-11-24' walk.log
grep -q '^http://127.0.0.1:' address.txt
grep -q '^kept: ' walk.log
echo "ran $commands commands of the manual: $(tr '\n' ' ' <<<"$typed")"
