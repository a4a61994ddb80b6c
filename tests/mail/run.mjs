// Do mails really come in from a mailbox, and really go out to a mail server? A dovecot and an SMTP sink are started on
// free ports of this machine in a folder of their own, and a running `kocho serve` reads the one and writes to the other:
// a letter becomes a voice, its receipt opens the status page, an answer and a bounce find their voice, a vacation notice
// is not answered, a giant does not stand in the way, a restart takes nothing twice; in the clear, with STARTTLS and TLS.
// Mails go out encrypted to a server whose certificate the city's authority signed, and to no other.
//
//   node tests/mail/run.mjs

import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BINARY = process.env.KOCHO_PROGRAM ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug", "kocho");
const DOVECOT = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"].find(existsSync) ?? "dovecot";
const PASSWORD = "geheim-4711";
const CITY = "kocho@city.example.jp";
const PATIENCE_MS = 60_000;

const isRoot = userInfo().uid === 0;
/** dovecot refuses to work as root; its Debian package brings a user of its own. */
const user = isRoot ? "dovecot" : userInfo().username;
const [uid, gid] = ["-u", "-g"].map((what) => Number(execFileSync("id", [what, user])));
const group = execFileSync("id", ["-gn", user]).toString().trim();

const dir = mkdtempSync(join(tmpdir(), "kocho-mail-"));
const children = new Set();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  stopDovecot();
  rmSync(dir, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const own = (path) => isRoot && chownSync(path, uid, gid);

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until the question has an answer that is not null. */
async function until(what, question) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const answer = await question();
    if (answer) return answer;
    await wait(100);
  }
  throw new Error(`in vain: ${what}`);
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    const say = (yes) => { socket.destroy(); resolve(yes); };
    socket.once("connect", () => say(true)).once("error", () => say(false));
  });
}

// -- the mailbox

const imap = { plain: await freePort(), tls: await freePort() };
const mailbox = join(dir, "maildir");

const openssl = (...args) => execFileSync("openssl", args, { cwd: dir, stdio: "pipe" });

/** A certificate of an authority, for a machine of these names: `NAME.pem` with `NAME.key`. */
function certificate(name, authority, names) {
  openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
  writeFileSync(join(dir, "san"), `subjectAltName=${names}\nbasicConstraints=CA:FALSE\n`);
  openssl("x509", "-req", "-in", `${name}.csr`, "-CA", `${authority}.pem`, "-CAkey", `${authority}.key`, "-CAcreateserial", "-out", `${name}.pem`, "-days", "2", "-extfile", "san");
  for (const part of ["key", "pem"]) own(join(dir, `${name}.${part}`));
}

/** An authority of the city's own and one that nobody asked for; certificates for this machine and for another one. */
function certificates() {
  for (const authority of ["ca", "stranger"]) {
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", `${authority}.key`, "-out", `${authority}.pem`, "-days", "2", "-subj", `/CN=Authority ${authority}`);
  }
  const here = "DNS:localhost,IP:127.0.0.1";
  certificate("server", "ca", here);
  certificate("strange", "stranger", here);
  certificate("elsewhere", "ca", "DNS:mail.example.jp");
}

function dovecotSettings() {
  return `
base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/dovecot.log
instance_name = kocho-test-${process.pid}
protocols = imap
listen = 127.0.0.1
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
mail_location = maildir:${mailbox}
ssl = yes
ssl_cert = <${dir}/server.pem
ssl_key = <${dir}/server.key
passdb {
  driver = static
  args = user=kocho password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${dir}/home
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${imap.plain}
  }
  inet_listener imaps {
    port = ${imap.tls}
    ssl = yes
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`;
}

async function startDovecot() {
  for (const name of ["", "run", "state", "home", "maildir", "maildir/cur", "maildir/new", "maildir/tmp"]) {
    mkdirSync(join(dir, name), { recursive: true });
    own(join(dir, name));
  }
  if (!existsSync(join(dir, "server.pem"))) certificates();
  writeFileSync(join(dir, "dovecot.conf"), dovecotSettings());
  own(join(dir, "dovecot.conf"));
  const args = ["-F", "-c", join(dir, "dovecot.conf")];
  const options = { stdio: ["ignore", "inherit", "inherit"], ...(isRoot && { uid, gid }) };
  children.add(spawn(DOVECOT, args, options));
  await until("dovecot answers", () => listens(imap.plain)).catch((error) => {
    throw new Error(`${error.message}\n${existsSync(join(dir, "dovecot.log")) ? readFileSync(join(dir, "dovecot.log")) : ""}`);
  });
}

