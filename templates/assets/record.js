// What is typed on a dialogue day stays on this device until the server has it, and is erased then and at logout; the page says
// which of the two it is. A connection that drops loses nothing. Without this the buttons do the same, page by page.
(() => {
  "use strict";
  const page = document.querySelector("[data-record]");
  const merge = document.querySelector("[data-merge]");
  const MARK = "kocho-record:";
  const store = {
    get: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    remove: (key) => { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
    keys: () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(MARK)); } catch { return []; } },
  };
  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const device = (() => {
    let name = store.get("kocho-device");
    if (typeof name !== "string") store.set("kocho-device", (name = random()));
    return name;
  })();

  // Two texts were put together by hand: what waited for that is over.
  if (merge) {
    merge.elements.namedItem("device").value = device;
    merge.addEventListener("submit", () => {
      for (const key of store.keys()) if (key.endsWith(`:${merge.dataset.merge}`)) store.remove(key);
    });
  }
  if (!page) return;

  const said = document.getElementById("record-kept");
  const key = (form) => `${MARK}${page.dataset.record}:${form.dataset.point}`;
  const field = (form, name) => form.elements.namedItem(name);
  const typed = (form) => ({ said: field(form, "said").value, answered: field(form, "answered").value, outcome: field(form, "outcome").value });
  const same = (a, b) => a.said === b.said && a.answered === b.answered && a.outcome === b.outcome;
  const sending = new Map();
  let [wait, cut, full] = [3000, false, false];

  const mine = () => store.keys().map((name) => [name, store.get(name)]).filter(([name, one]) => one && name.startsWith(`${MARK}${page.dataset.record}:`)).sort(([, a], [, b]) => (a.at ?? 0) - (b.at ?? 0));
  const tell = () => {
    const kept = mine();
    const others = kept.filter(([, one]) => one.person !== page.dataset.person).length;
    const clash = kept.filter(([, one]) => one.clash).length;
    // A point without words is not sent: it neither waits nor is it kept.
    const blank = kept.filter(([, one]) => one.person === page.dataset.person && one.said.trim() === "").length;
    const waiting = kept.length - others - blank;
    const saved = forms().some((form) => field(form, "seen").value !== "0");
    let words = saved ? "すべてサーバーに保存しました。" : "書いたものは、自動で保存します。";
    if (full) words = "この端末に保存できません。「この論点を保存する」を押してください。";
    else if (clash > 0) words = `ほかの端末でも書かれた論点が${clash}件あります。「この論点を保存する」を押すと、見くらべられます。`;
    else if (waiting > 0 && cut) words = `つながっていません。${waiting}件をこの端末に保存しています。つながったら送ります。`;
    else if (waiting > 0) words = `${waiting}件をこの端末に保存しています。サーバーへ送っています。`;
    else if (blank > 0) words = "";
    if (blank > 0) words += `${blank}件は、発言が空のため保存していません。`;
    if (others > 0) words += ` ほかの人が書いた${others}件が、この端末に残っています。その人がログインすると送られます。`;
    said.textContent = words;
    said.dataset.tone = waiting > 0 || others > 0 || blank > 0 || full ? "device" : "server";
  };
  const note = (form, words) => { form.querySelector("[data-kept]").textContent = words; };

  const send = async (form) => {
    if (sending.has(form)) return;
    const now = typed(form);
    const kept = store.get(key(form));
    if (!kept || kept.clash || now.said.trim() === "") return;
    const body = new URLSearchParams({ ...now, csrf: field(form, "csrf").value, device_key: form.dataset.point, device, seen: field(form, "seen").value, quiet: "yes" });
    sending.set(form, true);
    try {
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
      const words = await answer.text();
      cut = false;
      wait = 3000;
      if (answer.ok && !answer.redirected) {
        const [number, version] = words.split(" ");
        field(form, "seen").value = version;
        const head = form.querySelector(".point-head");
        if (head.querySelector(".num") === null) {
          head.replaceChildren(Object.assign(document.createElement("span"), { className: "num", textContent: number }));
        }
        if (same(typed(form), now)) {
          store.remove(key(form));
          note(form, "サーバーに保存しました。");
        } else {
          later(form);
        }
      } else if (answer.status === 409) {
        store.set(key(form), { ...kept, ...now, clash: true });
        note(form, "ほかの端末でも書かれています。「この論点を保存する」を押すと、見くらべられます。");
      } else if (answer.status === 422) {
        note(form, words);
      } else {
        note(form, "まだこの端末だけにあります。もう一度ログインしてから、このページを開いてください。");
      }
    } catch {
      cut = true;
      setTimeout(() => send(form), wait);
      wait = Math.min(wait * 2, 30000);
    }
    sending.delete(form);
    tell();
  };

  const timers = new Map();
  const later = (form) => {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => send(form), 1200));
  };
  const put = (form, clash) => store.set(key(form), { ...typed(form), url: form.action, person: page.dataset.person, seen: field(form, "seen").value, clash, at: store.get(key(form))?.at ?? Date.now() });
  const isBlank = (form) => field(form, "seen").value === "0" && `${field(form, "said").value}${field(form, "answered").value}`.trim() === "";
  const keep = (form) => {
    // Begun and emptied again: there is nothing to keep.
    if (isBlank(form)) {
      store.remove(key(form));
      note(form, "");
      return tell();
    }
    full = !put(form, store.get(key(form))?.clash ?? false);
    note(form, typed(form).said.trim() === "" ? "発言を書くと、保存します。" : "この端末に保存しています。");
    tell();
    later(form);
    another(form);
  };
  const watch = (form) => {
    field(form, "device").value = device;
    form.addEventListener("input", () => keep(form));
    // The page that follows is the server's answer: it has the text, or shows both.
    form.addEventListener("submit", () => { clearTimeout(timers.get(form)); if (!store.get(key(form))?.clash && navigator.onLine) put(form, false); });
  };

  // Slots that are done or to come are folded; one opens when something leads into it.
  const unfold = (inside) => {
    for (let fold = inside?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  const led = (hash) => unfold(hash.length > 1 ? document.getElementById(hash.slice(1)) : null);
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) led(link.hash);
  });
  addEventListener("hashchange", () => led(location.hash));
  led(location.hash);

  const forms = () => [...page.querySelectorAll("form[data-point]")];
  const isFree = (form) => isBlank(form) && !store.get(key(form));
  // There is always an empty one for the next point: without a connection the server gives none.
  const another = (form) => {
    const box = form.closest("[data-points]");
    const last = [...box.querySelectorAll(".point-new")].pop();
    if (!last || [...box.querySelectorAll("form[data-point]")].some(isFree)) return;
    const fresh = random();
    const used = [last.id.replace("remark-", ""), last.querySelector("form[data-point]").dataset.point];
    const copy = last.cloneNode(true);
    for (const element of [copy, ...copy.querySelectorAll("*")]) {
      for (const one of [...element.attributes]) for (const old of used) if (one.value.includes(old)) element.setAttribute(one.name, one.value.replaceAll(old, fresh));
    }
    last.after(copy);
    const next = copy.querySelector("form");
    for (const name of ["said", "answered"]) field(next, name).value = "";
    for (const radio of next.querySelectorAll("[name=outcome]")) radio.checked = false;
    for (const fault of next.querySelectorAll(".field-error")) fault.remove();
    for (const area of next.querySelectorAll("[aria-invalid]")) ["aria-invalid", "aria-describedby"].forEach((name) => area.removeAttribute(name));
    field(next, "seen").value = "0";
    next.querySelector(".point-head").textContent = "新しい論点";
    note(next, "");
    watch(next);
  };
  forms().forEach(watch);
  for (const [name, one] of mine()) {
    if (one.person !== page.dataset.person) continue;
    const point = name.split(":").pop();
    let form = forms().find((form) => form.dataset.point === point);
    if (!form) {
      // It was new and never reached the server: it takes the place of the empty one.
      form = forms().find((form) => form.action === one.url && isFree(form));
      if (!form) continue;
      form.dataset.point = point;
      field(form, "device_key").value = point;
    }
    // The server's page has the same words; one that was refused shows them without having them.
    if (same(typed(form), one) && !form.querySelector(".field-error")) {
      store.remove(name);
      continue;
    }
    field(form, "said").value = one.said;
    field(form, "answered").value = one.answered;
    for (const radio of form.querySelectorAll("[name=outcome]")) radio.checked = radio.value === one.outcome;
    field(form, "seen").value = one.seen;
    note(form, "この端末に残っていたものです。");
    unfold(form);
    store.set(name, { ...one, clash: false });
    later(form);
    another(form);
  }
  // One after the other: points are numbered in the order in which they were said.
  addEventListener("online", async () => { for (const form of forms()) await send(form); });
  // Without a connection the page that follows would be the browser's own, and the record gone from the screen.
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (navigator.onLine && !(cut && form.dataset.point)) return;
    event.preventDefault();
    if (form.dataset.point && typed(form).said.trim() !== "") return keep(form);
    said.textContent = "つながっていません。つながってから、もう一度押してください。";
    said.dataset.tone = "device";
  });
  tell();

  // Logging out erases what this device keeps; what the server does not have yet is named once before.
  let warned = false;
  for (const out of document.querySelectorAll("form[action$='/logout']")) {
    out.addEventListener("submit", (event) => {
      const waiting = mine().length;
      if (waiting > 0 && !warned) {
        event.preventDefault();
        warned = true;
        said.textContent = `まだサーバーに届いていない論点が${waiting}件あります。もう一度「ログアウト」を押すと、この端末から消えます。`;
        said.scrollIntoView({ block: "center" });
        return;
      }
      store.keys().forEach(store.remove);
    });
  }
})();
