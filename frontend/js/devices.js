// The page 窗口设备: which devices of this computer answer, tried one by one.
import { ask, capturePage, code, printPaper, readCard, waiting } from "./bridge.js";

const STATES = { ready: ["可以用", "good"], busy: ["正在使用", "warn"], offline: ["没有应答", "bad"] };

function mark(cell, text, tone) {
  const tag = document.createElement("span");
  tag.className = `tag tag-${tone}`;
  tag.textContent = text;
  cell.replaceChildren(tag);
}

// Ask which devices there are, and write it into the page.
async function look(page) {
  const says = page.querySelector("[data-bridge-says]");
  const rows = [...page.querySelectorAll("[data-device]")];
  const tell = (text, tone) => {
    says.className = `notice notice-${tone}`;
    says.querySelector("p").textContent = text;
  };
  let found = [];
  try {
    found = (await (await ask(says.dataset.bridgeSays, "/devices", "GET")).json()).devices;
    tell("设备桥已连上。逐个试一试，都能用就可以开始收件。", "good");
  } catch (error) {
    tell(
      error.status ? error.message : "这台电脑上的设备桥没有应答。请先启动设备桥（tongban bridge），再按“重新检查”。",
      error.status ? "warn" : "bad",
    );
  }
  for (const row of rows) {
    const device = found.find((one) => one.kind === row.dataset.device);
    const [text, tone] = device ? STATES[device.state] : ["没有找到", "neutral"];
    mark(row.querySelector("[data-device-state]"), text, tone);
    row.querySelector("[data-device-name]").textContent = device ? device.name : "";
    row.querySelector("[data-device-try]").disabled = !device;
  }
}

// A page of A4 with one line on it: what a printer is tried with.
function testPage() {
  const line = "BT /F1 24 Tf 72 760 Td (Tongban: the printer of this window works.) Tj ET";
  const parts = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${line.length} >>\nstream\n${line}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let text = "%PDF-1.4\n";
  const places = parts.map((part, i) => {
    const place = text.length;
    text += `${i + 1} 0 obj\n${part}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const start = text.length;
  text += `xref\n0 6\n0000000000 65535 f \n${places.join("")}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return new Blob([text], { type: "application/pdf" });
}

const TRIES = {
  async card(address, _row, options) {
    const card = await readCard(address, options);
    return `读出：${card.name}，${card.number.slice(0, 6)}********${card.number.slice(-4)}`;
  },
  async camera(address, row, options) {
    const file = await capturePage(address, options);
    const picture = row.querySelector("[data-device-picture]");
    URL.revokeObjectURL(picture.src);
    picture.src = URL.createObjectURL(file);
    picture.hidden = false;
    return "拍到的画面：";
  },
  async printer(address, _row, options) {
    return `已送到打印机：${await printPaper(address, "试打一页", testPage(), options)}`;
  },
};

export function devices() {
  const says = document.querySelector("[data-bridge-says]");
  if (!says) return;
  const page = says.closest("main");
  const address = says.dataset.bridgeSays;
  const options = { simulated: "simulated" in says.dataset };
  const form = page.querySelector("[data-pairing]");
  const input = form.querySelector("input");
  input.value = code.get();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    code.set(input.value.trim());
    look(page);
  });
  page.querySelector("[data-bridge-again]").addEventListener("click", () => look(page));
  page.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-device-try]");
    const row = button?.closest("[data-device]");
    if (!row) return;
    const act = TRIES[row.dataset.device];
    await waiting(button, row.querySelector("[data-device-says]"), row.dataset.hint, () =>
      act(address, row, options),
    );
  });
  look(page);
}
