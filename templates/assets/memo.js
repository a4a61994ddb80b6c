// A memo keeps itself while it is written, and Ctrl+Enter registers it. Without this the buttons do the same.
(() => {
  "use strict";
  const form = document.getElementById("memo-form");
  const said = document.getElementById("memo-kept");
  if (!form || !said) return;
  for (const key of form.querySelectorAll(".memo-key")) key.hidden = false;

  const PAUSE = 2000;
  let [timer, sent, leaving] = [0, null, false];
  const typed = () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("quiet", "yes");
    return fields.toString();
  };
  let kept = typed();

  const keep = async (last) => {
    clearTimeout(timer);
    const now = typed();
    if (leaving || now === kept || sent) return;
    sent = fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(now), credentials: "same-origin", keepalive: last });
    try {
      const answer = await sent;
      if (answer.status === 204) {
        kept = now;
        const time = new Date().toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit" });
        said.textContent = `${time}に下書きを保存しました。`;
      } else {
        said.textContent = "下書きを保存できていません。登録すると、もう一度ログインしてから続けられます。";
      }
    } catch {
      said.textContent = "下書きを保存できていません。つながりしだい、もう一度保存します。";
    }
    sent = null;
    if (typed() !== now) later();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(false), PAUSE);
  };

  form.addEventListener("input", later);
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
  addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(true); });
  form.addEventListener("keydown", (event) => {
    if (event.code !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
    event.preventDefault();
    form.requestSubmit(document.getElementById("memo-register"));
  });
})();
