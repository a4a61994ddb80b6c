// Where does the program under test come from? `kocho dev` in a folder and on a port of its own.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const BINARY = process.env.KOCHO_PROGRAM ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug", "kocho");
const READY = "Stop with Ctrl-C";
const PATIENCE_MS = 180_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The demo city, started; `stop()` ends it, `restart()` tries whether it starts again on the same data. */
export class Program {
  static async start() {
    const program = new Program();
    program.dir = await mkdtemp(join(tmpdir(), "kocho-browser-"));
    program.origin = `http://127.0.0.1:${await freePort()}`;
    program.env = {
      ...process.env,
      KOCHO__DATA__DIR: program.dir,
      KOCHO__SERVER__LISTEN: new URL(program.origin).host,
    };
    process.once("exit", () => program.child?.kill("SIGKILL"));
    await program.run();
    return program;
  }

  async run() {
    this.output = "";
    const child = spawn(BINARY, ["dev"], { cwd: ROOT, env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    this.ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
    child.on("error", (error) => (this.output += `${error}\n`));
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`kocho dev was not ready in time:\n${this.output}`)), PATIENCE_MS);
      const hear = (bytes) => {
        this.output += bytes;
        if (!this.output.includes(READY)) return;
        clearTimeout(late);
        resolve();
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("close", () => {
        clearTimeout(late);
        reject(new Error(`kocho dev ended:\n${this.output}`));
      });
    });
  }

  /** Accounts of the demo: those that the start prints. */
  async accounts() {
    const text = await readFile(join(this.dir, "demo-accounts.txt"), "utf8");
    const lines = text.split("\n\n")[0].split("\n");
    return lines.map((line) => /^(\S+)\s+(\S+)\s+(.+)$/.exec(line)).map(([, login, password, name]) => ({ login, password, name }));
  }

  /** Every door: {method, path, access}, as the program itself lists them. */
  async doors() {
    const { stdout } = await promisify(execFile)(BINARY, ["doors"], { cwd: ROOT, env: this.env });
    return stdout.trim().split("\n").map((line) => line.split("\t")).map(([method, path, access]) => ({ method, path, access }));
  }

  async stop() {
    this.child.kill("SIGTERM");
    return this.ended;
  }

  async restart() {
    const code = await this.stop();
    await this.run();
    return code;
  }

  async remove() {
    await rm(this.dir, { recursive: true, force: true });
  }
}
