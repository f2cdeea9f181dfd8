/* Words or characters typed, counted as the server counts them, read out only near the limit and after a pause. */
import { announcer, fill } from "./dom.js";

const PAUSE = 1000;

/** Count as the server does: blank-separated words, or Unicode code points. */
export function count(text, unit) {
  return unit === "words" ? text.split(/\s+/u).filter(Boolean).length : [...text].length;
}

/** Keep one counter (`data-counter` = id of its text field) up to date. */
export function init(counter) {
  const field = document.getElementById(counter.dataset.counter);
  if (!field) return;
  const limit = Number(counter.dataset.limit);
  const announce = announcer(counter);
  let timer;

  const show = () => {
    const used = count(field.value, counter.dataset.unit);
    const over = used - limit;
    counter.classList.toggle("is-over", over > 0);
    counter.textContent = fill(over > 0 ? counter.dataset.over : counter.dataset.within, { count: used, limit, over });
    return used;
  };
  field.addEventListener("input", () => {
    const used = show();
    clearTimeout(timer);
    if (used >= 0.8 * limit) timer = setTimeout(() => announce(counter.textContent), PAUSE);
  });
  show();
}
