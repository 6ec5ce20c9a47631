// The one line on top that leads to the first ticket, and moves on by what really happens.
import { h, icon, pressable } from "./dom.js";
import { remember, remembered } from "./prefs.js";
import { say } from "./words.js";

const NEXT_LINES = ["line.help", "line.list", "line.next"];
const STEPS = ["hint.1", "hint.2", "hint.3"];
const DONE = STEPS.length;

export class Tour {
  /**
   * `fill(text)` puts a line into the Slack composer; `showCard()` opens the conversation with the card, and
   * `showTwin()` the one with the same card in Slack.
   */
  constructor({ fill, showCard, showTwin }) {
    Object.assign(this, { fill, showCard, showTwin });
    this.step = remembered("tour.step", 0);
    this.root = h("section", { class: "tour", wordLabel: "hint", "aria-live": "polite" });
    this.render();
  }

  get dismissed() {
    return remembered("tour.dismissed", false);
  }

  /** A command went out, a card came, a press moved the ticket: whichever comes first counts. */
  commanded = () => this.#reach(0);
  appeared = () => this.#reach(1);
  moved = () => this.#reach(2);

  #reach(step) {
    if (this.step > step) return;
    this.step = step + 1;
    remember("tour.step", this.step);
    this.render();
  }

  again() {
    this.step = 0;
    remember("tour.step", 0);
    remember("tour.dismissed", false);
    this.render();
  }

  render() {
    this.root.hidden = this.dismissed;
    const close = h(
      "button",
      {
        type: "button",
        class: "quiet",
        "aria-label": say("dismiss"),
        title: say("dismiss"),
        on: { click: () => this.#dismiss() },
      },
      icon("close"),
    );
    const body = this.step >= DONE ? this.#ending() : this.#steps();
    this.root.replaceChildren(...body, close);
  }

  #steps() {
    const steps = STEPS.map((words, index) => {
      const state = index < this.step ? "past" : index === this.step ? "now" : "later";
      const sign = h(
        "span",
        { class: "tour-sign", "aria-hidden": "true" },
        state === "past" ? icon("check") : String(index + 1),
      );
      const line = index === 0 ? [" ", h("code", {}, say("line.first"))] : null;
      return h(
        "li",
        { class: `tour-step ${state}`, "aria-current": state === "now" ? "step" : null },
        sign,
        h("span", { class: "tour-words" }, say(words), line),
        state === "now" && this.#stepButton(index),
      );
    });
    return [h("ol", { class: "tour-steps" }, steps)];
  }

  #stepButton(index) {
    const [words, act] =
      index === 0
        ? ["hint.try", () => this.fill(say("line.first"))]
        : ["hint.look", () => this.showCard()];
    return h(
      "button",
      { type: "button", class: "button primary small", on: { click: act } },
      say(words),
    );
  }

  #ending() {
    const lines = NEXT_LINES.map((word) => say(word)).map((line) =>
      h(
        "button",
        { type: "button", class: "button small line", on: { click: () => this.fill(line) } },
        line,
      ),
    );
    const both = pressable("button primary small", () => this.showTwin(), {}, say("hint.both"));
    return [
      h(
        "p",
        { class: "tour-done" },
        h("span", { class: "tour-sign", "aria-hidden": "true" }, icon("check")),
        h("strong", {}, say("hint.done")),
        both,
        h("span", {}, say("hint.done.more")),
        lines,
      ),
    ];
  }

  #dismiss() {
    remember("tour.dismissed", true);
    this.render();
  }
}
