// SPDX-License-Identifier: Apache-2.0
// Holds the list of what a build is made of to CycloneDX 1.5, strictly, by the library of CycloneDX.
//   usage: sbomcheck.cjs FILE.json
const fs = require("node:fs");
const { Validation, Spec } = require("@cyclonedx/cyclonedx-library");
const { run, complain, version } = require("./check.cjs");

run("sbomcheck", async () => {
  const text = fs.readFileSync(process.argv[2], "utf8");
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot5);
  const wrong = await validator.validate(text);
  if (wrong) for (const e of [wrong].flat(2)) complain(`${e.instancePath ?? ""} ${e.message ?? e}`);
  const { components = [] } = text.trim() ? JSON.parse(text) : {};
  if (!components.some((c) => c.scope === "required")) complain("no library is loaded");
  for (const c of components) if (!c.version) complain(`${c.name} has no version`);
  return `${components.length} packages, by ${version("@cyclonedx/cyclonedx-library")}`;
});
