// Is every page good? The list of pages comes from the program; a page that was not visited is a failure.
//
// A path with a parameter is filled from links on pages that were visited before, as a person would come to it.

import { openApplication } from "./dialogue.mjs";
import { LANGUAGES, openStatus, publishedAnswer, publishedDay, withVisitor } from "./flow.mjs";
import { Visitor } from "./lib/browser.mjs";
import { look } from "./lib/look.mjs";
import { each, expect, test } from "./lib/report.mjs";
import { OPEN, begin, links } from "./survey.mjs";

/** How many pages behind one door each account looks at; they differ by what is on them. */
const SOME = { "/staff/dialogues/{day}": 4, "/staff/cases": 3, "/staff/cases/{key}": 4, "/staff/admin/rules/{kind}": 2,
  "/staff/surveys/{survey}": 2, "/staff/panels/{panel}": 2, "/staff/panels/{panel}/monitors": 2, "/staff/panels/{panel}/rewards": 2 };
/** The desk sees every state of a case. */
const DESK_FACTOR = 4;
/** Pages with more on them than those that lists lead to first: results of a survey that people answered, by age, a survey that is
 *  still being written, and a result that was reckoned as the value of an indicator. */
const START = ["/staff/surveys/monitor-2026-02/results?by=age_group", "/staff/surveys/monitor-2027-01",
  "/staff/surveys/monitor-2026-02/results/indicator?question=Q10&row=4&codes=5&codes=4&base=answered&indicator=12-1&year=2026&reckon=on"];
/** The survey whose results are published. */
const PUBLISHED = "monitor-2026-02";
/** How many links of one kind are followed from one page. */
const FOLLOWED = 2;
const LANES = 2;

/** The doors that are pages, with what was visited. */
export class Doors {
  constructor(list) {
    this.list = list.filter((door) => door.method === "GET").map((door) => ({ ...door, visits: 0, shape: shape(door.path) }));
    // A fixed path wins over one with a parameter, as in the program.
    this.list.sort((a, b) => parameters(a.path) - parameters(b.path));
    this.pictures = new Map();
  }

