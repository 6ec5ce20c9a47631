// What lies over a window for a moment: questions, menus, notices, toasts.
import { h, icon, pressable } from "./dom.js";
import { say } from "./words.js";

/** Ask inside `stage`; resolves to true for yes. Esc and a press outside mean no. */
export function ask(stage, words) {
  const before = document.activeElement;
  return new Promise((resolve) => {
    const layer = h("div", { class: "layer question-layer" });
    const answer = (value) => {
      layer.remove();
      stage.dispatchEvent(new Event("layers"));
      before?.focus?.();
      resolve(value);
    };
    layer.append(questionBox(words, answer));
    layer.addEventListener("keydown", (event) => leaveOnEscape(event, () => answer(false)));
    layer.addEventListener("pointerdown", (event) => event.target === layer && answer(false));
    stage.append(layer);
    stage.dispatchEvent(new Event("layers"));
    layer.querySelector(".agree").focus();
  });
}

function questionBox({ title, text, yes, no, danger = false }, answer) {
  const look = `button agree ${danger ? "danger" : "primary"}`;
  const agree = pressable(look, () => answer(true), {}, yes || say("yes"));
  const refuse = pressable("button", () => answer(false), {}, no || say("cancel"));
  return h(
    "div",
    {
      class: "question",
      role: "alertdialog",
      "aria-modal": "true",
      "aria-label": title || say("sure"),
    },
    h("h3", {}, title || say("sure")),
    h("div", { class: "question-text" }, text),
    h("div", { class: "question-foot" }, refuse, agree),
  );
}

export function leaveOnEscape(event, leave) {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  leave();
}

/** A menu under `anchor`; `choose(option)` is called with the option that was pressed. */
export function openMenu(anchor, options, choose) {
  const menu = h("div", {
    class: "menu",
    role: "menu",
    "aria-label": anchor.getAttribute("aria-label") || anchor.textContent,
  });
  const close = () => {
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
  };
  const outside = (event) => !menu.contains(event.target) && close();
  const items = options.map((option) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        class: option.danger ? "danger-word" : "",
        on: { click: () => (close(), anchor.focus(), choose(option)) },
      },
      option.label,
    ),
  );
  menu.append(...items);
  menu.addEventListener("keydown", (event) =>
    menuKey(event, items, () => (close(), anchor.focus())),
  );
  anchor.closest(".window").append(menu);
  place(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  items[0]?.focus({ preventScroll: true });
}

function menuKey(event, items, close) {
  if (event.key === "Tab") return close();
  leaveOnEscape(event, close);
  return arrowsAmong(event, items);
}

/** Up, down, Home and End move the focus among `items`. */
export function arrowsAmong(event, items) {
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined || at < 0) return;
  event.preventDefault();
  items[(next + items.length) % items.length].focus();
}

function place(menu, anchor) {
  const frame = menu.offsetParent.getBoundingClientRect();
  const spot = anchor.getBoundingClientRect();
  const left = Math.min(spot.left - frame.left, frame.width - menu.offsetWidth - 8);
  const below = spot.bottom - frame.top + 4;
  const fits = below + menu.offsetHeight <= frame.height - 8;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${fits ? below : Math.max(8, spot.top - frame.top - menu.offsetHeight - 4)}px`;
}

const TOAST_TIME = 4500;

/** A short word in the middle of a window, as a messenger shows when a press went wrong. */
export function toast(stage, text) {
  stage.querySelector(".toast")?.remove();
  const note = h("div", { class: "toast", role: "alert" }, icon("warn"), h("span", {}, text));
  stage.append(note);
  setTimeout(() => note.remove(), TOAST_TIME);
}

/** A line above the composer that stays until it is closed or something succeeds. */
export class Notice {
  constructor() {
    this.words = h("span", {});
    const close = h(
      "button",
      { type: "button", class: "quiet", wordLabel: "close", on: { click: () => this.clear() } },
      icon("close"),
    );
    this.root = h(
      "div",
      { class: "notice", role: "alert", hidden: true },
      icon("warn"),
      this.words,
      close,
    );
  }

  tell(text) {
    this.words.textContent = text;
    this.root.hidden = false;
  }

  clear() {
    this.root.hidden = true;
    this.words.textContent = "";
  }
}
