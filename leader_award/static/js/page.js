/* Manners of a page: error summary, account menu, questions before what cannot be undone. */

/** Bring the list of errors to the reader, and each of its links to its field. */
export function errorSummary(summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const field = event.target.closest("a") && document.getElementById(event.target.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest("fieldset, .field") ?? field).scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}

/** Close a <details> menu on Escape and on a click elsewhere. */
export function menu(details) {
  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) details.open = false;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
}

/** Ask the form's `data-confirm` question before it is sent. */
export function confirmation(form) {
  form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.confirm)) event.preventDefault();
  });
}

/** Show a button that prints the page: without JavaScript the browser's own menu does. */
export function printing(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
