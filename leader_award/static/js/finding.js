/* The key "/" leads to the search of the header, unless the reader has switched that off. */

const SWITCH = "search-by-slash";
const wanted = () => localStorage.getItem(SWITCH) !== "off";
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

/** Put the cursor into the search when "/" is pressed outside of fields. */
export function slash(form) {
  const field = form.querySelector("input[type=search]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (typing(event.target) || !wanted()) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

/** Let a checkbox switch the key on and off, for those who speak to their computer. */
export function choice(label) {
  const box = label.querySelector("input");
  label.hidden = false;
  box.checked = wanted();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}
