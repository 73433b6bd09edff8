// Short messages at the edge of the page.
const STAY = 6000;

export function toast(text, tone = "info") {
  const box = document.getElementById("toasts");
  if (!box) return;
  const item = document.createElement("div");
  item.className = `toast toast-${tone}`;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-icon";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", "关闭");
  close.textContent = "×";
  item.append(text, close);
  box.append(item);
  fade(item, tone);
}

// A refusal stays until it is closed: it may take long to read.
function fade(item, tone) {
  if (tone !== "bad" && tone !== "error") setTimeout(() => item.remove(), STAY);
}

export function toasts() {
  document.addEventListener("click", (event) => {
    event.target.closest?.("[data-dismiss]")?.closest(".toast")?.remove();
  });
  for (const item of document.querySelectorAll("[data-toast]")) {
    fade(item, item.classList.contains("toast-error") ? "error" : "info");
  }
  document.body.addEventListener("toast", ({ detail }) => toast(detail.text || detail.value || "", detail.tone));
}
