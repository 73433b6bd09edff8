import { step } from "./viewer.js";

// The desk's keys: j and k, Enter, /, ?, and one key an act.
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

function rows() {
  return [...document.querySelectorAll("[data-rows] .row-link, tr[data-row] a[data-row-link]")].filter(
    (row) => row.offsetParent,
  );
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function list() {
  const dialog = document.getElementById("keys");
  const box = dialog?.querySelector("[data-keys-list]");
  if (!box) return;
  box.querySelectorAll("[data-act]").forEach((each) => each.remove());
  for (const element of document.querySelectorAll("[data-key]")) {
    const line = document.createElement("div");
    line.dataset.act = "";
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = element.dataset.key;
    term.append(key);
    const words = document.createElement("dd");
    words.textContent = (element.getAttribute("aria-label") || element.textContent).trim();
    line.append(term, words);
    box.append(line);
  }
  dialog.showModal();
}

// The next of a page's folded previews is opened, the one before it closed again.
function preview() {
  if (step(1)) return;
  const all = [...document.querySelectorAll("details.preview")];
  const next = all[all.findIndex((each) => each.open) + 1];
  all.forEach((each) => (each.open = false));
  if (!next) return;
  next.open = true;
  next.querySelector("summary").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

export function keyboard() {
  document.addEventListener("click", (event) => event.target.closest?.("[data-keys]") && list());

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches?.(TYPING)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "/") {
      const input = document.querySelector("[data-search]");
      if (!input) return;
      event.preventDefault();
      input.focus();
      input.select();
      return;
    }
    if (!document.documentElement.classList.contains("face-desk")) return;
    if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
    else if (event.key === "m") preview();
    else if (event.key === "x") document.activeElement.closest?.("li, tr")?.querySelector("[data-pick]")?.click();
    else if (event.key === "?") list();
    else {
      const element = [...document.querySelectorAll("[data-key]")].find(
        (each) => each.dataset.key === event.key && each.offsetParent && !each.disabled,
      );
      if (!element) return;
      if (element.matches("input, textarea, select")) element.focus();
      else element.click();
    }
    event.preventDefault();
  });
}
