// SPDX-License-Identifier: Apache-2.0
// Reads the graphs of an export by readers nobody here wrote, and compares all they found with the
// lineages document: every channel, every edge, every name.   usage: readgraphs.cjs FOLDER
const fs = require("node:fs");
const path = require("node:path");
const Graph = require("graphology");
const gexf = require("graphology-gexf");
const graphml = require("graphology-graphml");
const cytoscape = require("cytoscape");
const { run, complain, version } = require("./check.cjs");

const folder = process.argv[2];
const read = (name) => fs.readFileSync(path.join(folder, name), "utf8");
// XML cannot carry these at all; they become U+FFFD there.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const in_xml = (text) => text.replace(forbidden, "\ufffd");
const read_xml = (name) => {
  const text = read(name);
  if (text.search(forbidden) >= 0)
    complain(`${name} holds a character that XML forbids, which some readers let pass`);
  return text;
};

function compare(reader, document, labels, probabilities) {
  const wanted = document.channels.map((c) => in_xml(c.title || c.urls.at(-1).url)).sort();
  const found = [...labels].map(in_xml).sort();
  if (found.length !== wanted.length)
    complain(`${reader}: ${found.length} channels, not ${wanted.length}`);
  const lost = wanted.filter((label, i) => label !== found[i]);
  if (lost.length) complain(`${reader}: the name ${JSON.stringify(lost[0])} did not arrive`);
  if (probabilities.length !== document.edges.length)
    complain(`${reader}: ${probabilities.length} edges, not ${document.edges.length}`);
  if (probabilities.some((p) => typeof p !== "number" || !(p >= 0 && p <= 1)))
    complain(`${reader}: a probability is no number from 0 to 1`);
}

function of_graphology(reader, document, graph) {
  compare(
    reader,
    document,
    graph.mapNodes((_, data) => data.label ?? ""),
    graph.mapEdges((_, data) => data.probability),
  );
}

run("readgraphs", () => {
  const document = JSON.parse(read("lineages.json"));
  if (!document.channels.length) complain("no channel in the case");
  if (
    !document.channels.some((c) => /[\u0600-\u06ff]/.test(c.title)) &&
    process.argv.includes("--arabic")
  )
    complain("no Arabic name in the case");
  for (const [name, options] of [
    ["graph.gexf", {}],
    ["graph.gexf", { allowUndeclaredAttributes: true }],
    ["graph-plain.gexf", {}],
    ["graph-12.gexf", {}],
  ])
    of_graphology(
      `graphology-gexf, ${name}${options.allowUndeclaredAttributes ? ", lax" : ", strict"}`,
      document,
      gexf.parse(Graph.MultiDirectedGraph, read_xml(name), options),
    );
  of_graphology(
    "graphology-graphml",
    document,
    graphml.parse(Graph.MultiDirectedGraph, read_xml("graph.graphml")),
  );
  const cy = cytoscape({ headless: true, elements: JSON.parse(read("graph.cyjs")).elements });
  compare(
    "cytoscape",
    document,
    cy.nodes().map((n) => n.data("label")),
    cy.edges().map((e) => e.data("probability")),
  );
  return `${document.channels.length} channels and ${document.edges.length} edges, all names, by ${["graphology-gexf", "graphology-graphml", "cytoscape"].map(version).join(", ")}`;
});
