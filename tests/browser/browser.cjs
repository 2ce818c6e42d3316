// SPDX-License-Identifier: Apache-2.0
// A headless Chromium that notes all a page must not do: errors, broken policy, requests.
const fs = require("node:fs");
const { chromium } = require("playwright-core");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const named = ["chromium", "chromium-browser", "google-chrome"];
const executablePath = (process.env.PATH ?? "")
  .split(":")
  .flatMap((d) => named.map((n) => `${d}/${n}`))
  .find((f) => fs.existsSync(f));

async function launch(options = {}) {
  if (!executablePath) {
    console.log("SKIPPED: no chromium is installed");
    process.exit(77);
  }
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({
    executablePath,
    ...options,
    args: [...root, "--disable-gpu", "--disable-background-networking"],
  });
}

// A page of a context; `page.wrongs` collects what must stay empty, `page.asked` counts requests.
// It may ask files, data, and the origins named.
async function watched(context, origins = []) {
  const page = await context.newPage();
  Object.assign(page, { wrongs: [], asked: 0 });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      page.wrongs.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => page.wrongs.push(`error: ${error.message}`));
  page.on("request", (request) => {
    page.asked += 1;
    const url = request.url();
    if (!/^(file|data):/.test(url) && !origins.some((origin) => url.startsWith(origin + "/")))
      page.wrongs.push(`request: ${url}`);
  });
  await page.addInitScript(() =>
    addEventListener("securitypolicyviolation", (e) =>
      console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`),
    ),
  );
  return page;
}

async function open(browser, file, { width = 1280, height = 900, ...rest } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, ...rest });
  const page = await watched(context);
  if (file !== "about:blank") await visit(page, file);
  return page;
}

async function visit(page, file) {
  await page.goto("file://" + file);
  await page.waitForFunction(() => document.documentElement.dataset.ready, null, {
    timeout: 30_000,
  });
  await frames(page, 3);
}

// The script goes in by the debugger's protocol: the page's own policy would refuse it.
async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.map(
    (v) =>
      `${v.id}: ${v.help} (${v.nodes
        .slice(0, 3)
        .map((n) => n.target.join(" "))
        .join(", ")})`,
  );
}

function frames(page, n) {
  return page.evaluate(
    (count) =>
      new Promise((done) => {
        const next = (left) => (left ? requestAnimationFrame(() => next(left - 1)) : done());
        next(count);
      }),
    n,
  );
}

module.exports = { launch, watched, open, visit, violations, frames };
