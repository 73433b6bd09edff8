// The banner of an expired session: the page and all that was typed stay.
let banner = null;

// Show the banner; `retry` is called when the person comes back to this window.
export function sessionBanner(retry) {
  if (!banner) {
    const login = document.querySelector('meta[name="login-url"]')?.content || "/login/";
    banner = document.createElement("div");
    banner.className = "notice notice-warn autosave-banner";
    banner.setAttribute("role", "alert");
    const words = document.createElement("div");
    words.className = "notice-body";
    const link = document.createElement("a");
    link.href = `${login}?next=/my/`;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "在新窗口登录";
    words.append("登录已过期，", link, "后继续，已填内容不会丢失。登录后回到这里，会自动接着保存。");
    banner.append(words);
    (document.querySelector("#main .main") || document.getElementById("main"))?.prepend(banner);
  }
  if (retry) {
    const again = () => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", again);
      retry();
    };
    document.addEventListener("visibilitychange", again);
  }
}

export function sessionBack() {
  banner?.remove();
  banner = null;
}

// After signing in again the old form secret is void; the cookie of this site knows the new one.
export function secret() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : "";
}

export function renewSecrets() {
  const fresh = secret();
  if (!fresh) return;
  for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = fresh;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": fresh }));
}
