// Files: checked for size before anything is sent, each with its own progress.
import { capturePage, waiting } from "./bridge.js";
import { sentence, signedOut } from "./remote.js";
import { renewSecrets, secret, sessionBanner } from "./session.js";

function size(bytes) {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function line(box, file) {
  const item = document.createElement("li");
  item.className = "upload-file";
  const name = document.createElement("span");
  name.className = "upload-name";
  name.textContent = file.name;
  const bytes = document.createElement("span");
  bytes.className = "upload-size num";
  bytes.textContent = size(file.size);
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "btn btn-link";
  remove.dataset.uploadRemove = "";
  remove.textContent = "移除";
  remove.setAttribute("aria-label", `移除 ${file.name}`);
  item.append(name, bytes, remove);
  box.querySelector("[data-upload-list]").append(item);
  return item;
}

function send(box, file, item) {
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `上传 ${file.name}`);
  item.querySelector(".upload-note")?.remove();
  item.querySelector("[data-upload-again]")?.remove();
  item.classList.remove("failed");
  item.append(bar);

  const request = new XMLHttpRequest();
  item.abort = () => request.abort();
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100;
  });

  const fail = (text, again) => {
    bar.remove();
    item.classList.add("failed");
    const note = document.createElement("p");
    note.className = "upload-note";
    note.textContent = text;
    item.append(note);
    if (again) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-link";
      button.dataset.uploadAgain = "";
      button.textContent = "再传一次";
      button.addEventListener("click", () => send(box, file, item));
      note.append(" ", button);
    }
  };

  request.addEventListener("load", () => {
    if (signedOut(request.status, request.responseURL)) {
      fail("登录已过期，还没有上传。", true);
      sessionBanner(() => {
        renewSecrets();
        send(box, file, item);
      });
    } else if (request.status < 300) {
      let token = "";
      try {
        token = JSON.parse(request.responseText).token;
      } catch {
        // Falls through to the refusal below.
      }
      if (!token) return fail("没有上传成功。", true);
      bar.remove();
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = box.dataset.name;
      input.value = token;
      item.append(input);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      fail(sentence(request.responseText) || "这个文件没有收下。", request.status >= 500);
    }
  });
  request.addEventListener("error", () => fail("网络不通，没有上传。", true));

  const data = new FormData();
  data.append("file", file, file.name);
  const inputSecret = box.closest("form")?.querySelector('input[name="csrfmiddlewaretoken"]')?.value;
  request.open("POST", box.dataset.url);
  request.setRequestHeader("X-CSRFToken", secret() || inputSecret || "");
  request.setRequestHeader("Accept", "application/json");
  request.send(data);
}

function setUp(box) {
  const main = box.querySelector(".upload-input");
  const camera = box.querySelector("[data-camera]");
  const area = box.querySelector(".upload-box");
  const error = box.querySelector("[data-upload-error]");
  const listing = box.querySelector("[data-upload-list]");
  const limit = Number(box.dataset.limit);
  const remote = Boolean(box.dataset.url);
  const many = "multiple" in box.dataset;

  // Without an address the files stay in the input and go with the form.
  const kept = new DataTransfer();

  function take(files) {
    const tooBig = files.filter((file) => file.size > limit);
    const empty = files.filter((file) => file.size === 0);
    const words = tooBig.map(
      (file) => `“${file.name}”有 ${size(file.size)}，超过上限 ${box.dataset.limitText}，没有上传。请压缩或拆分后再选。`,
    );
    words.push(...empty.map((file) => `“${file.name}”是空文件，请重新选择。`));
    error.textContent = words.join(" ");
    error.hidden = words.length === 0;
    const good = files.filter((file) => file.size > 0 && file.size <= limit).slice(0, many ? undefined : 1);
    if (good.length && !many) {
      listing.textContent = "";
      kept.items.clear();
    }
    for (const file of good) {
      const item = line(box, file);
      if (remote) send(box, file, item);
      else {
        kept.items.add(file);
        item.file = file;
      }
    }
    if (!remote) main.files = kept.files;
    else main.value = "";
    if (remote && good.length) main.required = false;
  }

  main.addEventListener("change", () => take([...main.files]));
  camera?.addEventListener("change", () => {
    take([...camera.files]);
    camera.value = "";
  });
  const scan = box.querySelector("[data-scan]");
  scan?.addEventListener("click", () =>
    waiting(scan, box.querySelector("[data-scan-says]"), "正在拍摄，请不要移动纸张…", async () => {
      const name = `高拍仪-${listing.children.length + 1}`;
      take([await capturePage(scan.dataset.scan, { simulated: "simulated" in scan.dataset, name })]);
      return "已拍下一页。还有的话，换一页再按。";
    }),
  );
  for (const kind of ["dragenter", "dragover"]) area.addEventListener(kind, () => area.classList.add("dragging"));
  for (const kind of ["dragleave", "drop"]) area.addEventListener(kind, () => area.classList.remove("dragging"));

  listing.addEventListener("click", (event) => {
    const item = event.target.closest("[data-upload-remove]")?.closest(".upload-file");
    if (!item) return;
    item.abort?.();
    if (item.file) {
      const at = [...kept.files].indexOf(item.file);
      if (at >= 0) kept.items.remove(at);
      main.files = kept.files;
    }
    item.remove();
    main.focus();
    listing.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

export function upload(root) {
  for (const box of root.querySelectorAll?.("[data-upload]") || []) {
    if (!box.dataset.uploading) {
      box.dataset.uploading = "1";
      setUp(box);
    }
  }
}
