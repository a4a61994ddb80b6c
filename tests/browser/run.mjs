// The browser tests: `node run.mjs`, or `node run.mjs residents` for some of them (voices, monitor, dialogue, mistakes, residents,
// development, surveys, paper, staff, records, memos, day, keyboard, light, again).

import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { enclosure } from "./answer.mjs";
import { Doors, closedFiles, closedMails, development, residents, staff } from "./doors.mjs";
import { day } from "./day.mjs";
import { applications } from "./dialogue.mjs";
import { desk, mistakes, voices } from "./flow.mjs";
import { keyboard, largeText, weight } from "./keyboard.mjs";
import { launch } from "./lib/browser.mjs";
import { Program } from "./lib/program.mjs";
import { close, expect, test } from "./lib/report.mjs";
import { memos } from "./memo.mjs";
import { records } from "./record.mjs";
import { offers } from "./monitor.mjs";
import { box } from "./paper.mjs";
import { surveys } from "./survey.mjs";

const chosen = new Set(process.argv.slice(2));
const wanted = (name) => chosen.size === 0 || chosen.has(name);

await rm(fileURLToPath(new URL("out", import.meta.url)), { recursive: true, force: true });
const program = await Program.start();
const browser = await launch();
const started = Date.now();
const part = async (name, act) => {
  if (!wanted(name)) return;
  await act();
  console.log(`${name}: done after ${Math.round((Date.now() - started) / 1000)} s`);
};

try {
  const doors = new Doors(await program.doors());
  const accounts = await program.accounts();
  // The receipts lead to pages of their own, so voices go first.
  const receipts = wanted("voices") || wanted("residents") || wanted("light") ? await voices(browser, program) : {};
  const offered = wanted("monitor") || wanted("residents") ? await offers(browser, program) : {};
  const applied = wanted("dialogue") || wanted("residents") ? await applications(browser, program) : {};
  await part("mistakes", () => mistakes(browser, program));
  await part("residents", () => residents(browser, program, doors, receipts, applied, offered));
  await part("development", () => development(browser, program, doors));
  await part("light", async () => {
    await weight(browser, program);
    await largeText(browser, program, receipts);
  });
  await part("surveys", () => surveys(browser, program, doors, accounts));
  await part("paper", () => box(browser, program, doors, accounts[0]));
  await part("staff", async () => {
    await desk(browser, program, accounts[0]);
    if (receipts.ja) await closedFiles(browser, program, doors, accounts[0], receipts.ja);
    await closedMails(browser, program, doors, accounts[0]);
    if (receipts.ja) await enclosure(browser, program, doors, accounts, receipts.ja);
    await staff(browser, program, doors, accounts);
  });
  await part("records", () => records(browser, program, accounts[0]));
  await part("memos", () => memos(browser, program, accounts.find((one) => one.login === "kyodo-a")));
  await part("day", () => day(browser, program, doors, accounts));
  await part("keyboard", () => keyboard(browser, program, accounts[0]));
  if (chosen.size === 0) await doors.allVisited();
  await part("again", () =>
    test("the demo city ends when asked and starts again with the same voices", async () => {
      const code = await program.restart();
      expect(code === 0, `it ended with ${code}`);
    }));
} finally {
  await browser.close();
  await program.stop();
  await program.remove();
}
process.exit(close() ? 0 : 1);
