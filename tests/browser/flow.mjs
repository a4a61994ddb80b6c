// Can a resident say something, keep the receipt and see where it stands; can a clerk sign in and open a case?
// With JavaScript and without, in three languages.

import { Visitor } from "./lib/browser.mjs";
import { heic, pdf, picture } from "./lib/files.mjs";
import { look } from "./lib/look.mjs";
import { expect, test } from "./lib/report.mjs";

/** What stands before a path, by language. */
export const LANGUAGES = { ja: "", easy: "/easy", en: "/en" };

const VOICE = "自宅前の側溝のふたが割れています。\n\n直していただけますか。𠮷野通りです。😀";
const send = (page) => page.click("main form button.button-primary[type=submit]");

/** Gives the text of the receipt page: {number, secret, key}. */
async function receipt(page) {
  const key = /\/voice\/done\/([^/?]+)$/.exec(new URL(page.url()).pathname)?.[1];
  expect(key, `no receipt but ${page.url()}: ${(await page.locator("main").innerText()).slice(0, 300)}`);
  const number = (await page.locator(".receipt-number").innerText()).trim();
  const secret = (await page.locator(".receipt-secret").innerText()).replace(/\s/g, "");
  expect(/^R\d+-\d{6}-[A-Z]$/.test(number), `the number reads ${number}`);
  expect(/^\d{4}(-\d{4}){3}$/.test(secret), `the secret reads ${secret}`);
  return { key, number, secret };
}

/** Opens the status page with number and secret. */
export async function openStatus(visitor, prefix, { number, secret }) {
  const { page } = visitor;
  await visitor.go(`${prefix}/status`);
  await page.fill("[name=number]", number);
  await page.fill("[name=secret]", secret);
  await send(page);
  await page.waitForURL(`**${prefix}/status/view`);
}

/** Writes about what was answered before; answers the key of the published answer that the check page offers. */
export async function publishedAnswer(visitor) {
  const { page } = visitor;
  await visitor.go("/voice/new");
  await page.fill("[name=body]", "マイナンバーカードの更新の通知が来ましたが、受取りの予約が平日の日中しか空いていません。");
  await page.check("[name=reply][value=no]");
  await send(page);
  await page.waitForURL("**/voice/check");
  const address = await page.locator(".helpful a").first().getAttribute("href");
  expect(address, "the check page offers no answer");
  await look(visitor, "flow/ja/voice-check-answers");
  return address.split("/").pop();
}

/** The key of a dialogue day of which something was published. */
export async function publishedDay(visitor) {
  await visitor.go("/dialogue/days");
  const address = await visitor.page.locator("main a.door").first().getAttribute("href");
  expect(address, "no dialogue day was published");
  return address.split("/").pop();
}

/** From the home page to the status page; answers the receipt. */
async function hear(visitor, lang, seen) {
  const [page, prefix] = [visitor.page, LANGUAGES[lang]];
  await visitor.go(prefix || "/");
  await page.click(`a[href="${prefix}/voice/new"]`);
  await page.fill("[name=body]", VOICE);
  await page.check("[name=reply][value=yes]");
  await page.check("[name=reply_way][value=mail]");
  await page.fill("[name=email]", "yamada@example.jp");
  await page.fill("[name=name]", "山田 花子");
  await page.click("details.more > summary");
  await page.setInputFiles("[name=files]", [picture(), pdf()]);
  await page.fill("[name=place]", "吉野通り 3丁目");
  await seen("voice-filled");
  await send(page);
  await page.waitForURL(`**${prefix}/voice/check`);
  const checked = await page.locator("main").innerText();
  for (const words of ["𠮷野通り", "😀", "yamada@example.jp", "山田 花子", "側溝.png", "地図.pdf"]) {
    expect(checked.includes(words), `the check page lacks ${words}`);
  }
  await seen("voice-check");
  await send(page);
  await page.waitForURL(`**${prefix}/voice/done/*`);
  const slip = await receipt(page);
  await seen("voice-done");
  await openStatus(visitor, prefix, slip);
  expect((await page.locator("main").innerText()).includes(slip.number), "the status page lacks the number");
  await seen("status-view");
  return slip;
}

/** The way of a voice with and without JavaScript; answers a receipt for each language. */
export async function voices(browser, program) {
  const receipts = {};
  for (const lang of Object.keys(LANGUAGES)) {
    for (const javaScript of [true, false]) {
      const how = javaScript ? "with JavaScript" : "without JavaScript";
      await test(`a voice goes from the form to its status (${lang}, ${how})`, async () => {
        const visitor = await Visitor.come(browser, program.origin, { javaScript, width: 375 });
        const faults = [];
        const seen = async (step) => javaScript && faults.push(...(await look(visitor, `flow/${lang}/${step}`)).map((f) => `${step}: ${f}`));
        receipts[lang] = await hear(visitor, lang, seen);
        faults.push(...visitor.settle());
        await visitor.leave();
        return faults;
      });
    }
  }
  return receipts;
}

