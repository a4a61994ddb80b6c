// Pictures go up one by one, so that each is safe as soon as it is there and the page says how far it is.
(() => {
  "use strict";
  const form = document.querySelector("[data-scans]");
  if (!form) return;
  const progress = form.querySelector("[data-progress]");
  const button = form.querySelector("button");

  const send = async (file) => {
    const sent = new FormData();
    sent.append("csrf", form.elements.namedItem("csrf").value);
    sent.append("grouping", form.elements.namedItem("grouping").value);
    sent.append("files", file);
    const answer = await fetch(form.action, { method: "POST", body: sent });
    if (answer.ok) return "";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("#scan-files-error")?.textContent ?? `${file.name}：加えられませんでした。`;
  };

  form.addEventListener("submit", async (event) => {
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    if (files.length < 2) return;
    event.preventDefault();
    button.disabled = true;
    const wrong = [];
    for (const [at, file] of files.entries()) {
      progress.textContent = `${files.length}枚のうち${at + 1}枚目を加えています。`;
      try {
        const sentence = await send(file);
        if (sentence) wrong.push(sentence);
      } catch {
        wrong.push(`${file.name}：つながりが切れました。もう一度加えてください。`);
      }
    }
    if (wrong.length === 0) {
      location.reload();
      return;
    }
    progress.textContent = wrong.join(" ");
    button.disabled = false;
  });
})();
