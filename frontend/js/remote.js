// htmx under a strict policy, with answers of refusal, expired sessions and lists that stay still.
import htmx from "htmx.org";
import { sessionBanner } from "./session.js";
import { toast } from "./toasts.js";

const SHOWN = new Set([409, 422]);

function loginPath() {
  return document.querySelector('meta[name="login-url"]')?.content || "/login/";
}

// True when the answer is the sign-in page instead of what was asked for.
export function signedOut(status, address) {
  return status === 401 || (Boolean(address) && new URL(address, location.href).pathname.startsWith(loginPath()));
}

// The sentence of an error page or of problem+json.
export function sentence(text) {
  try {
    const problem = JSON.parse(text);
    return problem.detail || problem.title || "";
  } catch {
    const page = new DOMParser().parseFromString(text, "text/html");
    const title = page.querySelector("[data-error-title]")?.textContent || "";
    const more = page.querySelector("[data-error-text]")?.textContent || "";
    return [title, more].filter(Boolean).join("。");
  }
}

const typed = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);
const fields = (root) => root.querySelectorAll("input[name]:not([type=hidden], [type=file]), select[name], textarea[name]");

// Fields that are drawn anew keep what was typed into them while the answer was on its way.
function keepTyping(body) {
  const asked = new WeakMap();
  body.addEventListener("htmx:beforeRequest", ({ detail: { xhr, target } }) => {
    asked.set(xhr, new Map([...fields(target)].map((field) => [field, typed(field)])));
  });
  let changed = [];
  body.addEventListener("htmx:beforeSwap", ({ detail: { xhr, target, requestConfig } }) => {
    const before = asked.get(xhr) || new Map();
    const drawn = target.contains(requestConfig.elt) ? [] : fields(target);
    changed = [...drawn].filter((field) => before.has(field) && before.get(field) !== typed(field));
  });
  body.addEventListener("htmx:afterSwap", () => {
    for (const old of changed) {
      const now = old.id && document.getElementById(old.id);
      if (!now || now === old || now.type !== old.type) continue;
      if (typeof typed(old) === "boolean") now.checked = old.checked;
      else now.value = old.value;
      now.dispatchEvent(new Event("input", { bubbles: true }));
    }
    changed = [];
  });
}

export function remote() {
  const body = document.body;
  keepTyping(body);

  body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (signedOut(xhr.status, xhr.responseURL) && location.pathname !== loginPath()) {
      event.detail.shouldSwap = false;
      sessionBanner();
    } else if (SHOWN.has(xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  body.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
    if (!signedOut(xhr.status, xhr.responseURL)) {
      toast(sentence(xhr.responseText) || "没有办成，请稍后再试。", "bad");
    }
  });
  body.addEventListener("htmx:sendError", () => toast("网络不通，请检查网络后再试。已填的内容还在。", "bad"));
  body.addEventListener("htmx:timeout", () => toast("等了太久没有回应，请再试一次。", "bad"));

  // A list in which something is ticked waits: a refresh would untick it.
  body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("[data-poll]") && event.target.querySelector("[data-pick]:checked")) event.preventDefault();
  });

  // A list that refreshes keeps the focus on the row that had it.
  let focused = "";
  body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const active = document.activeElement;
    focused = detail.target.contains(active) ? active.id || active.getAttribute("href") || "" : "";
  });
  body.addEventListener("htmx:afterSettle", () => {
    if (!focused || document.activeElement !== document.body) return;
    const again = document.getElementById(focused) || document.querySelector(`a[href="${CSS.escape(focused)}"]`);
    again?.focus({ preventScroll: true });
  });
}

export { htmx };
