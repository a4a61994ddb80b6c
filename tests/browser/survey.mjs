// Can somebody answer a survey whole, on a small phone and without JavaScript? Open ones, and by the code of a mail.

import { fileURLToPath } from "node:url";

import { LANGUAGES, withVisitor } from "./flow.mjs";
import { look } from "./lib/look.mjs";
import { expect, test } from "./lib/report.mjs";

/** The survey that anybody may answer. */
export const OPEN = "koho-web-2026";
/** The one that monitors answer by a code. */
const BY_CODE = "monitor-2026-03";
/** Narrow phones. In CSS pixels. */
const PHONES = [375, 320];

const main = (page) => page.locator("main").innerText();

/** The links with codes in the mails that the demo city sent, the first mail last. */
export async function links(visitor) {
  await visitor.go("/dev/mail?older=yes");
  const mails = await visitor.page.locator("main a[href^='/dev/mail/']").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  const found = [];
  for (const mail of mails) {
    await visitor.go(mail);
    const link = /https?:\/\/[^/\s]+((?:\/easy|\/en)?\/s\/[0-9A-Z]{15})/.exec(await main(visitor.page));
    if (link) found.push(link[1]);
  }
  return found;
}

/** Begins the open survey, so that its further pages can be opened. */
export async function begin(visitor, prefix) {
  await visitor.go(`${prefix}/survey/${OPEN}`);
  await Promise.all([visitor.page.waitForURL("**/answer"), visitor.page.click("main form button.button-primary")]);
}

/** Gives every question on the page some answer. */
async function fill(page) {
  for (const group of await page.locator("fieldset.question:not(:has(fieldset)), fieldset.question-row").all()) {
    const marks = group.locator(".choice-mark");
    if ((await marks.count()) > 0) await marks.first().check();
    const lists = group.locator("select");
    if ((await lists.count()) > 0) await lists.first().selectOption({ index: 1 });
  }
  for (const number of await page.locator(".question [inputmode=numeric]").all()) await number.fill("3");
  for (const text of await page.locator(".question textarea").all()) await text.fill("字を大きくしてください。\n𠮷野通りの掲示板にも。");
}

/** From the first question to the thanks; answers the faults. */
async function answer(visitor, name, widths) {
  const { page } = visitor;
  const faults = [];
  for (let step = 1; !page.url().endsWith("/check"); step += 1) {
    expect(step < 40, `no end at ${page.url()}`);
    await fill(page);
    if (step < 4) faults.push(...(await seen(visitor, `${name}/question-${step}`, widths)));
    const before = page.url();
    await Promise.all([page.waitForNavigation(), page.click("main form button[value=next]")]);
    expect(page.url() !== before, `it stays at ${before}: ${(await main(page)).slice(0, 300)}`);
  }
  faults.push(...(await seen(visitor, `${name}/check`, widths)));
  await Promise.all([page.waitForURL("**/done"), page.click("main form button.button-primary")]);
  faults.push(...(await seen(visitor, `${name}/done`, widths)));
  return faults;
}

/** axe needs scripts; without them only the width is looked at. */
async function seen(visitor, name, widths) {
  if (visitor.scripts) return look(visitor, name, widths);
  const { page } = visitor;
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth).catch(() => 0);
  await page.screenshot({ path: fileURLToPath(new URL(`out/${name}.png`, import.meta.url)), fullPage: true });
  return [...(wide > 0 ? [`${name}: ${wide} px too wide`] : []), ...visitor.settle()];
}

/** Everybody's way through surveys. */
export async function surveys(browser, program, doors, accounts) {
  for (const [lang, prefix] of Object.entries(LANGUAGES)) {
    for (const width of PHONES) {
      for (const javaScript of [false, true]) {
        const how = javaScript ? "with JavaScript" : "without JavaScript";
        await test(`an open survey is answered whole (${lang}, ${width} px, ${how})`, () =>
          withVisitor(browser, program, { javaScript, width }, async (visitor) => {
            visitor.scripts = javaScript;
            await begin(visitor, prefix);
            return answer(visitor, `survey/${lang}/${width}`, [width]);
          }));
      }
    }
  }
  await test("a survey is answered whole by the code of a mail, and changed", () =>
    withVisitor(browser, program, { javaScript: false, width: 375 }, async (visitor) => {
      const { page } = visitor;
      const [link] = (await links(visitor)).reverse();
      expect(link, "no mail brings a code");
      await visitor.go(link);
      expect(!page.url().includes("/s/"), `the code stays in the address ${page.url()}`);
      await Promise.all([page.waitForNavigation(), page.click("main a.button-primary")]);
      const faults = await answer(visitor, "survey/code", [375]);
      await visitor.go(`/survey/${BY_CODE}`);
      expect((await main(page)).includes("回答を受け取りました"), "it is not known that it was answered");
      return faults;
    }));
  await test("the desk sends a survey out and keys paper in", () =>
    withVisitor(browser, program, {}, async (visitor) => {
      const { page } = visitor;
      await visitor.signIn(accounts[0]);
      const at = (path) => `/staff/surveys/${BY_CODE}${path}`;
      const faults = [];
      for (const path of ["/invitations", "/letters", "/papers", "/papers/new"]) {
        faults.push(...(await doors.visit(visitor, doors.of(at(path)), at(path), "staff/survey")));
      }
      await fill(page);
      await Promise.all([page.waitForNavigation(), page.click("main form button.button-primary")]);
      expect((await main(page)).includes("紙に「1」と書いてください"), (await main(page)).slice(0, 300));
      faults.push(...(await doors.visit(visitor, doors.of(at("/papers/1")), at("/papers/1"), "staff/survey")));
      return faults;
    }));
}
