// The devices of this window: asked of the bridge on this computer, never of the server.
import { toast } from "./toasts.js";

const KEY = "tongban.bridge.code";
const PATIENCE = 120_000; // longer than any device waits for its person
export const ABSENT = "这台电脑上的设备桥没有应答。可以手工填写、选文件上传；要用设备，请到“窗口设备”检查。";

const NO_PRINTER = "这台电脑上的设备桥没有应答。可以打开文书，用浏览器打印；要用设备，请到“窗口设备”检查。";

export const code = {
  get: () => localStorage.getItem(KEY) || "",
  set: (text) => (text ? localStorage.setItem(KEY, text) : localStorage.removeItem(KEY)),
};

// Ask the bridge; an Error's message is a sentence to show, its `status` 0 where nobody answers.
export async function ask(address, path, method = "POST", body = null) {
  const refuse = (text, status) => Object.assign(new Error(text), { status });
  let answer;
  try {
    answer = await fetch(address + path, {
      method,
      headers: {
        Authorization: `Bearer ${code.get().replace(/[^0-9A-Za-z]/g, "")}`,
        ...(body ? { "Content-Type": body.type } : {}),
      },
      body,
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout?.(PATIENCE),
    });
  } catch {
    throw refuse(ABSENT, 0);
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw refuse(told.detail || "设备没有办成，请再试一次。", answer.status);
}

// What a simulator gives counts in the demonstration alone.
function mustBeReal(simulated, allowed) {
  if (simulated && !allowed) throw new Error("这是模拟的设备，正式系统不能用。请联系安装窗口设备的人。");
}

export async function readCard(address, { simulated = false } = {}) {
  const card = await (await ask(address, "/read/card")).json();
  mustBeReal(card.simulated, simulated);
  return card;
}

// A page under the camera, as a file like one that was chosen.
export async function capturePage(address, { simulated = false, name = "高拍仪" } = {}) {
  const answer = await ask(address, "/capture");
  mustBeReal(answer.headers.get("X-Device-Simulated") === "1", simulated);
  const content = await answer.blob();
  const ending = content.type === "image/png" ? "png" : "jpg";
  return new File([content], `${name}.${ending}`, { type: content.type });
}

// Send a PDF to the printer of this window.
export async function printPaper(address, title, content, { simulated = false } = {}) {
  const answer = await ask(address, `/print?title=${encodeURIComponent(title)}`, "POST", content);
  const told = await answer.json();
  mustBeReal(told.simulated, simulated);
  return told.printed;
}

// A button that waits for a device: pressed once, says what to do, then what came of it.
export async function waiting(button, says, words, act) {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  const tell = (text, tone) => {
    says.textContent = text;
    says.className = tone === "bad" ? "field-error" : "hint";
    says.hidden = !text;
  };
  tell(words, "");
  try {
    tell((await act()) || "", "good");
  } catch (error) {
    tell(error.message, "bad");
  } finally {
    button.disabled = false;
    button.removeAttribute("aria-busy");
    button.focus();
  }
}

function write(field, value) {
  if (!field || !value) return;
  field.value = value;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
}

async function fillFrom(button) {
  const card = await readCard(button.dataset.readCard, { simulated: "simulated" in button.dataset });
  const form = button.closest("form");
  write(form.elements.identity_type, "resident_id");
  write(form.elements.name, card.name);
  write(form.elements.number, card.number);
  return `已读出${card.name}的身份证。请核对是不是本人。`;
}

async function printFrom(button) {
  const answer = await fetch(button.dataset.paper, { redirect: "follow" }).catch(() => null);
  const content = answer?.status === 200 ? await answer.blob() : null;
  if (answer?.status === 202) throw new Error("这份文书还在生成，过一会儿再打印。");
  if (content?.type !== "application/pdf") throw new Error("没有取到这份文书。请打开它看看，或者刷新页面后再试。");
  await printPaper(button.dataset.print, button.dataset.title, content, { simulated: "simulated" in button.dataset });
}

// Beside each paper on the desk; there is no room for a sentence, so it is a toast.
export function printing() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-print]");
    if (!button) return;
    button.disabled = true;
    try {
      await printFrom(button);
      toast(`“${button.dataset.title}”已送到打印机`, "good");
    } catch (error) {
      toast(error.status === 0 ? NO_PRINTER : error.message, "bad");
    } finally {
      button.disabled = false;
    }
  });
}

export function cards() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-read-card]");
    if (!button) return;
    const says = document.getElementById(button.getAttribute("aria-describedby"));
    waiting(button, says, "请把身份证放到读卡器上…", () => fillFrom(button));
  });
}
