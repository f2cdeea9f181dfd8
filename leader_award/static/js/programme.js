/* The programme editor: points are dragged, and every move redraws the board in place. Each move is
   one of the page's own forms, so that buttons, keyboard and mouse ask the server the same thing. */
import { enhance } from "./app.js";

let dragged = null;

/** Send a form of the board and show the answer's board, keeping the place of the keyboard. */
async function send(form, button) {
  const data = new FormData(form, button ?? undefined);
  const focus = button?.id;
  const open = [...document.querySelectorAll("#board details[open]")].map((one) => one.id);
  const response = await fetch(form.action, { method: "POST", body: data }).catch(() => null);
  const page = response && new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page?.querySelector("#board");
  if (!fresh) return form.submit(); // signed out or offline: the browser's own page tells
  document.querySelector("#board").replaceWith(fresh);
  for (const id of response.ok ? open : []) document.getElementById(id)?.setAttribute("open", "");
  start(fresh);
  enhance(fresh);
  const item = document.getElementById(`item-${form.closest("[data-item]").dataset.item}`);
  (document.getElementById(focus) ?? item)?.focus();
  if (!response.ok) return item?.scrollIntoView({ block: "center" });
  const status = fresh.querySelector("[data-board-said]");
  const time = item?.querySelector(".board-item__time")?.textContent ?? "";
  status.textContent = `${status.dataset.textMoved} ${time}`.trim();
}

/** Return the place that a drop means: its day, room and hour; an empty hour is the tray. */
function placeOf(zone, target) {
  if (zone.dataset.tray) return { tray: true };
  return { day: zone.dataset.day, room: zone.dataset.room, hour: target?.dataset.start ?? zone.dataset.free };
}

function drop(item, place) {
  const form = item.querySelector("form[data-place]");
  const set = (name, value) => {
    const control = form.elements.namedItem(name);
    if (control) control.value = value;
  };
  set("day", place.day ?? form.elements.namedItem("day").value);
  set("starts_at", place.tray ? "" : place.hour);
  set("room_id", place.tray ? "" : place.room);
  form.elements.namedItem("push").checked = true;
  send(form);
}

function start(board) {
  board.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  for (const item of board.querySelectorAll("[data-item]")) {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      dragged = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.item);
      item.classList.add("is-dragged");
    });
    item.addEventListener("dragend", () => item.classList.remove("is-dragged"));
  }
  for (const zone of board.querySelectorAll("[data-drop]")) {
    const mark = (event) => {
      for (const one of board.querySelectorAll(".is-target")) one.classList.remove("is-target");
      event?.target.closest("[data-start]")?.classList.add("is-target");
    };
    zone.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      zone.classList.add("is-over");
      mark(event);
    });
    zone.addEventListener("dragleave", (event) => {
      if (!zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
    });
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      mark();
      if (dragged) drop(dragged, placeOf(zone, event.target.closest("[data-start]")));
      dragged = null;
    });
  }
}

start(document.querySelector("[data-board]"));