/** The master's number stands in its folder; it ends its own servants. */
function stopDovecot() {
  const pid = join(dir, "run/master.pid");
  if (!existsSync(pid)) return;
  try {
    process.kill(Number(readFileSync(pid)), "SIGTERM");
  } catch {
    // It has ended by itself.
  }
}

let delivered = 0;

/** Puts a mail into the mailbox as a mail server does. */
function deliver(raw) {
  delivered += 1;
  const name = `${1_700_000_000 + delivered}.M${delivered}.test`;
  const path = join(mailbox, "tmp", name);
  writeFileSync(path, raw);
  own(path);
  renameSync(path, join(mailbox, "new", name));
}

const inMailbox = () => ["new", "cur"].flatMap((part) => readdirSync(join(mailbox, part)));
/** Mails that were not read. */
const unseen = () => inMailbox().filter((name) => !/:2,.*S/.test(name));

// -- the mail server

/** A mail server that keeps what it gets in a folder of its own. Encrypted, it takes no mail in the clear. */
async function startSink(name, how = []) {
  const to = await freePort();
  const child = spawn("aiosmtpd", ["-n", ...how, "-l", `127.0.0.1:${to}`, "-c", "aiosmtpd.handlers.Mailbox", join(dir, name)], {
    // Whoever is refused in the middle of a handshake has a lot to say about it.
    stdio: how.length === 0 ? "inherit" : "ignore",
  });
  children.add(child);
  await until("the SMTP sink answers", () => listens(to));
  return to;
}

const encrypted = (tls, certificate) => {
  const option = { starttls: "tls", tls: "smtps" }[tls];
  return [`--${option}cert`, join(dir, `${certificate}.pem`), `--${option}key`, join(dir, `${certificate}.key`)];
};

/** The mails that went out to a sink, each with its headers and its text. */
function sent(sink = "sink") {
  const folder = join(dir, sink, "new");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).sort().map((name) => {
    const raw = readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n");
    const [head, body] = [raw.slice(0, raw.indexOf("\n\n")), raw.slice(raw.indexOf("\n\n") + 2)];
    const header = (wanted) => new RegExp(`^${wanted}: ?(.*(?:\\n[ \\t].*)*)`, "im").exec(head)?.[1].replaceAll(/\n[ \t]+/g, " ") ?? "";
    const coded = header("Content-Transfer-Encoding") === "base64";
    return { header, text: coded ? Buffer.from(body, "base64").toString() : body };
  });
}

const sentTo = (address) => sent().filter((mail) => mail.header("To").includes(address));

// -- the program

const port = await freePort();
let programLog = "";

function settings(tls, more = {}) {
  return {
    ...process.env,
    KOCHO__DATA__DIR: join(dir, "data"), KOCHO__SERVER__LISTEN: `127.0.0.1:${port}`, KOCHO__LOG__LEVEL: "trace",
    KOCHO__MAIL__TRANSPORT: "smtp", KOCHO__MAIL__HOST: "127.0.0.1", KOCHO__MAIL__PORT: String(smtp), KOCHO__MAIL__TLS: "none",
    KOCHO__MAIL__FROM: `広聴 <${CITY}>`,
    KOCHO__MAIL_IN__KIND: "imap", KOCHO__MAIL_IN__HOST: "localhost", KOCHO__MAIL_IN__TLS: tls,
    KOCHO__MAIL_IN__PORT: String(tls === "tls" ? imap.tls : imap.plain), KOCHO__MAIL_IN__CA_FILE: join(dir, "ca.pem"),
    KOCHO__MAIL_IN__USER: "kocho", KOCHO__MAIL_IN__PASSWORD: PASSWORD, KOCHO__MAIL_IN__POLL_SECONDS: "1",
    KOCHO__MAIL_IN__LARGEST_MEGABYTES: "1", KOCHO__MAIL_IN__ADDRESS: CITY,
    ...more,
  };
}

async function start(tls, more) {
  const child = spawn(BINARY, ["serve"], { cwd: ROOT, env: settings(tls, more), stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (programLog += bytes));
  await until("kocho serve answers", () => fetch(`http://127.0.0.1:${port}/healthz`).then((a) => a.ok, () => false));
  return async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    children.delete(child);
  };
}

