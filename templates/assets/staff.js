// Keys for the desk and the case. They only press what is visible anyway, and never act while somebody types.
(() => {
  "use strict";
  const main = document.getElementById("main");
  if (!main) return;

  const rows = () => [...main.querySelectorAll("[data-row]")];
  const find = (key) => main.querySelector(`[data-key="${key}"]`);
  const typing = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

  const move = (step) => {
    const all = rows();
    if (all.length === 0) return;
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    all[next].focus();
  };

  const reach = (element) => {
    const fold = element.closest("details:not([open])");
    if (fold) fold.open = true;
    element.focus();
  };

  // A key that leaves the page does nothing while something is written and not saved.
  const written = () => [...main.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);

  const press = (key) => {
    const element = find(key);
    if (element) element.click();
    return element;
  };

  const act = (event) => {
    if (event.shiftKey) {
      if (event.code !== "Slash") return false;
      const help = document.querySelector("[data-key=help]");
      if (help) help.click();
      return help;
    }
    switch (event.code) {
      case "KeyJ": return rows().length > 0 && (move(1), true);
      case "KeyK": return rows().length > 0 && (move(-1), true);
      case "KeyO": return rows().includes(document.activeElement) && (document.activeElement.click(), true);
      case "Digit0": return press("0");
      case "Digit1": return press("1");
      case "Digit2": return press("2");
      case "Digit3": return press("3");
      case "KeyR": return find("route") && (reach(find("route")), true);
      case "KeyL": return !written() && press("list");
      case "Slash": return find("search") && (reach(find("search")), true);
      default: return false;
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.repeat && event.code.startsWith("Digit")) return;
    const target = event.target;
    if (target !== document.body && !main.contains(target)) return;
    if (typing(target)) return;
    if (act(event)) event.preventDefault();
  });
})();
