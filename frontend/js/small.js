// Small things: menus, toggles, copying.
import { toast } from "./toasts.js";

export function dropdowns() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-dropdown][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  // Opens towards the side that has room.
  document.addEventListener(
    "toggle",
    ({ target }) => {
      if (!target.matches?.("details[data-dropdown][open]")) return;
      const menu = target.querySelector(".dropdown-menu");
      menu.classList.remove("rightwards");
      if (menu.getBoundingClientRect().left < 8) menu.classList.add("rightwards");
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-dropdown][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

export function toggles() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-toggle]");
    const target = button && document.getElementById(button.dataset.toggle);
    if (!target) return;
    // A navigation is hidden by the width of the screen, anything else by its attribute.
    const open = target.matches("nav") ? target.classList.toggle("open") : !(target.hidden = !target.hidden);
    button.setAttribute("aria-expanded", String(open));
  });
}

export function copying() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      toast("已复制", "good");
    } catch {
      toast(`复制不了，请手动选中：${button.dataset.copy}`, "bad");
    }
  });
}
