#!/usr/bin/env bash
# A case whose names are meant to break readers: markup, Arabic, controls, broken UTF-8, formulas; some
# stand in a table, some on captured pages.
#   usage: hostile_case.sh GODWIT CASE
set -euo pipefail
godwit=$1 case=$2
rm -rf "$case"
"$godwit" init "$case" 2>/dev/null
{
  printf 'url,first_seen,last_seen,title\n'
  n=0
  while IFS= read -r title; do
    n=$((n + 1))
    printf 'https://t.me/harbour_birds_%d,2019-11-%02d,2019-11-%02d,"%b"\n' "$n" "$n" "$((n + 2))" "$title"
  done <<'NAMES'
Harbour <b>&\x27 ]]> birds
</script><script>window.broken = 1</script>
طيور الميناء
طيور الميناء \xe2\x80\xae gpj.exe
escape \x1b[2J and bell \x07 and \x01
bad \xff\xfe \xc0\x80 \xed\xa0\x80 bytes
noncharacters \xef\xbf\xbe \xef\xbf\xbf
=cmd|\x27/C calc\x27!A0
+1+1
-2+3
@SUM(A1)
\xef\xbc\x9d1+1
Πουλιά, του ""λιμανιού""
港の天気 🐦
two\nlines
NAMES
} >"$case/sightings.csv"
/usr/bin/python3 "$(dirname "$0")/hostile_warc.py" "$case/pages.warc.gz"
"$godwit" -C "$case" import "$case/sightings.csv" "$case/pages.warc.gz"
"$godwit" -C "$case" confirm https://t.me/harbour_birds_1 https://t.me/harbour_birds_2 2>/dev/null
for n in $(seq 2 14); do
  "$godwit" -C "$case" --quiet confirm "https://t.me/harbour_birds_$n" "https://t.me/harbour_birds_$((n + 1))" >/dev/null 2>&1
done
