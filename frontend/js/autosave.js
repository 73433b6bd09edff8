// Drafts: a form with data-autosave="url" is posted when something in it changes.
//
// The form hears of the answer: `autosave:saved` with its text, `autosave:refused` with status and
// text. While it carries `data-hold` nothing is sent. A link or button with `data-flush` waits until
// everything typed is on the server.
import { sentence, signedOut } from "./remote.js";
import { renewSecrets, secret, sessionBack, sessionBanner } from "./session.js";

const PAUSE = 900;

function clock() {
  return new Intl.DateTimeFormat("zh-CN", {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone: "Asia/Shanghai",
  }).format(new Date());
}

const forms = new Map();

function tell(form, name, detail) {
  form.dispatchEvent(new CustomEvent(`autosave:${name}`, { bubbles: true, detail }));
}

function setUp(form) {
  const line = form.querySelector("[data-autosave-status]");
  let timer = 0;
  let running = false;
  let dirty = false;

  const say = (text, bad = false) => {
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("bad", bad);
  };

  async function save() {
    if (running) return;
    if (form.dataset.hold) {
      say("还没有保存：请先在上面选择留下谁的内容", true);
      return;
    }
    clearTimeout(timer);
    running = true;
    dirty = false;
    say("正在保存…");
    renewSecrets(); // signed in again in another window, the form's own secret is void
    try {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      const headers = { "X-Autosave": "1" };
      if (secret()) headers["X-CSRFToken"] = secret();
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: data, headers });
      if (signedOut(answer.status, answer.redirected ? answer.url : "")) {
        dirty = true;
        say("还没有保存：登录已过期", true);
        sessionBanner(() => {
          renewSecrets();
          save();
        });
      } else if (answer.ok) {
        sessionBack();
        say(`已保存 ${clock()}`);
        tell(form, "saved", { text: await answer.text() });
      } else {
        dirty = true;
        const text = await answer.text();
        say(`还没有保存：${sentence(text) || "请稍后再试"}`, true);
        tell(form, "refused", { status: answer.status, text });
      }
    } catch {
      dirty = true;
      say("还没有保存：网络不通，恢复后会自动保存", true);
    } finally {
      running = false;
      if (dirty && !line?.classList.contains("bad")) later();
    }
  }

  function later() {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  forms.set(form, {
    dirty: () => dirty || running,
    async flush() {
      while (running) await new Promise((done) => setTimeout(done, 50));
      if (dirty) await save();
      return !dirty;
    },
  });

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  window.addEventListener("online", () => dirty && save());
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !form.dataset.sent) event.preventDefault();
  });
  // A save on its way is let arrive first: it is older than what is submitted and must not win.
  let held = false;
  form.addEventListener(
    "submit",
    async (event) => {
      clearTimeout(timer);
      if (!running) {
        form.dataset.sent = "1";
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (held) return;
      held = true;
      const { submitter } = event;
      while (running) await new Promise((done) => setTimeout(done, 20));
      held = false;
      form.requestSubmit(submitter?.isConnected ? submitter : null);
    },
    true,
  );
}

// Links and buttons that lead away: first what was typed, then where they lead.
export function flushing() {
  const done = new WeakSet();
  document.addEventListener(
    "click",
    async (event) => {
      const leads = event.target.closest?.("[data-flush]");
      if (!leads || done.delete(leads) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const open = [...forms].filter(([form, each]) => form.isConnected && each.dirty());
      if (!open.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const saved = await Promise.all(open.map(([, each]) => each.flush()));
      if (!saved.every(Boolean)) return;
      done.add(leads);
      leads.click();
    },
    true,
  );
}

export function autosave(root) {
  for (const form of root.querySelectorAll?.("form[data-autosave]") || []) {
    if (!form.dataset.autosaving) {
      form.dataset.autosaving = "1";
      setUp(form);
    }
  }
}
