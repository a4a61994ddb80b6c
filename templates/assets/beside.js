// A fold that fetches its page's part when it is opened. Without it the fold has a link to that page.
(() => {
  "use strict";
  const load = async (fold) => {
    const answer = await fetch(fold.dataset.load, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector("[data-part]");
    const body = fold.querySelector(".disclosure-body");
    if (part && body) body.replaceChildren(...part.childNodes);
  };
  for (const fold of document.querySelectorAll("details[data-load]")) {
    fold.addEventListener("toggle", () => { if (fold.open) load(fold).catch(() => {}); }, { once: true });
  }
})();
