// How somebody works who has no mouse: keys are pressed one by one, and counted.

/** Presses keys and counts them. */
export class Keys {
  constructor(page) {
    this.page = page;
    this.pressed = 0;
  }

  async press(key, times = 1) {
    for (let n = 0; n < times; n += 1) await this.page.keyboard.press(key);
    this.pressed += times;
  }

  /** Goes on with Tab until the field has the focus. */
  async reach(selector) {
    for (let n = 0; n < 20; n += 1) {
      if (await this.page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      await this.press("Tab");
    }
    throw new Error(`the keyboard does not reach ${selector}`);
  }
}
