// Does a dialogue day go from a resident's telephone to the page that everybody reads, through the hands of all who work on it?
// One story: the application, the decision, the day itself with a connection that drops, the summary in red, the public text.

import { openApplication } from "./dialogue.mjs";
import { picture } from "./lib/files.mjs";
import { Person, put } from "./lib/person.mjs";
import { expect, test } from "./lib/report.mjs";

const PHONE = 375;
const TABLET = 768;
const TITLE = "市長との「対話の日」（夕方の回）";
const THEME = "公園の遊具と見守り";
const RESIDENT = { name: "試野 あさひ", phone: "0299-00-0177", email: "asahi@example.jp" };
/** What may stand on no page for the public. */
const PERSONAL = ["試野", "あさひ", RESIDENT.phone, RESIDENT.email];
const SECTION = "都市整備課";
const POINTS = {
  answered: { said: "公園の水飲み場は冬も使えますか。", answered: "凍る日のほかは使えると答えた。" },
  taken: { said: "すべり台の板が割れています。去年から三度、けがをした子がいます。", answered: "点検の日を調べて答えると言った。" },
  promised: { said: "試野あさひです。見守りの当番表は 0299-00-0177 へください。", answered: "当番表を作ると約束した。" },
};
const PROMISE = "見守りの当番表を地区と作る";
const MOVED = "市長が急な会議に出るため、一日早めます。";
const RED = ["けがをした子がいます", "けがをした子がいるとのことです"];
const PUBLIC = "公園の水飲み場、すべり台の修理、見守りの当番について話がありました。\n水飲み場は、凍る日のほかは冬も使えます。";

/** A day in Japan, so many days from now, as date fields have it. */
const dayFromNow = (days) => new Date(Date.now() + (9 + 24 * days) * 3_600_000).toISOString().slice(0, 10);

/** The desk makes a day for tomorrow and shows it; answers its key. */
async function announce(desk) {
  const { page } = desk;
  await desk.visitor.go("/staff/dialogues");
  await desk.follow(page.locator("a[href='/staff/dialogues/new']"));
  await desk.look("01-new-day");
  const values = { title: TITLE, held_on: dayFromNow(1), apply_from: dayFromNow(0), apply_until: dayFromNow(0) };
  await desk.act(page.locator("form[method=post][action='/staff/dialogues']"), values);
  await desk.look("02-draft");
  await desk.act(desk.form("/announce"));
  return new URL(page.url()).pathname.split("/").pop();
}

/** A resident applies for it with a telephone; answers number and secret. */
async function apply(resident, key) {
  const { page } = resident;
  const send = (path) => Promise.all([page.waitForURL(path), page.click("main form button.button-primary[type=submit]")]);
  await resident.visitor.go("/dialogue");
  await resident.look("03-days");
  await page.click("main a.button-primary[href^='/dialogue/new']");
  const form = page.locator("main form");
  const said = { day: key, theme: THEME, detail: "遊具が古く、見守る人も足りません。", party_kind: "person", people: "2" };
  for (const [name, value] of Object.entries({ ...said, ...RESIDENT, notice_by: "mail" })) await put(form, name, value);
  await resident.look("04-application");
  await send("**/dialogue/check");
  for (const words of [THEME, RESIDENT.name, RESIDENT.phone]) {
    expect((await resident.words()).includes(words), `the check page lacks ${words}`);
  }
  await resident.look("05-check");
  await send("**/dialogue/done/*");
  await resident.look("06-receipt");
  const number = (await page.locator(".receipt-number").innerText()).trim();
  return { number, secret: (await page.locator(".receipt-secret").innerText()).replace(/\s/g, "") };
}

/** The desk gives a slot, and the resident sees when. */
async function decide(desk, resident, key, receipt) {
  await desk.visitor.go("/staff/dialogues");
  await desk.look("07-days-of-the-desk");
  await desk.follow(desk.page.locator(`a[href='/staff/dialogues/${key}']`));
  await desk.look("08-day-with-application");
  await desk.follow(desk.page.locator("a", { hasText: receipt.number }));
  await desk.look("09-application");
  const slot = await desk.page.locator("#accept-slot option").first().innerText();
  await desk.act(desk.form("/accept"));
  expect((await desk.words()).includes("決定（可）"), "the application is not accepted");
  await desk.look("10-accepted");
  await openApplication(resident.visitor, "", receipt);
  const time = slot.split(" ").pop();
  expect((await resident.words()).includes(time), `the resident does not see ${time}`);
  await resident.look("11-accepted");
}

