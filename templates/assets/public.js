// Makes the residents' pages nicer; everything works without it. Keeps a draft on this device only.
"use strict";
(() => {
  const MAX = 10000;
  const WAIT_MS = 400;
  const NOT_KEPT = new Set(["form_token", "remove_file"]);
  // One draft whatever the language: who changes it in the middle of writing keeps what is written.
  const DRAFT = "kocho-draft";
  const store = {
    get(k) { try { return JSON.parse(localStorage.getItem(k)); } catch { return null; } },
    set(k, v) { try { localStorage.setItem(k, JSON.stringify(v)); return true; } catch { return false; } },
    drop(k) { try { localStorage.removeItem(k); } catch { /* nothing was kept */ } },
  };
  // What a reader counts as one character; a line end counts one.
  const segmenter = "Segmenter" in Intl ? new Intl.Segmenter("ja", { granularity: "grapheme" }) : null;
  const length = (text) => {
    if (!segmenter) return [...text].length;
    let n = 0;
    for (const _ of segmenter.segment(text)) n += 1;
    return n;
  };

  const countCharacters = (form) => {
    const area = form.querySelector("textarea[data-max]");
    if (!area) return;
    const says = document.createElement("p");
    says.className = "field-count";
    says.setAttribute("aria-live", "off");
    area.after(says);
    const show = () => {
      const left = Number(area.dataset.max || MAX) - length(area.value);
      const words = left < 0 ? form.dataset.over : form.dataset.left;
      says.textContent = words.replace("{count}", Math.abs(left).toLocaleString("en"));
      says.classList.toggle("field-error", left < 0);
    };
    area.addEventListener("input", show);
    show();
  };

  const fields = (form) => [...form.elements].filter((e) => e.name && !NOT_KEPT.has(e.name) && e.type !== "file" && e.type !== "hidden");
  const read = (form) => {
    const kept = {};
    for (const e of fields(form)) {
      if (e.type === "radio" || e.type === "checkbox") { if (e.checked) kept[e.name] = e.value; }
      else if (e.value) kept[e.name] = e.value;
    }
    return kept;
  };
  const write = (form, kept) => {
    for (const e of fields(form)) {
      if (!(e.name in kept)) continue;
      if (e.type === "radio" || e.type === "checkbox") e.checked = e.value === kept[e.name];
      else e.value = kept[e.name];
    }
  };

  const keepDraft = (form) => {
    const k = DRAFT;
    const bar = form.querySelector("[data-draft-bar]");
    const says = bar.querySelector("[role=status]");
    const untouched = Object.keys(read(form)).length === 0;
    const kept = store.get(k);
    if (untouched && kept && kept.body) {
      write(form, kept);
      bar.hidden = false;
      says.textContent = says.dataset.draftRestored;
      const more = form.querySelector("details.more");
      if (more && ["subject", "place", "kind", "publish", "age_group", "district", "relation"].some((name) => kept[name])) more.open = true;
    }
    let timer = 0;
    const keep = () => {
      timer = 0;
      if (!store.set(k, read(form))) return;
      bar.hidden = false;
      if (says.textContent !== says.dataset.draftSays) says.textContent = says.dataset.draftSays;
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keep, WAIT_MS);
    });
    // Who leaves the page right after the last key, for another language, loses nothing either.
    window.addEventListener("pagehide", () => {
      if (!timer) return;
      clearTimeout(timer);
      keep();
    });
    bar.querySelector("[data-draft-erase]").addEventListener("click", () => {
      clearTimeout(timer);
      timer = 0;
      store.drop(k);
      form.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox])").forEach((e) => { e.value = ""; });
      form.querySelectorAll("input:checked").forEach((e) => { e.checked = false; });
      form.querySelectorAll("select").forEach((e) => { e.selectedIndex = 0; });
      form.querySelectorAll("[data-previews]").forEach((e) => e.replaceChildren());
      const area = form.querySelector("textarea[data-max]");
      area.dispatchEvent(new Event("input"));
      clearTimeout(timer);
      timer = 0;
      says.textContent = says.dataset.draftErased;
      area.focus();
    });
  };

  const previewFiles = (form) => {
    const input = form.querySelector("input[type=file]");
    const list = form.querySelector("[data-previews]");
    if (!input || !list) return;
    input.addEventListener("change", () => {
      list.querySelectorAll("img").forEach((img) => URL.revokeObjectURL(img.src));
      list.replaceChildren(...[...input.files].map((file) => {
        const item = document.createElement("li");
        if (file.type.startsWith("image/")) {
          const img = document.createElement("img");
          img.alt = "";
          img.addEventListener("error", () => img.remove());
          img.src = URL.createObjectURL(file);
          item.append(img);
        }
        const name = document.createElement("span");
        name.className = "kept-name";
        name.textContent = `${file.name}（${(file.size / 1048576).toFixed(1)} MB）`;
        item.append(name);
        return item;
      }));
    });
  };

  const form = document.querySelector("form[data-draft]");
  if (form) { keepDraft(form); countCharacters(form); previewFiles(form); }
  if (document.querySelector("[data-draft-done]")) store.drop(DRAFT);
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  const wrong = document.getElementById("errors");
  if (wrong) {
    const first = wrong.querySelector("a");
    const target = first && document.querySelector(first.getAttribute("href"));
    (target || wrong).focus();
  }
})();
