// Is a month's box played with the keyboard, from the photo to the receipt slip? And is every page on the way good?

import { withVisitor } from "./flow.mjs";
import { picture } from "./lib/files.mjs";
import { look } from "./lib/look.mjs";
import { expect, test } from "./lib/report.mjs";

/** Goes on with Tab until the focus is on what `selector` finds. */
async function tabTo(page, selector) {
  for (let n = 0; n < 120; n += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector)) return;
  }
  expect(false, `the keyboard does not reach ${selector} on ${page.url()}`);
}

/** Presses a key that leads to another page. */
async function lead(page, keys) {
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.keyboard.press(keys)]);
}

/** A box of two papers: counted, photographed, read, closed. The pages' doors count as visited. */
export async function box(browser, program, doors, account) {
  await test("a month's box is played with the keyboard, from the photo to the receipt slip", () =>
    withVisitor(browser, program, {}, async (visitor) => {
      const { page } = visitor;
      const faults = [];
      const seen = async (name) => {
        doors.of(new URL(page.url()).pathname).visits += 1;
        faults.push(...(await look(visitor, `paper/${name}`)));
        await page.setViewportSize({ width: 1280, height: 800 });
      };
      await visitor.signIn(account);
      await visitor.go("/staff/collections/new?place=library");
      await tabTo(page, "[name=witness]");
      await page.keyboard.type("図書館 担当");
      await tabTo(page, "[name=found]");
      await page.keyboard.type("2");
      await tabTo(page, "[name=kept_at]");
      await page.keyboard.type("簿冊「提案箱」");
      await lead(page, "Enter");
      await seen("collection-empty");

      // A dialogue of the system chooses the files; everything around it is done with keys.
      const front = picture();
      const back = { ...picture(), name: "もう1枚.png", buffer: await grey(page) };
      await page.locator("#scan-files").setInputFiles([front, back]);
      await tabTo(page, "form.scans > button");
      await lead(page, "Enter");
      await page.waitForSelector(".slip-card:nth-child(2)");
      await seen("collection");

      // The demo's own box is read before ours, so ours is taken by its link.
      const ours = await page.locator(".slip-open").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
      const collection = page.url();
      await tabTo(page, ".slip-open");
      await lead(page, "Enter");
      await tabTo(page, "button[formaction$='/take']");
      await lead(page, "Enter");
      expect(await page.evaluate(() => document.activeElement.name) === "posted_on", "the first field has the focus");
      await page.keyboard.type("11/5");
      for (const text of ["甲野 花子", "小美玉市堅倉000", "0299-00-0000"]) {
        await page.keyboard.press("Enter");
        await page.keyboard.type(text);
      }
      const address = await page.locator(".scan img").getAttribute("src");
      const answer = await page.request.get(address);
      const [type, bytes] = [answer.headers()["content-type"] ?? "", await answer.body()];
      faults.push(...doors.file(address, { status: answer.status(), type, size: bytes.length }));
      await page.keyboard.press("Alt+KeyR");
      await page.waitForFunction((old) => document.querySelector(".scan img").getAttribute("src") !== old, address);
      await page.keyboard.press("Alt+KeyK");
      expect(await page.locator(".sheets.zoom-2").count() === 1, "the picture did not grow");
      await page.locator("[name=body]").focus();
      await page.keyboard.type("公園の");
      await page.keyboard.press("Alt+KeyB");
      await page.keyboard.type("灯が切れています。");
      expect(await page.inputValue("[name=body]") === "公園の□灯が切れています。", "the mark does not stand where it was set");
      await page.waitForFunction(() => document.querySelector("[data-status]").textContent.includes("下書きを保存しました"));
      await seen("slip");
      await page.reload();
      expect(await page.inputValue("[name=body]") === "公園の□灯が切れています。", "the draft was not kept");
      await page.locator("[name=body]").focus();
      await lead(page, "Control+Enter");
      const words = await page.locator("main").innerText();
      expect(/R\d+-\d{6}-[A-Z] で受け付けました|照合します/.test(words), `not received: ${words.slice(0, 200)}`);
      await seen("slip-next");

      await visitor.go(ours[1]);
      await page.locator("button[formaction$='/take']").press("Enter");
      await page.waitForSelector("[name=void_reason]", { state: "attached" });
      await page.locator("details:has([name=void_reason]) > summary").press("Enter");
      await page.locator("[name=void_reason]").fill("白紙");
      await page.locator("button[value=void]").press("Enter");
      await page.waitForLoadState("load");

      await visitor.go("/staff/slips");
      await seen("desk");
      await visitor.go(new URL(collection).pathname);
      const close = page.locator("form[action$='/close'] button");
      // A slip that a second person has to read keeps the collection open.
      if (await close.count() > 0) {
        await close.press("Enter");
        await page.waitForLoadState("load");
        expect((await page.locator("main").innerText()).includes("締め済み"), "the collection is not closed");
        await visitor.go("/staff/slips");
        const receipt = await page.locator("a[href$='/receipt']").first().getAttribute("href");
        await visitor.go(receipt);
        expect((await page.locator("main, body").first().innerText()).includes("R"), "the receipt slip has no number");
        await seen("receipt");
      }
      return [...faults, ...visitor.settle()];
    }));
}

/** Another picture, drawn by the browser. */
async function grey(page) {
  const data = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 120, height: 160 });
    const brush = canvas.getContext("2d");
    brush.fillStyle = "#dddddd";
    brush.fillRect(0, 0, 120, 160);
    return canvas.toDataURL("image/png").split(",")[1];
  });
  return Buffer.from(data, "base64");
}
