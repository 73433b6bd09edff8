// A tree of links with <details> below them: arrow keys walk it, as in a file manager.
const LINK = ".tree-link";

function shown(tree) {
  return [...tree.querySelectorAll(LINK)].filter((link) => link.offsetParent);
}

// What the item of a link opens: only its own branch, not one deeper down.
function branch(link) {
  return link.closest("li").querySelector(":scope > details");
}

function press(tree, link, key) {
  const all = shown(tree);
  const at = all.indexOf(link);
  const more = branch(link);
  if (key === "ArrowDown") return all[at + 1];
  if (key === "ArrowUp") return all[at - 1];
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key === "ArrowRight" && more) {
    if (more.open) return more.querySelector(LINK);
    more.open = true;
  } else if (key === "ArrowLeft") {
    if (!more?.open) return link.closest("li").parentElement.closest("li")?.querySelector(LINK);
    more.open = false;
  }
  return null;
}

const KEYS = new Set(["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End"]);

export function trees() {
  document.addEventListener("keydown", (event) => {
    const link = event.target.closest?.(`[data-tree] ${LINK}`);
    if (!link || !KEYS.has(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    press(link.closest("[data-tree]"), link, event.key)?.focus();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-tree-open], [data-tree-close]");
    if (!button) return;
    const open = button.hasAttribute("data-tree-open");
    for (const one of button.closest("[data-tree]").querySelectorAll("details")) one.open = open;
  });
}