/** The day comes: here it is moved to today. Who knows the other date is named beforehand, is told why, and sees the new one. */
async function comes(desk, resident, key, receipt) {
  await desk.visitor.go(`/staff/dialogues/${key}`);
  await desk.follow(desk.page.locator(`a[href$='/${key}/edit']`));
  expect((await desk.words()).includes("決定 1件、市側の出席者"), "the page does not say who knows the date");
  await desk.look("11-before-the-move");
  const values = { held_on: dayFromNow(0), apply_from: dayFromNow(-1), apply_until: dayFromNow(-1), reason: MOVED };
  await desk.act(desk.page.locator("main form[method=post]").first(), values);
  const words = await desk.words();
  for (const part of ["申込み1件の申込者に知らせます", "日程の変更", MOVED]) expect(words.includes(part), `the day lacks ${part}`);
  await desk.look("12-today");
  await mailed(resident, "日時・場所が変わりました", MOVED, "12-moved");
  await openApplication(resident.visitor, "", receipt);
  const [, month, date] = dayFromNow(0).split("-").map(Number);
  expect((await resident.words()).includes(`${month}月${date}日`), "the resident does not see the new date");
  await resident.look("12-new-date");
  await desk.follow(desk.page.locator("a[href$='/record']"));
}

const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("kocho-record:")).length);
const told = (page, words) => page.waitForFunction((w) => document.getElementById("record-kept").textContent.includes(w), words);
const party = (desk) => desk.page.locator("section.record-slot", { hasText: THEME });
const point = (desk, place) => party(desk).locator(".remark").nth(place);
const empty = (desk) => party(desk).locator(".point-new form").first();

/** Reception and record on the tablet; the connection drops while the second point is written. */
async function record(desk) {
  const { page } = desk;
  await desk.look("13-record");
  await desk.act(desk.form("/arrive", party(desk)), { people: "2" });
  await desk.act(empty(desk), { ...POINTS.answered, outcome: "answered" });
  await desk.look("14-first-point");
  await cut(desk);
  await page.reload();
  const words = (name) => party(desk).locator(`[name=${name}]`).evaluateAll((areas) => areas.map((area) => area.value));
  const points = [POINTS.answered, POINTS.taken, POINTS.promised];
  const numbers = await party(desk).locator(".point-head .num").allInnerTexts();
  expect(numbers.map((number) => number.slice(-3)).join() === "-01,-02,-03", `the points are ${numbers}`);
  expect((await words("said")).join("|") === `${points.map((one) => one.said).join("|")}|`, `said: ${await words("said")}`);
  expect((await words("answered")).join("|") === `${points.map((one) => one.answered).join("|")}|`, `answered: ${await words("answered")}`);
  for (const [place, outcome] of ["answered", "taken", "promised"].entries()) {
    expect(await point(desk, place).locator(`[value=${outcome}]`).isChecked(), `point ${place + 1} is not ${outcome}`);
  }
  expect((await kept(page)) === 0, "the tablet keeps what the server has");
}

/** The connection goes in the middle of the second point; the third one is written without it. Whoever presses a button
 *  meanwhile stays on the page. It comes back, and nobody has to do anything. */
async function cut(desk) {
  const { page } = desk;
  const { said, ...rest } = POINTS.taken;
  const second = empty(desk);
  await put(second, "said", said.slice(0, 12));
  await told(page, "すべてサーバーに保存しました");
  await page.context().setOffline(true);
  for (const [name, value] of Object.entries({ said, ...rest, outcome: "taken" })) await put(second, name, value);
  await told(page, "つながっていません。1件");
  await second.locator("button").click();
  const third = party(desk).locator(".point-new form").nth(1);
  for (const [name, value] of Object.entries({ ...POINTS.promised, outcome: "promised" })) await put(third, name, value);
  await told(page, "つながっていません。2件");
  await party(desk).locator("form[action$='/arrive'] button").click();
  await told(page, "つながってから、もう一度押してください");
  expect((await kept(page)) === 2, "the tablet lost what the server does not have");
  await third.scrollIntoViewIfNeeded();
  const bar = await page.locator("#record-kept").boundingBox();
  expect(bar.y >= 0 && bar.y + bar.height <= page.viewportSize().height, "who writes does not see that the connection is gone");
  await desk.look("15-cut", /ERR_INTERNET_DISCONNECTED/);
  await page.context().setOffline(false);
  await told(page, "すべてサーバーに保存しました");
}

