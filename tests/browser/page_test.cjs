// SPDX-License-Identifier: Apache-2.0
// The page as a reader meets it, in Chromium.   usage: page_test.cjs FOLDER REPORT.html…
const assert = require("node:assert/strict");
const { test, before, after } = require("node:test");
const path = require("node:path");
const { launch, open, visit, violations, frames } = require("./browser.cjs");

const [folder, ...reports] = process.argv.slice(2);
const file = (name) => path.resolve(folder, name);
let browser;
before(async () => {
  browser = await launch();
  console.log(`chromium ${browser.version()}`);
});
after(() => browser?.close());

const rows = (page) => page.locator(".sheet .channel").count();
const text = (page, id) => page.locator(id).innerText();
async function setSlider(page, id, value) {
  await page.locator(id).evaluate((input, v) => {
    input.value = v;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, value);
  await frames(page, 3);
}

const views = {
  "light at 1280": {},
  "dark at 1280": { colorScheme: "dark" },
  "light at 400": { width: 400, height: 800 },
  "dark at 400": { width: 400, height: 800, colorScheme: "dark" },
  "right to left": { rtl: true },
  "right to left at 400": { rtl: true, width: 400 },
  "on paper": { print: true },
};
for (const [name, { rtl, print, ...options }] of Object.entries(views))
  for (const page_name of [
    "40.html",
    "hostile.html",
    "empty.html",
    ...(name === "light at 1280" ? reports : []),
  ])
    test(`${page_name.split("/").slice(-2).join("/")} ${name}: nothing to object to, nothing overflows, nothing is asked for`, async () => {
      const page = await open(browser, file(page_name), options);
      if (rtl)
        await page.evaluate(() => {
          document.documentElement.dir = "rtl";
        });
      if (print) await page.emulateMedia({ media: "print" });
      const first = page.locator(".sheet .channel").first();
      if (!print && (await first.count())) await first.click();
      assert.deepEqual(await violations(page), []);
      const [wide, room] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        innerWidth,
      ]);
      assert.ok(wide <= room, `${wide} pixels wide in a window of ${room}`);
      assert.deepEqual(page.wrongs, []);
      await page.context().close();
    });

test("the head says in short what the tables say, and leads to the evidence", async () => {
  const page = await open(browser, file("40.html"));
  const said = await text(page, "#short"),
    gone = await page.locator("#rows td.state.gone").count();
  assert.ok(said.startsWith(`Gone: ${gone} of 40 channels;`), said);
  await page.locator("#short button").first().click();
  assert.match(await text(page, "#evidence"), /Predecessors[\s\S]*continues/);
  await page.context().close();
});

