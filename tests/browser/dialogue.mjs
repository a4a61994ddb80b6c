// Can somebody apply to meet the mayor, keep the receipt and see where the application stands? In three languages.

import { LANGUAGES } from "./flow.mjs";
import { Visitor } from "./lib/browser.mjs";
import { look } from "./lib/look.mjs";
import { expect, test } from "./lib/report.mjs";

const send = (page) => page.click("main form button.button-primary[type=submit]");

/** Opens the status page of an application with number and secret. */
export async function openApplication(visitor, prefix, { number, secret }) {
  const { page } = visitor;
  await visitor.go(`${prefix}/dialogue/status`);
  await page.fill("[name=number]", number);
  await page.fill("[name=secret]", secret);
  await send(page);
  await page.waitForURL(`**${prefix}/dialogue/status/view`);
}

/** From the page of days to the status page; answers the receipt and the key of a day with a draw. */
async function apply(visitor, lang, seen) {
  const [page, prefix] = [visitor.page, LANGUAGES[lang]];
  await visitor.go(`${prefix}/dialogue`);
  const draw = await page.locator(`a[href^="${prefix}/dialogue/draws/"]`).first().getAttribute("href");
  await page.click(`main a.button-primary[href^="${prefix}/dialogue/new"]`);
  await page.fill("[name=theme]", "通学路の見守り");
  await page.fill("[name=detail]", "見守る人が足りません。\n区をこえて助け合う仕組みを話したいです。");
  await page.check("[name=party_kind][value=person]");
  await page.check("[name=needs][value=childcare]");
  await page.fill("[name=name]", "山田 花子");
  await page.fill("[name=phone]", "0299-00-0000");
  await page.check("[name=notice_by][value=mail]");
  await page.fill("[name=email]", "yamada@example.jp");
  await seen("dialogue-filled");
  await send(page);
  await page.waitForURL(`**${prefix}/dialogue/check`);
  const checked = await page.locator("main").innerText();
  for (const words of ["通学路の見守り", "区をこえて", "yamada@example.jp"]) {
    expect(checked.includes(words), `the check page lacks ${words}`);
  }
  await seen("dialogue-check");
  await send(page);
  await page.waitForURL(`**${prefix}/dialogue/done/*`);
  const key = new URL(page.url()).pathname.split("/").pop();
  const number = (await page.locator(".receipt-number").innerText()).trim();
  const secret = (await page.locator(".receipt-secret").innerText()).replace(/\s/g, "");
  await seen("dialogue-done");
  await openApplication(visitor, prefix, { number, secret });
  expect((await page.locator("main").innerText()).includes(number), "the status page lacks the number");
  await seen("dialogue-view");
  return { key, number, secret, day: draw.split("/").pop() };
}

/** The way of an application; answers a receipt for each language. */
export async function applications(browser, program) {
  const receipts = {};
  for (const lang of Object.keys(LANGUAGES)) {
    await test(`an application to meet the mayor goes from the form to its status (${lang})`, async () => {
      const visitor = await Visitor.come(browser, program.origin, { width: 375 });
      const faults = [];
      const seen = async (step) => faults.push(...(await look(visitor, `flow/${lang}/${step}`)).map((f) => `${step}: ${f}`));
      receipts[lang] = await apply(visitor, lang, seen);
      faults.push(...visitor.settle());
      await visitor.leave();
      return faults;
    });
  }
  return receipts;
}
