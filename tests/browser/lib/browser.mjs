// How does a person's browser come to a page, and what went wrong behind it? Collects console errors, failed requests
// and requests to other hosts.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const WHERE = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** Chromium, without a window. */
export function launch() {
  const executablePath = WHERE.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("no Chromium found; install the package chromium or set CHROMIUM");
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A person with a browser of their own (cookies, storage). `faults` gathers what went wrong; `settle()` takes it out. */
export class Visitor {
  static async come(browser, origin, { javaScript = true, width = 1280 } = {}) {
    const visitor = new Visitor();
    visitor.origin = origin;
    visitor.faults = [];
    visitor.context = await browser.newContext({
      baseURL: origin, javaScriptEnabled: javaScript, locale: "ja-JP", timezoneId: "Asia/Tokyo",
      reducedMotion: "reduce", viewport: { width, height: 800 },
    });
    visitor.context.setDefaultTimeout(20_000);
    visitor.page = await visitor.context.newPage();
    visitor.watch();
    return visitor;
  }

  watch() {
    const { page, faults, origin } = this;
    page.on("pageerror", (error) => faults.push(`script error: ${error.message}`));
    page.on("console", (message) => {
      // A refused form is a page of its own; its status is checked where it is expected.
      const refused = /status of 4\d\d/.test(message.text()) && message.location().url === page.url();
      if (message.type() === "error" && !refused) faults.push(`console: ${message.text()}`);
    });
    page.on("requestfailed", (request) => {
      // Aborted: the person went on before the icon had come.
      const why = request.failure()?.errorText;
      if (why !== "net::ERR_ABORTED") faults.push(`request failed: ${request.url()} ${why}`);
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      const own = url.origin === origin || ["data:", "blob:"].includes(url.protocol);
      if (!own) faults.push(`request to another host: ${request.url()}`);
    });
    page.on("response", (response) => {
      const beside = !response.request().isNavigationRequest();
      if (beside && response.status() >= 400) faults.push(`${response.status()} for ${response.url()}`);
    });
  }

  /** Goes there; answers the status. */
  async go(path) {
    const response = await this.page.goto(path, { waitUntil: "load" });
    return response.status();
  }

  /** Signs in as staff. */
  async signIn({ login, password }) {
    await this.go("/staff/login");
    await this.page.fill("[name=name]", login);
    await this.page.fill("[name=password]", password);
    await Promise.all([this.page.waitForLoadState("load"), this.page.click("main form button")]);
    await this.page.waitForURL((url) => url.pathname !== "/staff/login");
  }

  /** What went wrong since the last time. */
  settle() {
    return this.faults.splice(0);
  }

  async leave() {
    await this.context.close();
  }
}
