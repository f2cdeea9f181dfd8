/* Parts of a page that the server draws anew: progress of long work, lists under a filter. */
import { enhance } from "./app.js";

const PAUSE = 300;

/** Ask `data-poll` every `data-poll-every` seconds until the fragment holds `data-poll-done`. */
export function poll(element) {
  const every = 1000 * Number(element.dataset.pollEvery ?? 2);
  const tick = async () => {
    try {
      const response = await fetch(element.dataset.poll, { headers: { "X-Requested-With": "fragment" } });
      if (response.ok) {
        element.innerHTML = await response.text();
        if (element.querySelector("[data-poll-done]")) return enhance(element);
      }
    } catch {
      // No connection: the next round asks again.
    }
    setTimeout(tick, document.hidden ? 5 * every : every);
  };
  setTimeout(tick, every);
}

/** Refresh `data-live` (a selector) from this GET form's own page as its fields change. */
export function live(form) {
  let timer;
  let request;
  const refresh = async () => {
    request?.abort();
    request = new AbortController();
    const url = new URL(form.action, location.href);
    url.search = new URLSearchParams(new FormData(form)).toString();
    try {
      const response = await fetch(url, { signal: request.signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector(form.dataset.live);
      const stale = document.querySelector(form.dataset.live);
      if (!response.ok || !fresh || !stale) return;
      stale.replaceWith(fresh);
      history.replaceState(null, "", url);
      enhance(fresh);
    } catch {
      // Superseded or offline: the submit button still works.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
}

/** Refresh `data-preview` (a selector) from what this POST form's page answers to its preview button. */
export function preview(form) {
  const button = form.querySelector("button[name=preview][value='1']");
  let timer;
  let request;
  const refresh = async () => {
    request?.abort();
    request = new AbortController();
    const body = new FormData(form);
    body.set(button.name, button.value);
    try {
      const response = await fetch(form.action, { method: "POST", body, signal: request.signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector(form.dataset.preview);
      if (fresh) document.querySelector(form.dataset.preview)?.replaceWith(fresh);
    } catch {
      // Superseded or offline: the button still works.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 2 * PAUSE);
  });
}
