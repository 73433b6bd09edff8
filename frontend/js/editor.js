// The editor of a draft: cards that move, go and come back; marks of problems; what a save answers.
import htmx from "htmx.org";

const changed = (element) => element.dispatchEvent(new Event("change", { bubbles: true }));

// Pieces of an answer take the place of those of the page that have their id.
function replace(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const piece of page.querySelectorAll("[data-replace]")) {
    const old = document.getElementById(piece.id);
    if (!old) continue;
    const fresh = document.importNode(piece, true);
    old.replaceWith(fresh);
    htmx.process(fresh);
  }
}

// Every place that has a problem says so itself, not only the list.
function mark() {
  for (const note of document.querySelectorAll(".problem-here")) note.remove();
  for (const place of document.querySelectorAll(".has-problem")) place.classList.remove("has-problem");
  for (const link of document.querySelectorAll("[data-problem]")) {
    const target = document.getElementById(link.dataset.problem);
    const place = target?.matches("input, textarea") ? target.closest(".field") : target;
    if (!place) continue;
    place.classList.add("has-problem");
    const note = document.createElement("p");
    note.className = "problem-here";
    note.textContent = link.parentElement.querySelector("span")?.textContent || "";
    const after = place.querySelector(":scope > .field-label, :scope > legend, :scope > .section-head");
    if (after) after.after(note);
    else place.prepend(note);
  }
}

// Problems name cards by their place in the list, which moves.
function number(list) {
  const name = list.closest("[data-list]").dataset.list;
  const here = [...list.children].filter((card) => !card.classList.contains("gone"));
  here.forEach((card, n) => {
    card.id = `at-${name.replaceAll(".", "-")}-${n}`;
    card.querySelector(":scope > .card-tools [data-up]").disabled = n === 0;
    card.querySelector(":scope > .card-tools [data-down]").disabled = n === here.length - 1;
  });
  const count = list.parentElement.querySelector(":scope > .section-head [data-count]");
  if (count) count.textContent = here.length;
}

const numberAll = () => document.querySelectorAll("[data-cards]").forEach(number);

function move(card, step, button) {
  const list = card.parentElement;
  let other = card;
  do other = step < 0 ? other.previousElementSibling : other.nextElementSibling;
  while (other?.classList.contains("gone"));
  if (!other) return;
  if (step < 0) other.before(card);
  else other.after(card);
  number(list);
  const again = button && !button.disabled ? button : card.querySelector(".card-tools button:not(:disabled)");
  again?.focus();
  card.scrollIntoView({ block: "nearest" });
  changed(list);
}

// A card that was removed is not sent; it stays until the page is left, to be taken back.
function remove(card, gone) {
  card.classList.toggle("gone", gone);
  for (const input of card.querySelectorAll("input, select, textarea")) {
    if (gone && !input.disabled) input.dataset.gone = "1";
    if (input.dataset.gone) input.disabled = gone;
    if (!gone) delete input.dataset.gone;
  }
  for (const part of card.children) {
    if (part.matches(".card-gone")) part.hidden = !gone;
    else if (!part.matches("input")) part.hidden = gone;
  }
  card.querySelector(gone ? ".card-gone button" : ".card-tools button:not(:disabled)")?.focus();
  number(card.parentElement);
  changed(card.parentElement);
}

function onClick(event) {
  const button = event.target.closest?.("[data-up], [data-down], [data-remove], [data-undo]");
  const card = button?.closest("[data-card]");
  if (!card) return;
  if ("up" in button.dataset) move(card, -1, button);
  else if ("down" in button.dataset) move(card, 1, button);
  else remove(card, "remove" in button.dataset);
}

function onKey(event) {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const card = event.target.closest?.("[data-card]");
  if (!card || event.target.matches("select")) return;
  event.preventDefault();
  move(card, event.key === "ArrowUp" ? -1 : 1, event.target.closest("button"));
}

// The card is called what is typed into it.
const NAMES = /\.(name|text|question|law|title)$/;
function onInput(event) {
  const card = event.target.closest?.("[data-card]");
  const title = card?.querySelector(":scope > .card-body > summary [data-card-title]");
  if (!title) return;
  const picked = event.target.matches("[data-names-card]");
  if (!picked && !NAMES.test(event.target.name)) return;
  if (event.target.closest("[data-card]") !== card) return;
  const text = picked ? event.target.selectedOptions[0]?.textContent : event.target.value;
  title.textContent = text.trim() || "（新的）";
  card.querySelector("[data-gone-title]").textContent = title.textContent;
}

// One empty picker always waits below those that say something.
function onLine(event) {
  const picker = event.target.closest?.(".when-lines select");
  if (!picker) return;
  const box = picker.parentElement;
  const all = [...box.querySelectorAll("select")];
  if (all.every((each) => each.value)) {
    const more = all.at(-1).cloneNode(true);
    more.value = "";
    box.append(more);
  }
  const joint = box.parentElement.querySelector(".when-joint");
  if (joint) joint.hidden = [...box.querySelectorAll("select")].filter((each) => each.value).length < 2;
}

// What a problem's link leads to may be a closed card.
function reach(id) {
  const place = document.getElementById(id);
  if (!place) return;
  const card = place.querySelector(":scope > details");
  if (card) card.open = true;
  place.scrollIntoView({ block: "center" });
  const inputs = "input:not([type=hidden]), select, textarea, summary, button";
  (place.matches(inputs) ? place : place.querySelector(inputs))?.focus({ preventScroll: true });
}

export function editor() {
  if (!document.querySelector("[data-editor]")) return;
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("input", onInput);
  document.addEventListener("change", onInput);
  document.addEventListener("change", onLine);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-problem]");
    if (!link) return;
    event.preventDefault();
    reach(link.dataset.problem);
  });
  document.addEventListener("autosave:saved", ({ detail }) => {
    replace(detail.text);
    mark();
    document.body.dispatchEvent(new CustomEvent("draft-saved"));
  });
  document.addEventListener("autosave:refused", ({ target, detail }) => {
    if (detail.status !== 409) return;
    replace(detail.text);
    const conflict = document.querySelector("#draft-conflict .conflict");
    if (!conflict) return;
    target.dataset.hold = "1";
    conflict.scrollIntoView({ block: "start" });
    conflict.focus({ preventScroll: true });
  });
  document.body.addEventListener("htmx:load", ({ detail: { elt } }) => {
    const card = elt.matches?.("[data-fresh]") ? elt : null;
    if (!card) return;
    delete card.dataset.fresh;
    number(card.parentElement);
    card.querySelector(".card-fields input:not([type=hidden]), .card-fields select, .card-fields textarea")?.focus();
  });
  numberAll();
  mark();
  // On a phone the sections are one line that scrolls.
  const nav = document.getElementById("draft-nav");
  const here = nav.querySelector("[aria-current]");
  nav.scrollLeft = here.offsetLeft - nav.clientWidth / 2 + here.offsetWidth / 2;
  if (location.hash.startsWith("#at-")) reach(location.hash.slice(1));
}
