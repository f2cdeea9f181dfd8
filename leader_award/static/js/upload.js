/* Sends chosen files at once, one after the other, with progress and a way to cancel.
   The server may answer JSON ({html} to append, {list} to replace, {message} on refusal) or simply with
   the page it would show without JavaScript: then list and error are taken out of that page. */
import { announcer, fill, make, showError } from "./dom.js";
import { enhance } from "./app.js";

function parse(xhr) {
  if ((xhr.getResponseHeader("Content-Type") ?? "").includes("json")) return JSON.parse(xhr.responseText);
  return { page: new DOMParser().parseFromString(xhr.responseText, "text/html") };
}

class Upload {
  constructor(input) {
    this.input = input;
    this.texts = input.dataset;
    this.area = input.closest(".upload") ?? input;
    this.announce = announcer(this.area);
    this.queue = Promise.resolve();
    this.failures = [];
  }

  get list() {
    return document.getElementById(this.texts.uploadList);
  }

  listen() {
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    for (const type of ["dragover", "dragleave", "drop"]) {
      this.area.addEventListener(type, (event) => {
        event.preventDefault();
        this.area.classList.toggle("is-over", type === "dragover");
        if (type === "drop") this.add([...event.dataTransfer.files]);
      });
    }
    for (const button of this.input.form?.querySelectorAll("[data-upload-fallback]") ?? []) button.hidden = true;
  }

  add(files) {
    this.failures = [];
    showError(this.input, "");
    for (const file of files) this.queue = this.queue.then(() => this.send(file));
    this.input.value = "";
  }

  row(file) {
    const bar = make("progress", { max: 100, value: 0, "aria-label": file.name });
    const words = make("span", { class: "file-list__name" }, file.name);
    const cancel = make("button", { type: "button", class: "btn btn-secondary btn-sm" }, this.texts.textCancel);
    const row = make("li", {}, words, bar, cancel);
    (this.list ?? this.area).append(row);
    return { row, bar, words, cancel };
  }

  send(file) {
    const { row, bar, words, cancel } = this.row(file);
    const xhr = new XMLHttpRequest();
    const data = new FormData();
    const token = this.input.form?.elements.csrf_token;
    if (token) data.append("csrf_token", token.value);
    data.append(this.input.name, file);
    cancel.addEventListener("click", () => xhr.abort());
    xhr.upload.addEventListener("progress", (event) => {
      bar.value = (100 * event.loaded) / (event.total || 1);
      words.textContent = fill(this.texts.textSending, { name: file.name, percent: `${Math.round(bar.value)}%` });
    });
    return new Promise((resolve) => {
      const finish = (outcome) => {
        const focused = row.contains(document.activeElement);
        row.remove();
        outcome();
        if (focused) this.input.focus();
        resolve();
      };
      const failed = () => this.fail(fill(this.texts.textFailed, { name: file.name }));
      xhr.addEventListener("load", () => finish(() => this.receive(xhr, file)));
      xhr.addEventListener("error", () => finish(failed));
      xhr.addEventListener("abort", () => finish(() => this.announce(fill(this.texts.textCancelled, { name: file.name }))));
      xhr.open("POST", this.texts.upload);
      xhr.setRequestHeader("Accept", "application/json, text/html;q=0.9");
      xhr.setRequestHeader("X-Requested-With", "upload");
      xhr.send(data);
    });
  }

  receive(xhr, file) {
    let answer = {};
    try {
      answer = parse(xhr);
    } catch {
      return this.fail(fill(this.texts.textFailed, { name: file.name }));
    }
    const refusal = answer.message ?? answer.page?.getElementById(`${this.input.id}-error`)?.textContent.trim();
    if (xhr.status >= 400 || (answer.page && refusal)) {
      return this.fail(refusal ? `${file.name}: ${refusal}` : fill(this.texts.textFailed, { name: file.name }));
    }
    this.showList(answer);
    this.announce(fill(this.texts.textDone, { name: file.name }));
  }

  showList({ html, list, page }) {
    const target = this.list;
    if (!target) return;
    if (html) target.insertAdjacentHTML("beforeend", html);
    else if (list !== undefined) target.innerHTML = list;
    else if (page?.getElementById(target.id)) target.replaceWith(page.getElementById(target.id));
    enhance(this.list);
  }

  fail(message) {
    this.failures.push(message);
    showError(this.input, this.failures.join(" "));
  }
}

/** Send files of this input as soon as they are chosen. */
export function init(input) {
  new Upload(input).listen();
}
