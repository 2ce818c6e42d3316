// SPDX-License-Identifier: Apache-2.0
// Checks an evidence file from the outside in: the zip, the package's digests, the index, and every
// WARC record by npm's warcio, each digest computed anew.   usage: waczcheck.cjs FILE.wacz
const { execFileSync } = require("node:child_process");
const zlib = require("node:zlib");
const { WARCParser } = require("warcio");
const { run, complain, version, sha256 } = require("./check.cjs");

const file = process.argv[2];
const inside = (name) => execFileSync("unzip", ["-p", file, name], { maxBuffer: 1 << 30 });

// name → stored without compression?
function entries() {
  const listed = execFileSync("unzip", ["-v", file], { encoding: "utf8" }).split("\n");
  return new Map(
    listed
      .map((l) =>
        /^\s*\d+\s+(Stored|Defl\S*)\s+\d+\s+\S+\s+\S+\s+\S+\s+[0-9a-f]{8}\s+(.+)$/.exec(l),
      )
      .filter(Boolean)
      .map((m) => [m[2], m[1] === "Stored"]),
  );
}

function check_package(zip) {
  const bytes = inside("datapackage.json"),
    described = JSON.parse(bytes),
    digest = JSON.parse(inside("datapackage-digest.json"));
  if (digest.hash !== `sha256:${sha256(bytes)}`)
    complain("datapackage.json is not what datapackage-digest.json says");
  if (described.profile !== "data-package" || described.wacz_version !== "1.1.1")
    complain(`profile ${described.profile}, wacz_version ${described.wacz_version}`);
  for (const { path, bytes: size, hash } of described.resources) {
    const content = inside(path);
    if (content.length !== size) complain(`${path} has ${content.length} bytes, not ${size}`);
    if (hash !== `sha256:${sha256(content)}`) complain(`${path} is not what its digest says`);
  }
  const named = new Set(described.resources.map((r) => r.path));
  for (const [name, stored] of zip) {
    if (name.startsWith("archive/") && !stored)
      complain(`${name} is compressed twice: no player can reach into it`);
    if (!name.startsWith("datapackage") && !named.has(name))
      complain(`${name} is in the zip and not in the package`);
  }
  for (const wanted of [/^archive\/.+\.warc\.gz$/, /^indexes\/.+/, /^pages\/pages\.jsonl$/])
    if (![...zip.keys()].some((name) => wanted.test(name)))
      complain(`nothing is called ${wanted.source}`);
  for (const line of inside("pages/pages.jsonl").toString().trim().split("\n")) JSON.parse(line);
}

async function check_records(name, bytes) {
  let records = 0,
    digests = 0;
  for await (const record of new WARCParser([bytes], { parseHttp: false })) {
    const block = await record.readFully(false);
    const claimed = record.warcHeader("WARC-Block-Digest");
    records += 1;
    if (claimed) {
      digests += 1;
      if (claimed !== `sha256:${sha256(block)}`)
        complain(
          `${name}: block of ${record.warcHeader("WARC-Record-ID")} is not what its digest says`,
        );
    }
  }
  for await (const record of new WARCParser([bytes])) {
    const payload = await record.readFully(false),
      claimed = record.warcPayloadDigest;
    if (!claimed || record.warcType === "revisit") continue;
    digests += 1;
    if (claimed !== `sha256:${sha256(payload)}`)
      complain(
        `${name}: payload of ${record.warcHeader("WARC-Record-ID")} is not what its digest says`,
      );
  }
  return [records, digests];
}

// Every line alone leads to one record of that address.
async function check_index(archives) {
  const lines = inside("indexes/index.cdxj").toString("utf8").split("\n").filter(Boolean);
  const sorted = [...lines].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (lines.some((line, i) => line !== sorted[i])) complain("the index is not sorted by bytes");
  for (const line of lines) {
    const at = JSON.parse(line.slice(line.indexOf("{"))),
      offset = Number(at.offset),
      length = Number(at.length);
    const member = zlib.gunzipSync(
      archives.get(`archive/${at.filename}`).subarray(offset, offset + length),
    );
    const uri = /^WARC-Target-URI: (.*)\r$/m.exec(member.toString("latin1"))?.[1];
    if (uri !== at.url) complain(`the index leads from ${at.url} to ${uri}`);
  }
  return lines.length;
}

run("waczcheck", async () => {
  const zip = entries();
  check_package(zip);
  const archives = new Map(
    [...zip.keys()]
      .filter((name) => name.startsWith("archive/"))
      .map((name) => [name, inside(name)]),
  );
  let records = 0,
    digests = 0;
  for (const [name, bytes] of archives) {
    const [r, d] = await check_records(name, bytes);
    ((records += r), (digests += d));
  }
  if (!records || !digests) complain("no record with a digest");
  return `${records} records, ${digests} digests, ${await check_index(archives)} lines of index, by ${version("warcio")}`;
});
