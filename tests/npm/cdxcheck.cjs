// SPDX-License-Identifier: Apache-2.0
// Compares the index of an evidence file with the one npm's warcio makes of the same archives: the
// same captures under the same keys, with the same times, status, digest, offset and length. Facts
// that travel in metadata records are no captures: a player does not look them up.
//   usage: cdxcheck.cjs FILE.wacz
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { run, complain, version } = require("./check.cjs");

const fact = "application/vnd.godwit.fact+json";

// "KEY TIME {…}" lines as sorted texts of what both indexes say in one way.
function captures(cdxj) {
  const lines = [];
  for (const line of cdxj.split("\n").filter(Boolean)) {
    const at = line.indexOf("{"),
      json = JSON.parse(line.slice(at));
    if (json.mime === fact) continue;
    const { url, mime, status, digest, offset, length, filename } = json;
    lines.push(
      line.slice(0, at) +
        JSON.stringify([url, mime, status, digest?.replace(/^sha256:/, ""), offset, length, filename]),
    );
  }
  return lines.sort();
}

run("cdxcheck", () => {
  const file = path.resolve(process.argv[2]),
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "godwit-cdx-"));
  try {
    execFileSync("unzip", ["-q", file, "archive/*", "indexes/*", "-d", folder], { stdio: "pipe" });
    const archives = fs.readdirSync(path.join(folder, "archive"));
    const theirs = captures(
      execFileSync("warcio", ["cdx-index", ...archives], {
        cwd: path.join(folder, "archive"),
        encoding: "utf8",
        maxBuffer: 1 << 30,
      }),
    );
    const ours = captures(fs.readFileSync(path.join(folder, "indexes/index.cdxj"), "utf8"));
    const [known, wanted] = [new Set(ours), new Set(theirs)];
    for (const line of theirs) if (!known.has(line)) complain(`warcio alone has ${line}`);
    for (const line of ours) if (!wanted.has(line)) complain(`warcio has no ${line}`);
    if (!ours.length) complain("no capture is in the index");
    return `${ours.length} captures under one key, time, digest, offset and length in both, by ${version("warcio")}`;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