/** What is taken home goes to a section, what was promised is registered with its day, and the day is over. */
async function handOver(desk) {
  const section = { label: SECTION };
  await desk.act(desk.form("/case", point(desk, 1)), { section, due_on: dayFromNow(20) });
  await desk.act(desk.form("/promise", point(desk, 2)), { text: PROMISE, section, due_on: dayFromNow(60) });
  await desk.look("16-handed-over");
  const words = await party(desk).innerText();
  for (const part of [`持ち帰り：`, SECTION, PROMISE]) expect(words.includes(part), `the record lacks ${part}`);
  await desk.act(desk.form("/hold"));
  const promise = await party(desk).locator("a", { hasText: PROMISE }).getAttribute("href");
  const taken = await point(desk, 1).locator("a[href^='/staff/cases/']").getAttribute("href");
  const back = desk.page.url();
  await desk.visitor.go(taken);
  expect((await desk.words()).includes(POINTS.taken.said), "the case lacks what was said");
  await desk.look("17-case");
  await desk.visitor.go(promise);
  await desk.act(desk.form("/publish"), { public_text: "見守りの当番表を、地区のみなさんと作ります。" });
  await desk.look("18-promise");
  await desk.visitor.go(back);
}

/** The desk writes the summary, the office corrects it in red, remarks on it and approves it, the resident gets it. */
async function sumUp(desk, office, resident) {
  await desk.act(party(desk).locator("form:has([name=audience][value=applicant])"));
  const address = desk.page.url();
  await desk.look("19-summary-draft");
  await desk.act(desk.form("/ask"));
  await office.visitor.go("/staff/summaries");
  await office.look("20-summaries-of-the-office");
  await office.follow(office.page.locator("a", { hasText: THEME }));
  const before = await office.page.inputValue("[name=body]");
  expect(before.includes(RED[0]) && before.includes(PROMISE), `the draft lacks something: ${before}`);
  await stopsBeforeLoss(office, before.replace(...RED));
  await office.act(office.form("/write"));
  expect((await office.page.locator(".red ins").allInnerTexts()).join("").includes("とのこと"), "what the office added is not marked");
  const remark = { quote: RED[1], comment: "人から聞いた話だと分かるようにしました。" };
  await keepsRemark(office, remark.comment);
  await office.act(office.form("/comment"), remark);
  await office.look("21-red");
  await office.act(office.form("/approve"));
  await desk.visitor.go(address);
  await desk.look("22-approved");
  await desk.act(desk.form("/send"));
  await desk.look("23-sent");
  await mailed(resident, "（要旨）", RED[1], "24-mail");
}

/** Whoever corrects and presses 承認 without saving is told so first; nothing was approved. */
async function stopsBeforeLoss(office, body) {
  await put(office.form("/write"), "body", body);
  const address = office.page.url();
  await office.form("/approve").locator("button").click();
  await office.page.locator("form[data-unsaved]:has([name=body]) [data-unsaved-said]").waitFor();
  expect(office.page.url() === address && (await office.words()).includes("確認待ち"), "it was approved without the correction");
}

/** A remark that was typed and not kept stops 承認 once, too. */
async function keepsRemark(office, comment) {
  await put(office.form("/comment"), "comment", comment);
  const address = office.page.url();
  await office.form("/approve").locator("button").click();
  await office.page.locator("form[data-unsaved]:has([name=comment]) [data-unsaved-said]").waitFor();
  expect(office.page.url() === address && (await office.words()).includes("確認待ち"), "it was approved, and the remark is gone");
}

