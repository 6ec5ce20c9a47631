// The bar on top: the name, who one is in both windows, the bot's health, language and colours.
import { h, icon, pressable } from "./dom.js";
import { bothNames, everybody, roleName } from "./people.js";
import { remember, remembered } from "./prefs.js";
import { language, say } from "./words.js";
import { face } from "./window.js";

export class TopBar {
  constructor({ choosePerson, chooseLanguage, restartTour }) {
    this.choosePerson = choosePerson;
    this.people = h("div", { class: "personas", role: "group", wordLabel: "persona.both" });
    this.health = h(
      "a",
      { class: "health", target: "_blank", rel: "noopener", hidden: true, wordTitle: "health" },
      h("span", { class: "dot", "aria-hidden": "true" }),
      h("span", { word: "health.short" }),
    );
    const other = () => chooseLanguage(language() === "zh" ? "en" : "zh");
    const named = (word) => ({ wordTitle: word, wordLabel: word });
    const speech = { word: "language.toggle", wordLabel: "language.toggle.label" };
    const end = [
      this.health,
      pressable("bar-button", restartTour, named("hint.again"), "?"),
      pressable("bar-button", other, speech),
      pressable("bar-button", toggleTheme, named("theme.toggle"), icon("sun"), icon("moon")),
    ];
    this.root = h(
      "header",
      { class: "top" },
      brand(),
      this.#switch(),
      h("div", { class: "bar-end" }, end),
    );
  }

  #switch() {
    const label = h("span", { class: "persona-label", word: "persona.both" });
    return h("div", { class: "persona-switch" }, label, this.people);
  }

  /** `inSlack` and `inDingTalk` are who one is now; a chip is pressed when both are that person. */
  render(inSlack, inDingTalk) {
    const focused = document.activeElement?.dataset?.focus;
    this.people.replaceChildren(
      ...everybody().map((person) => this.#chip(person, inSlack === person, inDingTalk === person)),
    );
    if (focused?.startsWith("persona-"))
      this.people.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  }

  #chip(person, inSlack, inDingTalk) {
    const places = [inSlack && "Slack", inDingTalk && say("dingtalk.short")].filter(Boolean);
    return h(
      "button",
      {
        type: "button",
        class: `persona ${places.length === 1 ? "half" : ""}`,
        "aria-pressed": String(places.length === 2),
        title: say("persona.both"),
        data: { focus: `persona-${person.name}` },
        on: { click: () => this.choosePerson(person.name) },
      },
      face(person.name, person.hue),
      h(
        "span",
        { class: "persona-words" },
        h("span", {}, bothNames(person)),
        h("small", {}, roleName(person), places.length === 1 && h("b", {}, ` · ${places[0]}`)),
      ),
    );
  }

  showHealth(url, well) {
    this.health.hidden = !url;
    if (url) this.health.href = `${url.replace(/\/$/, "")}/healthz`;
    this.health.dataset.state = well ? "on" : "off";
  }
}

function brand() {
  const mark = h("span", { class: "brand-mark", "aria-hidden": "true" }, icon("ticket"));
  return h(
    "div",
    { class: "brand" },
    mark,
    h("div", {}, h("h1", { word: "title" }), h("p", { word: "tagline" })),
  );
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function toggleTheme() {
  const next = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  remember("theme", next);
}

export function applyTheme() {
  const theme = remembered("theme", null);
  if (theme) document.documentElement.dataset.theme = theme;
}
