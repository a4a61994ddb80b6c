// Can somebody apply to be a city monitor on a phone and keep the receipt? In three languages.

import { LANGUAGES } from "./flow.mjs";
import { Visitor } from "./lib/browser.mjs";
import { look } from "./lib/look.mjs";
import { expect, test } from "./lib/report.mjs";

const send = (page) => page.click("main form button.button-primary[type=submit]");

/** From the page of the call to the receipt; answers the key of the candidate. */
async function offer(visitor, lang, seen) {
  const [page, prefix] = [visitor.page, LANGUAGES[lang]];
  await visitor.go(`${prefix}/monitor`);
  await page.click(`main a.button-primary[href="${prefix}/monitor/new"]`);
  await page.fill("[name=name]", "山田 花子");
  await page.fill("[name=age]", "43");
  await page.check("[name=gender][value=female]");
  await page.check("[name=district][value=ogawa]");
  await page.selectOption("[name=relation]", "resident");
  await page.selectOption("[name=occupation]", "company");
  await page.check("[name=notice_by][value=letter]");
  await page.fill("[name=address]", "小美玉市見本台1番地");
  await seen("monitor-filled");
  await send(page);
  await page.waitForURL(`**${prefix}/monitor/check`);
  expect((await page.locator("main").innerText()).includes("山田 花子"), "the check page lacks the name");
  await seen("monitor-check");
  await send(page);
  await page.waitForURL(`**${prefix}/monitor/done/*`);
  expect((await page.locator(".receipt-number").innerText()).includes("モニター"), "the receipt lacks the number");
  await seen("monitor-done");
  return new URL(page.url()).pathname.split("/").pop();
}

/** The way of an offer; answers a candidate's key for each language. */
export async function offers(browser, program) {
  const keys = {};
  for (const lang of Object.keys(LANGUAGES)) {
    await test(`somebody applies to be a monitor and keeps the receipt (${lang})`, async () => {
      const visitor = await Visitor.come(browser, program.origin, { width: 375 });
      const faults = [];
      const seen = async (step) => faults.push(...(await look(visitor, `flow/${lang}/${step}`)).map((f) => `${step}: ${f}`));
      keys[lang] = await offer(visitor, lang, seen);
      faults.push(...visitor.settle());
      await visitor.leave();
      return faults;
    });
  }
  return keys;
}
