// Is a page good to look at and to hear? Accessibility (axe), no horizontal scrolling, a picture for people.

import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];
const OUT = fileURLToPath(new URL("../out", import.meta.url));

/** A picture ends here: Chromium draws no taller one reliably without a graphics processor. In CSS pixels. */
const TALLEST = 9000;

/** A phone, a tablet, a desk. In CSS pixels. */
export const WIDTHS = [375, 768, 1280];

/** Looks at the page that is open, at each width; answers the faults and what the browser itself complained about. */
export async function look(visitor, name, widths = WIDTHS) {
  const { page } = visitor;
  const faults = await raw(page);
  const at = (width) => (fault) => `at ${width} px: ${fault}`;
  await page.evaluate(AXE);
  const folded = await page.evaluate(() => [...document.querySelectorAll("details:not([open])")].map((d) => (d.dataset.folded = "")).length);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await picture(page, `${name}-${width}`);
    faults.push(...(await sideways(page)).map(at(width)));
    if (folded > 0) {
      await unfold(page, true);
      faults.push(...(await sideways(page)).map(at(`${width}, unfolded,`)));
      if (width === widths[0]) await picture(page, `${name}-${width}-unfolded`);
    }
    faults.push(...(await axe(page)).map(at(width)));
    if (folded > 0) await unfold(page, false);
  }
  return [...faults, ...visitor.settle()];
}

async function unfold(page, open) {
  await page.evaluate((open) => document.querySelectorAll("details[data-folded]").forEach((d) => (d.open = open)), open);
}

async function picture(page, name) {
  const path = join(OUT, `${name.replace(/[^\w/.-]+/g, "_")}.png`);
  await mkdir(dirname(path), { recursive: true });
  const [width, tall] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollHeight]);
  const height = Math.max(1, Math.min(tall, TALLEST));
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height }, timeout: 60_000 });
}

async function axe(page) {
  const violations = await page.evaluate(async (values) => {
    const found = await globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return found.violations.map(({ id, help, nodes }) => ({
      id, help, count: nodes.length,
      where: nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} — ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ""}`),
    }));
  }, TAGS);
  return violations.map((v) => `axe ${v.id} (${v.count}): ${v.help}\n${v.where.join("\n")}`);
}

/** Marks of our texts that should have become ruby or a value; administrators, and who writes a question, see texts as they are
 *  written. */
async function raw(page) {
  if (/^\/staff\/(admin\/|surveys\/[^/]+\/(questions\/|head))/.test(new URL(page.url()).pathname)) return [];
  const shown = await page.evaluate(() => `${document.title}\n${document.body.textContent}`);
  const marks = shown.match(/\{[^{}\s]+\|[^{}\s]+\}|\{\{?\s*[a-z_]+\s*\}/g) ?? [];
  return [...new Set(marks)].map((mark) => `raw text is shown: ${mark}`);
}

/** What sticks out of the page at its side. */
export async function sideways(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const out = [...document.body.querySelectorAll("*")].filter((e) => {
      const box = e.getBoundingClientRect();
      return box.right > root.clientWidth + 1 && box.width > 0;
    });
    const names = out.slice(-3).map((e) => `<${e.tagName.toLowerCase()} class="${e.className}"> to ${Math.round(e.getBoundingClientRect().right)}`);
    return [`scrolls sideways: ${root.scrollWidth} of ${root.clientWidth} px; ${names.join(", ")}`];
  });
}

/** Opens everything that is folded. */
export async function openAll(page) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
}
