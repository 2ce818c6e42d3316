// SPDX-License-Identifier: Apache-2.0
// What the check programs share: complaints are collected, printed, and make the exit code 1.
// Nothing checked at all is a complaint too.
const fs = require("node:fs");
const path = require("node:path");
const crypto = require("node:crypto");

const wrong = [];
const complain = (text) => {
  if (wrong.length < 50) wrong.push(text);
};

// `work` returns what was checked, as a line for the log; "" or nothing means nothing was.
async function run(name, work) {
  let done = "";
  try {
    done = await work();
  } catch (error) {
    complain(error.message);
  }
  if (!done && !wrong.length) complain("there was nothing to check");
  for (const text of wrong) console.error(`${name}: ${text}`);
  if (wrong.length) process.exit(1);
  console.log(`${name}: ${done}`);
}

function version(name) {
  const folder = require.resolve
    .paths(name)
    .map((f) => `${f}/${name}/package.json`)
    .find((f) => fs.existsSync(f));
  return `${name} ${JSON.parse(fs.readFileSync(folder, "utf8")).version}`;
}

// Where install.sh unpacked `name` of packed.txt.
function packed(name) {
  const folder = path.join(process.env.NODE_PATH, "..", "packed", name);
  if (!fs.existsSync(folder)) throw new Error(`${name} is not unpacked; run install.sh`);
  return folder;
}
function packed_version(name) {
  const text = fs.readFileSync(path.join(packed(name), "package.json"), "utf8");
  return `${name} ${JSON.parse(text).version}`;
}

// RFC 4122 version 5.
function uuid5(space, name) {
  const hash = crypto
    .createHash("sha1")
    .update(Buffer.from(space.replaceAll("-", ""), "hex"))
    .update(name, "utf8")
    .digest()
    .subarray(0, 16);
  ((hash[6] = (hash[6] & 0x0f) | 0x50), (hash[8] = (hash[8] & 0x3f) | 0x80));
  return hash.toString("hex").replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

const sha256 = (bytes) => crypto.createHash("sha256").update(bytes).digest("hex");

module.exports = { run, complain, version, packed, packed_version, uuid5, sha256 };
