/* Small helpers shared by the modules. */

/** Fill {name} placeholders of a text that the server translated. */
export function fill(text, values) {
  return (text ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Make an element with attributes and children; text children are never parsed as HTML. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Return a function that tells screen readers a message, politely, without showing it. */
export function announcer(near) {
  const region = make("span", { class: "visually-hidden", "aria-live": "polite" });
  near.after(region);
  return (message) => {
    region.textContent = message;
  };
}

/** Show a message of the server beside a control, tied to it for screen readers; "" removes it. */
export function showError(control, message) {
  const id = `${control.id}-live-error`;
  document.getElementById(id)?.remove();
  const described = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((other) => other && other !== id);
  if (message) {
    const place = control.closest(".upload, .combobox, .affix") ?? control;
    place.before(make("p", { class: "field__error", id, role: "alert" }, message));
    described.push(id);
    control.setAttribute("aria-invalid", "true");
  } else {
    control.removeAttribute("aria-invalid");
  }
  if (described.length) control.setAttribute("aria-describedby", described.join(" "));
  else control.removeAttribute("aria-describedby");
}
