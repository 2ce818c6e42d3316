// SPDX-License-Identifier: Apache-2.0
// Pictures of the page for docs/pictures/, to be looked at.   usage: pictures.cjs FOLDER OUT
const path = require("node:path");
const { launch, open, frames } = require("./browser.cjs");

const [folder, out] = process.argv.slice(2);
const to = (name) => path.resolve(out, name + ".png");

async function section(page, id, name) {
  // Twice: what comes into sight for the first time moves what is below it.
  for (let i = 0; i < 2; ++i) {
    await page.locator(id).evaluate((e) => e.scrollIntoView());
    await frames(page, 6);
  }
  await page.locator(id).screenshot({ path: to(name) });
}

(async () => {
  const browser = await launch();
  const page = await open(browser, path.resolve(folder, "40.html"), { height: 1100 });
  await section(page, "#lineages", "lineage");
  await section(page, "#network", "network");
  await section(page, "#targets", "targets");
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator(".sheet .channel", { hasText: "· 3" }).first().click();
  await frames(page, 4);
  await page.screenshot({ path: to("evidence") });
  const dark = await open(browser, path.resolve(folder, "40.html"), {
    height: 860,
    colorScheme: "dark",
  });
  await dark.screenshot({ path: to("dark") });
  const narrow = await open(browser, path.resolve(folder, "40.html"), { width: 400, height: 860 });
  await narrow.screenshot({ path: to("narrow") });
  const paper = await open(browser, path.resolve(folder, "40.html"), { width: 794, height: 1123 });
  await paper.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await paper.emulateMedia({ media: "print" });
  await frames(paper, 6);
  await paper.screenshot({ path: to("print") });
  await browser.close();
})();
