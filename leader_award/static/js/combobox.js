/* Editable combobox with a list, after the pattern of the WAI-ARIA Authoring Practices Guide.
   Focus stays in the input; the chosen option is pointed at with aria-activedescendant. */
import { announcer, fill, make } from "./dom.js";

const PAUSE = 150;
const SHORTEST = 2;

class Combobox {
  constructor(input) {
    this.input = input;
    this.texts = input.dataset;
    this.hidden = document.getElementById(this.texts.comboboxValue ?? "");
    this.options = [];
    this.active = -1;
    this.list = make("ul", { class: "combobox__list", id: `${input.id}-list`, role: "listbox", "aria-labelledby": `${input.id}-label` });
    this.list.hidden = true;
    this.note = make("p", { class: "field__hint combobox__note" });
    this.note.hidden = true;
    input.after(this.list, this.note);
    this.announce = announcer(this.note);
    const roles = { role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list", autocomplete: "off" };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
  }

  listen() {
    this.input.addEventListener("input", () => {
      if (this.hidden) this.hidden.value = "";
      this.tell("");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.search(), PAUSE);
    });
    if (document.activeElement === this.input && this.input.value !== this.input.defaultValue) this.search();
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the input
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.index));
    });
  }

  async search() {
    this.request?.abort();
    const text = this.input.value.trim();
    if (text.length < SHORTEST) return this.close();
    this.request = new AbortController();
    try {
      const url = new URL(this.texts.url, location.href);
      url.searchParams.set("q", text);
      const response = await fetch(url, { headers: { Accept: "application/json" }, signal: this.request.signal });
      if (!response.ok) throw new Error(response.statusText);
      this.open(await response.json());
    } catch (error) {
      if (error.name === "AbortError") return;
      this.close();
      this.tell(this.texts.textError);
    }
  }

  open(options) {
    if (document.activeElement !== this.input) return;
    this.options = options;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...options.map((option, index) => this.item(option, index)));
    const words = options.length ? fill(this.texts.textCount, { count: options.length }) : this.texts.textNone;
    this.list.hidden = options.length === 0;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.announce(words);
    if (options.length === 0) this.tell(words);
  }

  item(option, index) {
    const item = make("li", { class: "combobox__option", role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false", "data-index": index }, option.label);
    if (option.hint) item.append(make("small", {}, option.hint));
    return item;
  }

  close() {
    this.request?.abort();
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  tell(words) {
    this.note.textContent = words;
    this.note.hidden = !words;
  }

  move(step) {
    if (this.list.hidden) return this.search();
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.active = (from + step + this.options.length) % this.options.length;
    for (const [index, item] of [...this.list.children].entries()) {
      item.setAttribute("aria-selected", String(index === this.active));
    }
    const item = this.list.children[this.active];
    this.input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !this.list.hidden && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  choose(index) {
    const option = this.options[index];
    this.input.value = option.label;
    if (this.hidden) this.hidden.value = option.value;
    this.close();
    this.tell(option.hint ?? "");
    this.announce([option.label, option.hint].filter(Boolean).join(", "));
    (this.hidden ?? this.input).dispatchEvent(new Event("change", { bubbles: true }));
    if ("comboboxSubmit" in this.texts) this.input.form.requestSubmit();
  }
}

/** Turn this text input into a combobox over its `data-url`. */
export function init(input) {
  new Combobox(input).listen();
}
