// Everything a page may need, but charts: those are loaded only where one is drawn.
import Alpine from "@alpinejs/csp";
import { autosave, flushing } from "./autosave.js";
import { cards, printing } from "./bridge.js";
import { devices } from "./devices.js";
import { dialogs } from "./dialogs.js";
import { editor } from "./editor.js";
import { forms } from "./forms.js";
import { keyboard } from "./keyboard.js";
import { htmx, remote } from "./remote.js";
import { search } from "./search.js";
import { toasts } from "./toasts.js";
import { trees } from "./tree.js";
import { upload } from "./upload.js";
import { viewer } from "./viewer.js";
import { copying, dropdowns, toggles } from "./small.js";

document.documentElement.classList.add("js");

for (const start of [flushing, remote, toasts, dialogs, editor, forms, dropdowns, toggles, copying, search, keyboard, trees, viewer, cards, printing, devices]) start();

// What must be set up for each element, also for those that htmx brings in later.
function enliven(root) {
  upload(root);
  autosave(root);
  const chart = root.querySelector?.("[data-chart]") || (root.matches?.("[data-chart]") ? root : null);
  if (chart) import("./charts.js").then((module) => module.draw(root));
}

enliven(document);
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) enliven(event.detail.elt);
});

window.htmx = htmx;
window.Alpine = Alpine;
Alpine.start();

document.querySelector("[data-focus]")?.focus();
