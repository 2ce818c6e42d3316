#!/usr/bin/python3
"""Reads every graph export with a reader nobody here wrote, and fails on the first that loses
anything. usage: read_graphs.py FOLDER NODES EDGES"""
import csv
import json
import subprocess
import sys
from pathlib import Path

import igraph
import networkx

folder, nodes, edges = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
arabic = "طيور الميناء"
done = []


def check(name, got_nodes, got_edges, labels):
    if (got_nodes, got_edges) != (nodes, edges):
        sys.exit(f"{name}: {got_nodes} nodes and {got_edges} edges, not {nodes} and {edges}")
    if labels is not None and arabic not in labels:
        sys.exit(f"{name}: the Arabic label is lost")
    done.append(name)


g = networkx.read_graphml(folder / "graphml.graphml")
check("networkx graphml " + networkx.__version__, len(g), g.number_of_edges(), [d.get("label") for _, d in g.nodes(data=True)])
if not all(isinstance(d["probability"], float) for _, _, d in g.edges(data=True)):
    sys.exit("graphml: probability is not a number")
g = networkx.read_gexf(folder / "gexf12.gexf")
check("networkx gexf 1.2", len(g), g.number_of_edges(), [d.get("label") for _, d in g.nodes(data=True)])
g = igraph.Graph.Read_GraphML(str(folder / "graphml.graphml"))
check("igraph graphml " + igraph.__version__, g.vcount(), g.ecount(), g.vs["label"])
for name in ("gexf.gexf", "gexf12.gexf", "graphml.graphml"):
    subprocess.run(["xmllint", "--noout", str(folder / name)], check=True)
    done.append("xmllint " + name)
svg = subprocess.run(["dot", "-Tsvg", str(folder / "dot.dot")], check=True, capture_output=True).stdout.decode()
if svg.count('class="node"') != nodes or svg.count('class="edge"') != edges or arabic not in svg:
    sys.exit("dot: nodes, edges or labels are lost")
done.append("graphviz dot")
with open(folder / "csv-nodes.csv", newline="", encoding="utf-8") as f:
    rows = list(csv.DictReader(f))
with open(folder / "csv-edges.csv", newline="", encoding="utf-8") as f:
    links = list(csv.DictReader(f))
check("python csv", len(rows), len(links), [r["Label"] for r in rows])
if any(c and c.lstrip()[:1] in "=+@" for r in rows for c in r.values()):
    sys.exit("csv: a cell would run as a formula")
cy = json.load(open(folder / "cytoscape.cyjs", encoding="utf-8"))["elements"]
check("cytoscape json", len(cy["nodes"]), len(cy["edges"]), [n["data"]["label"] for n in cy["nodes"]])
print("read: " + "; ".join(done))
