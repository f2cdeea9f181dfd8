/* Saves a long form while it is being filled in.
   The form's `version` guards against a second tab or a colleague: on 409 nothing more is sent. */
import { announcer, fill, make, showError } from "./dom.js";

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
    this.saved = pristine(form) ? this.content() : null; // what the server has acknowledged
    this.sending = null; // promise of the request in flight
    this.retry = FIRST_RETRY;
    this.stopped = false;
    this.leaving = false;
  }

  get dirty() {
    return this.content() !== this.saved;
  }

  content() {
    const data = new FormData(this.form);
    data.delete("version");
    data.delete("csrf_token");
    return encode(data);
  }

  listen() {
    const changed = () => {
      if (this.stopped || !this.dirty) return;
      this.show("unsaved", this.texts.textUnsaved);
      this.plan(IDLE);
    };
    this.form.addEventListener("input", changed);
    this.form.addEventListener("change", changed);
    this.form.addEventListener("focusout", () => this.dirty && this.plan(0));
    this.form.addEventListener("submit", (event) => this.beforeSubmit(event));
    addEventListener("online", () => this.dirty && this.plan(0));
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
    this.show("saving", this.texts.textSaving);
    this.sending = this.send(keepalive)
      .then((answer) => this.receive(answer, content))
      .catch(() => this.later(this.texts.textOffline))
      .finally(() => {
        this.sending = null;
      });
    await this.sending;
  }

  send(keepalive) {
    return fetch(this.texts.autosave, {
      method: "POST",
      body: encode(new FormData(this.form)),
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Accept: "application/json",
        "X-Requested-With": "autosave",
      },
      keepalive,
    });
  }

  async receive(response, content) {
    const json = (response.headers.get("Content-Type") ?? "").includes("json");
    if (response.status === 401 || (response.redirected && !json)) return this.later(this.texts.textSignedOut);
    if (response.status >= 500 || response.status === 429) return this.later(this.texts.textOffline);
    const answer = json ? await response.json() : {};
    if (response.status === 409) return this.conflict(answer);
    if (!response.ok) return this.refused(answer);
    this.retry = FIRST_RETRY;
    this.saved = content;
    this.form.elements.version.value = answer.version;
    this.showFieldErrors(answer.fields ?? {});
    if (this.dirty) return this.plan(IDLE);
    this.show("saved", fill(this.texts.textSaved, { time: answer.saved_at }));
  }

  later(words) {
    this.show("offline", words, true);
    this.plan(this.retry);
    this.retry = Math.min(2 * this.retry, LAST_RETRY);
  }

  refused(answer) {
    this.show("offline", answer.message ?? this.texts.textRefused, true);
    this.showFieldErrors(answer.fields ?? {});
  }

  conflict(answer) {
    this.stopped = true;
    clearTimeout(this.timer);
    this.show("conflict", this.texts.textRefused);
    const link = make("a", { href: answer.url ?? location.href, target: "_blank", rel: "noopener" }, this.texts.textReload);
    const body = make("div", { class: "notification__body" });
    body.append(make("p", {}, answer.message ?? this.texts.textConflict), make("p", {}, link));
    const notice = make("div", { class: "notification notification--danger", role: "alert", tabindex: "-1" }, body);
    (this.status?.closest(".form-bar") ?? this.form).prepend(notice);
    notice.scrollIntoView({ block: "nearest" });
  }

  showFieldErrors(errors) {
    for (const control of this.form.querySelectorAll("[id][name]")) {
      const message = errors[control.name];
      if (message || document.getElementById(`${control.id}-live-error`)) showError(control, message ?? "");
    }
  }

  /* A submit must carry the version of the save still under way, or it would conflict with it. */
  async beforeSubmit(event) {
    clearTimeout(this.timer);
    if (!this.sending) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    await this.sending;
    if (this.stopped) return;
    this.leaving = true;
    clearTimeout(this.timer);
    this.form.requestSubmit(event.submitter);
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
  if (form.elements.version) new Autosave(form).listen();
}
