// Dialogues, and the one question before what cannot be undone.
function ask(text, danger) {
  const dialog = document.getElementById("confirm");
  const yes = dialog.querySelector("[data-confirm-yes]");
  dialog.querySelector("[data-confirm-text]").textContent = text;
  yes.classList.toggle("btn-danger", danger);
  yes.classList.toggle("btn-primary", !danger);
  return new Promise((resolve) => {
    const end = (answer) => {
      dialog.removeEventListener("close", refuse);
      yes.removeEventListener("click", agree);
      if (dialog.open) dialog.close();
      resolve(answer);
    };
    const agree = () => end(true);
    const refuse = () => end(false);
    yes.addEventListener("click", agree);
    dialog.addEventListener("close", refuse);
    dialog.showModal();
    dialog.querySelector("[data-confirm-no]").focus();
  });
}

export function dialogs() {
  const agreed = new WeakSet();

  // Before htmx and before the form: the capture phase comes first.
  for (const kind of ["click", "submit"]) {
    document.addEventListener(
      kind,
      async (event) => {
        const element =
          kind === "submit" ? event.target : event.target.closest?.("button[data-confirm], a[data-confirm]");
        if (!element?.dataset?.confirm || element.disabled) return;
        if (agreed.delete(element)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        const by = event.submitter;
        if (await ask(element.dataset.confirm, "confirmDanger" in element.dataset)) {
          agreed.add(element);
          if (kind === "submit") element.requestSubmit(by);
          else element.click();
        }
      },
      true,
    );
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-open]");
    if (opener) document.getElementById(opener.dataset.open)?.showModal();
    const closer = event.target.closest?.("[data-close], [data-confirm-no]");
    if (closer) closer.closest("dialog")?.close();
    if (event.target.matches?.("dialog")) event.target.close();
  });
}
