// SPDX-License-Identifier: Apache-2.0
// The dashboard as an analyst meets it: `godwit serve` over a rehearsal case, in Chromium. What is
// clicked is then looked for in the case's facts.   usage: serve_test.cjs GODWIT CASE FOLDER
const assert = require("node:assert/strict");
const { execFileSync, spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { test, before, after } = require("node:test");
const { launch, violations, frames, watched } = require("./browser.cjs");

const [godwit, original, folder] = process.argv.slice(2).map((name) => path.resolve(name));
const dir = path.join(folder, "case");
const NOW = "2019-11-21T10:00:00Z",
  ANALYST = "Ada Reed";
const run = (...words) =>
  execFileSync(godwit, ["-C", dir, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const said = () =>
  run("export", "facts")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter((fact) => fact.source === "analyst" && fact.word.analyst === ANALYST);

const children = [];
function start(words, heard) {
  const child = spawn(godwit, words, { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  child.stdout.on("data", heard);
  return child;
}
let browser, page, origin, invitation;

before(async () => {
  browser = await launch();
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.cpSync(original, dir, { recursive: true });
  fs.writeFileSync(
    path.join(folder, "sightings.csv"),
    "url,first_seen,last_seen,title\nhttps://t.me/harbour_birds_ar,2019-11-16,2019-11-18,طيور الميناء\n",
  );
  run("-q", "import", path.join(folder, "sightings.csv"));
  invitation = await new Promise((done) =>
    start(["-C", dir, "--now", NOW, "serve", "--by", ANALYST], (text) => done(String(text).trim())),
  );
  origin = new URL(invitation).origin;
  page = await watched(await browser.newContext({ viewport: { width: 1280, height: 900 } }), [origin]);
  await page.goto(invitation);
  await page.waitForFunction(() => document.documentElement.dataset.ready);
});
after(async () => {
  await browser?.close();
  for (const child of children) child.kill();
});

const evidence = () => page.locator("#evidence");
const button = (name) => evidence().getByRole("button", { name, exact: true });
const figure = (name) =>
  page
    .locator("#figures li", { hasText: name })
    .first()
    .innerText()
    .then((text) => Number(text.replace(/\D/g, "")));
const noted = (text) =>
  page.waitForFunction(
    (wanted) => document.querySelector(".live").innerText.includes(wanted),
    text,
    { timeout: 20_000 },
  );
// Opens the evidence of a channel that has a predecessor nobody has decided about.
async function openChild() {
  const rows = page.locator(".sheet .channel");
  for (let i = 0; i < (await rows.count()); ++i) {
    await rows.nth(i).click();
    if (await button("Confirm").first().isVisible()) return;
  }
  assert.fail("no channel has a predecessor");
}

test("the address lets one browser in, once, and leaves no token behind", async () => {
  assert.equal(page.url(), origin + "/");
  const other = await browser.newPage();
  assert.equal((await other.goto(invitation)).status(), 403);
  assert.equal((await other.goto(origin + "/")).status(), 403);
  await other.close();
  assert.match(await page.title(), /^REHEARSAL/);
});

test("search finds an Arabic name, the brush cuts, the sliders slide", async () => {
  const all = await page.locator(".sheet .channel").count();
  await page.fill("#find", "الميناء");
  await frames(page, 3);
  const found = await page.locator("#rows tbody th").allInnerTexts();
  assert.ok(found.length === 1 && found[0].includes("طيور الميناء"), found.join());
  await page.click("#reset");
  const strip = await page.locator(".strip").boundingBox();
  await page.mouse.move(strip.x + strip.width * 0.01, strip.y + 20);
  await page.mouse.down();
  await page.mouse.move(strip.x + strip.width * 0.3, strip.y + 20, { steps: 4 });
  await page.mouse.up();
  await frames(page, 3);
  assert.ok((await page.locator(".sheet .channel").count()) < all);
  await page.click("#reset");
  for (const id of ["#as-of", "#sure"]) {
    await page.locator(id).focus();
    await page.keyboard.press("Home");
    await frames(page, 3);
    assert.notEqual(await page.locator(id + "-said").innerText(), "");
    await page.keyboard.press("End");
  }
  await page.click("#reset");
  await frames(page, 3);
  assert.equal(await page.locator(".sheet .channel").count(), all);
});

test("an edge is confirmed by a click, overruled, and taken back; each is a dated fact", async () => {
  await openChild();
  await button("Confirm").first().click();
  await noted("noted: confirm");
  assert.match(await evidence().innerText(), /Confirmed by Ada Reed, 2019-11-21 10:/);
  await button("Reject").first().click();
  await noted("noted: reject");
  const words = page.locator("#words-body");
  assert.match(await words.innerText(), /Ada Reed[\s\S]*rejected/);
  await words.getByRole("button", { name: "Take back" }).first().click();
  await noted("taken back: reject");
  assert.match(await words.innerText(), /Ada Reed[\s\S]*confirmed/, "the confirm holds again");
  await words.getByRole("button", { name: "Take back" }).first().click();
  await noted("taken back: confirm");
  const facts = said();
  assert.deepEqual(
    facts.map(({ word }) => [word.verb, word.undo ?? false]),
    [
      ["confirm", false],
      ["reject", false],
      ["reject", true],
      ["confirm", true],
    ],
  );
  for (const fact of facts) {
    assert.match(fact.at, /^2019-11-21T10:\d\d:\d\d/);
    assert.equal(fact.word.from_url, facts[0].word.from_url);
  }
});

test("the same by keyboard alone: to the picture, to the evidence, to the word", async () => {
  await page.keyboard.press("Escape");
  await page.locator("#group").focus();
  const active = (read) => page.evaluate(read);
  for (let i = 0; i < 40; ++i) {
    if (await active(() => Boolean(document.activeElement.closest("#picture .sheet")))) break;
    await page.keyboard.press("Tab");
  }
  const offered = () => button("Confirm").first().isVisible();
  for (let i = 0; i < 60 && !(await offered()); ++i) {
    await page.keyboard.press("ArrowDown");
    if (await active(() => document.activeElement.matches(".channel"))) {
      await page.keyboard.press("Enter");
      if (!(await offered())) await page.keyboard.press("Escape");
    }
  }
  for (let i = 0; i < 40; ++i) {
    if ((await active(() => document.activeElement.textContent)) === "Confirm") break;
    await page.keyboard.press("Tab");
  }
  const before_it = said().length;
  await page.keyboard.press("Enter");
  await noted("noted: confirm");
  assert.equal(said().length, before_it + 1);
  await page.keyboard.press("Escape");
  assert.ok(await evidence().isHidden());
});

test("a note in Arabic and a change of the watch list are kept as they were said", async () => {
  await page.locator(".sheet .channel").first().click();
  await evidence().getByLabel("A note on this channel").fill("نفس العلامة <b>as before</b>");
  await button("Note").click();
  await noted("noted: note");
  const watch = button("Watch"),
    stop = button("Stop watching");
  const first = (await watch.isVisible()) ? [watch, "noted: watch"] : [stop, "taken back: watch"];
  await first[0].click();
  await noted(first[1]);
  await (first[0] === watch ? stop : watch).click();
  await noted(first[0] === watch ? "taken back: watch" : "noted: watch");
  const [note, ...watches] = said().slice(-3);
  assert.equal(note.word.text, "نفس العلامة <b>as before</b>");
  assert.deepEqual(
    watches.map(({ word }) => word.verb),
    ["watch", "watch"],
  );
  await page.keyboard.press("Escape");
});

test("the page follows a crawl that adds facts, and a word said meanwhile is not lost", async () => {
  const began = await figure("channels");
  const at = (name) => path.join(folder, name);
  start(
    ["rehearse", "--seed", "5", "--brands", "3", "--days", "10", "--serve", "--now",
      "2019-11-24T09:00:00Z", "--ca-file", at("ca.pem"), "--ready", at("ready.json")],
    () => {},
  );
  for (let i = 0; i < 200 && !fs.existsSync(at("ready.json")); ++i)
    await new Promise((done) => setTimeout(done, 50));
  const { proxy } = JSON.parse(fs.readFileSync(at("ready.json"), "utf8"));
  const crawl = start(
    ["-C", dir, "--now", "2019-11-24T09:00:00Z", "-q", "crawl", "--proxy", proxy, "--ca-bundle",
      at("ca.pem"), "--rate", "t.me=4", "--rate", "*=20", "--time-budget", "60"],
    () => {},
  );
  const ended = new Promise((done) => crawl.on("exit", done));
  await page.waitForFunction(
    (before_it) =>
      Number(document.querySelector("#figures b").textContent.replace(/\D/g, "")) > before_it,
    began,
    { timeout: 60_000 },
  );
  const running = crawl.exitCode === null;
  await page.locator(".sheet .channel").first().click();
  await evidence().getByLabel("A note on this channel").fill("while the crawl runs");
  await button("Note").click();
  await noted("noted: note");
  assert.ok([0, 3].includes(await ended));
  const now = await figure("channels");
  console.log(`channels ${began} → ${now}; the crawl ${running ? "ran" : "had ended"} when the note was said`);
  assert.equal(said().at(-1).word.text, "while the crawl runs");
  assert.deepEqual(fs.readdirSync(path.join(dir, "inbox")), [], "nothing waits any more");
});

test("what was known on a day holds nothing later, takes no word, and leads back to now", async () => {
  const now = await figure("channels");
  await page.locator("#short button").first().click(); // the newest successor: nobody knew it then
  assert.ok(await evidence().isVisible());
  await page.getByLabel("Known on").fill("2019-11-17");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await noted("what was known on 2019-11-17");
  assert.match(await page.locator("#about").innerText(), /What was known by 2019-11-17 23:59 UTC/);
  assert.ok((await figure("channels")) < now);
  assert.ok(await evidence().isHidden(), "what was learnt later is not left open");
  await page.locator(".sheet .channel").first().click();
  assert.ok(await evidence().isVisible());
  assert.equal(await button("Note").count(), 0, "words are about the present");
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Back to now" }).click();
  await page.waitForFunction(
    () => !document.querySelector("#about").innerText.includes("What was known"),
  );
  assert.equal(await figure("channels"), now);
  await page.locator(".sheet .channel").first().click();
  await button("Note").waitFor();
  await page.keyboard.press("Escape");
});

test("nothing to object to, no broken policy, no request but to itself", async () => {
  assert.deepEqual(await violations(page), []);
  await page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await violations(page), []);
  for (const width of [1280, 400]) {
    await page.setViewportSize({ width, height: 900 });
    await page.locator(".sheet .channel").first().click();
    await frames(page, 4);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `at ${width}`);
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");
  }
  assert.deepEqual(page.wrongs, []);
  console.log(`${page.asked} requests, all to ${origin}; 0 policy violations; axe: 0`);
});
