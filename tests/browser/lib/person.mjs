// How does somebody of a story act? They come with a device of one width, look at every page on the way, follow links, fill forms
// and press buttons as they stand on the page.

import { Visitor } from "./browser.mjs";
import { look } from "./look.mjs";
import { expect } from "./report.mjs";

/** Puts a value where a person would put it. */
export async function put(form, name, value) {
  const field = form.locator(`[name=${name}]`);
  const kind = await field.first().evaluate((element) => element.type);
  if (kind === "radio") return form.locator(`[name=${name}][value=${value}]`).check();
  if (kind === "select-one") return field.selectOption(value);
  return field.fill(value);
}

/** Somebody with a device of one width, who looks at every page on the way. */
export class Person {
  static async come(browser, program, { story, who, width, account }) {
    const person = new Person();
    Object.assign(person, { story, who, width, faults: [], visitor: await Visitor.come(browser, program.origin, { width }) });
    person.page = person.visitor.page;
    if (account) await person.visitor.signIn(account);
    return person;
  }

  /** Looks at the page that is open, under the name of a step of the story; `allowed` are faults that belong to it. */
  async look(step, allowed = /^$/) {
    const faults = await look(this.visitor, `${this.story}/${step}`, [this.width]);
    this.faults.push(...faults.filter((fault) => !allowed.test(fault)).map((fault) => `${step}: ${fault}`));
  }

  /** What stands on the page. */
  async words() {
    return this.page.locator("main").innerText();
  }

  /** Goes on by a link. */
  async follow(link) {
    const href = await link.first().getAttribute("href");
    await link.first().click();
    await this.page.waitForURL((url) => url.pathname === new URL(href, url).pathname);
  }

  /** Fills the form of an act and presses its button; what is folded is unfolded first. */
  async act(form, values = {}) {
    const what = await form.getAttribute("action");
    const folded = form.locator("xpath=ancestor::details[not(@open)]/summary");
    while ((await folded.count()) > 0) await folded.first().click();
    for (const [name, value] of Object.entries(values)) await put(form, name, value);
    const gone = this.page.waitForNavigation({ waitUntil: "load" });
    const [answer] = await Promise.all([gone, form.locator("button").first().click()]);
    // Done: on to the next page. Refused: the same page with what is wrong.
    expect(answer.request().redirectedFrom(), `${this.who}: ${what} was answered with ${answer.status()}`);
  }

  /** The form whose address ends so. */
  form(act, within = this.page) {
    return within.locator(`form[action$="${act}"]`);
  }

  /** Goes away; answers what went wrong. */
  async leave() {
    await this.visitor.leave();
    return [...this.faults, ...this.visitor.settle()];
  }
}
