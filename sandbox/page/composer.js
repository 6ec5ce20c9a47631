// Where one writes: Enter sends, Shift+Enter makes a new line, and a draft stays with its conversation.
import { h, icon } from "./dom.js";
import { say } from "./words.js";

const TALLEST = 160;

export class Composer {
  #drafts = new Map();
  #subject = null;
  #underWay = 0;

  /** `send(text)` resolves to true when the text is on its way; otherwise the text comes back. */
  constructor({ send, tools = [], name, onInput = () => {} }) {
    this.send = send;
    this.onInput = onInput;
    this.area = h("textarea", {
      rows: "1",
      class: "composer-text",
      wordLabel: "write.label",
      data: { focus: name },
      enterkeyhint: "send",
    });
    this.button = h(
      "button",
      { type: "submit", class: "composer-send", wordLabel: "send", wordTitle: "send" },
      icon("send"),
    );
    this.keys = h("span", { class: "composer-keys", word: "send.keys" });
    this.root = h(
      "form",
      { class: "composer" },
      this.area,
      h(
        "div",
        { class: "composer-foot" },
        h("div", { class: "composer-tools" }, tools),
        this.keys,
        this.button,
      ),
    );
    this.root.addEventListener("submit", (event) => this.#submit(event));
    this.area.addEventListener("keydown", (event) => this.#key(event));
    this.area.addEventListener("input", () => this.#changed());
  }

  get text() {
    return this.area.value;
  }

  set text(value) {
    this.area.value = value;
    this.#changed();
  }

  /** Write to another place; what was begun there comes back. */
  turnTo(subject, placeholder) {
    this.area.placeholder = placeholder;
    if (subject === this.#subject) return;
    this.#drafts.set(this.#subject, this.area.value);
    this.#subject = subject;
    this.text = this.#drafts.get(subject) ?? "";
  }

  /** What stands here, which goes along with something else: it is gone from here then. */
  take() {
    const text = this.text.trim();
    this.text = "";
    return text;
  }

  insert(word, { atStart = false } = {}) {
    if (atStart) this.text = this.text.startsWith(word) ? this.text : word + this.text;
    else this.area.setRangeText(word, this.area.selectionStart, this.area.selectionEnd, "end");
    this.#changed();
    this.focus();
  }

  focus() {
    this.area.focus();
    const end = this.area.value.length;
    this.area.setSelectionRange(end, end);
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.root.requestSubmit();
  }

  /** The next line need not wait until the bot has answered the one before. */
  async #submit(event) {
    event.preventDefault();
    const text = this.text.trim();
    const subject = this.#subject;
    if (!text) return;
    this.text = "";
    this.#count(+1);
    const sent = await this.send(text).finally(() => this.#count(-1));
    if (!sent) this.#giveBack(subject, text);
  }

  #count(change) {
    this.#underWay += change;
    if (this.#underWay) this.button.setAttribute("aria-busy", "true");
    else this.button.removeAttribute("aria-busy");
  }

  /** What could not be sent stands before what was written meanwhile. */
  #giveBack(subject, text) {
    const here = subject === this.#subject;
    const since = here ? this.text : this.#drafts.get(subject);
    const all = since ? `${text}\n${since}` : text;
    if (here) this.text = all;
    else this.#drafts.set(subject, all);
  }

  #changed() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, TALLEST)}px`;
    this.button.disabled = !this.area.value.trim();
    this.onInput(this.area.value);
  }
}

export function placeholderFor(where) {
  return say("write", { where });
}
