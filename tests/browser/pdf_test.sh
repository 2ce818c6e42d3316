#!/usr/bin/env bash
# The report on paper: every font embedded, nothing off the sheet, each WORD as text that can be searched
# (Arabic, REHEARSAL); one clear line where no browser is installed. A cut and an empty file are refused.
#   usage: pdf_test.sh GODWIT CASE FOLDER WORD…
#          pdf_test.sh --check FILE WORD…      only the judgement of one file
set -euo pipefail

if [ "$1" = --check ]; then
  pdf=$2
  shift 2
  pdffonts "$pdf" | awk 'NR > 2 && $(NF - 4) != "yes" { print "not embedded: " $0; bad = 1 } END { exit bad || NR < 3 }'
  # The ends of the lanes, and the marks of their ends, are on the sheet.
  pdftotext -bbox "$pdf" words.html
  /usr/bin/python3 - words.html <<'PYTHON'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
width = float(re.search(r'<page width="([\d.]+)"', text)[1])
off = [w for x, w in re.findall(r'xMax="([\d.]+)"[^>]*>([^<]*)<', text) if float(x) > width]
if off or not re.search(r">alive<", text):
    sys.exit(f"off the sheet: {off[:5]}")
PYTHON
  pdftotext "$pdf" report.txt
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
  exit 0
fi

self=$(realpath "$0")
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
bash "$self" --check report.pdf "$@"
head -c 3000 report.pdf >cut.pdf
: >empty.pdf
for broken in cut.pdf empty.pdf; do
  ! bash "$self" --check "$broken" "$@" >refused.log 2>&1 || { echo "$broken was taken" >&2; exit 1; }
done
! bash "$self" --check report.pdf "$@" a-word-that-nobody-wrote >refused.log 2>&1 || { echo "a word that is not there was found" >&2; exit 1; }
echo "$(pdfinfo report.pdf | sed -n 's/^Pages: *//p') pages, $(pdffonts report.pdf | awk 'NR > 2' | wc -l) fonts, all embedded; $(pdftotext -v 2>&1 | head -1), $(chromium --version 2>/dev/null)"
