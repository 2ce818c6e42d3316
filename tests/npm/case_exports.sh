#!/usr/bin/env bash
# Writes everything a case can be exported to into FOLDER, for the check programs.
#   usage: case_exports.sh GODWIT CASE FOLDER
set -euo pipefail
godwit=$1 case=$2 folder=$3
rm -rf "$folder"
mkdir -p "$folder"
export_as() { "$godwit" -C "$case" --quiet export "$@"; }
export_as gexf -o "$folder/graph.gexf"
export_as gexf --no-viz -o "$folder/graph-plain.gexf"
export_as gexf --gexf 1.2 -o "$folder/graph-12.gexf"
export_as graphml -o "$folder/graph.graphml"
export_as dot -o "$folder/graph.dot"
export_as cytoscape -o "$folder/graph.cyjs"
export_as csv --csv-safe -o "$folder/csv"
export_as neo4j -o "$folder/neo4j"
export_as stix -o "$folder/stix.json"
export_as misp -o "$folder/misp.json"
export_as jsonld -o "$folder/prov.jsonld"
export_as lineages -o "$folder/lineages.json"
export_as facts -o "$folder/facts.ndjson"
"$godwit" -C "$case" --quiet pack -o "$folder/case.wacz"
"$godwit" -C "$case" --quiet report -o "$folder/report.html"
"$godwit" -C "$case" alerts --atom >"$folder/alerts.atom"
for graph in "$folder"/*.gexf "$folder"/*.graphml; do xmllint --noout "$graph"; done
dot -Tsvg "$folder/graph.dot" >/dev/null
unzip -p "$folder/case.wacz" 'archive/*' | gzip -t
xmllint --version 2>&1 | sed -n 1p  # to its end: a reader that leaves early would be an error
dot -V