/** A command that ends: what it says, whether it was content. */
function ask(args, env) {
  const child = spawn(BINARY, args, { cwd: ROOT, env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (said += bytes));
  return new Promise((resolve) => child.once("close", (code) => resolve({ good: code === 0, said })));
}

const check = (tls, more) => ask(["mail", "check"], settings(tls, more));

/** `kocho mail test` to a mail server of this machine. */
function mailOut(to, tls, more = {}) {
  const outgoing = {
    KOCHO__DATA__DIR: join(dir, "outgoing"), KOCHO__MAIL__HOST: "localhost", KOCHO__MAIL__PORT: String(to), KOCHO__MAIL__TLS: tls,
    KOCHO__MAIL__CA_FILE: join(dir, "ca.pem"), KOCHO__MAIL_IN__KIND: "off", KOCHO__LOG__LEVEL: "warn",
  };
  return ask(["mail", "test", "admin@city.example.jp"], { ...settings("none"), ...outgoing, ...more });
}

/** The status page behind number and secret. */
async function statusPage(number, secret) {
  const url = (path) => `http://127.0.0.1:${port}${path}`;
  const body = new URLSearchParams({ number, secret });
  const opened = await fetch(url("/status/view"), { method: "POST", body, redirect: "manual" });
  const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
  return (await fetch(url("/status/view"), { headers: { cookie } })).text();
}

// -- mails as people and mail systems write them

const head = (from, subject, id, more = "") =>
  `Return-Path: <${from}>\r\nFrom: ${from}\r\nTo: ${CITY}\r\nSubject: ${subject}\r\nMessage-ID: <${id}>\r\nDate: Tue, 12 May 2026 10:15:00 +0900\r\n` +
  `MIME-Version: 1.0\r\n${more}`;
const letter = (from, id, text, more = "") =>
  head(from, "=?UTF-8?B?6KGX54Gv?=", id, `${more}Content-Type: text/plain; charset=utf-8\r\n\r\n`) + `${text}\r\n`;
const bounce = (of) =>
  head("", "Undelivered Mail Returned to Sender", "b1@mx.example.jp", 'Auto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n') +
  "--B\r\nContent-Type: text/plain\r\n\r\nunknown user\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n" +
  `Final-Recipient: rfc822; hanako@example.jp\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${of}\r\n\r\n--B--\r\n`;

// -- what has to hold

let [passed, failed] = [0, 0];
async function test(name, body) {
  try {
    await body();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n  ${error.message}`);
  }
}
function expect(holds, words) {
  if (!holds) throw new Error(words);
}

await startDovecot();
const smtp = await startSink("sink");

for (const tls of ["none", "starttls", "tls"]) {
  await test(`the mailbox can be asked: ${tls}`, async () => {
    const { good, said } = await check(tls);
    expect(good && said.includes("0 mails"), said);
  });
}
await test("an authority that nobody knows is refused", async () => {
  for (const tls of ["starttls", "tls"]) {
    const { good, said } = await check(tls, { KOCHO__MAIL_IN__CA_FILE: "/etc/ssl/certs/ca-certificates.crt" });
    expect(!good && said.includes("encrypted"), said);
  }
});
await test("a wrong password is said in words and not repeated", async () => {
  const { good, said } = await check("tls", { KOCHO__MAIL_IN__PASSWORD: "falsch-0815" });
  expect(!good && said.includes("refuses name and password") && !said.includes("falsch-0815"), said);
});

for (const tls of ["starttls", "tls"]) {
  const to = await startSink(`sink-${tls}`, encrypted(tls, "server"));
  await test(`a mail goes out encrypted under the city's own authority: ${tls}`, async () => {
    const { good, said } = await mailOut(to, tls);
    expect(good && said.includes("250"), said);
    const [mail, ...more] = sent(`sink-${tls}`);
    expect(mail?.header("To").includes("admin@city.example.jp") && more.length === 0, "the mail is not there");
  });
  await test(`a server is refused whose authority is not the one of ca_file: ${tls}`, async () => {
    const { good, said } = await mailOut(to, tls, { KOCHO__MAIL__CA_FILE: join(dir, "stranger.pem") });
    expect(!good && said.includes("encrypted") && said.includes("certificate"), said);
    const strange = await startSink(`sink-strange-${tls}`, encrypted(tls, "strange"));
    const other = await mailOut(strange, tls);
    expect(!other.good && other.said.includes("certificate"), other.said);
    expect(sent(`sink-strange-${tls}`).length === 0 && sent(`sink-${tls}`).length === 1, "a mail went out to a stranger");
  });
  await test(`a server is refused whose certificate is another machine's: ${tls}`, async () => {
    const elsewhere = await startSink(`sink-elsewhere-${tls}`, encrypted(tls, "elsewhere"));
    const { good, said } = await mailOut(elsewhere, tls);
    expect(!good && said.includes("certificate") && sent(`sink-elsewhere-${tls}`).length === 0, said);
  });
}
await test("what has to be encrypted does not go out in the clear, and a ca_file that is none is named", async () => {
  for (const [tls, words] of [["starttls", "mail.tls"], ["tls", "encrypted"]]) {
    const { good, said } = await mailOut(smtp, tls);
    expect(!good && said.includes(words), said);
  }
  expect(sent().length === 0, "a mail went out in the clear");
  const { good, said } = await mailOut(smtp, "tls", { KOCHO__MAIL__CA_FILE: join(dir, "no-such.pem") });
  expect(!good && said.includes("no-such.pem"), said);
});

