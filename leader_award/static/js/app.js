/* Entry: loads a module only where the page holds something for it. Pages work without any of this. */

const FEATURES = [
  ["[data-counter]", "./counter.js"],
  ["form[data-autosave]", "./autosave.js"],
  ["form[data-forget]", "./keeping.js", "forgetting"],
  ["form[data-settles]", "./keeping.js", "settling"],
  ["input[type=file][data-upload]", "./upload.js"],
  ["input[data-combobox]", "./combobox.js"],
  ["form[data-scorecard]", "./scorecard.js"],
  ["[data-poll]", "./fragments.js", "poll"],
  ["form[data-live]", "./fragments.js", "live"],
  ["form[data-preview]", "./fragments.js", "preview"],
  ["[data-error-summary]", "./page.js", "errorSummary"],
  ["details[data-menu]", "./page.js", "menu"],
  ["form[data-confirm]", "./page.js", "confirmation"],
  ["[data-print]", "./page.js", "printing"],
  ["form[data-search]", "./finding.js", "slash"],
  ["[data-slash]", "./finding.js", "choice"],
  ["[data-passkey]", "./passkey.js", "passkey"],
];
const done = new WeakMap();

async function start(root, [selector, path, name = "init"]) {
  const elements = [...root.querySelectorAll(selector)];
  if (elements.length === 0) return;
  const module = await import(path);
  for (const element of elements) {
    const started = done.get(element) ?? new Set();
    if (started.has(selector)) continue;
    done.set(element, started.add(selector));
    module[name](element);
  }
}

/** Start every feature found inside `root`, once per element. */
export function enhance(root = document) {
  return Promise.all(FEATURES.map((feature) => start(root, feature)));
}

enhance().then(() => document.documentElement.setAttribute("data-enhanced", ""));
