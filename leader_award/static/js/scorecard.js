/* Scoring by keyboard: digits score the criterion in hand, the minus abstains from it, ↑ ↓ go to another one, ← → change the score
   (the browser's own habit for radio buttons), Ctrl+Enter saves and goes to the next card. */
import { fill } from "./dom.js";

const SECOND_DIGIT = 700;
const ABSTAIN = "abstain";

class ScoreCard {
  constructor(form) {
    this.form = form;
    this.criteria = [...form.querySelectorAll("[data-criterion]")];
    this.progress = document.querySelector("[data-scorecard-progress]");
    this.result = form.querySelector("[data-scorecard-percent]");
    this.typed = "";
  }

  listen() {
    this.form.addEventListener("change", (event) => this.mark(event.target.closest("[data-criterion]")));
    document.addEventListener("keydown", (event) => this.key(event));
    for (const help of document.querySelectorAll("[data-keys-help]")) help.hidden = false;
    this.criteria.forEach((criterion) => this.mark(criterion));
  }

  get current() {
    return document.activeElement?.closest?.("[data-criterion]");
  }

  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.form.querySelector("[data-scorecard-next]")?.click();
      return;
    }
    const writing = event.target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (writing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^\d$/.test(event.key)) {
      event.preventDefault();
      this.score(event.key);
    } else if (event.key === "-") {
      event.preventDefault();
      this.score(ABSTAIN);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.current) {
      event.preventDefault();
      const index = this.criteria.indexOf(this.current) + (event.key === "ArrowDown" ? 1 : -1);
      this.take(this.criteria[index]);
    }
  }

  /* "1" then "0" soon after means ten, where the scale has a ten. */
  score(digit) {
    const criterion = this.current ?? this.criteria.find((one) => !this.chosen(one)) ?? this.criteria[0];
    if (!criterion) return;
    const both = criterion === this.typedIn ? this.typed + digit : digit;
    const radio = this.radio(criterion, both) ?? this.radio(criterion, digit);
    clearTimeout(this.timer);
    this.typed = digit;
    this.typedIn = criterion;
    this.timer = setTimeout(() => {
      this.typed = "";
    }, SECOND_DIGIT);
    if (!radio) return;
    radio.focus();
    if (!radio.checked) radio.click();
  }

  radio(criterion, value) {
    return criterion.querySelector(`input[type=radio][value="${value}"]`);
  }

  chosen(criterion) {
    return criterion.querySelector("input[type=radio]:checked");
  }

  take(criterion) {
    if (!criterion) return;
    (this.chosen(criterion) ?? criterion.querySelector("input[type=radio]")).focus({ preventScroll: true });
    criterion.scrollIntoView({ block: "nearest" });
  }

  mark(criterion) {
    if (!criterion) return;
    const value = Number(this.chosen(criterion)?.value ?? NaN);
    for (const level of criterion.querySelectorAll("[data-from]")) {
      level.classList.toggle("is-current", level.dataset.from <= value && value <= level.dataset.to);
    }
    this.repeat(criterion);
    this.weigh();
    if (!this.progress) return;
    const done = this.criteria.filter((one) => this.chosen(one)).length;
    this.progress.textContent = fill(this.progress.dataset.text, { done, all: this.criteria.length });
  }

  /* What is chosen is said again where the card is sealed. */
  repeat(criterion) {
    const answer = this.form.querySelector(`[data-scorecard-answer="${criterion.id}"]`);
    if (!answer) return;
    const value = this.chosen(criterion)?.value;
    answer.textContent = value === ABSTAIN ? answer.dataset.abstain : (value ?? answer.dataset.none);
    answer.classList.toggle("is-missing", value === undefined);
  }

  /* The weighted percent gathered so far, without what the juror abstains from; the server works
     it out again, exactly. */
  weigh() {
    if (!this.result) return;
    const weights = JSON.parse(this.result.dataset.weights);
    let [gathered, all] = [0, 0];
    for (const criterion of this.criteria) {
      const value = this.chosen(criterion)?.value ?? 0;
      if (value === ABSTAIN) continue;
      const weight = weights[criterion.id];
      all += weight;
      gathered += (weight * Number(value)) / criterion.dataset.high;
    }
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    if (!all) {
      this.result.textContent = "–";
      return;
    }
    this.result.textContent = ((100 * gathered) / all).toLocaleString(document.documentElement.lang, digits);
  }
}

/** Let this form be filled in from the keyboard. */
export function init(form) {
  new ScoreCard(form).listen();
}
