// Does a tablet on the table of a dialogue day lose nothing when the connection drops, and does it say where its words are?

import { withVisitor } from "./flow.mjs";
import { look } from "./lib/look.mjs";
import { expect, test } from "./lib/report.mjs";

const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("kocho-record:")).length);
const said = (page, words) => page.waitForFunction((w) => document.getElementById("record-kept").textContent.includes(w), words);

/** The address of the newest day's record. */
async function record(visitor) {
  await visitor.go("/staff/commitments?queue=all");
  await visitor.page.click("tbody th a");
  await visitor.page.waitForURL(/\/staff\/commitments\/[a-z2-7]{26}$/);
  await visitor.page.click("a[href*='/record']");
  await visitor.page.waitForURL(/\/record$/);
  // The day is over, so its slots are folded: the first one is opened by its place in the list.
  const folds = visitor.page.locator("details.record-fold");
  expect((await folds.evaluateAll((all) => all.filter((fold) => fold.open).length)) === 0, "a finished slot stands open");
  await visitor.page.locator(".record-slots a").first().click();
  await folds.first().locator("[name=said]").first().waitFor({ state: "visible" });
  return visitor.page.url();
}

/** The desk's clerk writes with a tablet of 768 px; the network is cut in the middle. */
export async function records(browser, program, account) {
  await test("what is typed while the network is cut stays on the tablet and reaches the server once", () =>
    withVisitor(browser, program, { width: 768 }, async (visitor) => {
      const { page, context } = visitor;
      await visitor.signIn(account);
      const address = await record(visitor);
      const points = await page.locator(".point-head .num").count();
      const form = page.locator(".point-new form").first();
      await form.locator("[name=said]").fill("駅の待合が寒い。");
      await said(page, "すべてサーバーに保存しました");
      expect((await kept(page)) === 0, "the device keeps what the server has");
      // Cleared, it is not said to be on its way.
      await form.locator("[name=said]").fill("");
      await said(page, "1件は、発言が空のため保存していません");
      await form.locator("[name=said]").fill("駅の待合が寒い。");
      await said(page, "すべてサーバーに保存しました");
      await context.setOffline(true);
      await form.locator("[name=said]").fill("駅の待合が寒い。机もほしい。");
      await said(page, "つながっていません");
      expect((await kept(page)) === 1, "the device lost what the server does not have");
      // The cut connection itself is no fault of the page.
      const faults = (await look(visitor, "staff/record/offline")).filter((fault) => !fault.includes("ERR_INTERNET_DISCONNECTED"));
      // The tablet is switched off and on again.
      await context.setOffline(false);
      await page.goto(address);
      await said(page, "すべてサーバーに保存しました");
      await page.reload();
      const now = await page.locator(".point-head .num").count();
      expect(now === points + 1, `${now - points} points instead of one`);
      const texts = await page.locator("[name=said]").evaluateAll((areas) => areas.map((area) => area.value));
      expect(texts.includes("駅の待合が寒い。机もほしい。"), "the words typed without a network are gone");
      expect((await kept(page)) === 0, "the device keeps what the server has");
      visitor.settle();
      return faults;
    }));

  await test("logging out names what has not reached the server once, and erases it", () =>
    withVisitor(browser, program, { width: 768 }, async (visitor) => {
      const { page, context } = visitor;
      await visitor.signIn(account);
      await record(visitor);
      await context.setOffline(true);
      await page.locator(".point-new form [name=said]").first().fill("まだ届いていない。");
      await said(page, "つながっていません");
      await page.click("form[action$='/logout'] button");
      await said(page, "もう一度「ログアウト」を押すと");
      await context.setOffline(false);
      await page.click("form[action$='/logout'] button");
      await page.waitForURL("**/staff/login");
      expect((await kept(page)) === 0, "the device keeps a record after logout");
      visitor.settle();
      return [];
    }));
}
