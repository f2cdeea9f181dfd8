/* Saves a long form while it is being filled in, and keeps what is typed until the server has it.
   The form's `version` guards against a second tab or a colleague: on 409 nothing more is sent until the person
   has chosen between both texts. */
import { announcer, fill, make, showError } from "./dom.js";
import { given, names, read, same, write } from "./fields.js";
import { Keeper } from "./keeping.js";
import { letChoose, restore, tellRestored } from "./restoring.js";
import { isOver, renew } from "./session.js";

const IDLE = 800;
const FIRST_RETRY = 2000;
const LAST_RETRY = 60000;
const KEEPALIVE_BYTES = 60000; // browsers refuse larger bodies after the page has gone

/* Form fields as a query string, without files. */
function encode(data) {
  return new URLSearchParams([...data].filter(([, value]) => typeof value === "string")).toString();
}

/* Whether every field still holds what the server sent: no typing before this module came, nothing restored. */
function pristine(form) {
  return [...form.elements].every((field) => {
    if (field.type === "file" || field.type === "hidden") return true;
    if (field.options) {
      const options = [...field.options];
      const given = field.multiple || options.some((option) => option.defaultSelected);
      return options.every((option, index) => option.selected === (given ? option.defaultSelected : index === 0));
    }
    if (field.type === "checkbox" || field.type === "radio") return field.checked === field.defaultChecked;
    return field.value === (field.defaultValue ?? field.value);
  });
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.texts = form.dataset;
    this.status = form.querySelector("[data-save-status]") ?? document.querySelector("[data-save-status]");
    this.announce = announcer(this.status ?? form);
    this.keeper = new Keeper(this.texts.autosave);
    this.acknowledged = new Map(names(form).map((name) => [name, given(form, name)]));
    this.undecided = new Set(); // names of fields of which two versions are shown
    this.sending = null; // promise of the request in flight
    this.retry = FIRST_RETRY;
    this.waiting = false; // for the connection, or for somebody to sign in
    this.stopped = false;
    this.leaving = false;
  }

  get dirty() {
    return this.content() !== this.saved;
  }

  content() {
    const data = new FormData(this.form);
    for (const name of this.unsent()) data.delete(name);
    data.delete("version");
    data.delete("csrf_token");
    return encode(data);
  }

  /* Fields in `data-not-autosaved` are kept here, and go to the server only with the form itself. */
  unsent() {
    const fields = [...this.form.querySelectorAll("[data-not-autosaved] [name]")];
    return new Set(fields.map((field) => field.name));
  }

  /* Bring back what did not reach the server the last time. */
  begin() {
    const untouched = pristine(this.form);
    const found = restore(this.form, this.keeper);
    this.saved = untouched && !found.unsaved ? this.content() : null; // what the server has acknowledged
    for (const name of names(this.form)) this.keep(name, found.clashes);
    if (found.restored.length) tellRestored(this.form, found.restored, () => this.plan(0));
    if (found.clashes.length) this.choose(found.clashes);
  }

  /* Keep a field's text in the browser as long as it differs from what the server has. */
  keep(name, clashes = []) {
    if (!this.acknowledged.has(name)) return;
    if (this.undecided.has(name) || clashes.some((clash) => clash.name === name)) return;
    const values = read(this.form, name);
    const base = this.acknowledged.get(name);
    if (JSON.stringify(values) !== JSON.stringify(base)) {
      this.keeper.keep(name, { values, base, version: this.form.elements.version.value });
    } else if (!this.unsavedAgain(name, values)) {
      this.keeper.forget(name);
    }
  }

  /* Whether the server only shows again what it has refused to save. */
  unsavedAgain(name, values) {
    const kept = this.keeper.all().get(name);
    return this.saved === null && kept?.version === this.form.elements.version.value && same(kept.values, values);
  }

  listen() {
    const changed = (event) => {
      if (event?.target.name) this.keep(event.target.name);
      if (this.stopped || !this.dirty) return;
      if (!this.waiting) this.show("unsaved", this.texts.textUnsaved);
      this.plan(this.waiting ? this.retry : IDLE);
    };
    this.form.addEventListener("input", changed);
    this.form.addEventListener("change", changed);
    this.form.addEventListener("focusout", () => this.dirty && !this.waiting && this.plan(0));
    this.form.addEventListener("submit", (event) => this.beforeSubmit(event));
    addEventListener("online", () => this.dirty && this.plan(0));
    addEventListener("offline", () => this.dirty && this.later(this.offline()));
    addEventListener("focus", () => this.waiting && this.plan(0));
    addEventListener("pagehide", () => this.lastChance());
    document.addEventListener("visibilitychange", () => document.hidden && this.lastChance());
    changed(); // what was typed before this module came
    addEventListener("beforeunload", (event) => {
      if (!this.leaving && (this.dirty || this.sending)) event.preventDefault();
    });
  }

  plan(delay) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.save(), delay);
  }

  async save({ keepalive = false } = {}) {
    if (this.stopped || !this.dirty) return;
    if (this.sending) {
      await this.sending;
      return this.plan(0);
    }
    const content = this.content();
    const texts = new Map(names(this.form).map((name) => [name, read(this.form, name)]));
    for (const [name, values] of texts) this.keeper.sending(name, values);
    if (!this.waiting) this.show("saving", this.texts.textSaving);
    this.sending = this.send(keepalive)
      .then((answer) => this.receive(answer, content, texts))
      .catch(() => this.later(this.offline()))
      .finally(() => {
        this.sending = null;
      });
    await this.sending;
  }

  send(keepalive) {
    return fetch(this.texts.autosave, {
      method: "POST",
      body: this.body(),
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Accept: "application/json",
        "X-Requested-With": "autosave",
      },
      keepalive,
    });
  }

  body() {
    const data = new FormData(this.form);
    for (const name of this.unsent()) data.delete(name);
    return encode(data);
  }

  async receive(response, content, texts) {
    const json = (response.headers.get("Content-Type") ?? "").includes("json");
    if (isOver(response, json)) return this.signedOut();
    if (response.status >= 500 || response.status === 429) return this.later(this.offline());
    const answer = json ? await response.json() : {};
    this.renewed = false;
    if (response.status === 409) return this.conflict(answer);
    if (!response.ok) return this.refused(answer);
    this.arrived(content, texts, answer);
  }

  arrived(content, texts, answer) {
    this.retry = FIRST_RETRY;
    this.waiting = false;
    this.saved = content;
    this.form.elements.version.value = answer.version;
    const unsent = this.unsent();
    for (const [name, values] of texts) {
      if (this.acknowledged.has(name) && !unsent.has(name)) this.acknowledged.set(name, values);
      this.keep(name);
    }
    for (const part of this.form.querySelectorAll("[data-revealed]")) {
      part.hidden = !(answer.reveals ?? []).includes(part.id);
    }
    this.showFieldErrors(answer.fields ?? {});
    if (this.dirty) return this.plan(IDLE);
    this.show("saved", fill(this.texts.textSaved, { time: answer.saved_at }));
  }

  /* The words for a server out of reach: only a text that is kept may be said to be. */
  offline() {
    return this.keeper.works ? this.texts.textOffline : this.texts.textOfflineUnkept;
  }

  later(words) {
    this.waiting = true;
    this.show("offline", words, true);
    this.plan(this.retry);
    this.retry = Math.min(2 * this.retry, LAST_RETRY);
  }

  /* Somebody may have signed in again elsewhere: then only the form's token is out of date. */
  async signedOut() {
    const who = this.renewed ? "out" : await renew(this.form);
    if (who === "in") {
      this.renewed = true;
      return this.plan(0);
    }
    this.renewed = false;
    if (who === "gone") return this.refused({});
    this.later(who === "other" ? this.texts.textOtherPerson : this.texts.textSignedOut);
    if (!this.status) return;
    const link = { href: this.texts.signIn, target: "_blank", rel: "noopener" };
    this.status.append(" ", make("a", link, this.texts.textSignIn));
  }

  refused(answer) {
    this.waiting = false;
    this.show("offline", answer.message ?? this.texts.textRefused, true);
    this.showFieldErrors(answer.fields ?? {});
  }

  conflict(answer) {
    this.waiting = false;
    this.stopped = true;
    clearTimeout(this.timer);
    this.show("conflict", this.texts.textRefused);
    const known = Object.entries(answer.changes ?? {}).filter(([name]) => this.acknowledged.has(name));
    if (known.length && answer.version) {
      const clashes = known.map(([name, stored]) => ({ name, stored, mine: read(this.form, name) }));
      this.choose(clashes, { typedNow: true, done: () => this.resume(answer.version) });
      return;
    }
    const link = make("a", { href: answer.url ?? location.href, target: "_blank", rel: "noopener" }, this.texts.textReload);
    const body = make("div", { class: "notification__body" });
    body.append(make("p", {}, answer.message ?? this.texts.textConflict), make("p", {}, link));
    const notice = make("div", { class: "notification notification--danger", role: "alert", tabindex: "-1" }, body);
    (this.status?.closest(".form-bar") ?? this.form).prepend(notice);
    notice.scrollIntoView({ block: "nearest" });
  }

  /* Let the person choose between both versions of each field: of a text brought back the field shows the
     server's (it waits in its record), of one typed just now (`typedNow`) the person's own. */
  choose(clashes, { typedNow = false, done = () => this.plan(0) } = {}) {
    if (!typedNow) for (const clash of clashes) this.undecided.add(clash.name);
    letChoose(this.form, clashes, {
      decided: ({ name, stored, mine }, isMine) => {
        this.undecided.delete(name);
        this.acknowledged.set(name, stored);
        if (!isMine) write(this.form, name, stored);
        else if (!typedNow) write(this.form, name, mine);
        this.keep(name);
      },
      done,
    });
  }

  resume(version) {
    this.form.elements.version.value = version;
    this.stopped = false;
    this.plan(0);
  }

  showFieldErrors(errors) {
    for (const control of this.form.querySelectorAll("[id][name]")) {
      const message = errors[control.name];
      if (message || document.getElementById(`${control.id}-live-error`)) showError(control, message ?? "");
    }
  }

  /* The page is left only once the server has everything, or has said why it does not take it. */
  async beforeSubmit(event) {
    clearTimeout(this.timer);
    if (this.leaving || (!this.sending && (this.stopped || !this.dirty))) {
      this.leave();
      return;
    }
    event.preventDefault();
    if (this.sending) await this.sending;
    if (!this.stopped) await this.save();
    clearTimeout(this.timer);
    if (this.stopped) return;
    if (this.waiting) return this.plan(this.retry);
    this.leave();
    this.form.requestSubmit(event.submitter);
  }

  leave() {
    this.leaving = true;
    for (const name of this.unsent()) this.keeper.forget(name); // they travel with the form
  }

  lastChance() {
    if (!this.leaving && this.dirty && !this.sending) {
      this.save({ keepalive: this.content().length < KEEPALIVE_BYTES });
    }
  }

  show(state, words, aloud = false) {
    if (aloud && words !== this.spoken) this.announce(words);
    this.spoken = aloud ? words : "";
    if (!this.status) return;
    this.status.dataset.state = state;
    this.status.textContent = words;
  }
}

/** Save this form as it is filled in. */
export function init(form) {
  if (!form.elements.version) return;
  const saving = new Autosave(form);
  saving.begin();
  saving.listen();
}