/** A mail to the resident, as the demo shows it. */
async function mailed(resident, subject, words, picture) {
  const link = resident.page.locator("tr", { hasText: RESIDENT.email }).locator("a", { hasText: subject });
  for (let tries = 0; tries < 20; tries += 1) {
    await resident.visitor.go("/dev/mail");
    if ((await link.count()) > 0) break;
    await resident.page.waitForTimeout(500);
  }
  await resident.follow(link);
  expect((await resident.words()).includes(words), `the mail lacks ${words}`);
  await resident.look(picture);
}

/** The text for the public: written, agreed to by two people, published. */
async function publish(desk, office) {
  await desk.follow(desk.page.locator("a", { hasText: "公表文は、当日の記録で書き始めます" }));
  await desk.act(party(desk).locator("form:has([name=audience][value=public])"));
  const address = desk.page.url();
  const draft = await desk.page.inputValue("[name=body]");
  expect(!draft.includes(RESIDENT.phone), "the draft for the public has the telephone number");
  await desk.look("25-public-draft");
  await desk.act(desk.form("/write"), { body: PUBLIC });
  await desk.act(desk.form("/consent"));
  expect((await desk.form("/publish").count()) === 0, "one person alone can publish");
  await office.visitor.go(address);
  await office.look("26-public-of-the-office");
  await office.act(office.form("/consent"));
  await desk.visitor.go(address);
  await desk.look("27-agreed");
  await desk.act(desk.form("/publish"));
  expect((await desk.words()).includes("公表済"), "it is not published");
  await desk.look("28-published");
}

/** The promise is kept, with a picture that only staff open. */
async function keep(desk, doors) {
  await desk.visitor.go("/staff/commitments");
  await desk.follow(desk.page.locator("a", { hasText: PROMISE }));
  const form = desk.form("/keep");
  await desk.page.locator("details", { has: form }).locator("summary").click();
  await form.locator("[type=file]").setInputFiles({ ...picture(), name: "当番表.png" });
  await desk.act(form, { words: "当番表を作り、地区へ渡しました。" });
  const file = desk.page.locator("a", { hasText: "当番表.png" });
  expect((await file.count()) === 1, "the evidence is not there");
  await desk.look("28-kept");
  const address = await file.getAttribute("href");
  const answer = await desk.page.context().request.get(address);
  const type = answer.headers()["content-type"] ?? "";
  const faults = doors.file(address, { status: answer.status(), type, size: (await answer.body()).length });
  expect(faults.length === 0, faults.join());
}

/** What everybody reads. */
async function read(resident) {
  await resident.visitor.go("/dialogue/days");
  await resident.look("29-list");
  await resident.follow(resident.page.locator("a.door", { hasText: TITLE }));
  await resident.look("30-page");
  const words = await resident.words();
  for (const part of [THEME, "水飲み場は、凍る日のほかは", "その後", "持ち帰った用件：1件", "見守りの当番表を、地区のみなさんと作ります。"]) {
    expect(words.includes(part), `the public page lacks ${part}`);
  }
  const html = await resident.page.content();
  for (const personal of PERSONAL) expect(!html.includes(personal), `the public page shows ${personal}`);
}

/** The whole day. */
export async function day(browser, program, doors, accounts) {
  // A day keeps its fiscal year: on 31 March tomorrow's cannot become today's.
  if (dayFromNow(1).endsWith("-04-01")) return;
  const account = (login) => accounts.find((one) => one.login === login);
  await test("a dialogue day goes from the application to the page that everybody reads", async () => {
    const desk = await Person.come(browser, program, { story: "day", who: "desk", width: TABLET, account: account("kocho-a") });
    const office = await Person.come(browser, program, { story: "day", who: "office", width: TABLET, account: account("hisho") });
    const resident = await Person.come(browser, program, { story: "day", who: "resident", width: PHONE });
    const key = await announce(desk);
    const receipt = await apply(resident, key);
    await decide(desk, resident, key, receipt);
    await comes(desk, resident, key, receipt);
    await record(desk);
    await handOver(desk);
    await sumUp(desk, office, resident);
    await publish(desk, office);
    await keep(desk, doors);
    await read(resident);
    return (await Promise.all([desk, office, resident].map((person) => person.leave()))).flat();
  });
}