let stop = await start("starttls");
let receipt = null;

await test("a letter becomes a voice, and its receipt opens the status page", async () => {
  deliver(letter("hanako@example.jp", "l1@example.jp", "羽鳥駅前の街灯が切れています。"));
  const [mail] = await until("the receipt", () => { const mails = sentTo("hanako@example.jp"); return mails.length > 0 && mails; });
  const value = (label) => new RegExp(`^${label}　(\\S+)`, "m").exec(mail.text)?.[1];
  receipt = { number: value("受付番号"), secret: value("確認番号"), id: mail.header("Message-ID"), answer: mail.header("Reply-To") };
  expect(receipt.number && receipt.secret, mail.text);
  expect(mail.header("Auto-Submitted") === "auto-generated", "the receipt does not say that a program wrote it");
  expect(receipt.answer.startsWith("kocho+"), `Reply-To: ${receipt.answer}`);
  expect(!mail.text.includes("街灯"), "the receipt repeats the letter");
  const page = await statusPage(receipt.number, receipt.secret);
  expect(page.includes(receipt.number) && page.includes("受け付けました"), "the status page does not open");
});
await test("answers are added to their voice, by the mail they answer and by its address", async () => {
  deliver(letter("hanako@example.jp", "a1@example.jp", "場所は東口です。", `In-Reply-To: ${receipt.id}\r\n`));
  deliver(letter("other@example.jp", "a2@example.jp", "西口も切れています。").replace(`To: ${CITY}`, `To: ${receipt.answer}`));
  await until("both are read", () => unseen().length === 0);
  expect(sentTo("other@example.jp").length === 0, "an answer was taken for a new voice");
});
await test("a vacation notice is not answered, a giant does not stand in the way, a bounce is taken in", async () => {
  deliver(letter("away@example.jp", "v1@example.jp", "不在です。", "Auto-Submitted: auto-replied\r\n"));
  deliver(letter("giant@example.jp", "g1@example.jp", "大きい。\r\n".repeat(200_000)));
  deliver(bounce(receipt.id));
  deliver(letter("taro@example.jp", "l2@example.jp", "ごみ袋が足りません。"));
  await until("the letter behind them", () => sentTo("taro@example.jp").length === 1);
  await until("all are read", () => unseen().length === 0);
  expect(sentTo("away@example.jp").length + sentTo("giant@example.jp").length === 0, "a machine was answered");
});
await test("a restart and another look take nothing twice", async () => {
  await stop();
  const before = sent().length;
  stop = await start("tls");
  deliver(letter("jiro@example.jp", "l3@example.jp", "バスの便を増やしてください。"));
  await until("the letter after the restart", () => sentTo("jiro@example.jp").length === 1);
  await wait(2500);
  expect(sent().length === before + 1, `${sent().length - before} mails went out for one letter`);
});
await test("a mail server that is away for a while loses nothing", async () => {
  stopDovecot();
  await until("dovecot is gone", async () => !(await listens(imap.plain)));
  deliver(letter("sakura@example.jp", "l4@example.jp", "図書館を夜も開けてください。"));
  await wait(1500);
  await startDovecot();
  await until("the letter that waited", () => sentTo("sakura@example.jp").length === 1);
});
await test("mails are deleted where the city wants that", async () => {
  await stop();
  stop = await start("none", { KOCHO__MAIL_IN__AFTER: "delete" });
  deliver(letter("ichiro@example.jp", "l5@example.jp", "側溝のふたが割れています。"));
  await until("the letter", () => sentTo("ichiro@example.jp").length === 1);
  await until("it is gone", () => !inMailbox().some((name) => name.startsWith(`${1_700_000_000 + delivered}.`)));
});
await stop();
await test("neither password nor secret nor address is in the log, at its finest level", async () => {
  for (const word of [PASSWORD, receipt?.secret, "hanako@example.jp", "街灯"]) {
    expect(!programLog.includes(word), `the log holds ${word}`);
  }
});

if (failed > 0) console.log(`the end of the log:\n${programLog.split("\n").filter((l) => / (WARN|ERROR) /.test(l)).slice(-20).join("\n")}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
