// Drafts: a form with data-autosave="url" is posted when something in it changes.
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
    running = true;
    dirty = false;
    say("正在保存…");
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
      } else {
        dirty = true;
        say(`还没有保存：${sentence(await answer.text()) || "请稍后再试"}`, true);
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

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  window.addEventListener("online", () => dirty && save());
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !form.dataset.sent) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    form.dataset.sent = "1";
  });
}

export function autosave(root) {
  for (const form of root.querySelectorAll?.("form[data-autosave]") || []) {
    if (!form.dataset.autosaving) {
      form.dataset.autosaving = "1";
      setUp(form);
    }
  }
}
