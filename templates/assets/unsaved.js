// What was changed in one form and not saved is lost when another form of the page is sent: the page says so first, once.
// Without this the page works as before.
(() => {
  "use strict";
  const state = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  const forms = [...document.querySelectorAll("form[data-unsaved]")].map((form) => ({ form, before: state(form), said: false }));
  if (forms.length === 0) return;

  document.addEventListener("submit", (event) => {
    const changed = forms.find((one) => one.form !== event.target && !one.said && state(one.form) !== one.before);
    if (!changed) return;
    event.preventDefault();
    changed.said = true;
    for (let fold = changed.form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const words = changed.form.querySelector("[data-unsaved-said]");
    words.hidden = false;
    words.scrollIntoView({ block: "center" });
    changed.form.querySelector("button:not([name])")?.focus({ preventScroll: true });
  });
})();