test("no foreign name becomes markup or a link", async () => {
  const page = await open(browser, file("hostile.html"));
  await page.locator(".sheet .channel").nth(1).click();
  assert.equal(await page.evaluate(() => window.broken), undefined);
  assert.equal(
    await page.locator("a[href^='http'], a[href^='javascript'], main img, main script").count(),
    0,
  );
  assert.match(await text(page, "#evidence"), /<\/script><script>window\.broken/);
  assert.match(await text(page, "#evidence"), /hxxps:\/\/t\[\.\]me\//);
  await page.context().close();
});

for (const report of reports)
  test(`${report.split("/").slice(-2).join("/")}: every name is read as it was written, and does nothing`, async () => {
    const page = await open(browser, report);
    page.on("dialog", (dialog) => page.wrongs.push(`dialog: ${dialog.message()}`));
    const wanted = await page.evaluate(() => {
      const { columns, channels } = JSON.parse(document.getElementById("data").textContent);
      return channels.map((row) => row[columns.channels.indexOf("title")]).filter(Boolean);
    });
    const found = [];
    for (;;) {
      const names = page.locator("#rows tbody th button");
      found.push(...(await names.evaluateAll((all) => all.map((b) => (b.click(), b.textContent)))));
      if (await page.locator("#rows .leaf button", { hasText: "Next" }).isDisabled()) break;
      await page.locator("#rows .leaf button", { hasText: "Next" }).click();
    }
    const lost = wanted.filter((name) => !found.includes(name));
    assert.deepEqual(lost, []);
    assert.equal(await page.locator("a[href^='http'], a[href^='javascript'], main img, main script").count(), 0);
    assert.deepEqual(page.wrongs, []);
    console.log(`${wanted.length} names of ${found.length} channels read in the table, each opened`);
    await page.context().close();
  });

test("a click on a bar shows date, source, capture and the words around the link", async () => {
  const page = await open(browser, file("40.html"));
  await page.locator(".sheet .channel", { hasText: "· 2" }).first().click();
  const said = await text(page, "#evidence");
  assert.match(
    said,
    /\+11\.5 bits announced by predecessor, hard to forge, 2019-\d\d-\d\d \d\d:\d\d UTC/,
  );
  assert.match(said, /source hxxps:\/\/t\[\.\]me\/harbour\d+\/\d+/);
  assert.match(said, /capture urn:uuid:/);
  assert.match(said, /The harbour moves tonight/);
  await page.context().close();
});

test("the whole round works by keyboard alone", async () => {
  const page = await open(browser, file("40.html"));
  for (
    let i = 0;
    i < 40 && !(await page.evaluate(() => document.activeElement.closest("#picture")));
    ++i
  )
    await page.keyboard.press("Tab");
  assert.equal(
    await page.evaluate(() => document.activeElement.getAttribute("aria-expanded")),
    "true",
    "the first stop is the head of a lane",
  );
  await page.keyboard.press("ArrowDown");
  const name = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H2");
  await page.keyboard.press("Escape");
  assert.ok(await page.locator("#evidence").isHidden());
  assert.equal(
    await page.evaluate(() => document.activeElement.getAttribute("aria-label")),
    name,
    "focus is back on the bar",
  );
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  const shown = await rows(page);
  await page.keyboard.press("Enter");
  await frames(page, 3);
  assert.ok((await rows(page)) < shown, "Enter on the head folds the lane");
  assert.equal(
    await page.evaluate(() => document.activeElement.getAttribute("aria-expanded")),
    "false",
  );
  await page.context().close();
});

test("search finds Arabic names and addresses, in picture and table alike", async () => {
  const page = await open(browser, file("40.html"));
  const all = await page.locator("tbody tr").count();
  await page.fill("#find", "طيور");
  await frames(page, 3);
  const found = await page.locator("#rows tbody tr").count();
  assert.ok(found > 0 && found < all);
  assert.ok(
    (await page.locator("#rows tbody th").allInnerTexts()).every((t) => t.includes("طيور")),
  );
  await page.fill("#find", "t.me/harbour3");
  await frames(page, 3);
  assert.ok((await page.locator("#rows tbody tr").count()) >= 1);
  await page.fill("#find", "nobody is called so");
  await frames(page, 3);
  assert.match(await text(page, "#rows"), /Nothing fits/);
  await page.context().close();
});

test("the brush cuts a window, by pointer and by slider", async () => {
  const page = await open(browser, file("40.html"));
  const all = await rows(page),
    box = await page.locator(".strip").boundingBox();
  await page.mouse.move(box.x + box.width * 0.02, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.25, box.y + 20, { steps: 5 });
  await page.mouse.up();
  await frames(page, 3);
  const cut = await rows(page);
  assert.ok(cut < all, `${cut} of ${all}`);
  await page.click("#reset");
  await frames(page, 3);
  assert.equal(await rows(page), all);
  await setSlider(page, "#to", 250);
  assert.ok((await rows(page)) < all);
  await page.context().close();
});

test("the slider goes back in time: later channels leave, the removed live again", async () => {
  const page = await open(browser, file("40.html"));
  const [all, gone] = [await rows(page), await page.locator(".sheet .channel.gone").count()];
  await setSlider(page, "#as-of", 500);
  assert.ok((await rows(page)) < all);
  assert.ok((await page.locator(".sheet .channel.gone").count()) < gone);
  await page.context().close();
});

test("fewer links stand where more certainty is asked for, and impostors stand apart", async () => {
  const page = await open(browser, file("40.html"));
  const some = await page.locator(".sheet .link").count();
  assert.ok((await page.locator(".sheet .link.impostor").count()) > 0);
  await setSlider(page, "#sure", 0.05);
  const most = await page.locator(".sheet .link").count();
  await setSlider(page, "#sure", 0.99);
  const few = await page.locator(".sheet .link").count();
  assert.ok(most > some && some > few, `${most} > ${some} > ${few}`);
  assert.equal((await page.locator(".apart").count()) > 0, true);
  await page.selectOption("#group", "platform");
  await frames(page, 3);
  assert.match((await page.locator(".lane").allTextContents()).join(), /telegram/);
  await page.context().close();
});

test("at 40 channels no label meets another, nor the bars", async () => {
  for (const width of [400, 1280]) {
    const page = await open(browser, file("40.html"), { width });
    const clashes = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll(".sheet text")].map((t) => ({
        text: t.textContent,
        ...t.getBoundingClientRect().toJSON(),
      }));
      const meet = (a, b) =>
        a.left < b.right - 1 &&
        b.left < a.right - 1 &&
        a.top < b.bottom - 4 &&
        b.top < a.bottom - 4;
      const out = boxes.flatMap((a, i) =>
        boxes
          .slice(i + 1)
          .filter((b) => meet(a, b))
          .map((b) => `${a.text} / ${b.text}`),
      );
      for (const g of document.querySelectorAll(".sheet .channel")) {
        const name = g.querySelector(".name").getBoundingClientRect(),
          bar = g.querySelector(".bar").getBoundingClientRect();
        if (name.right > bar.left) out.push(`${g.textContent} runs into its bar`);
      }
      return out;
    });
    assert.deepEqual(clashes, []);
    await page.context().close();
  }
});

