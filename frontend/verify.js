// The verifying page's own script: reads the statement in a licence's QR code, checks its ES256
// signature with the keys that came with the page, and asks the register when there is a network.
// No dependency: once the page is open it works with the cable pulled.

const SHAPE = /[A-Za-z0-9_-]{20,200}\.[A-Za-z0-9_-]{40,2000}\.[A-Za-z0-9_-]{86}/;
const ROOT = "1.2.156.3005.2";
const TITLES = {
  genuine_offline: "离线：仅能确认真伪，不能确认是否仍然有效",
  not_in_force: "真实，但已失效",
  unknown: "不能确认真伪",
};
const REASONS = {
  statement_unreadable: "这不是本平台的证照二维码。",
  statement_unknown_key: "签名所用的密钥不是本平台公布的密钥。",
  statement_forged: "数字签名不符，内容可能被改动过。",
  no_crypto: "这个浏览器不能核对数字签名，请换一个浏览器，或改用上传 PDF。",
  offline: "数字签名正确，证照是真的。现在没有联网，请联网后再核验一次，确认是否仍然有效。",
  asking: "数字签名正确。正在联网查询是否仍然有效……",
};

const STATES = {
  suspended: "证照已被暂扣",
  withdrawn: "证照已被撤销",
  cancelled: "证照已注销",
  lapsed: "证照已失效",
  transferred: "证照已转出",
  revoked: "证照已被吊销",
};

let carried = null;
const place = document.getElementById("verdict");
const keys = JSON.parse(document.getElementById("licence-keys")?.textContent || "[]");

export function bytesOf(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

function day(number) {
  const text = String(number);
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
}

/** What a statement says, or {problem}. The algorithm is fixed; the key is chosen by its id. */
export async function read(text, published) {
  const statement = SHAPE.exec(text)?.[0];
  if (!statement) return { problem: "statement_unreadable" };
  if (!globalThis.crypto?.subtle) return { problem: "no_crypto" };
  const [head, body, signature] = statement.split(".");
  let header, said;
  try {
    header = JSON.parse(new TextDecoder().decode(bytesOf(head)));
    said = JSON.parse(new TextDecoder().decode(bytesOf(body)));
  } catch {
    return { problem: "statement_unreadable" };
  }
  const known = published.find((key) => key.kid === header.kid);
  if (!known) return { problem: "statement_unknown_key" };
  if (header.alg !== "ES256" || Object.keys(header).length !== 2) return { problem: "statement_forged" };
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const { kty, crv, x, y } = known;
  let genuine = false;
  try {
    const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
    const signed = new TextEncoder().encode(`${head}.${body}`);
    genuine = await crypto.subtle.verify(algorithm, key, bytesOf(signature), signed);
  } catch {
    genuine = false;
  }
  if (!genuine) return { problem: "statement_forged" };
  if (said.v !== 1) return { problem: "statement_unreadable" };
  return {
    statement,
    identifier: `${ROOT}.${said.i}`,
    number: said.n,
    title: said.t,
    holder: said.h,
    issuer: said.o,
    from: day(said.f),
    to: said.e ? day(said.e) : "",
  };
}

/** Checks a signed list of ended licences; gives {at, until, ended} or throws. */
export async function readList(document, published) {
  const [head, body, signature] = document.signed.split(".");
  const header = JSON.parse(new TextDecoder().decode(bytesOf(head)));
  const said = JSON.parse(new TextDecoder().decode(bytesOf(body)));
  const known = published.find((key) => key.kid === header.kid);
  if (!known || header.alg !== "ES256") throw new Error("key");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const { kty, crv, x, y } = known;
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
  const signed = new TextEncoder().encode(`${head}.${body}`);
  if (!(await crypto.subtle.verify(algorithm, key, bytesOf(signature), signed))) throw new Error("forged");
  const lines = document.licences.map((one) => `${one.identifier} ${one.status} ${one.since}`);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(lines.join("\n")));
  const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (said.typ !== "licence-revocations" || said.n !== lines.length || said.sha256 !== hex) throw new Error("changed");
  if (said.at !== document.at || said.until !== document.until) throw new Error("changed");
  return { ...said, ended: new Map(document.licences.map((one) => [one.identifier, one])) };
}

function moment(text) {
  return new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short",
  }).format(new Date(text));
}

/** What the signature and the dates alone allow to say, today in Asia/Shanghai. */
export function conclude(claims, now = new Date(), list = null) {
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(now);
  if (claims.problem) return { conclusion: "unknown", reason: REASONS[claims.problem] };
  if (claims.to && claims.to < today) {
    return { conclusion: "not_in_force", reason: `有效期已届满（${claims.to}）。` };
  }
  if (claims.from > today) {
    return { conclusion: "not_in_force", reason: `有效期尚未开始（${claims.from}）。` };
  }
  const ended = list?.ended.get(claims.identifier);
  if (ended) {
    const state = STATES[ended.status] || "已不是有效状态";
    return { conclusion: "not_in_force", reason: `${state}（${moment(ended.since)}，截至 ${moment(list.at)} 的清单）。` };
  }
  if (list) {
    return { conclusion: "genuine_offline", reason: `数字签名正确，证照是真的；截至 ${moment(list.at)} 没有失效。联网后可再核验一次。` };
  }
  return { conclusion: "genuine_offline", reason: REASONS.offline };
}

