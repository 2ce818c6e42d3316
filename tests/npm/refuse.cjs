// SPDX-License-Identifier: Apache-2.0
// A check that cannot fail checks nothing: each program must accept the export as it is, and must
// refuse it empty, and broken in each of the ways below.   usage: refuse.cjs EXPORTS SBOM.json
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { test } = require("node:test");

const [exports_folder, sbom] = process.argv.slice(2);

// Runs `program` on a copy of the exports after `break_it(read, write)`; expects `code`.
function expect(program, target, code, break_it = () => {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "godwit-refuse-"));
  try {
    fs.cpSync(exports_folder, folder, { recursive: true });
    fs.copyFileSync(sbom, path.join(folder, "sbom.json"));
    break_it(
      (name) => fs.readFileSync(path.join(folder, name)),
      (name, bytes) => fs.writeFileSync(path.join(folder, name), bytes),
    );
    const { status, stderr, stdout } = spawnSync(
      program.endsWith(".py") ? "/usr/bin/python3" : process.execPath,
      [path.join(__dirname, program), path.join(folder, target), ...(programs[program].more ?? [])],
      { encoding: "utf8" },
    );
    assert.equal(status, code, `${program}: ${stdout}${stderr}`);
    if (code)
      assert.match(stderr, new RegExp(`^${program.replace(/\..*/, "")}: .`, "m"), "it says why");
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const edit = (name, from, to) => (read, write) => {
  const text = read(name).toString("utf8"),
    changed = text.replace(from, to);
  assert.notEqual(changed, text, `${name} holds nothing like ${from}`);
  write(name, changed);
};
const edit_json = (name, change) => (read, write) => {
  const json = JSON.parse(read(name));
  change(json);
  write(name, JSON.stringify(json));
};
const flip = (name, share) => (read, write) => {
  const bytes = read(name);
  bytes[Math.floor(bytes.length * share)] ^= 0xff;
  write(name, bytes);
};
const first = (bundle, type) => bundle.objects.find((o) => o.type === type);

const programs = {
  "readgraphs.cjs": {
    target: ".",
    file: "graph.gexf",
    broken: {
      "an attribute is not declared": edit("graph.gexf", /<attribute id="probability"[^>]*>/, ""),
      "a node is lost": edit("graph.graphml", /<node [\s\S]*?<\/node>/, ""),
      "a name is changed": edit_json("graph.cyjs", (j) => {
        j.elements.nodes[0].data.label += "?";
      }),
      "an edge is lost": edit_json("graph.cyjs", (j) => {
        j.elements.edges.pop();
      }),
      "a control character stands in it": edit("graph-12.gexf", "<node ", "\u0001<node "),
    },
  },
  "stixcheck.cjs": {
    target: "stix.json",
    file: "stix.json",
    broken: {
      "a confidence is a word": edit_json("stix.json", (b) => {
        first(b, "relationship").confidence = "high";
      }),
      "an identifier is not the account's": edit_json("stix.json", (b) => {
        first(b, "user-account").user_id += "0";
      }),
      "a reference leads nowhere": edit_json("stix.json", (b) => {
        first(b, "relationship").source_ref = "user-account--00000000-0000-5000-8000-000000000000";
      }),
      "a time has no zone": edit_json("stix.json", (b) => {
        first(b, "grouping").created = "2019-11-22T08:00:00";
      }),
      "a property is misspelt": edit_json("stix.json", (b) => {
        first(b, "user-account").displayname = "x";
      }),
      "an object stands twice": edit_json("stix.json", (b) => {
        b.objects.push(b.objects[1]);
      }),
      "there is no object": edit_json("stix.json", (b) => {
        b.objects = [];
      }),
      "only the schema of OASIS objects": edit_json("stix.json", (b) => {
        first(b, "relationship").labels = [];
      }),
    },
  },
  "mispcheck.cjs": {
    target: "misp.json",
    file: "misp.json",
    broken: {
      "an attribute has no uuid": edit_json("misp.json", (e) => {
        delete e.Event.Attribute[0].uuid;
      }),
      "a timestamp is a number": edit_json("misp.json", (e) => {
        e.Event.timestamp = 1574000000;
      }),
      "it would block by itself": edit_json("misp.json", (e) => {
        e.Event.Attribute[0].to_ids = true;
      }),
      "there is no attribute": edit_json("misp.json", (e) => {
        e.Event.Attribute = [];
      }),
    },
  },
  "jsonldcheck.cjs": {
    target: ".",
    file: "prov.jsonld",
    broken: {
      "a property has no meaning": edit_json("prov.jsonld", (j) => {
        j["@graph"][0].colour = "red";
      }),
      "the context lies elsewhere": edit_json("prov.jsonld", (j) => {
        j["@context"] = "https://example.org/context.jsonld";
      }),
      "a channel is lost": edit_json("prov.jsonld", (j) => {
        j["@graph"].pop();
      }),
      "an edge is lost": edit("prov.jsonld", /"probability": "[^"]*",/, ""),
    },
  },
  "waczcheck.cjs": {
    target: "case.wacz",
    file: "case.wacz",
    broken: {
      "a byte of a capture is another": flip("case.wacz", 0.4),
      "the end is cut off": (read, write) =>
        write("case.wacz", read("case.wacz").subarray(0, -2000)),
    },
  },
  "cdxcheck.cjs": {
    target: "case.wacz",
    file: "case.wacz",
    broken: {
      "an offset is another": (read, write) => reindex(read, write, /"offset":"\d/, '"offset":"9'),
      "a capture is not in the index": (read, write) => reindex(read, write, /^.*\n/, ""),
      "a digest is another": (read, write) => reindex(read, write, /"sha256:.{4}/, '"sha256:0000'),
    },
  },
  "replay.cjs": {
    target: "case.wacz",
    file: "case.wacz",
    more: ["10"],
    broken: {
      "no capture can be unpacked": (read, write) => {
        const bytes = read("case.wacz");
        const end = bytes.indexOf("indexes/index.cdxj") - 64;
        for (let at = 300; at < end; at += 100) bytes[at] ^= 0xff;
        write("case.wacz", bytes);
      },
    },
  },
  "sbomcheck.cjs": {
    target: "sbom.json",
    file: "sbom.json",
    broken: {
      "a part is of no known type": edit("sbom.json", '"library"', '"libary"'),
      "a part has no version": edit_json("sbom.json", (b) => {
        delete b.components[0].version;
      }),
      "nothing is in it": edit_json("sbom.json", (b) => {
        b.components = [];
      }),
    },
  },
  "debianreaders.py": {
    target: ".",
    file: "graph.graphml",
    broken: {
      "a node is lost": edit("graph.graphml", /<node [\s\S]*?<\/node>/, ""),
      "a life starts at no time": edit("graph.gexf", / start="[^"]*"/, ' start="yesterday"'),
      "an attribute is of no known type": edit("graph-plain.gexf", 'type="long"', 'type="date"'),
      "a name is changed": edit("graph-12.gexf", /label="/, 'label="?'),
      "an edge of the drawing is lost": edit("graph.dot", /^.*->.*\n/m, ""),
      "a row is short": (read, write) => spoil(read, write, null),
      "an alert stands twice": edit("alerts.atom", /<entry>[\s\S]*?<\/entry>/, "$&$&"),
    },
  },
  "csvcheck.cjs": {
    target: ".",
    file: "csv/nodes.csv",
    broken: {
      "a cell is a formula": (read, write) => spoil(read, write, "=1+1"),
      "a row is short": (read, write) => spoil(read, write, null),
    },
  },
  "htmlcheck.cjs": {
    target: "report.html",
    file: "report.html",
    broken: {
      "a picture comes from elsewhere": edit(
        "report.html",
        "<main",
        '<img src="https://example.org/x.png"><main',
      ),
      "an element is never closed": edit("report.html", "</main>", ""),
      "the policy lets anything in": edit(
        "report.html",
        "default-src 'none'",
        "default-src 'unsafe-inline'",
      ),
    },
  },
};

// Writes `cell` into a copy of the last row of the nodes; null: takes its last cell away.
function spoil(read, write, cell) {
  const name = fs
    .readdirSync(path.join(exports_folder, "csv"))
    .map((n) => `csv/${n}`)
    .find((n) => n.endsWith("nodes.csv"));
  const lines = read(name).toString("utf8").trimEnd().split("\r\n"),
    width = lines[0].split(",").length;
  lines.push(new Array(cell === null ? width - 1 : width).fill(cell ?? "x").join(","));
  write(name, lines.join("\r\n") + "\r\n");
}

// The package with another index in it: `from` of the index becomes `to`.
function reindex(read, write, from, to) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "godwit-reindex-"));
  try {
    const file = path.join(folder, "case.wacz"),
      index = path.join(folder, "indexes/index.cdxj");
    fs.writeFileSync(file, read("case.wacz"));
    assert.equal(spawnSync("unzip", ["-q", file, "-d", folder]).status, 0);
    const text = fs.readFileSync(index, "utf8"),
      changed = text.replace(from, to);
    assert.notEqual(changed, text, `the index holds nothing like ${from}`);
    fs.writeFileSync(index, changed);
    const put = [
      "import sys, zipfile",
      "out = zipfile.ZipFile(sys.argv[1], 'w')",
      "for name in sys.argv[2:]: out.write(name, name)",
      "out.close()",
    ].join("\n");
    const names = fs
      .readdirSync(folder, { recursive: true })
      .filter((n) => n !== "case.wacz" && fs.statSync(path.join(folder, n)).isFile());
    assert.equal(spawnSync("/usr/bin/python3", ["-c", put, file, ...names], { cwd: folder }).status, 0);
    write("case.wacz", fs.readFileSync(file));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

for (const [program, { target, file, broken }] of Object.entries(programs)) {
  test(`${program} accepts the export as it is`, () => expect(program, target, 0));
  test(`${program} refuses it empty`, () =>
    expect(program, target, 1, (read, write) => {
      write(
        file.replace(
          "csv/nodes.csv",
          fs
            .readdirSync(path.join(exports_folder, "csv"))
            .map((n) => `csv/${n}`)
            .find((n) => n.endsWith("nodes.csv")),
        ),
        "",
      );
    }));
  for (const [how, break_it] of Object.entries(broken))
    test(`${program} refuses it where ${how}`, () => expect(program, target, 1, break_it));
}
