// SPDX-License-Identifier: Apache-2.0
// The page served live, by a server of this test's own: what it asks for, what it tells, and what it
// shows of both.   usage: live_test.cjs FOLDER
const assert = require("node:assert/strict");
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { test, before, after } = require("node:test");
const { launch } = require("./browser.cjs");

const html = fs.readFileSync(path.resolve(process.argv[2], "live.html"), "utf8");
const policy =
  "default-src 'none'; script-src 'nonce-sample'; style-src 'nonce-sample'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'";
const document_now = {
  json: JSON.parse(/id="data">([\s\S]*?)<\/script>/.exec(html)[1]),
  version: 1,
};
const told = [],
  asked = [];
let browser,
  server,
  page,
  wrongs = [];

function answer(request, response) {
  asked.push(request.url);
  if (request.method === "POST") {
    let body = "";
    request
      .on("data", (part) => {
        body += part;
      })
      .on("end", () => {
        const word = JSON.parse(body);
        told.push({ ...word, header: request.headers["x-godwit"] });
        if (word.verb === "reject") {
          response.writeHead(422, { "Content-Type": "application/json" });
          return response.end(JSON.stringify({ error: "another analyst confirmed it" }));
        }
        const edge = document_now.json.edges.find((e) => document_now.json.texts[e[3]] === word.to);
        if (edge) edge[7] = document_now.json.texts.push("Ana Lyst") - 1;
        document_now.version += 1;
        response.writeHead(204).end();
      });
  } else if (request.url === "/data.json") {
    const tag = `"${document_now.version}"`;
    if (request.headers["if-none-match"] === tag)
      return response.writeHead(304, { ETag: tag }).end();
    response.writeHead(200, { "Content-Type": "application/json", ETag: tag });
    response.end(JSON.stringify(document_now.json));
  } else {
    response.writeHead(request.url === "/" ? 200 : 404, {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": policy,
    });
    response.end(request.url === "/" ? html : "");
  }
}

before(async () => {
  browser = await launch();
  server = http.createServer(answer);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  page = await browser.newPage();
  page.on("pageerror", (error) => wrongs.push(error.message));
  page.on("console", (m) => {
    if (m.type() === "error" && !/422|favicon/.test(m.text())) wrongs.push(m.text());
  });
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => document.documentElement.dataset.ready);
});
after(async () => {
  await browser?.close();
  server?.close();
});

test("an edge is confirmed by a click, and the page shows who decided it", async () => {
  await page.locator(".sheet .channel", { hasText: "· 2" }).first().click();
  await page.locator("#evidence").getByRole("button", { name: "Confirm" }).first().click();
  await page.waitForFunction(() =>
    /Confirmed by/.test(document.getElementById("evidence").innerText),
  );
  assert.equal(told[0].verb, "confirm");
  assert.equal(told[0].header, "word");
  assert.match(told[0].from, /^https:\/\/t\.me\/harbour\d+$/);
  assert.match(told[0].to, /^https:\/\/t\.me\/harbour\d+$/);
  assert.match(await page.locator(".live").innerText(), /noted: confirm/);
});

test("what the server refuses is shown as it says", async () => {
  await page.locator("#evidence").getByRole("button", { name: "Reject" }).first().click();
  await page.waitForFunction(() =>
    /another analyst confirmed it/.test(document.querySelector(".live").innerText),
  );
});

test("news come by themselves and do not interrupt a note being written", async () => {
  await page.locator("#evidence").getByLabel("A note on this channel").fill("half a thou");
  document_now.json.channels[0][3] = "renamed meanwhile";
  document_now.version += 1;
  await page.waitForFunction(
    () => document.querySelector(".sheet").textContent.includes("renamed meanwhile"),
    null,
    { timeout: 20_000 },
  );
  assert.equal(
    await page.locator("#evidence").getByLabel("A note on this channel").inputValue(),
    "half a thou",
  );
  await page.locator("#evidence").getByRole("button", { name: "Note" }).click();
  await page.waitForFunction(() => /noted: note/.test(document.querySelector(".live").innerText));
  assert.equal(told.at(-1).text, "half a thou");
});

test("evidence leads to the captures that were kept, on this origin", async () => {
  const links = await page
    .locator("#evidence a")
    .evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.ok(
    links.length > 0 && links.every((href) => /^capture\/[0-9a-f-]{36}(\/raw)?$/.test(href)),
    links.join(),
  );
});

test("a server that is gone is said, not hidden; nothing else was asked for, no policy broken", async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await page.waitForFunction(
    () => /does not answer/.test(document.querySelector(".live").innerText),
    null,
    { timeout: 20_000 },
  );
  assert.deepEqual(
    [...new Set(asked)].filter(
      (url) => !["/", "/data.json", "/word", "/favicon.ico"].includes(url),
    ),
    [],
  );
  assert.deepEqual(
    wrongs.filter((w) => !/ERR_CONNECTION/.test(w)),
    [],
  );
});
