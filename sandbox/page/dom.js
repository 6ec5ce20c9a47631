// Building blocks of the page: elements, icons, and a list that changes only where it must.
// Text always goes in as text nodes: nothing that a person wrote is ever read as HTML.
import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  hash: "M7 3 5.5 17M14.5 3 13 17M3.5 7.5h13.5M3 12.5h13.5",
  ticket:
    "M3 6.5A1.5 1.5 0 0 1 4.5 5h11A1.5 1.5 0 0 1 17 6.5v2a1.5 1.5 0 0 0 0 3v2a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 13.5v-2a1.5 1.5 0 0 0 0-3ZM11.5 7.5v1M11.5 11.5v1",
  send: "M3.5 4.2 17 10 3.5 15.8l1.7-5.8ZM5.2 10H11",
  close: "M5 5l10 10M15 5 5 15",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  reply: "M4 5.5h12a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1H9l-4 3v-3H4a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1Z",
  down: "M5 8l5 5 5-5",
  back: "M8 4.5 4 8.5l4 4M4.5 8.5h7a4 4 0 0 1 0 8H9",
  right: "M4 10h12M11.5 5.5 16 10l-4.5 4.5",
  pause: "M7 4.5v11M13 4.5v11",
  check: "M4 10.5 8.2 14.5 16 6",
  lock: "M5.5 9h9v7.5h-9ZM7 9V6.5a3 3 0 0 1 6 0V9",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
  moon: "M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z",
  warn: "M10 3 18 16.5H2ZM10 8v4M10 14.2v.01",
  play: "M6.5 4 16 10l-9.5 6Z",
  stop: "M6 6h8v8H6Z",
  forward: "M3.5 5 10 10l-6.5 5ZM10 5l6.5 5L10 15Z",
  attach: "M14.5 8.5 9 14a2.8 2.8 0 0 1-4-4l6-6a1.9 1.9 0 0 1 2.7 2.7l-6 6a.9.9 0 0 1-1.3-1.3l5.2-5.2",
  file: "M5 2.5h6.5L15.5 6.5v11H5ZM11.5 2.5v4h4",
};

/** An element. `word`, `wordLabel`, `wordHint`, `wordTitle` name entries of the catalogue. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProperty(node, name, value);
  node.append(
    ...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return node;
}

const SETTERS = {
  class: (node, value) => (node.className = value),
  on: (node, value) =>
    Object.entries(value).forEach(([event, act]) => node.addEventListener(event, act)),
  data: (node, value) => Object.assign(node.dataset, value),
  value: (node, value) => (node.value = value),
  word: (node, value) => translateAs(node, "word", value),
  wordLabel: (node, value) => translateAs(node, "wordLabel", value),
  wordHint: (node, value) => translateAs(node, "wordHint", value),
  wordTitle: (node, value) => translateAs(node, "wordTitle", value),
};

function setProperty(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  const setter = SETTERS[name];
  if (setter) setter(node, value);
  else node.setAttribute(name, value === true ? "" : value);
}

const TRANSLATIONS = {
  word: (node, text) => (node.textContent = text),
  wordLabel: (node, text) => node.setAttribute("aria-label", text),
  wordHint: (node, text) => node.setAttribute("placeholder", text),
  wordTitle: (node, text) => node.setAttribute("title", text),
};

/** From now on the node says this entry of the catalogue. */
export function translateAs(node, kind, word) {
  node.dataset[kind] = word;
  TRANSLATIONS[kind](node, say(word));
}

/** Say every fixed word of the page again, in the language that is now chosen. */
export function retranslate(root) {
  for (const [kind, apply] of Object.entries(TRANSLATIONS)) {
    const attribute = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    root
      .querySelectorAll(`[data-${attribute}]`)
      .forEach((node) => apply(node, say(node.dataset[kind])));
  }
}

/** A button of this look that does `act` when it is pressed. */
export function pressable(look, act, props = {}, ...children) {
  return h("button", { type: "button", class: look, on: { click: act }, ...props }, ...children);
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * Make `container` show `items` ({key, print, build}) in order. An element whose print is unchanged stays as
 * it is; one that changed is built again, keeps the focus, and is marked as updated for a moment.
 */
export function patchList(container, items) {
  const old = new Map([...container.children].map((node) => [node.dataset.key, node]));
  let place = container.firstChild;
  for (const item of items) {
    const known = old.get(item.key);
    old.delete(item.key);
    const node = known && known.patchPrint === item.print ? known : rebuilt(known, item);
    if (known && known !== node) {
      if (known === place) place = node;
      replaceKeepingFocus(known, node);
    }
    if (node === place) place = place.nextSibling;
    else container.insertBefore(node, place);
  }
  old.forEach((node) => node.remove());
}

function rebuilt(known, item) {
  const node = item.build();
  node.dataset.key = item.key;
  node.patchPrint = item.print;
  if (known) node.classList.add("updated");
  return node;
}

/** Put `fresh` where `stale` is; whatever had the focus inside is found again by its data-focus name. */
export function replaceKeepingFocus(stale, fresh) {
  const active = stale.contains(document.activeElement) ? document.activeElement : null;
  const name = active?.dataset.focus;
  const selection =
    active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  stale.replaceWith(fresh);
  if (!name) return;
  const again =
    fresh.dataset.focus === name
      ? fresh
      : fresh.querySelector(`[data-focus="${CSS.escape(name)}"]`);
  again?.focus({ preventScroll: true });
  if (again && selection?.[0] !== null && selection && again.setSelectionRange)
    again.setSelectionRange(...selection);
}

/** Show that a control waits for its answer while `act` runs. */
export async function whileBusy(control, act) {
  if (control.getAttribute("aria-busy") === "true") return undefined;
  control.setAttribute("aria-busy", "true");
  try {
    return await act();
  } finally {
    control.removeAttribute("aria-busy");
  }
}

/** Read something out to people who do not see the screen. */
export function announce(text) {
  const region = document.getElementById("announcer");
  region.append(h("p", {}, text));
  while (region.children.length > 5) region.firstChild.remove();
}
