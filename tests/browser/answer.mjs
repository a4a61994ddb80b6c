// Does a file go with a reply, from the section that chooses it to the resident who opens it?

import { LANGUAGES, openStatus, withVisitor } from "./flow.mjs";
import { pdf } from "./lib/files.mjs";
import { look } from "./lib/look.mjs";
import { expect, test } from "./lib/report.mjs";

const SECTION = "市民協働課";

/** Sends the form of an act on the page that is open, wherever it is folded in. */
async function act({ page }, name, fill = async () => {}) {
  const form = page.locator(`form[action$="/${name}"]`).first();
  expect(await form.count() === 1, `no form for ${name} on ${page.url()}`);
  await form.evaluate((element) => {
    for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  });
  await fill(form);
  const [answer] = await Promise.all([
    page.waitForNavigation({ waitUntil: "load" }),
    form.evaluate((element) => element.requestSubmit()),
  ]);
  // Done: on to the next page. Refused: the same page with what is wrong.
  expect(answer.request().redirectedFrom(), `${name} was answered with ${answer.status()}`);
}

async function openCase(visitor, account, number) {
  await visitor.signIn(account);
  await visitor.go(`/staff/cases?queue=all&q=${number}`);
  await visitor.page.click("a[data-row]");
  await visitor.page.waitForURL(/\/staff\/cases\/[^/?]+$/);
}

/** What was typed into the draft and not saved stops the next act, once, and nothing is sent. */
async function stopsBeforeLoss({ page }) {
  const text = page.locator("form[data-unsaved] [name=text]");
  const before = await text.inputValue();
  await text.fill(`${before}まだ保存していません。`);
  const address = page.url();
  await page.locator("form[action$='/request_approval']").first().evaluate((form) => form.requestSubmit());
  const said = page.locator("form[data-unsaved]:has([name=text]) [data-unsaved-said]");
  const faults = [];
  if (page.url() !== address || !(await said.isVisible())) faults.push("an act went on although the draft was not saved");
  await text.fill(before);
  return faults;
}

/** Answers the voice of a receipt with a file; the file's doors count as visited. */
export async function enclosure(browser, program, doors, accounts, receipt) {
  const account = (login) => accounts.find((one) => one.login === login);
  const as = (login, what) =>
    withVisitor(browser, program, {}, async (visitor) => {
      await openCase(visitor, account(login), receipt.number);
      return what(visitor);
    });
  await test("a file goes with the reply and is opened with number and secret", async () => {
    await as("kocho-a", async (visitor) => {
      if (await visitor.page.locator("form[action$='/take_urgent']").count() > 0) await act(visitor, "take_urgent");
      await act(visitor, "route", async (form) => {
        const other = form.locator("input[name=suggested][value=other]");
        if (await other.count() > 0) await other.check();
        await form.locator("select[name=lead]").selectOption({ label: SECTION });
      });
    });
    const faults = await as("kyodo-a", async (visitor) => {
      await act(visitor, "accept");
      await act(visitor, "draft", async (form) => {
        await form.locator("[name=text]").fill("地図のとおり、12月に直します。");
        await form.locator("[name=outcome]").selectOption("explained");
        await form.locator("[name=outcome_reason]").fill("場所を地図で示した");
        await form.locator("[name=files]").setInputFiles([pdf()]);
      });
      const found = await look(visitor, "staff/kyodo-a/case-with-enclosure");
      const link = await visitor.page.locator("a[href*='/enclosures/']").first().getAttribute("href");
      found.push(...doors.file(link, await asked(visitor, link)));
      found.push(...await stopsBeforeLoss(visitor));
      await act(visitor, "request_approval");
      return found;
    });
    await as("kyodo-kacho", (visitor) => act(visitor, "approve"));
    await as("kocho-a", async (visitor) => {
      await visitor.page.click("a[href^='/staff/letters/']");
      await visitor.page.waitForURL("**/staff/letters/*");
      await act(visitor, "send", (form) => form.locator("input[name=medium][value=online]").check());
    });
    await withVisitor(browser, program, { width: 375 }, async (visitor) => {
      for (const [lang, prefix] of Object.entries(LANGUAGES)) {
        await openStatus(visitor, prefix, receipt);
        faults.push(...(await look(visitor, `flow/${lang}/status-with-enclosure`)));
        const link = await visitor.page.locator("a[href*='/status/files/']").first().getAttribute("href");
        faults.push(...doors.file(link, await asked(visitor, link)));
      }
    });
    return faults;
  });
}

/** What a file's address answers. */
async function asked({ page }, address) {
  const answer = await page.request.get(address);
  return { status: answer.status(), type: answer.headers()["content-type"] ?? "", size: (await answer.body()).length };
}
