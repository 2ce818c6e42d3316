// SPDX-License-Identifier: Apache-2.0
// Replays captures of an evidence file in ReplayWeb.page, in Chromium, from a server on loopback: the
// words that were captured must be read in the replayed page, and nothing may ask beyond loopback.
//   usage: replay.cjs FILE.wacz [SECONDS TO WAIT FOR EACH]
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { execFileSync } = require("node:child_process");
const { launch } = require("../browser/browser.cjs");
const { run, complain, packed, packed_version } = require("./check.cjs");

const file = process.argv[2];
const captures_max = 6;
const patience_ms = 1000 * Number(process.argv[3] ?? 30);
const types = { ".html": "text/html", ".js": "text/javascript", ".wacz": "application/zip" };

// A file, or the piece of it that is asked for; a suffix longer than the file is the whole of it.
function answer(request, response, name) {
  const size = fs.statSync(name).size;
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  const headers = {
    "Content-Type": types[path.extname(name)] ?? "application/octet-stream",
    "Accept-Ranges": "bytes",
  };
  const start = from === undefined ? 0 : from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from && to ? Math.min(Number(to), size - 1) : size - 1;
  if (from === undefined) response.writeHead(200, { ...headers, "Content-Length": size });
  else
    response.writeHead(206, {
      ...headers,
      "Content-Length": end - start + 1,
      "Content-Range": `bytes ${start}-${end}/${size}`,
    });
  if (request.method === "HEAD") return response.end();
  fs.createReadStream(name, { start, end }).pipe(response);
}

async function serve() {
  const player = packed("replaywebpage");
  const files = new Map([
    ["/", `${player}/index.html`],
    ["/ui.js", `${player}/ui.js`],
    ["/sw.js", `${player}/sw.js`],
    ["/case.wacz", path.resolve(file)],
  ]);
  const server = http.createServer((request, response) => {
    const found = files.get(new URL(request.url, "http://x").pathname);
    if (found) return answer(request, response, found);
    response.writeHead(404).end();
  });
  await new Promise((up) => server.listen(0, "127.0.0.1", up));
  return server;
}

// Captures whose words are known: pages that were answered with text and have a title of their own.
function wanted() {
  const lines = execFileSync("unzip", ["-p", file, "pages/pages.jsonl"], { encoding: "utf8" });
  return lines
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .filter((page) => page.url && page.title && page.title !== page.url)
    .slice(0, captures_max);
}

// What is read in the replayed frame, once `title` is there.
async function replayed(page, origin, { url, ts, title }) {
  const stamp = ts.replace(/\D/g, "").slice(0, 14);
  const at = `#view=resource&url=${encodeURIComponent(url)}&ts=${stamp}`;
  await page.goto(`${origin}/?source=/case.wacz${at}`);
  const until = Date.now() + patience_ms;
  for (;;) {
    for (const frame of page.frames().filter((f) => f.url().includes("mp_/"))) {
      const said = await frame
        .evaluate(() => document.title + "\n" + document.body.innerText)
        .catch(() => "");
      if (said.includes(title)) return said;
    }
    if (Date.now() > until) throw new Error(`${url}: ${JSON.stringify(title)} is not read in the replay`);
    await page.waitForTimeout(100);
  }
}

run("replay", async () => {
  const captures = wanted();
  if (!captures.length) complain("no page with a title is in the package");
  const server = await serve(),
    origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await launch();
  let letters = 0;
  try {
    for (const capture of captures) {
      const context = await browser.newContext();
      context.on("request", (request) => {
        if (/^https?:/.test(request.url()) && !request.url().startsWith(origin + "/"))
          complain(`asked beyond loopback: ${request.url()}`);
      });
      letters += (await replayed(await context.newPage(), origin, capture)).length;
      await context.close();
    }
    return `${captures.length} captures, ${letters} letters read in ${packed_version("replaywebpage")}, chromium ${browser.version()}`;
  } finally {
    await browser.close();
    server.close();
  }
});