test("where a channel was seen after its successor, the elbow starts at a ring, led to the bar", async () => {
  const plain = await open(browser, file("40.html"));
  assert.equal(await plain.locator(".sheet .lead").count(), 0);
  await plain.context().close();
  const page = await open(browser, file("late.html"));
  const [loose, rings] = await page.evaluate(() => {
    const box = (e) => e.getBoundingClientRect();
    const bars = [...document.querySelectorAll(".sheet .bar, .sheet .chain")].map(box);
    const rings = [...document.querySelectorAll(".sheet circle.lead")].map(box);
    // Where each elbow starts there is a bar or a ring.
    const loose = [...document.querySelectorAll(".sheet .link")].filter((link) => {
      const at = link.getPointAtLength(0).matrixTransform(link.getScreenCTM());
      return ![...bars, ...rings].some(
        (b) => at.x > b.left - 2 && at.x < b.right + 2 && at.y > b.top - 2 && at.y < b.bottom + 2,
      );
    });
    return [loose.map((link) => link.getAttribute("d")), rings.length];
  });
  assert.deepEqual(loose, []);
  assert.ok(rings > 0);
  assert.match(await text(page, "#legend"), /not seen yet/);
  await page.context().close();
});

test("the days of the scale stand over their lines, and no scroll bar hides an end", async () => {
  const bars = await launch({ ignoreDefaultArgs: ["--hide-scrollbars"] });
  for (const [with_bars, width] of [
    [browser, 1280],
    [bars, 1280],
    [bars, 400],
  ]) {
    const page = await open(with_bars, file("40.html"), { width });
    const [off, hidden] = await page.evaluate(() => {
      const middle = (e) => (e.getBoundingClientRect().left + e.getBoundingClientRect().right) / 2;
      const labels = [...document.querySelectorAll(".axis text")].map(middle),
        lines = [...document.querySelectorAll(".sheet .grid line")].map(middle);
      const scroll = document.querySelector(".scroll"),
        end = scroll.getBoundingClientRect().left + scroll.clientWidth;
      return [
        labels.map((at, i) => Math.abs(at - lines[i])).filter((by) => !(by <= 1)),
        [...document.querySelectorAll(".sheet text, .sheet path")]
          .filter((e) => e.getBoundingClientRect().right > end + 1)
          .map((e) => e.textContent || e.getAttribute("d")),
      ];
    });
    assert.deepEqual([off, hidden], [[], []]);
    await page.context().close();
  }
  await bars.close();
});

test("on paper the picture and the table are whole", async () => {
  const page = await open(browser, file("40.html"));
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await frames(page, 3);
  assert.equal(await rows(page), 40);
  assert.ok((await page.pdf({ format: "A4" })).length > 20_000);
  await page.context().close();
});

test("on paper nothing stays folded, afterwards it is as it was", async () => {
  let folded_anywhere = 0;
  for (const report of reports) {
    const page = await open(browser, report);
    const folded = () => page.locator("#targets details:not([open])").count();
    const before_it = await folded();
    folded_anywhere += before_it;
    for (const [event, wanted] of [
      ["beforeprint", 0],
      ["afterprint", before_it],
    ]) {
      await page.evaluate((name) => dispatchEvent(new Event(name)), event);
      await frames(page, 3);
      assert.equal(await folded(), wanted, `${report}, ${event}`);
    }
    await page.context().close();
  }
  assert.ok(folded_anywhere > 0, "some report has targets that need confirmation first");
});

// Goals: 3,000 channels within 1.5 s, 50,000 within 5 s and 30 frames a second. What is judged is the
// page's own work (seconds of processor its thread took): the clock on the wall measures, on a
// machine with other tests, those too, and is printed beside it.
for (const [name, seconds] of [
  ["3000.html", 1.5],
  ["50000.html", 5],
])
  test(`${name} is there in time and scrolls`, async () => {
    const page = await open(browser, "about:blank");
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    const work = async () =>
      (await devtools.send("Performance.getMetrics")).metrics.find((m) => m.name === "TaskDuration")
        .value;
    const before_load = await work();
    await visit(page, file(name));
    const loaded = (await work()) - before_load;
    const wall = Number(await page.evaluate(() => document.documentElement.dataset.ready));
    const steps = 120,
      before_scroll = await work();
    const fps = await page.evaluate(
      (n) =>
        new Promise((done) => {
          const box = document.querySelector(".scroll"),
            began = performance.now();
          const step = (left) => {
            box.scrollTop += 130;
            if (left > 0) requestAnimationFrame(() => step(left - 1));
            else done(Math.round((1000 * n) / (performance.now() - began)));
          };
          step(n);
        }),
      steps,
    );
    const frame = ((await work()) - before_scroll) / steps;
    const elements = await page.evaluate(() => document.querySelectorAll("*").length);
    console.log(
      `${name}: interactive after ${loaded.toFixed(2)} s of work, ${(wall / 1000).toFixed(2)} s on the wall (goal ${seconds}); ` +
        `scrolls at ${(1000 * frame).toFixed(1)} ms of work a frame, ${fps} frames a second on the wall (goal 33.3 ms, 30); ${elements} elements`,
    );
    assert.ok(loaded <= seconds, `${loaded} s`);
    assert.ok(frame <= 1 / 30, `${frame} s a frame`);
    assert.deepEqual(page.wrongs, []);
    await page.context().close();
  });
