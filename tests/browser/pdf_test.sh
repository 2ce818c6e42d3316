#!/usr/bin/env bash
# The report on paper: every font embedded, Arabic as text that can be searched, REHEARSAL kept; and
# one clear line where no browser is installed.   usage: pdf_test.sh GODWIT CASE FOLDER WORD…
set -euo pipefail
godwit=$1 case=$2 folder=$3
shift 3
mkdir -p "$folder"
cd "$folder"
rm -f report.pdf without.pdf
if PATH=/nowhere "$godwit" -C "$case" report --pdf without.pdf 2>without.txt; then
  echo "printed without a browser" >&2
  exit 1
fi
[ "$(wc -l <without.txt)" -eq 1 ] && grep -q 'needs chromium' without.txt
command -v chromium >/dev/null || { echo "SKIPPED: chromium is not installed"; exit 77; }
"$godwit" -C "$case" --quiet report --pdf report.pdf
pdffonts report.pdf | awk 'NR > 2 && $(NF - 4) != "yes" { print "not embedded: " $0; bad = 1 } END { exit bad }'
# Nothing runs off the sheet: the ends of the lanes, and the marks of their ends, are on it.
pdftotext -bbox report.pdf words.html
/usr/bin/python3 - words.html <<'PYTHON'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
width = float(re.search(r'<page width="([\d.]+)"', text)[1])
off = [w for x, w in re.findall(r'xMax="([\d.]+)"[^>]*>([^<]*)<', text) if float(x) > width]
if off or not re.search(r">alive<", text):
    sys.exit(f"off the sheet: {off[:5]}")
PYTHON
pdftotext report.pdf report.txt
/usr/bin/python3 - report.txt Lineages "$@" <<'PYTHON'
import sys, unicodedata
text = unicodedata.normalize("NFKC", open(sys.argv[1], encoding="utf-8").read())
letters = lambda word: sorted(word)
words = text.split()
# Lam and alef may come out the other way round: a word is its letters.
for wanted in sys.argv[2:]:
    if not any(wanted in w or letters(wanted) == letters(w) for w in words):
        sys.exit(f"the PDF does not say {wanted}")
PYTHON
echo "$(pdfinfo report.pdf | sed -n 's/^Pages: *//p') pages, $(pdffonts report.pdf | awk 'NR > 2' | wc -l) fonts, all embedded; $(chromium --version 2>/dev/null)"
