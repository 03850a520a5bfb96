// Opens a report in Chromium and says what does not hold.
//
//   node report.mjs REPORT.html --pictures DIR    checks it, leaves pictures and a PDF in DIR
//   node report.mjs REPORT.html --shot FILE.png   one picture of the first screen, for the documents
//
// CHROMIUM names the browser. Nothing is downloaded here, and every request that is not a local file is refused.

import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [page_path, mode, where] = process.argv.slice(2);
const url = pathToFileURL(resolve(page_path)).href;
const complaints = [];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic",
  ],
});

/** A fresh page that may load the report and nothing else. */
async function open({ width, height, scheme, scripts = false }) {
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: scheme, bypassCSP: scripts, offline: false, deviceScaleFactor: 1,
  });
  await context.route("**/*", (route) => {
    const asked = route.request().url();
    if (asked === url) return route.continue();
    complaints.push(`${width} px: the page asks for ${asked.slice(0, 120)}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${width} px, console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${width} px, script error: ${error.message}`));
  await page.goto(url, { waitUntil: "load" });
  return page;
}

if (mode === "--shot") {
  const page = await open({ width: 1040, height: 1180, scheme: "light" });
  await page.screenshot({ path: where });
} else {
  for (const width of [390, 1280]) {
    for (const scheme of ["light", "dark"]) {
      const page = await open({ width, height: 900, scheme });
      const facts = await page.evaluate(() => ({
        sideways: document.documentElement.scrollWidth - window.innerWidth,
        language: document.documentElement.lang,
        direction: document.documentElement.dir,
        title: document.title.trim(),
        headings: document.querySelectorAll("h1").length,
        scripts: document.querySelectorAll("script").length,
        policy: document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content ?? "",
      }));
      const at = `${width} px, ${scheme}`;
      if (facts.sideways > 0) complaints.push(`${at}: ${facts.sideways} px wider than the screen`);
      if (!facts.language || !facts.direction) complaints.push(`${at}: no lang or no dir`);
      if (!facts.title) complaints.push(`${at}: no title`);
      if (facts.headings !== 1) complaints.push(`${at}: ${facts.headings} first headings instead of one`);
      if (facts.scripts !== 0) complaints.push(`${at}: ${facts.scripts} scripts instead of none`);
      if (!facts.policy.includes("default-src 'none'")) complaints.push(`${at}: no strict Content-Security-Policy`);
      await page.screenshot({ path: join(where, `report-${width}-${scheme}-first.png`) });
      await page.screenshot({ path: join(where, `report-${width}-${scheme}.png`), fullPage: true });
      if (width === 1280 && scheme === "light") {
        const pdf = join(where, "report.pdf");
        await page.pdf({ path: pdf, format: "A4", printBackground: true });
        if (statSync(pdf).size < 2000) complaints.push("printed, it is empty");
      }
      await page.context().close();

      // The checker is a script, so it needs a page whose policy is lifted; folded parts are opened first.
      const checked = await open({ width, height: 900, scheme, scripts: true });
      await checked.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
      await checked.evaluate(axe);
      const result = await checked.evaluate(() => window.axe.run(document, {
        runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
        resultTypes: ["violations"],
      }));
      for (const violation of result.violations) {
        const places = violation.nodes.slice(0, 3).map((it) => it.target.join(" ")).join("; ");
        complaints.push(`${at}: ${violation.id}: ${violation.help} (${violation.nodes.length}: ${places})`);
      }
      await checked.context().close();
    }
  }
}

await browser.close();
for (const complaint of new Set(complaints)) console.log(complaint);
console.log(mode === "--shot" ? where : `report in the browser: ${new Set(complaints).size} complaints, pictures in ${where}`);
process.exit(complaints.length ? 1 : 0);
