// SPDX-License-Identifier: Apache-2.0
// Turns the JSON-LD of an export into triples, by a processor nobody here wrote and without asking
// anybody for a context, and compares them with the lineages document: every channel, every name,
// every edge with its probability.   usage: jsonldcheck.cjs FOLDER
const fs = require("node:fs");
const path = require("node:path");
const jsonld = require("jsonld");
const { run, complain, version } = require("./check.cjs");

const folder = process.argv[2];
const read = (name) => fs.readFileSync(path.join(folder, name), "utf8");
const PROV = "http://www.w3.org/ns/prov#",
  GW = "https://godwit.invalid/ns#",
  LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
const full = { continues: PROV + "qualifiedRevision", impersonates: GW + "claims" };

run("jsonldcheck", async () => {
  const offline = (url) => {
    throw new Error(`a context is asked for elsewhere: ${url}`);
  };
  // safe: whatever a processor would drop in silence is an error.
  const quads = await jsonld.toRDF(JSON.parse(read("prov.jsonld")), {
    documentLoader: offline,
    safe: true,
  });
  const document = JSON.parse(read("lineages.json"));
  const values = (predicate) => quads.filter((q) => q.predicate.value === predicate);
  const entities = quads.filter((q) => q.object.value === PROV + "Entity");
  if (entities.length !== document.channels.length)
    complain(`${entities.length} entities, not ${document.channels.length}`);
  const labels = values(LABEL).map((q) => q.object.value);
  for (const c of document.channels)
    if (!labels.includes(c.title || c.urls.at(-1).url))
      complain(`the name ${JSON.stringify(c.title)} did not arrive`);
  const said = values(GW + "probability").map((q) => Number(q.object.value));
  if (said.length !== document.edges.length || said.some((p) => !(p >= 0 && p <= 1)))
    complain(`${said.length} probabilities, not ${document.edges.length}`);
  for (const [relation, predicate] of Object.entries(full)) {
    const wanted = document.edges.filter((e) => e.relation === relation).length;
    if (values(predicate).length !== wanted)
      complain(`${values(predicate).length} ${relation}, not ${wanted}`);
  }
  const sure = document.edges.filter((e) => e.relation === "continues" && e.probability >= 0.5);
  if (values(PROV + "wasRevisionOf").length !== sure.length)
    complain(`${values(PROV + "wasRevisionOf").length} revisions, not ${sure.length}`);
  if (!document.channels.length) complain("no channel in the case");
  return `${quads.length} triples: ${entities.length} entities, ${said.length} edges, by ${version("jsonld")}`;
});
