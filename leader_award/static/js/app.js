/* Entry: loads a module only where the page holds something for it. Pages work without any of this. */

const FEATURES = [
  ["[data-counter]", "./counter.js"],
  ["form[data-autosave]", "./autosave.js"],
  ["input[type=file][data-upload]", "./upload.js"],
  ["input[data-combobox]", "./combobox.js"],
  ["form[data-scorecard]", "./scorecard.js"],
  ["[data-poll]", "./fragments.js", "poll"],
  ["form[data-live]", "./fragments.js", "live"],
  ["[data-error-summary]", "./page.js", "errorSummary"],
  ["details[data-menu]", "./page.js", "menu"],
  ["form[data-confirm]", "./page.js", "confirmation"],
];
const done = new WeakMap();

/** Start every feature found inside `root`, once per element. */
export async function enhance(root = document) {
  for (const [selector, path, name = "init"] of FEATURES) {
    const elements = root.querySelectorAll(selector);
    if (elements.length === 0) continue;
    const module = await import(path);
    for (const element of elements) {
      const started = done.get(element) ?? new Set();
      if (started.has(name + path)) continue;
      done.set(element, started.add(name + path));
      module[name](element);
    }
  }
}

enhance();