/** Mistakes cost nothing that was typed, and say what to do. */
export async function mistakes(browser, program) {
  for (const [lang, prefix] of Object.entries(LANGUAGES)) {
    for (const javaScript of [true, false]) {
      const how = javaScript ? "with JavaScript" : "without JavaScript";
      await test(`an empty form comes back with words, files and answers kept (${lang}, ${how})`, () =>
        withVisitor(browser, program, { javaScript }, async (visitor) => {
          const { page } = visitor;
          await visitor.go(`${prefix}/voice/new`);
          await page.click("details.more > summary");
          await page.setInputFiles("[name=files]", [picture()]);
          await page.fill("[name=place]", "中央公園");
          const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), send(page)]);
          await page.waitForLoadState();
          expect(answer.status() === 422, `status ${answer.status()}`);
          expect(await page.locator("#errors a[href='#field-body']").count() === 1, "no summary links to the text");
          expect(await page.inputValue("[name=place]") === "中央公園", "the place was lost");
          expect(await page.locator(".kept-name").first().innerText() === "側溝.png", "the file was lost");
          if (!javaScript) return [];
          expect(await page.evaluate(() => document.activeElement.id) === "field-body", "the first mistake has not the focus");
          return look(visitor, `flow/${lang}/voice-mistake`);
        }));
    }
    await test(`a picture of a kind that cannot be shown is refused in words (${lang})`, () =>
      withVisitor(browser, program, {}, async (visitor) => {
        const { page } = visitor;
        await visitor.go(`${prefix}/voice/new`);
        await page.fill("[name=body]", VOICE);
        await page.click("details.more > summary");
        await page.setInputFiles("[name=files]", [heic()]);
        await send(page);
        await page.waitForSelector("#error-files");
        expect((await page.inputValue("[name=body]")).includes("側溝"), "the text was lost");
        return look(visitor, `flow/${lang}/voice-heic`);
      }));
    await test(`who is in danger sees whom to call (${lang})`, () =>
      withVisitor(browser, program, {}, async (visitor) => {
        const { page } = visitor;
        await visitor.go(`${prefix}/voice/new`);
        await page.fill("[name=body]", "もう死にたいです。毎日つらいです。");
        await send(page);
        await page.waitForURL("**/voice/check");
        expect(await page.locator("a[href^='tel:']").count() > 0, "nobody to call");
        return look(visitor, `flow/${lang}/voice-danger`);
      }));
    await test(`a wrong secret is refused in words (${lang})`, () =>
      withVisitor(browser, program, {}, async (visitor) => {
        const { page } = visitor;
        await visitor.go(`${prefix}/status`);
        await page.fill("[name=number]", "R8-00012");
        await page.fill("[name=secret]", "12");
        const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), send(page)]);
        await page.waitForLoadState();
        expect(answer.status() === 422, `status ${answer.status()}`);
        expect(await page.locator(".field-error").count() > 0, "no words beside a field");
        return look(visitor, `flow/${lang}/status-mistake`);
      }));
    await test(`an address that leads nowhere is said in words (${lang})`, () =>
      withVisitor(browser, program, {}, async (visitor) => {
        expect(await visitor.go(`${prefix}/nowhere`) === 404, "not 404");
        return look(visitor, `flow/${lang}/not-found`);
      }));
  }
  for (const prefix of ["", "/easy", "/en"]) {
    await test(`on a phone the text field begins within a screen and a half (${prefix || "/"})`, () =>
      withVisitor(browser, program, { width: 375 }, async (visitor) => {
        const { page } = visitor;
        await visitor.go(`${prefix}/voice/new`);
        const box = await page.locator("[name=body]").boundingBox();
        expect(box.y < 1.5 * page.viewportSize().height, `it begins at ${box.y}`);
        return visitor.settle();
      }));
  }
  await test("what was typed is still there after the page was closed", () =>
    withVisitor(browser, program, {}, async (visitor) => {
      const { page } = visitor;
      await visitor.go("/voice/new");
      await page.fill("[name=body]", VOICE);
      await page.waitForSelector("[data-draft-bar]:not([hidden])");
      await visitor.go("/");
      await visitor.go("/voice/new");
      expect(await page.inputValue("[name=body]") === VOICE, "the draft was lost");
      for (const prefix of ["/easy", "/en", ""]) {
        await page.click(`.language a[href='${prefix}/voice/new']`);
        await page.waitForURL((url) => url.pathname === `${prefix}/voice/new`);
        expect(await page.inputValue("[name=body]") === VOICE, `the draft was lost with the language ${prefix}`);
      }
      await page.click("[data-draft-erase]");
      await visitor.go("/voice/new");
      expect(await page.inputValue("[name=body]") === "", "the erased draft came back");
      return visitor.settle();
    }));
}

/** A clerk signs in and opens a case. */
export async function desk(browser, program, account) {
  for (const javaScript of [true, false]) {
    await test(`a clerk signs in, opens a case and signs out (${javaScript ? "with" : "without"} JavaScript)`, () =>
      withVisitor(browser, program, { javaScript }, async (visitor) => {
        const { page } = visitor;
        await visitor.go("/staff/cases");
        expect(new URL(page.url()).pathname === "/staff/login", `not at the login but at ${page.url()}`);
        await visitor.signIn(account);
        const row = page.locator("tr:not(.case-flood) a[data-row]").first();
        const title = (await row.innerText()).trim();
        await row.click();
        await page.waitForURL(/\/staff\/cases\/[^/?]+/);
        expect(await page.locator("main h1").count() === 1, `the case ${title} has no heading`);
        await page.click("form[action='/staff/logout'] button");
        await page.waitForLoadState();
        await visitor.go("/staff/cases");
        expect(new URL(page.url()).pathname === "/staff/login", "still signed in");
        return visitor.settle();
      }));
  }
  await test("a wrong password is refused in words", () =>
    withVisitor(browser, program, {}, async (visitor) => {
      const { page } = visitor;
      await visitor.go("/staff/login");
      await page.fill("[name=name]", "nobody");
      await page.fill("[name=password]", "wrong-wrong-wrong");
      await page.click("main form button");
      await page.waitForSelector(".notice-danger");
      return look(visitor, "staff/login-refused");
    }));
}

/** Runs `act` with a browser of its own; answers its faults. */
export async function withVisitor(browser, program, how, act) {
  const visitor = await Visitor.come(browser, program.origin, how);
  try {
    return (await act(visitor)) ?? visitor.settle();
  } finally {
    await visitor.leave();
  }
}
