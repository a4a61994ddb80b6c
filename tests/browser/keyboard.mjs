// Is every page usable without a mouse, with letters twice as large, and over a slow line? Is a letter triaged without one?

import { LANGUAGES, withVisitor } from "./flow.mjs";
import { Keys } from "./lib/keys.mjs";
import { openAll, sideways } from "./lib/look.mjs";
import { expect, test } from "./lib/report.mjs";

const MOST_STOPS = 150;
const LIGHT_BYTES = 60_000;
/** Keys from the inbox to the section that answers, beside the words that are looked for. */
const KEYS_FOR_A_ROUTINE = 9;

/** Presses Tab from the top to the end: the skip link first, the focus always to be seen, no trap. */
export async function keyboard(browser, program, account) {
  const residents = Object.values(LANGUAGES).flatMap((prefix) => [`${prefix}/`, `${prefix}/voice/new`, `${prefix}/status`]);
  for (const path of residents) {
    await test(`the keyboard reaches everything at ${path}`, () =>
      withVisitor(browser, program, { width: 375 }, (visitor) => tab(visitor, path.replace(/(.)\/$/, "$1"))));
  }
  await test("the keyboard reaches everything at the desk and in a case", () =>
    withVisitor(browser, program, {}, async (visitor) => {
      await visitor.signIn(account);
      const faults = await tab(visitor, "/staff/cases");
      const href = await visitor.page.locator("a[data-row]").first().getAttribute("href");
      return [...faults, ...(await tab(visitor, href))];
    }));
  await triage(browser, program, account);
}

/** A routine letter: found in the inbox, a suggestion taken, a section chosen, routed; no mouse. */
async function triage(browser, program, account) {
  const words = "ホームページの字が小さくて読みにくいです。もう少し大きくしてください。";
  await test("a routine letter goes from the inbox to its section with the keyboard alone", async () => {
    const faults = await withVisitor(browser, program, {}, (resident) => say(resident, words));
    return [...faults, ...(await withVisitor(browser, program, {}, async (visitor) => {
      const { page } = visitor;
      await visitor.signIn(account);
      await visitor.go("/staff/cases");
      const keys = new Keys(page);
      await keys.press("/");
      await page.keyboard.insertText("字が小さくて読みにくい");
      await Promise.all([page.waitForURL(/[?&]q=/), keys.press("Enter")]);
      await keys.press("j");
      const href = await focused(page, "a[data-row]", "href");
      await Promise.all([page.waitForURL(`**${href}*`), keys.press("o")]);
      const code = await page.locator("[data-key='1'] .num").innerText();
      await keys.press("1");
      await page.locator("#stage-triage .stage-summary", { hasText: code }).waitFor();
      await page.waitForLoadState("load");

      await keys.press("r");
      const offered = await focused(page, "[data-key=route]", "value");
      await keys.press("ArrowDown");
      expect(await focused(page, "[name=suggested]:checked", "value") !== offered, "the arrow chooses no other section");
      await keys.press("ArrowUp");
      expect(await focused(page, "[name=suggested]:checked", "value") === offered, "the arrow does not lead back");
      const section = (await page.locator("label.choice:has([data-key=route]) > span").evaluate((span) => span.firstChild.textContent)).trim();
      await keys.press("Enter");
      await page.locator(".case-state .badge", { hasText: "回付済" }).waitFor();
      expect(keys.pressed <= KEYS_FOR_A_ROUTINE, `${keys.pressed} keys`);

      // What was saved is there for the next one who opens it.
      await visitor.go(href);
      const state = await page.locator(".case-state").innerText();
      expect(state.includes("回付済") && state.includes(section), `not with ${section}: ${state}`);
      expect((await page.locator("[data-key='1'], [data-key=route]").count()) === 0, "a key still decides on what another section has");
      const saved = await page.locator("#stage-triage .stage-summary").innerText();
      expect(saved.includes(code), `not tagged ${code}: ${saved}`);
      return visitor.settle();
    }))];
  });
}

