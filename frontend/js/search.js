// Suggestions: arrow keys, Enter, Escape, as the combobox pattern has it.
export function search() {
  const options = (input) => [
    ...(document.getElementById(input.getAttribute("aria-controls"))?.querySelectorAll("a, [role=option]") || []),
  ];

  function mark(input, index) {
    const all = options(input);
    all.forEach((option, i) => {
      option.id ||= `${input.id}-option-${i}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(i === index));
    });
    input.dataset.at = String(index);
    if (all[index]) input.setAttribute("aria-activedescendant", all[index].id);
    else input.removeAttribute("aria-activedescendant");
  }

  function close(input) {
    const box = document.getElementById(input.getAttribute("aria-controls"));
    if (box) box.textContent = "";
    input.setAttribute("aria-expanded", "false");
    mark(input, -1);
  }

  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches?.("[data-search]")) return;
    const all = options(input);
    const at = Number(input.dataset.at ?? -1);
    if (event.key === "Escape") close(input);
    else if (!all.length) return;
    else if (event.key === "ArrowDown") mark(input, (at + 1) % all.length);
    else if (event.key === "ArrowUp") mark(input, (at - 1 + all.length) % all.length);
    else if (event.key === "Enter" && all[at]) all[at].click();
    else return;
    if (event.key !== "Escape") event.preventDefault();
  });

  document.addEventListener("focusout", (event) => {
    const form = event.target.closest?.("form.search");
    if (form && !form.contains(event.relatedTarget)) close(form.querySelector("[data-search]"));
  });

  document.body.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
    if (!target.matches?.(".suggest")) return;
    const input = target.closest("form").querySelector("[data-search]");
    if (document.activeElement !== input) close(input);
    else {
      input.setAttribute("aria-expanded", String(options(input).length > 0));
      mark(input, -1);
    }
  });
}
