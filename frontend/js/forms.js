// Forms: no second submission, fields that depend on others, links of the error summary.
function busy(form, submitter) {
  if (form.dataset.sending) return false;
  form.dataset.sending = "1";
  // After this turn: a disabled button would not be sent with the form.
  setTimeout(() => {
    for (const button of form.querySelectorAll('button:not([type="button"]), input[type="submit"]')) {
      button.disabled = true;
    }
    (submitter || form.querySelector("button"))?.classList.add("busy");
  });
  return true;
}

function free(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("button:disabled, input[type=submit]:disabled")) {
    button.disabled = false;
    button.classList.remove("busy");
  }
}

function depend(form) {
  for (const element of form.querySelectorAll("[data-show-when]")) {
    const [name, wanted] = element.dataset.showWhen.split("=");
    const given = new FormData(form).getAll(name);
    const outer = element.parentElement.closest("[data-show-when][hidden]");
    const shown = !outer && wanted.split("|").some((value) => given.includes(value));
    element.hidden = !shown;
    for (const input of element.querySelectorAll("input, select, textarea")) {
      if (!shown) input.dataset.off = "1";
      if (!shown || input.dataset.off) input.disabled = !shown;
    }
  }
}

export function forms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
    if (form.hasAttribute("hx-post") || form.target) return;
    if (!busy(form, event.submitter)) event.preventDefault();
  });

  document.body.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
    if (elt.matches("form")) busy(elt);
    else if (elt.matches("button")) elt.disabled = true;
  });
  document.body.addEventListener("htmx:afterRequest", ({ detail: { elt } }) => {
    if (elt.matches("form")) free(elt);
    else if (elt.matches("button")) elt.disabled = false;
  });

  // Back from the next page: the browser shows this one as it was left, with dead buttons.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(free));

  const each = () => document.querySelectorAll("form").forEach(depend);
  document.addEventListener("change", (event) => event.target.form && depend(event.target.form));
  document.body.addEventListener("htmx:afterSettle", each);
  each();

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const input = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
    field.scrollIntoView({ block: "center" });
    (input || field).focus({ preventScroll: true });
  });
}