/** Sends a voice that wants no answer. */
async function say(resident, words) {
  const { page } = resident;
  const send = () => page.click("main form button.button-primary[type=submit]");
  await resident.go("/voice/new");
  await page.fill("[name=body]", words);
  await page.check("[name=reply][value=no]");
  await send();
  await page.waitForURL("**/voice/check");
  await send();
  await page.waitForURL("**/voice/done/*");
  return resident.settle();
}

/** An attribute of what has the focus, which has to be this. */
async function focused(page, selector, attribute) {
  const found = await page.evaluate(
    ([wanted, name]) => document.activeElement.matches(wanted) ? document.activeElement.getAttribute(name) : null,
    [selector, attribute],
  );
  expect(found, `the focus is not on ${selector}`);
  return found;
}

async function tab(visitor, path) {
  const { page } = visitor;
  await visitor.go(path);
  await page.keyboard.press("Tab");
  const first = await stop(page);
  expect(first.skips, `the first stop is not the skip link but ${first.name}`);
  expect(first.seen, "the skip link cannot be seen when it has the focus");
  const faults = [];
  let at = first;
  for (let n = 0; at && n < MOST_STOPS; n += 1) {
    if (!at.seen) faults.push(`${path}: outside of the window or without size: ${at.name}`);
    if (!at.marked) faults.push(`${path}: the focus cannot be seen: ${at.name}`);
    await page.keyboard.press("Tab");
    at = await stop(page);
    if (at?.skips) break;
  }
  await visitor.go(path);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const landed = await page.evaluate(() => document.activeElement.id || location.hash);
  if (!["main", "#main"].includes(landed)) faults.push(`${path}: the skip link leads to ${landed || "nothing"}`);
  return [...faults, ...visitor.settle()];
}

/** What has the focus now; null at the end of the page. */
function stop(page) {
  return page.evaluate(() => {
    const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return null;
    const box = e.getBoundingClientRect();
    // The mark may stand around the label, the part beside, or a link's whole row.
    const parts = [[e], [e, "::after"], [e.closest("label")], [e.nextElementSibling]].filter(([part]) => part);
    const marked = parts.some(([part, pseudo]) => {
      const style = getComputedStyle(part, pseudo);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    });
    const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return { marked, seen, skips: e.matches(".skip-link"), name: e.outerHTML.slice(0, 140) };
  });
}

/** Letters of twice the size on a phone: nothing sticks out at the side. */
export async function largeText(browser, program, receipts) {
  for (const [lang, prefix] of Object.entries(LANGUAGES)) {
    const paths = ["/", "/voice/new", "/status", "/privacy", "/accessibility"].map((path) => `${prefix}${path}`.replace(/(.)\/$/, "$1"));
    if (receipts[lang]) paths.push(`${prefix}/voice/done/${receipts[lang].key}`);
    for (const path of paths) {
      await test(`letters of twice the size fit on a phone at ${path.replace(/done\/.*/, "done/…")}`, () =>
        withVisitor(browser, program, { width: 375 }, async (visitor) => {
          await visitor.go(path);
          await visitor.page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
          const folded = await sideways(visitor.page);
          await openAll(visitor.page);
          return [...folded, ...(await sideways(visitor.page)), ...visitor.settle()];
        }));
    }
  }
}

/** A first visit costs little: all bytes that come over the line, with headers. */
export async function weight(browser, program) {
  for (const prefix of Object.values(LANGUAGES)) {
    for (const path of [prefix || "/", `${prefix}/voice/new`]) {
      await test(`a first visit to ${path} is under ${LIGHT_BYTES} bytes`, () =>
        withVisitor(browser, program, { width: 375 }, async (visitor) => {
          const network = await visitor.context.newCDPSession(visitor.page);
          let bytes = 0;
          network.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
          await network.send("Network.enable");
          await visitor.page.goto(path, { waitUntil: "networkidle" });
          console.log(`  ${path}: ${bytes} bytes on a first visit`);
          expect(bytes > 1000, `only ${bytes} bytes were counted`);
          expect(bytes < LIGHT_BYTES, `${bytes} bytes`);
          return visitor.settle();
        }));
    }
  }
}