function show(claims, { conclusion, reason }, heading = "") {
  const part = document.getElementById("verdict-local").content.cloneNode(true);
  const box = part.querySelector("[data-verdict]");
  box.classList.add(`verdict-${conclusion}`);
  part.querySelector(`[data-tone="${conclusion}"]`).hidden = false;
  const words = {
    ...claims,
    conclusion: heading || TITLES[conclusion],
    reason,
    term: `${claims.from} 至 ${claims.to || "长期"}`,
  };
  for (const slot of part.querySelectorAll("[data-slot]")) {
    slot.textContent = words[slot.dataset.slot] ?? "";
  }
  if (claims.problem) {
    part.querySelector("[data-claims]").remove();
    part.querySelector(".verdict-note").textContent =
      "“不能确认真伪”不等于假证：扫得不全也会这样。请再扫一次，或改用上传 PDF。";
  }
  place.replaceChildren(part);
  focus();
}

function focus() {
  const box = place.querySelector("[data-verdict]");
  box?.focus({ preventScroll: true });
  box?.scrollIntoView({ block: "start", behavior: "auto" });
}

/** Checks a scanned text: the signature here and now, then the register if it can be reached. */
async function check(text) {
  const claims = await read(text, keys);
  const alone = conclude(claims, new Date(), carried);
  if (claims.problem) {
    show(claims, alone);
    return;
  }
  show(claims, { ...alone, reason: REASONS.asking }, "真实，正在查询是否有效");
  const body = new FormData();
  body.set("way", "statement");
  body.set("statement", claims.statement);
  const token = document.querySelector('input[name="csrfmiddlewaretoken"]')?.value || "";
  try {
    const answer = await fetch("/verify/", {
      method: "POST",
      body,
      headers: { "HX-Request": "true", "X-CSRFToken": token },
      signal: AbortSignal.timeout ? AbortSignal.timeout(8000) : undefined,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.body.children);
    focus();
  } catch {
    show(claims, alone);
  }
}

function fromAddress() {
  const text = location.hash.slice(1);
  if (text) check(text);
}

// --- the camera, where the browser can read codes itself -----------------------------------------

async function camera() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return;
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  const start = document.querySelector("[data-camera-start]");
  const box = document.querySelector("[data-camera-box]");
  const video = document.querySelector("[data-camera-video]");
  const wrong = document.querySelector("[data-camera-error]");
  let stream = null;

  function stop() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    box.hidden = true;
    start.hidden = false;
  }

  async function look() {
    if (!stream) return;
    const found = await detector.detect(video).catch(() => []);
    const text = found.map((code) => code.rawValue).find((raw) => SHAPE.test(raw));
    if (text) {
      stop();
      check(text);
    } else if (found.length) {
      stop();
      check(found[0].rawValue);
    } else {
      setTimeout(look, 200);
    }
  }

  start.hidden = false;
  start.querySelector("button").addEventListener("click", async () => {
    wrong.hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      wrong.textContent = "打不开摄像头。请在浏览器里允许使用摄像头，或改为选择照片。";
      wrong.hidden = false;
      return;
    }
    video.srcObject = stream;
    box.hidden = false;
    start.hidden = true;
    await video.play();
    look();
  });
  document.querySelector("[data-camera-stop]").addEventListener("click", stop);

  // A photo is read here as well: nothing need leave the device.
  document.querySelector("[data-picture-form]").addEventListener(
    "submit",
    async (event) => {
      const file = event.target.querySelector("input[type=file]").files[0];
      if (!file || event.target.dataset.sent) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const picture = await createImageBitmap(file).catch(() => null);
      const codes = picture ? await detector.detect(picture).catch(() => []) : [];
      const text = codes.map((code) => code.rawValue).find((raw) => SHAPE.test(raw));
      if (text) {
        check(text);
      } else {
        event.target.dataset.sent = "1";
        event.target.requestSubmit();
        delete event.target.dataset.sent;
      }
    },
    true,
  );
}

// --- the list of ended licences, to take along where there is no network ------------------------

function carry() {
  const button = document.querySelector("[data-carry]");
  const said = document.querySelector("[data-carry-said]");
  if (!button || !globalThis.crypto?.subtle) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "正在下载……";
    try {
      const answer = await fetch(button.dataset.carry);
      carried = await readList(await answer.json(), keys);
      said.textContent = `已带上截至 ${moment(carried.at)} 的清单，共 ${carried.ended.size} 份。只要不关这一页，断网扫码也能看出这些证照已失效。`;
    } catch {
      said.textContent = "没有下载成，或者清单的签名不符。请联网后再试。";
    }
    button.disabled = false;
  });
}

if (place) {
  carry();
  window.addEventListener("hashchange", fromAddress);
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target === place) focus();
  });
  fromAddress();
  camera();
}
