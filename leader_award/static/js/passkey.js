/* Passkeys: a button asks the browser for one and sends its answer with the form. */

import { make } from "./dom.js";

const API = window.PublicKeyCredential;

async function options(url, form) {
  const body = new FormData();
  body.set("csrf_token", form.querySelector("[name$=csrf_token]").value);
  const answer = await fetch(url, { method: "POST", body });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

async function credential(button, asked) {
  if (button.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: API.parseCreationOptionsFromJSON(asked) });
  }
  return navigator.credentials.get({ publicKey: API.parseRequestOptionsFromJSON(asked) });
}

/** Show the button where passkeys work; a click asks for one and sends the form it stands in. */
export function passkey(button) {
  if (!API?.parseRequestOptionsFromJSON) return;
  const { form } = button;
  form.querySelector("[data-passkey-missing]")?.remove();
  button.hidden = false;
  const complaint = make("p", { class: "field__error", role: "alert" });
  button.closest(".button-row").before(complaint);
  button.addEventListener("click", async () => {
    const { textRefused, textKnown, textError } = button.dataset;
    complaint.textContent = "";
    button.disabled = true;
    try {
      const asked = await options(button.dataset.url, form);
      try {
        const given = await credential(button, asked);
        form.querySelector("[name$=credential]").value = JSON.stringify(given);
        form.submit();
      } catch (error) {
        complaint.textContent = error.name === "InvalidStateError" ? textKnown : textRefused;
      }
    } catch {
      complaint.textContent = textError;
    }
    button.disabled = false;
  });
}
