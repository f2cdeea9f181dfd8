/* A session that ended while a form lay open: found again after signing in elsewhere, without leaving the page. */
import { person } from "./keeping.js";

/** Whether an answer means that nobody is signed in, or that the form's token belongs to an ended session. */
export function isOver(response, isJson) {
  return [400, 401, 403, 404].includes(response.status) || (response.redirected && !isJson);
}

/** Ask for this page anew and take its token. Returns "in" (go on), "out" (nobody is signed in), "other"
    (somebody else is) or "gone" (the same person, but the form is no longer there). */
export async function renew(form) {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (response.status >= 500) throw new TypeError("no answer");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (person(page) !== person()) return person(page) ? "other" : "out";
  const twin = [...page.querySelectorAll("form[data-autosave]")].find((one) => one.dataset.autosave === form.dataset.autosave);
  const token = twin?.elements.csrf_token?.value;
  if (!token) return "gone";
  for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = token;
  return "in";
}
