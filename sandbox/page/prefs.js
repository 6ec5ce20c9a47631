// What the page remembers between visits: language, theme, who one is in each window, what was read.
const NAME = "paidan.sandbox";

function load() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) ?? {};
  } catch {
    return {};
  }
}

const kept = load();

export function remembered(name, otherwise) {
  return kept[name] ?? otherwise;
}

export function remember(name, value) {
  kept[name] = value;
  try {
    localStorage.setItem(NAME, JSON.stringify(kept));
  } catch {
    // Private windows may refuse to store: the page then simply forgets.
  }
}