  /** The door of an address. */
  of(address) {
    return this.list.find((door) => door.shape.test(address.split(/[?#]/)[0]));
  }

  /** Visits `door` under `address` and looks at it. */
  async visit(visitor, door, address, as) {
    const status = await visitor.go(address);
    expect(status === 200, `status ${status} at ${address}`);
    door.visits += 1;
    const name = `${as}${picturePath(door.path, address)}`;
    this.pictures.set(name, (this.pictures.get(name) ?? 0) + 1);
    const times = this.pictures.get(name);
    return look(visitor, times > 1 ? `${name}-${times}` : name);
  }

  /** A file behind a door: it counts as a visit. */
  file(address, { status, type, size }) {
    this.of(address).visits += 1;
    return status === 200 && size > 0 && type !== "" ? [] : [`${address}: status ${status}, ${size} bytes of ${type || "no type"}`];
  }

  /** Says which doors nobody went through. */
  async allVisited() {
    await test(`each of ${this.list.length} pages was visited`, () =>
      this.list.filter((door) => door.visits === 0).map((door) => `not visited: ${door.path} (${door.access})`));
  }
}

const parameters = (path) => (path.match(/\{/g) ?? []).length;
const shape = (path) => new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+")}/?$`);

function picturePath(path, address) {
  const name = path === "/" ? "/home" : path.replaceAll(/[{}]/g, "");
  const rest = address.split("?")[1];
  return rest ? `${name}-${decodeURIComponent(rest)}` : name;
}

/** The pages for everybody. `receipts` has one voice, `applied` one application and
 *  `offered` one candidate for each language, and a published answer
 *  leads somewhere, too. */
export async function residents(browser, program, doors, receipts, applied, offered) {
  const answer = await withVisitor(browser, program, {}, publishedAnswer);
  const held = await withVisitor(browser, program, {}, publishedDay);
  const [link] = await withVisitor(browser, program, {}, links);
  // Files that came with a letter are opened where a reply is sent (answer.mjs).
  const open = doors.list.filter((door) => ["Public", "Login"].includes(door.access) && !/\{(enclosure|question)\}|\.pdf$/.test(door.path));
  await each(doors.list.filter((door) => door.access === "Public" && door.path.endsWith(".pdf")), LANES, (door) =>
    test(`${door.path} is handed over`, () =>
      withVisitor(browser, program, {}, async (visitor) => {
        const address = door.path.replace("{published}", PUBLISHED);
        return doors.file(address, await ask(visitor, address));
      })));
  await test("the picture of a question opens", () =>
    withVisitor(browser, program, {}, async (visitor) => doors.file(`/survey/${OPEN}/pictures/P1`, await ask(visitor, `/survey/${OPEN}/pictures/P1`))));
  await each(open, LANES, (door) =>
    test(`${door.path} is good at every width`, () =>
      withVisitor(browser, program, {}, async (visitor) => {
        const [lang, prefix] = Object.entries(LANGUAGES).findLast(([, prefix]) => door.path === prefix || door.path.startsWith(`${prefix}/`));
        const receipt = receipts[lang];
        const own = applied[lang];
        if (door.path.endsWith("/dialogue/status/view")) await openApplication(visitor, prefix, own);
        else if (door.path.endsWith("/status/view")) await openStatus(visitor, prefix, receipt);
        if (/\/survey\/\{survey\}\/(answer|check|done)$/.test(door.path)) await begin(visitor, prefix);
        const filled = { "{survey}": OPEN, "{code}": link?.split("/").pop(), "{key}": receipt?.key, "{answer}": answer, "{application}": own?.key, "{day}": own?.day, "{held}": held, "{published}": PUBLISHED, "{candidate}": offered[lang] };
        const address = Object.entries(filled).reduce((path, [name, value]) => path.replace(name, value ?? name), door.path);
        expect(!address.includes("{"), `nothing leads to ${door.path}`);
        return doors.visit(visitor, door, address, "public");
      })));
}

/** The pages for development. */
export async function development(browser, program, doors) {
  await test("the pages for development are good at every width", () =>
    withVisitor(browser, program, {}, (visitor) => walk(visitor, doors, (door) => door.access === "Dev", "dev", 1)));
}

/** The pages of staff and office, as each account sees them. */
export async function staff(browser, program, doors, accounts) {
  await each(accounts, LANES, async (account) => {
    const visitor = await Visitor.come(browser, program.origin);
    await test(`${account.login} signs in`, () => visitor.signIn(account).then(() => visitor.settle()));
    const factor = account.login === accounts[0].login ? DESK_FACTOR : 1;
    await walk(visitor, doors, (door) => door.access.startsWith("Staff"), `staff/${account.login}`, factor, account.login);
    await visitor.leave();
  });
}

/** The files of a voice: closed until somebody says why they have to be seen. */
export async function closedFiles(browser, program, doors, account, { number }) {
  await test("the files of a voice open for a reason, and not before", () =>
    withVisitor(browser, program, {}, async (visitor) => {
      const { page } = visitor;
      const ours = (link) => doors.of(link)?.path.endsWith("/files/{file}");
      await visitor.signIn(account);
      await visitor.go(`/staff/cases?queue=all&q=${number}`);
      await page.click("a[data-row]");
      await page.waitForURL(/\/staff\/cases\/[^/?]+$/);
      expect(!(await addresses(visitor)).some(ours), "a file is open before a reason was given");
      const form = page.locator("form[action$='/reveal']");
      await page.locator("details", { has: form }).locator("summary").click();
      await form.locator("select").selectOption({ index: 1 });
      await form.locator("button").click();
      await page.waitForLoadState();
      const files = (await addresses(visitor)).filter(ours);
      expect(files.length === 2, `${files.length} files can be opened, not 2`);
      const faults = await look(visitor, `staff/${account.login}/case-revealed`);
      for (const file of files) faults.push(...doors.file(file, await ask(visitor, file)));
      return faults;
    }));
}

/** Mails that came in: one that became no voice, and the one that a case came by, both closed until somebody says why. */
export async function closedMails(browser, program, doors, account) {
  await test("mails that came in open for a reason, and not before", () =>
    withVisitor(browser, program, {}, async (visitor) => {
      const { page } = visitor;
      const faults = [];
      const open = async (ending) => {
        const ours = (link) => doors.of(link)?.path.endsWith(ending);
        expect(!(await addresses(visitor)).some(ours), "a mail is open before a reason was given");
        const form = page.locator("form[action$='/reveal']");
        const fold = page.locator("details", { has: form });
        if ((await fold.count()) > 0) await fold.locator("summary").click();
        await form.locator("select").selectOption({ index: 1 });
        await form.locator("button").click();
        await page.waitForLoadState();
        const files = (await addresses(visitor)).filter(ours);
        expect(files.length > 0, `nothing leads to ${ending}`);
        faults.push(...(await look(visitor, `staff/${account.login}/mail-revealed${ending.replaceAll(/[{}]/g, "")}`)));
        faults.push(...doors.file(files[0], await ask(visitor, files[0])));
      };
      await visitor.signIn(account);
      await visitor.go("/staff/mails");
      await page.click("tbody th a");
      await page.waitForURL(/\/staff\/mails\/[^/?]+$/);
      await open("/raw");
      await visitor.go("/staff/cases?queue=all&q=" + encodeURIComponent("足を切りそう"));
      await page.click("a[data-row]");
      await page.waitForURL(/\/staff\/cases\/[^/?]+$/);
      await open("/mails/{mail}");
      return faults;
    }));
}

/** Goes from page to page by links, through doors that `mine` names; answers the faults, or tests each page for `who`. */
async function walk(visitor, doors, mine, as, factor, who) {
  const plain = doors.list.filter((door) => mine(door) && parameters(door.path) === 0).map((door) => door.path);
  const waiting = [...plain, ...START.filter((address) => doors.of(address) && mine(doors.of(address)))];
  const [known, seen, faults] = [new Set(waiting), new Map(), []];
  while (waiting.length > 0) {
    const address = waiting.shift();
    const door = doors.of(address);
    const most = (SOME[door.path] ?? 1) * ((SOME[door.path] ?? 1) > 1 ? factor : 1);
    if ((seen.get(door) ?? 0) >= most) continue;
    const kind = await ask(visitor, address);
    if (kind.shut) continue;
    seen.set(door, (seen.get(door) ?? 0) + 1);
    const act = () => (kind.page ? doors.visit(visitor, door, address, as) : doors.file(address, kind));
    if (who) await test(`${address} is good for ${who}`, act);
    else faults.push(...(await act()));
    if (!kind.page) continue;
    const links = (await addresses(visitor)).filter((link) => !known.has(link) && doors.of(link) && mine(doors.of(link)));
    for (const link of some(links, (link) => doors.of(link))) {
      known.add(link);
      waiting.push(link);
    }
    // Lists before what they lead to, so that cases come from all lists.
    waiting.sort((a, b) => parameters(doors.of(a).path) - parameters(doors.of(b).path));
  }
  return faults;
}

/** What is behind an address: a page, a file, or nothing for this account. */
async function ask(visitor, address) {
  const answer = await visitor.context.request.get(address);
  const type = answer.headers()["content-type"] ?? "";
  const shut = [403, 404].includes(answer.status());
  return { shut, page: type.startsWith("text/html"), status: answer.status(), type, size: (await answer.body()).length };
}

/** The links of the page that is open, within the program; those of folds, too, that have fetched what is behind them. */
function addresses(visitor) {
  return visitor.page.evaluate(() => {
    const written = [...document.querySelectorAll("a[href], [data-load]")].map((e) => e.getAttribute("href") ?? e.dataset.load);
    const links = written.map((link) => new URL(link, location.href)).filter((u) => u.origin === location.origin);
    return [...new Set(links.map((u) => u.pathname + u.search))];
  });
}

/** A few of each kind, far apart from each other; lists all, since their number is small. */
function some(links, kind) {
  const kinds = new Map();
  for (const link of links) kinds.set(kind(link), [...(kinds.get(kind(link)) ?? []), link]);
  return [...kinds].flatMap(([door, all]) => {
    if (parameters(door.path) === 0 || all.length <= FOLLOWED) return all;
    return Array.from({ length: FOLLOWED }, (_, i) => all[Math.floor((i * all.length) / FOLLOWED)]);
  });
}
