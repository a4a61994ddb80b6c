// Is every receipt that a resident has seen there after a crash? Twenty times: residents write over HTTP to a running
// `kocho serve`, the process is killed in the middle, it starts again, and each receipt opens with its number and secret.
//
//   node tests/load/fault.mjs [rounds]

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BINARY = process.env.KOCHO_PROGRAM ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug", "kocho");
const ROUNDS = Number(process.argv[2] ?? 20);
const RESIDENTS = 8;
/** The kill comes at a moment between these, after the first receipt of the round was seen. */
const KILL_MS = [50, 900];
const START_MS = 60_000;

const dir = await mkdtemp(join(tmpdir(), "kocho-fault-"));
const port = await freePort();
const agent = new Agent({ keepAlive: true, maxSockets: RESIDENTS });
let child = null;
let log = "";
process.once("exit", () => child?.kill("SIGKILL"));

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** One request; answers {status, headers, text}. Throws when the connection breaks. */
function ask(method, path, { form, cookie } = {}) {
  const body = form ? new URLSearchParams(form).toString() : "";
  const headers = { ...(form && { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body) }), ...(cookie && { cookie }) };
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers, agent, timeout: 20_000 }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() }));
      answer.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.on("error", reject);
    sent.end(body);
  });
}

async function start() {
  const env = { ...process.env, KOCHO__DATA__DIR: dir, KOCHO__SERVER__LISTEN: `127.0.0.1:${port}`, KOCHO__LOG__LEVEL: "warn" };
  child = spawn(BINARY, ["serve"], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  const mine = child;
  let gone = false;
  mine.once("exit", () => (gone = true));
  for (const stream of [mine.stdout, mine.stderr]) stream.on("data", (bytes) => (log = (log + bytes).slice(-20_000)));
  const until = Date.now() + START_MS;
  while (Date.now() < until && !gone) {
    if ((await ask("GET", "/healthz").catch(() => null))?.status === 200) return;
    await wait(50);
  }
  throw new Error(`kocho serve did not start:\n${log}`);
}

async function kill() {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  agent.destroy();
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const inside = (text, pattern) => pattern.exec(text)?.[1];

/** A resident writes and reads the receipt. `seen` gets what this resident has seen, as soon as it is seen. */
async function write(n, seen) {
  const form = await ask("GET", "/voice/new");
  const form_token = inside(form.text, /name="form_token" value="([^"]+)"/);
  const sent = await ask("POST", "/voice", { form: { form_token, body: `${n}番目の声です。公園の街灯が消えています。` } });
  if (sent.status !== 303) throw new Refused(`a voice was answered with ${sent.status}`);
  const place = sent.headers.location;
  seen({ place });
  const page = await ask("GET", place);
  if (page.status !== 200) throw new Refused(`a receipt was answered with ${page.status}`);
  const { number, secret } = read(page.text);
  seen({ place, number, secret });
}

class Refused extends Error {}

function read(page) {
  const number = inside(page, /receipt-number[^>]*>\s*([^<\s]+)/);
  const secret = inside(page, /receipt-secret[^>]*>(.*?)<\/dd>/s)?.replace(/<[^>]+>|\s/g, "");
  if (!/^R\d+-\d+-[A-Z]$/.test(number ?? "") || !/^\d{4}(-\d{4}){3}$/.test(secret ?? "")) throw new Refused("the receipt cannot be read");
  return { number, secret };
}

/** Residents write until the process is gone; answers what they saw and what went wrong while it ran. */
async function load(round) {
  const receipts = new Map();
  const faults = [];
  let [running, first] = [true, null];
  const begun = new Promise((resolve) => (first = resolve));
  const seen = (receipt) => {
    receipts.set(receipt.place, receipt);
    if (receipt.number) first();
  };
  const lives = Array.from({ length: RESIDENTS }, async (_, resident) => {
    for (let n = 0; running; n += 1) {
      try {
        await write(`${round}-${resident}-${n}`, seen);
      } catch (error) {
        if (error instanceof Refused) faults.push(error.message);
        if (running && error instanceof Refused) first();
        if (running) await wait(20);
      }
    }
  });
  await Promise.race([begun, wait(START_MS)]);
  await wait(KILL_MS[0] + Math.random() * (KILL_MS[1] - KILL_MS[0]));
  await kill();
  running = false;
  await Promise.all(lives);
  return { receipts: [...receipts.values()], faults };
}

/** Opens a receipt as its resident does; answers what is wrong. */
async function open({ place, number, secret }) {
  const again = await ask("GET", place);
  if (again.status !== 200) return `${place} was promised and answers ${again.status}`;
  const now = read(again.text);
  if (!number) return null;
  if (now.number !== number || now.secret !== secret) return `${number} is now ${now.number}, or its secret is another`;
  const opened = await ask("POST", "/status/view", { form: { number, secret } });
  const cookie = opened.headers["set-cookie"]?.[0]?.split(";")[0];
  if (opened.status !== 303 || !cookie) return `${number} does not open: ${opened.status}`;
  const page = await ask("GET", "/status/view", { cookie });
  return page.status === 200 && page.text.includes(number) ? null : `${number} does not show: ${page.status}`;
}

async function openAll(receipts) {
  const [waiting, faults] = [[...receipts], []];
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (waiting.length > 0) {
      const fault = await open(waiting.shift()).catch((error) => String(error));
      if (fault) faults.push(fault);
    }
  }));
  return faults;
}

let [passed, failed] = [0, 0];
function judge(name, faults) {
  if (faults.length === 0) passed += 1;
  else failed += 1;
  if (faults.length > 0) console.log(`FAILED ${name}\n${faults.slice(0, 10).map((f) => `  ${f}`).join("\n")}`);
}

const all = [];
const began = Date.now();
await start();
for (let round = 1; round <= ROUNDS; round += 1) {
  const { receipts, faults } = await load(round);
  await start();
  if (!receipts.some((receipt) => receipt.number)) faults.push("no resident saw a receipt");
  faults.push(...(await openAll(receipts)));
  all.push(...receipts);
  judge(`round ${round}`, faults);
}
const numbers = all.flatMap(({ number }) => number ?? []);
judge("every number was given once", new Set(numbers).size === numbers.length ? [] : ["a number was given twice"]);
judge("at the end, all receipts of all rounds open", await openAll(all));
await kill();
await rm(dir, { recursive: true, force: true });

console.log(`${ROUNDS} crashes, ${numbers.length} receipts seen, ${all.length - numbers.length} promised and not yet seen, ${Math.round((Date.now() - began) / 1000)} s`);
if (failed > 0) console.log(`the end of the log:\n${log}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
