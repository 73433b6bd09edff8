// A case's materials beside its form: one file at a time in a pane of its own, where there is room.
// Without room, or without this script, a file unfolds where it stands.
const ROOM = matchMedia("(min-width: 80rem)");
const KEPT = "viewing";
let shown = null;

const pane = () => document.querySelector("[data-viewer]");
const files = () => [...document.querySelectorAll(".case-desk details.preview[data-file]")];
const part = (name) => pane().querySelector(`[data-viewer-${name}]`);

export const viewing = () => Boolean(shown);

function content(file) {
  const { file: address, type } = file.dataset;
  const made = document.createElement(type === "application/pdf" ? "iframe" : "img");
  made.className = "viewer-file";
  // A PDF fills the width, without the list of its pages.
  made.src = type === "application/pdf" ? `${address}#navpanes=0&view=FitH` : address;
  if (made.matches("img")) made.alt = file.dataset.name;
  else made.title = file.dataset.name;
  return made;
}

// What is written about a material is written beside it; closed, it goes back to its place.
function notes(file) {
  const foot = part("notes");
  const away = foot.firstElementChild;
  if (away) document.getElementById(away.dataset.home)?.append(away);
  const own = file?.closest(".material")?.querySelector(".material-notes");
  if (!own) return;
  own.dataset.home = file.closest(".material").id;
  foot.append(own);
}

function show(file) {
  const all = files();
  const place = all.indexOf(file);
  notes(file);
  all.forEach((each) => each.classList.toggle("is-shown", each === file));
  shown = file;
  document.body.classList.add("viewing");
  pane().hidden = false;
  part("title").textContent = file.dataset.material;
  part("name").textContent = file.dataset.name;
  part("place").textContent = `${place + 1} / ${all.length}`;
  part("open").href = file.dataset.file;
  part("body").replaceChildren(content(file));
  for (const tool of pane().querySelectorAll("[data-viewer-turn], [data-viewer-size]")) {
    tool.hidden = file.dataset.type === "application/pdf";
  }
  file.closest(".material").scrollIntoView({ block: "nearest" });
  sessionStorage.setItem(KEPT, `${location.pathname} ${file.dataset.file}`);
}

function close() {
  if (!shown) return;
  const file = shown;
  notes(null);
  shown = null;
  file.classList.remove("is-shown");
  document.body.classList.remove("viewing");
  pane().hidden = true;
  part("body").replaceChildren();
  sessionStorage.removeItem(KEPT);
  file.querySelector("summary").focus();
}

// Go to the next file or the one before; false where there is no pane to show it in.
export function step(by) {
  if (!pane() || !ROOM.matches) return false;
  const all = files();
  const next = all[all.indexOf(shown) + by];
  if (next) show(next);
  return Boolean(next) || Boolean(shown);
}

const TURNS = ["", "turned-1", "turned-2", "turned-3"];

function turn() {
  const image = part("body").firstElementChild;
  const now = TURNS.findIndex((each) => each && image.classList.contains(each));
  const next = TURNS[(Math.max(now, 0) + 1) % TURNS.length];
  image.classList.remove(...TURNS.filter(Boolean));
  if (next) image.classList.add(next);
}

export function viewer() {
  if (!pane()) return;
  document.addEventListener("click", (event) => {
    const summary = event.target.closest?.(".case-desk details.preview[data-file] > summary");
    if (summary && ROOM.matches) {
      event.preventDefault();
      if (shown === summary.parentElement) close();
      else show(summary.parentElement);
      return;
    }
    if (event.target.closest?.("[data-viewer-close]")) close();
    else if (event.target.closest?.("[data-viewer-back]")) step(-1);
    else if (event.target.closest?.("[data-viewer-on]")) step(1);
    else if (event.target.closest?.("[data-viewer-turn]")) turn();
    else if (event.target.closest?.("[data-viewer-size]")) part("body").classList.toggle("at-size");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown && !document.querySelector("dialog[open]")) close();
  });
  ROOM.addEventListener("change", () => !ROOM.matches && close());
  // A page that comes back after an act shows what was being read.
  const [path, address] = (sessionStorage.getItem(KEPT) || "").split(" ");
  const before = path === location.pathname && files().find((each) => each.dataset.file === address);
  if (before && ROOM.matches) show(before);
}
