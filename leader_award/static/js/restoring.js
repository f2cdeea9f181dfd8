/* Brings kept texts back into their form, and lets the person choose where two versions of a text meet. */
import { fill, make } from "./dom.js";
import { label, names, read, same, shown, write } from "./fields.js";

/** Put the kept texts back that nobody has changed on the server since.
    Returns { restored, clashes, unsaved }: names with the values before, names with both values, and whether
    the form holds something that the server does not. */
export function restore(form, keeper) {
  const known = new Set(names(form));
  const version = form.elements.version.value;
  const found = { restored: [], clashes: [], unsaved: false };
  for (const [name, kept] of keeper.all()) {
    if (!kept || !known.has(name)) continue;
    const stored = read(form, name);
    const unchanged = kept.version === version || same(stored, kept.base) || (kept.sent && same(stored, kept.sent));
    if (same(stored, kept.values)) {
      // shown again after a refusal, it is still unsaved; under a newer version it has arrived
      if (kept.version === version) found.unsaved = true;
      else keeper.forget(name);
    } else if (unchanged) {
      write(form, name, kept.values);
      found.restored.push({ name, stored, at: kept.at });
      found.unsaved = true;
    } else {
      found.clashes.push({ name, stored, mine: kept.values });
    }
  }
  return found;
}

function notice(form, kind, ...children) {
  const body = make("div", { class: "notification__body" }, ...children);
  const role = kind === "info" ? "status" : "alert";
  const box = make("div", { class: `notification notification--${kind}`, role, tabindex: "-1" }, body);
  form.before(box);
  return box;
}

function button(words, act, kind = "secondary") {
  const made = make("button", { type: "button", class: `btn btn-${kind} btn-sm` }, words);
  made.addEventListener("click", act);
  return made;
}

/** Say what has been restored; `discarded` is called after the person has put the former texts back. */
export function tellRestored(form, restored, discarded) {
  const texts = form.dataset;
  const when = new Date(Math.max(...restored.map((one) => one.at)));
  const said = { dateStyle: "long", timeStyle: "short" };
  const time = when.toLocaleString(document.documentElement.lang, said);
  const fields = restored.map((one) => label(form, one.name)).join("; ");
  const box = notice(
    form,
    "info",
    make("p", {}, fill(texts.textRestored, { time, fields })),
    button(texts.textDiscard, () => {
      for (const one of restored) write(form, one.name, one.stored);
      box.remove();
      discarded();
    }),
  );
}

function version(title, words) {
  const head = make("h3", { class: "h6 mb-1" }, title);
  return make("div", { class: "versions__one" }, head, make("p", { class: "versions__text" }, words || "–"));
}

/** Show both versions of each text; calls `decided` with the clash and whether the person's own was
    chosen, and `done` after the last one. */
export function letChoose(form, clashes, { decided, done }) {
  const texts = form.dataset;
  let left = clashes.length;
  const box = notice(form, "warning", make("p", {}, texts.textTwoVersions));
  for (const clash of clashes) {
    const { name, stored, mine } = clash;
    const choose = (isMine) => () => {
      group.remove();
      decided(clash, isMine);
      left -= 1;
      if (left > 0) return;
      box.remove();
      done();
    };
    const group = make(
      "section",
      { class: "versions" },
      make("h2", { class: "h6" }, label(form, name)),
      version(texts.textTheirs, shown(form, name, stored)),
      version(texts.textMine, shown(form, name, mine)),
      make(
        "div",
        { class: "button-row mt-0" },
        button(texts.textTakeMine, choose(true)),
        button(texts.textTakeTheirs, choose(false)),
      ),
    );
    box.firstChild.append(group);
  }
  box.focus();
  return box;
}
