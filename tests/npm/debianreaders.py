#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the exports of a case with readers that Debian carries (NetworkX, igraph, Graphviz, Python's
csv, feedparser, xmllint), holds the GEXF to its grammar, and compares what the readers found with the
lineages document: every channel, every edge, every name.   usage: debianreaders.py FOLDER"""
import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import feedparser
import igraph
import networkx

folder = Path(sys.argv[1])
# XML cannot carry these at all; they become U+FFFD there.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def fail(text):
    sys.exit(f"debianreaders: {text}")


def in_xml(text):
    # A reader of XML may give a line's end as a space (attributes) and strip what surrounds a text.
    return " ".join(FORBIDDEN.sub("\ufffd", text or "").split())


try:
    document = json.loads((folder / "lineages.json").read_text("utf-8"))
except (OSError, ValueError) as error:
    fail(error)
names = sorted(in_xml(c["title"] or c["urls"][-1]["url"]) for c in document["channels"])
edges = len(document["edges"])
if not names or not edges:
    fail("there is nothing to check")


def check(reader, labels, probabilities):
    got = sorted(map(in_xml, labels))
    if got != names:
        lost = [n for n in names if n not in got] or [f"{len(got)} of {len(names)}"]
        fail(f"{reader}: the names did not arrive: {lost[0]!r}")
    probabilities = [float(p) for p in probabilities]
    if len(probabilities) != edges or not all(0 <= p <= 1 for p in probabilities):
        fail(f"{reader}: {len(probabilities)} probabilities, not {edges}")


def of_networkx(reader, graph):
    check(reader, (d.get("label") for _, d in graph.nodes(data=True)),
          (d["probability"] for *_, d in graph.edges(data=True)))


def tool(*command):
    done = subprocess.run([*map(str, command)], capture_output=True)
    if done.returncode or done.stderr:
        fail(f"{command[0]}: {done.stderr.decode(errors='replace')[:300]}")
    return done.stdout.decode("utf-8")


def grammar(file):
    """The text of GEXF 1.3, as xmllint reads it (gexf.rng beside this file)."""
    rules = Path(__file__).parent / "gexf.rng"
    done = subprocess.run(["xmllint", "--noout", "--relaxng", rules, file], capture_output=True, text=True)
    if done.returncode:
        fail(f"xmllint: {done.stderr[:300]}")


def graphviz(dot):
    svg = tool("dot", "-Tsvg", dot)
    if (svg.count('class="node"'), svg.count('class="edge"')) != (len(names), edges):
        fail("dot: nodes or edges are lost")
    counted = re.match(r"\s*(\d+)\s+(\d+)", tool("gc", "-n", "-e", dot))
    if not counted or counted.groups() != (str(len(names)), str(edges)):
        fail(f"gc: counts {counted and counted.groups()}, not {len(names)} and {edges}")
    # What nop writes anew is the same graph.
    again = subprocess.run(["gc", "-n", "-e"], input=tool("nop", dot).encode(), capture_output=True)
    if not re.match(rf"\s*{len(names)}\s+{edges}\b", again.stdout.decode()):
        fail("nop: nodes or edges are lost")


def tables():
    def rows(name):
        (file,) = (folder / "csv").glob(f"*{name}")
        with open(file, newline="", encoding="utf-8-sig") as f:
            return list(csv.DictReader(f, strict=True))
    # A formula is kept from running by one apostrophe before it; some names begin with one of their own.
    as_named = lambda label: label if in_xml(label) in names else label.removeprefix("'")
    check("python csv", (as_named(r["Label"]) for r in rows("nodes.csv")),
          (r["Weight"] for r in rows("edges.csv")))


def feed(file):
    read = feedparser.parse(file.read_bytes())
    if read.bozo:
        fail(f"feedparser: {read.bozo_exception}")
    ids = {e.id for e in read.entries}
    if not ids or len(ids) != len(read.entries) or not all(i.startswith("urn:uuid:") for i in ids):
        fail(f"feedparser: {len(ids)} identifiers for {len(read.entries)} entries")
    tool("xmllint", "--noout", file)
    return len(ids)


def main():
    of_networkx("networkx, GraphML", networkx.read_graphml(folder / "graph.graphml", force_multigraph=True))
    for name in ("graph.gexf", "graph-plain.gexf"):
        grammar(folder / name)
    of_networkx("networkx, GEXF 1.2", networkx.read_gexf(folder / "graph-12.gexf"))
    graph = igraph.Graph.Read_GraphML(str(folder / "graph.graphml"))
    check("igraph, GraphML", graph.vs["label"], graph.es["probability"])
    graphviz(folder / "graph.dot")
    tables()
    entries = feed(folder / "alerts.atom")
    print(f"debianreaders: {len(names)} channels and {edges} edges, {entries} alerts, all names, by networkx "
          f"{networkx.__version__}, igraph {igraph.__version__}, feedparser {feedparser.__version__}, "
          + subprocess.run(["dot", "-V"], capture_output=True, text=True).stderr.strip())


try:
    main()
except Exception as error:  # whatever a reader throws is a complaint
    fail(f"{type(error).__name__}: {error}")
