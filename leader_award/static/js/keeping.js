/* Keeps what is typed in this browser from the first keystroke until the server has acknowledged it.
   One record a field, keyed by person, form and field, so that nobody else is ever shown it. Records go
   when the server has the text, when their person signs out, and after DAYS. */
import { fill } from "./dom.js";

const DAYS = 7;
const PREFIX = "kept|";
const FORGOTTEN = "forgotten|";

/** Who is signed in, as the page says; "" for a visitor. */
export function person(page = document) {
  return page.documentElement.dataset.person ?? "";
}

function keys(start) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch {
    return []; // storage is switched off
  }
}

function record(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return Array.isArray(kept?.values) ? kept : null;
  } catch {
    return null;
  }
}

function expire() {
  const oldest = Date.now() - DAYS * 86_400_000;
  for (const key of keys(PREFIX)) {
    if (!(record(key)?.at > oldest)) localStorage.removeItem(key);
  }
}

/** The kept texts of one form of the person who is signed in. */
export class Keeper {
  constructor(address) {
    this.owner = person();
    this.start = `${PREFIX}${this.owner}|${address}|`;
    this.works = true;
    this.stopped = false;
    expire();
    addEventListener("storage", (event) => event.key === FORGOTTEN + this.owner && this.stop());
    document.addEventListener("forgotten", () => this.stop());
  }

  /* After signing out nothing may be left on the device, whatever is still open. */
  stop() {
    this.stopped = true;
    this.works = false;
  }

  /** Keep { values, base, version } of a field; `works` tells afterwards whether it could be. */
  keep(name, what) {
    if (this.stopped) return;
    try {
      localStorage.setItem(this.start + name, JSON.stringify({ at: Date.now(), ...what }));
      this.works = true;
    } catch {
      this.works = false; // full, or switched off
    }
  }

  /** Note what is on its way: if it arrives unheard, it is no stranger's text. */
  sending(name, values) {
    const kept = record(this.start + name);
    if (kept) this.keep(name, { ...kept, sent: values });
  }

  forget(name) {
    try {
      localStorage.removeItem(this.start + name);
    } catch {
      // storage is switched off: there is nothing in it
    }
  }

  /** The records of this form by field name. */
  all() {
    return new Map(keys(this.start).map((key) => [key.slice(this.start.length), record(key)]));
  }
}

/** Erase a person's kept texts when they sign out with this form, after a word about unsent ones. */
export function forgetting(form) {
  expire();
  form.addEventListener("submit", (event) => {
    const mine = keys(`${PREFIX}${person()}|`);
    if (mine.length && !confirm(fill(form.dataset.forget, { count: mine.length }))) {
      event.preventDefault();
      return;
    }
    document.dispatchEvent(new Event("forgotten"));
    for (const key of mine) localStorage.removeItem(key);
    try {
      localStorage.setItem(FORGOTTEN + person(), Date.now());
      localStorage.removeItem(FORGOTTEN + person());
    } catch {
      // storage is switched off: other windows keep nothing either
    }
  });
}

/** On a page where one of two versions is chosen (`data-settles`: the form's address), forget what was kept of it. */
export function settling(form) {
  form.addEventListener("submit", () => {
    const keeper = new Keeper(form.dataset.settles);
    for (const name of keeper.all().keys()) keeper.forget(name);
  });
}
