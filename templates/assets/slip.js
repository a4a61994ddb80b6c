// Beside a slip: keeps what is typed, turns and enlarges the picture without leaving the page, and gives the keys. Every key
// presses a button that stands on the page.
(() => {
  "use strict";
  const form = document.getElementById("slip");
  const sheets = document.querySelector(".sheets");
  if (!form || !form.querySelector("[data-save]")) return;

  const say = (words) => {
    const place = form.querySelector("[data-status]");
    if (place) place.textContent = words;
  };
  const body = () => new URLSearchParams(new FormData(form));

  // Drafts.
  const reads = form.querySelector("[name=body]");
  let waiting = null;
  let changed = false;
  const keep = async () => {
    clearTimeout(waiting);
    if (!changed || !reads) return;
    changed = false;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: body(), keepalive: true });
      const now = new Date();
      const time = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      say(`下書きを保存しました（${time}）`);
    } catch {
      changed = true;
      say("下書きを保存できていません。つながりを確かめてください。");
    }
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 2000);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  form.addEventListener("submit", () => { changed = false; clearTimeout(waiting); });

  // Pictures.
  const zoom = form.elements.namedItem("zoom");
  const enlarge = (how) => {
    const now = Number(zoom.value) || 1;
    const next = how === "larger" ? Math.min(now + 1, 4) : how === "smaller" ? Math.max(now - 1, 1) : 1;
    zoom.value = String(next);
    sheets.className = `sheets zoom-${next}`;
  };
  const turn = (button) => {
    const picture = document.getElementById(button.dataset.turn).querySelector("img");
    const address = new URL(picture.src);
    address.searchParams.set("turn", String((Number(address.searchParams.get("turn")) + 1) % 4));
    picture.src = address.href;
    const sent = body();
    sent.set("do", button.value);
    fetch(form.action, { method: "POST", body: sent, redirect: "manual" }).catch(() => say("向きを保存できていません。"));
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.zoom) {
      event.preventDefault();
      enlarge(button.dataset.zoom);
    } else if ("turn" in button.dataset) {
      event.preventDefault();
      turn(button);
    } else if (button.dataset.mark) {
      insert(button.dataset.mark);
    }
  });

  // Marks for what cannot be read.
  let typed = reads;
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea, input[type=text]")) typed = event.target;
  });
  const insert = (mark) => {
    if (!typed) return;
    typed.focus();
    typed.setRangeText(mark, typed.selectionStart, typed.selectionEnd, "end");
    typed.dispatchEvent(new Event("input", { bubbles: true }));
  };
  form.querySelectorAll("[data-marks]").forEach((part) => { part.hidden = false; });

  // Keys.
  const fields = () => [...form.querySelectorAll(".slip-work input:not([type=hidden]), .slip-work select, .slip-work textarea")]
    .filter((field) => !field.closest("details:not([open])"));
  const onwards = (field) => {
    const all = fields();
    const next = all[all.indexOf(field) + 1];
    if (next) next.focus();
  };
  const button = (selector) => {
    const found = form.querySelector(selector);
    if (found) found.click();
    return found;
  };
  const alt = {
    KeyR: () => button("[data-turn]"),
    KeyK: () => button("[data-zoom=larger]"),
    KeyJ: () => button("[data-zoom=smaller]"),
    KeyH: () => button("[data-zoom=fit]"),
    KeyN: () => sheets && (sheets.scrollBy(0, sheets.clientHeight / 2), true),
    KeyP: () => sheets && (sheets.scrollBy(0, -sheets.clientHeight / 2), true),
    KeyB: () => (insert("□"), true),
    KeyG: () => (insert("〓"), true),
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.metaKey) return;
    if (event.ctrlKey && !event.altKey && event.code === "Enter") {
      event.preventDefault();
      button("[data-save]");
    } else if (event.altKey && !event.ctrlKey && alt[event.code]) {
      if (alt[event.code]()) event.preventDefault();
    } else if (event.code === "Enter" && !event.altKey && !event.shiftKey && event.target.matches("#slip .slip-work input[type=text], #slip .slip-work select")) {
      event.preventDefault();
      onwards(event.target);
    }
  });

  const wrong = form.querySelector("[aria-invalid=true]");
  const first = wrong ?? fields()[0];
  if (first) first.focus({ preventScroll: !wrong });
})();
