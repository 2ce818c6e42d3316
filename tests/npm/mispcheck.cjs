// SPDX-License-Identifier: Apache-2.0
// Holds an event to the MISP core format (draft-dulaunoy-misp-core-format), for what we write. MISP's
// own schema is in no package of Debian or npm; its lax form (PyMISP, schema-lax.json) wants of these
// properties that they are strings or booleans, and that info and Attribute are there: so do these
// rules, and more.   usage: mispcheck.cjs EVENT.json
const fs = require("node:fs");
const Ajv = require("ajv/dist/2020.js");
const formats = require("ajv-formats");
const { run, complain, version } = require("./check.cjs");

const uuid = { type: "string", format: "uuid" },
  seconds = { type: "string", pattern: "^\\d+$" };
const moment = { type: "string", format: "date-time" },
  one_of = (...values) => ({ enum: values });
const closed = (required, properties) => ({
  type: "object",
  additionalProperties: false,
  required,
  properties,
});
// 2.4.2: which types a category takes; only those that we use.
const attribute = closed(
  ["uuid", "type", "category", "to_ids", "distribution", "timestamp", "value"],
  {
    uuid,
    type: one_of("url", "link", "domain", "text"),
    category: one_of("External analysis", "Network activity", "Payload delivery"),
    to_ids: { type: "boolean" },
    distribution: one_of("0", "1", "2", "3", "4", "5"),
    timestamp: seconds,
    first_seen: moment,
    last_seen: moment,
    comment: { type: "string" },
    value: { type: "string", minLength: 1 },
  },
);
const event = closed(["Event"], {
  Event: closed(
    [
      "uuid",
      "info",
      "date",
      "timestamp",
      "published",
      "analysis",
      "threat_level_id",
      "distribution",
      "Attribute",
    ],
    {
      uuid,
      info: { type: "string", minLength: 1 },
      date: { type: "string", format: "date" },
      timestamp: seconds,
      published: { type: "boolean" },
      analysis: one_of("0", "1", "2"),
      threat_level_id: one_of("1", "2", "3", "4"),
      distribution: one_of("0", "1", "2", "3", "4"),
      Tag: { type: "array", items: closed(["name"], { name: { type: "string", minLength: 1 } }) },
      Attribute: { type: "array", minItems: 1, items: attribute },
    },
  ),
});

run("mispcheck", () => {
  const document = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
  const ajv = new Ajv({ allErrors: true });
  formats(ajv);
  const check = ajv.compile(event);
  if (!check(document)) for (const e of check.errors) complain(`${e.instancePath} ${e.message}`);
  const attributes = document.Event?.Attribute ?? [],
    known = new Set(attributes.map((a) => a.uuid));
  if (known.size !== attributes.length) complain("two attributes have one uuid");
  for (const a of attributes) {
    if (a.first_seen && a.last_seen && a.last_seen < a.first_seen)
      complain(`${a.uuid} was last seen before it was first seen`);
    if (a.type === "url" && !URL.canParse(a.value)) complain(`${a.uuid}: ${a.value} is no URL`);
    if (a.to_ids !== false) complain(`${a.uuid} is meant for automatic blocking`);
  }
  return `${attributes.length} attributes, by ${version("ajv")}`;
});
