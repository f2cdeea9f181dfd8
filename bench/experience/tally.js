/* Tells what a person does on a page: each activation, each field typed into, each character. */
(() => {
  if (window !== window.top) return;
  const ACTIVE = "a, button, label, summary, input, select, [role=option], [role=button], [role=tab]";
  const TYPED = "textarea, select, input:not([type=radio], [type=checkbox], [type=hidden], [type=submit], [type=button])";
  const SET_WHOLE = "select, [type=file], [type=date], [type=time], [type=datetime-local], [type=number]";
  const PASSIVE = /^(Tab|Shift|Control|Alt|Meta|Escape|Home|End|Page.*|Arrow.*)$/;
  const tell = (kind, what, amount = 1) => window.tallied?.(kind, what, amount);
  const words = (node) => (node.innerText || node.value || node.name || "").trim().replace(/\s+/g, " ").slice(0, 60);
  const told = new WeakSet();
  const lengths = new WeakMap();
  const on = (type, listener) => document.addEventListener(type, listener, true);

  on("pointerdown", (event) => {
    const target = event.target.closest?.(ACTIVE);
    if (event.isTrusted && target && !target.matches(TYPED)) tell("click", words(target));
  });
  on("keydown", (event) => {
    if (!event.isTrusted || PASSIVE.test(event.key)) return;
    const enters = event.key === "Enter" && (event.ctrlKey || !event.target.matches?.("textarea"));
    if (enters || !event.target.matches?.(TYPED)) tell("click", `${event.key} on ${words(event.target)}`);
  });
  on("focusin", (event) => lengths.set(event.target, event.target.value ?? ""));

  const typed = (event) => {
    const control = event.target;
    if (!control.matches?.(TYPED) || (!event.isTrusted && !control.matches(SET_WHOLE))) return;
    if (!told.has(control)) {
      told.add(control);
      tell("field", control.name || control.id);
    }
    if (control.matches("select, [type=file]")) return;
    const before = lengths.get(control) ?? "";
    lengths.set(control, control.value);
    if (before === control.value) return;
    const kept = control.value.startsWith(before) ? before.length : 0;
    tell("characters", control.name, [...control.value.slice(kept)].length);
  };
  on("input", typed);
  on("change", typed);
})();
