/* The fields of a form by name: what they hold, what the server sent, how they are called. */

const LEFT_OUT = new Set(["hidden", "file", "submit", "button", "reset", "image", "password"]);

function controls(form, name) {
  return [...form.elements].filter((field) => field.name === name && !LEFT_OUT.has(field.type));
}

/** Names of the fields that a person fills in, each once; no files. */
export function names(form) {
  return [...new Set([...form.elements].filter((field) => field.name && !LEFT_OUT.has(field.type)).map((field) => field.name))];
}

function values(form, name, { chosen, ticked, text }) {
  return controls(form, name).flatMap((field) => {
    if (field.options) return [...field.options].filter((option) => option[chosen]).map((option) => option.value);
    if (field.type === "checkbox" || field.type === "radio") return field[ticked] ? [field.value] : [];
    return [field[text].replaceAll("\r\n", "\n")];
  });
}

/** What the fields of this name hold, as a list. */
export function read(form, name) {
  return values(form, name, { chosen: "selected", ticked: "checked", text: "value" });
}

/** What the server sent for the fields of this name. */
export function given(form, name) {
  return values(form, name, { chosen: "defaultSelected", ticked: "defaultChecked", text: "defaultValue" });
}

/** Put values into the fields of this name, and tell the page as if they had been typed. */
export function write(form, name, wanted) {
  const fields = controls(form, name);
  fields.forEach((field, index) => {
    if (field.options) for (const option of field.options) option.selected = wanted.includes(option.value);
    else if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
    else field.value = wanted[index] ?? "";
  });
  for (const field of fields) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Whether two lists of values are the same but for blanks at the ends. */
export function same(left, right) {
  const plain = (list) => JSON.stringify((list ?? []).map((value) => value.trim()).filter(Boolean));
  return plain(left) === plain(right);
}

/** How the page calls the field. */
export function label(form, name) {
  const field = controls(form, name)[0];
  const legend = field.closest("fieldset")?.querySelector("legend");
  const words = ["radio", "checkbox"].includes(field.type) && legend ? legend : (field.labels?.[0] ?? legend);
  return (words?.firstChild?.textContent ?? name).trim();
}

/** The values as the page shows them: of choices their words. */
export function shown(form, name, list) {
  const words = (value) => {
    const field = controls(form, name).find((one) => one.value === value && ["radio", "checkbox"].includes(one.type));
    return field?.labels?.[0]?.textContent.trim() ?? value;
  };
  return list.map(words).join("; ");
}
