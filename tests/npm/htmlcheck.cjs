// SPDX-License-Identifier: Apache-2.0
// Holds pages to the HTML standard by html-validate, and to what a report promises: a policy
// without "unsafe", no address to fetch from, no style attribute.   usage: htmlcheck.cjs FILE…
const fs = require("node:fs");
const { HtmlValidate } = require("html-validate");
const { run, complain, version } = require("./check.cjs");

run("htmlcheck", () => {
  const files = process.argv.slice(2),
    validator = new HtmlValidate({ extends: ["html-validate:standard"] });
  for (const file of files) {
    const html = fs.readFileSync(file, "utf8");
    if (!/<\/html>\s*$/.test(html)) complain(`${file} is no whole page`);
    for (const result of validator.validateFileSync(file).results)
      for (const m of result.messages)
        complain(`${file}:${m.line}:${m.column}: ${m.message} (${m.ruleId})`);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    if (!policy.startsWith("default-src 'none'") || policy.includes("unsafe"))
      complain(`${file}: the policy is "${policy}"`);
    const markup = html.replace(/<(script|style)[\s\S]*?<\/\1>/g, "");
    for (const found of markup.match(/\s(src|style|on\w+|href="(?!#))[="][^>]{0,40}/g) ?? [])
      complain(`${file}: ${found.trim()}`);
  }
  return files.length ? `${files.length} pages, by ${version("html-validate")}` : "";
});
