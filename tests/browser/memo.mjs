// Does a clerk write down what was said with the keyboard alone, and is nothing lost on the way?

import { openStatus, withVisitor } from "./flow.mjs";
import { Keys } from "./lib/keys.mjs";
import { look } from "./lib/look.mjs";
import { expect, test } from "./lib/report.mjs";

/** Keys beside the words themselves, from the empty form to the number. */
const KEYS_FOR_A_CALL = 1;
/** … with the kind, 対応済, what was done and its outcome. */
const KEYS_FOR_A_DONE_CALL = 16;

const number = async (page) => (await page.locator(".receipt-number").innerText()).trim();
const registered = (page) => page.waitForURL(/\/staff\/memos\/[a-z2-7]{26}$/);

/** A section's clerk: a call, a call that was dealt with, a draft that comes back, a slip. */
export async function memos(browser, program, account) {
  await test("a call is registered with one key beside its words, and the next one begins with another", () =>
    withVisitor(browser, program, {}, async (visitor) => {
      const { page } = visitor;
      await visitor.signIn(account);
      await visitor.go("/staff/memos/new");
      const keys = new Keys(page);
      await page.keyboard.type("集会所の時計が止まっている。");
      await keys.press("Control+Enter");
      await registered(page);
      expect(keys.pressed === KEYS_FOR_A_CALL, `${keys.pressed} keys`);
      const first = await number(page);
      const faults = await look(visitor, "staff/memo/registered");
      await keys.press("Enter");
      await page.waitForURL("**/staff/memos/new?channel=phone");
      expect(await page.inputValue("[name=body]") === "", "the next memo is not empty");
      expect((await page.locator(".memo-last").innerText()).includes(first), "the own memo is not listed");
      return [...faults, ...visitor.settle()];
    }));

  await test("a call that was dealt with is registered with the keyboard alone", () =>
    withVisitor(browser, program, {}, async (visitor) => {
      const { page } = visitor;
      await visitor.signIn(account);
      await visitor.go("/staff/memos/new");
      const keys = new Keys(page);
      await page.keyboard.type("防犯灯の申し込み方を聞かれた。");
      await keys.reach("[name=kind]");
      await keys.press("ArrowDown", 5);
      await keys.reach("[name=done]");
      await keys.press("Space");
      await keys.reach("[name=result]");
      await page.keyboard.type("用紙の場所を案内した。");
      await keys.reach("[name=outcome]");
      await keys.press("ArrowDown");
      const faults = await look(visitor, "staff/memo/done");
      await page.locator("[name=outcome]").focus();
      await keys.press("Control+Enter");
      await registered(page);
      expect(keys.pressed <= KEYS_FOR_A_DONE_CALL, `${keys.pressed} keys`);
      await page.click("text=案件を開く");
      await page.waitForURL(/\/staff\/cases\/[^/?]+$/);
      expect((await page.locator(".case-state").innerText()).includes("処理済"), "it did not end");
      return [...faults, ...(await look(visitor, "staff/memo/case")), ...visitor.settle()];
    }));

  await test("what is being written keeps itself and is there after the browser was closed", async () => {
    const words = "電話の途中で切れてしまった話。";
    const faults = await withVisitor(browser, program, {}, async (visitor) => {
      const { page } = visitor;
      await visitor.signIn(account);
      await visitor.go("/staff/memos/new");
      const kept = page.waitForResponse((answer) => answer.url().endsWith("/memos/draft"));
      await page.keyboard.type(words);
      expect((await kept).status() === 204, "it was not kept");
      await page.waitForFunction(() => document.getElementById("memo-kept").textContent.includes("保存しました"));
      return visitor.settle();
    });
    const later = await withVisitor(browser, program, { javaScript: false }, async (visitor) => {
      const { page } = visitor;
      await visitor.signIn(account);
      await visitor.go("/staff/memos/new");
      expect(await page.inputValue("[name=body]") === words, "it is not there");
      await page.fill("[name=body]", `${words}続き。`);
      await page.click("text=下書きを保存");
      await page.waitForLoadState();
      expect((await page.inputValue("[name=body]")).endsWith("続き。"), "the button keeps nothing");
      await page.click("text=この下書きを捨てる");
      await page.waitForLoadState();
      expect(await page.inputValue("[name=body]") === "", "it is still there");
      return visitor.settle();
    });
    return [...faults, ...later];
  });

  await test("the slip's numbers open the status page, the number filled in from its code", () =>
    withVisitor(browser, program, {}, async (visitor) => {
      const { page } = visitor;
      await visitor.signIn(account);
      await visitor.go("/staff/memos/new");
      await page.keyboard.type("受付票を渡す話。");
      await page.keyboard.press("Control+Enter");
      await registered(page);
      const given = { number: await number(page), secret: (await page.locator(".receipt-secret").innerText()).replace(/\s/g, "") };
      await page.click("text=受付票を印刷");
      await page.waitForURL(/\/receipt$/);
      expect(await page.locator(".receipt-code path").count() === 1, "no code on the slip");
      const faults = await look(visitor, "staff/memo/slip");
      await visitor.go(`/status?number=${given.number}`);
      expect(await page.inputValue("[name=number]") === given.number, "the number is not filled in");
      await openStatus(visitor, "", given);
      return [...faults, ...visitor.settle()];
    }));
}
