// SPDX-License-Identifier: Apache-2.0
// Holds a bundle to STIX Version 2.1 (OASIS Standard, 10 June 2021) twice: to the JSON schemas of
// OASIS, as npm's stixview carries them, and to what those leave open and the text demands (no other
// properties, identifiers by rule, references that lead somewhere), section by section, for the kinds
// of object we write.   usage: stixcheck.cjs BUNDLE.json [FOLDER OF OTHER OASIS SCHEMAS]
const fs = require("node:fs");
const path = require("node:path");
const Ajv = require("ajv"); // draft 7, which those schemas are written in
const formats = require("ajv-formats");
const { run, complain, version, packed, packed_version, uuid5 } = require("./check.cjs");

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
const id = (type = "[a-z][a-z0-9-]+[a-z0-9]") => ({
  type: "string",
  pattern: `^${type}--${uuid}$`,
}); // 2.9
const timestamp = {
  type: "string",
  pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$",
  format: "date-time",
}; // 2.16
const text = { type: "string" };
const ids = { type: "array", minItems: 1, uniqueItems: true, items: id() };
const marks = { type: "array", minItems: 1, items: id("marking-definition") };
const kind = (type, required, properties) => ({
  // additionalProperties false: a misspelt property is caught
  type: "object",
  additionalProperties: false,
  required: ["type", "id", ...required],
  properties: { type: { const: type }, id: id(type), ...properties },
});
const common = { spec_version: { const: "2.1" }, object_marking_refs: marks }; // 3.2
const domain = {
  ...common,
  created: timestamp,
  modified: timestamp,
  created_by_ref: id("identity"),
  confidence: { type: "integer", minimum: 0, maximum: 100 },
  labels: { type: "array", items: text },
  lang: text,
};

const kinds = {
  bundle: kind("bundle", [], {
    objects: { type: "array", minItems: 1, items: { type: "object" } },
  }), // 8
  "user-account": kind("user-account", [], {
    ...common,
    user_id: text,
    account_login: text,
    account_type: text,
    display_name: text, // 6.16
    is_disabled: { type: "boolean" },
    account_created: timestamp,
    account_expires: timestamp,
    account_first_login: timestamp,
    account_last_login: timestamp,
  }),
  relationship: kind(
    "relationship",
    ["spec_version", "created", "modified", "relationship_type", "source_ref", "target_ref"],
    {
      ...domain, // 5.1
      relationship_type: { type: "string", pattern: "^[a-z0-9-]+$" },
      description: text,
      source_ref: id(),
      target_ref: id(),
      start_time: timestamp,
      stop_time: timestamp,
    },
  ),
  grouping: kind("grouping", ["spec_version", "created", "modified", "context", "object_refs"], {
    ...domain,
    name: text,
    description: text,
    object_refs: ids, // 4.4
    context: { enum: ["suspicious-activity", "malware-analysis", "unspecified"] },
  }),
  "marking-definition": kind(
    "marking-definition",
    ["spec_version", "created", "definition_type", "definition"],
    {
      ...common,
      created: timestamp,
      name: text, // 7.2.1
      definition_type: { const: "tlp" },
      definition: { type: "object" },
    },
  ),
};
// 7.2.1.4: the only TLP markings there are.
const tlp = {
  white: "613f2e26-407d-48c7-9eca-b8e91df99dc9",
  green: "34098fce-860f-48ae-8e50-ebd3cc5e41da",
  amber: "f88d31f6-486f-44da-b317-01333bde0b82",
  red: "5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
};

// type → the check of its OASIS schema. Each object is held to its own; the bundle's own list of kinds
// is older than grouping (4.4), so a bundle is held to it without those.
function oasis(folder) {
  const ajv = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true, logger: false });
  formats(ajv);
  require("ajv-formats-draft2019")(ajv);
  const of = new Map();
  for (const file of fs.readdirSync(folder, { recursive: true }))
    if (file.endsWith(".json")) {
      const schema = JSON.parse(fs.readFileSync(path.join(folder, file), "utf8"));
      ajv.addSchema(schema);
      of.set(path.basename(file, ".json"), schema.$id);
    }
  return (object) => {
    const check = ajv.getSchema(of.get(object.type) ?? "");
    if (!check) return [`no OASIS schema is called ${object.type}`];
    const listed = (o) => o.type !== "grouping";
    const held =
      object.type === "bundle" && Array.isArray(object.objects)
        ? { ...object, objects: object.objects.filter(listed) }
        : object;
    return check(held) ? [] : check.errors.map((e) => `${e.instancePath} ${e.message} (OASIS)`);
  };
}

run("stixcheck", () => {
  const bundle = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
  const ajv = new Ajv({ allErrors: true });
  formats(ajv);
  const own = Object.fromEntries(
    Object.entries(kinds).map(([type, schema]) => [type, ajv.compile(schema)]),
  );
  const theirs = oasis(process.argv[3] ?? path.join(packed("stixview"), "src/stix2-schemas"));
  let held = 0;
  const hold = (object) => {
    const check = own[object.type];
    if (!check)
      return complain(`${object.id}: no such kind of object is written here: ${object.type}`);
    if (!check(object))
      for (const e of check.errors) complain(`${object.id}: ${e.instancePath} ${e.message}`);
    for (const text of theirs(object)) complain(`${object.id}: ${text}`);
    held += 1;
  };
  hold(bundle);
  const objects = bundle.objects ?? [],
    known = new Set();
  for (const object of objects) {
    hold(object);
    if (known.has(object.id)) complain(`${object.id} stands twice`); // 8.1: one version of an object
    known.add(object.id);
  }
  for (const object of objects) {
    for (const ref of [
      object.source_ref,
      object.target_ref,
      ...(object.object_refs ?? []),
      ...(object.object_marking_refs ?? []),
    ])
      if (ref && !known.has(ref))
        complain(`${object.id} points at ${ref}, which is not in the bundle`);
    if (object.modified < object.created)
      complain(`${object.id} was modified before it was created`); // 3.2
    if (object.start_time && object.stop_time && object.stop_time <= object.start_time)
      complain(`${object.id} stops before it starts`); // 5.1
    if (object.type === "user-account") {
      // 2.9: the identifier follows from the contributing properties
      const contributing = Object.fromEntries(
        ["account_login", "account_type", "user_id"]
          .filter((k) => k in object)
          .map((k) => [k, object[k]]),
      );
      const wanted =
        "user-account--" +
        uuid5("00abedb4-aa42-466c-9c01-fed23315a9b7", JSON.stringify(contributing));
      if (object.id !== wanted) complain(`${object.id} ought to be ${wanted}`);
    }
    if (
      object.type === "marking-definition" &&
      object.id !== `marking-definition--${tlp[object.definition.tlp]}`
    )
      complain(`${object.id} is no TLP marking of the standard`);
  }
  if (!objects.some((o) => o.type === "user-account")) complain("no account in the bundle");
  const count = (type) => objects.filter((o) => o.type === type).length;
  return `${count("user-account")} accounts and ${count("relationship")} relationships, ${held} objects held to the OASIS schemas of ${packed_version("stixview")} by ${version("ajv")}`;
});
