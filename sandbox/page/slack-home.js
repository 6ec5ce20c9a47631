// The bot's home in the pretend Slack: a tab beside the messages of one's conversation with the bot.
import { slack as calls } from "./api.js";
import { h } from "./dom.js";
import { drawBlocks } from "./slack-blocks.js";
import { language, say } from "./words.js";

export class HomeTab {
  #view = null;
  #print = null;
  #values = new Map();
  #wanted = false;

  constructor({ room, stage, press, turned }) {
    Object.assign(this, { room, stage, press, turned });
    this.homeButton = this.#tab("home.tab", true);
    this.messagesButton = this.#tab("messages.tab", false);
    this.tabs = h(
      "div",
      { class: "pane-tabs", role: "group", hidden: true },
      this.messagesButton,
      this.homeButton,
    );
    this.root = h("div", { class: "home", hidden: true });
  }

  #tab(word, wanted) {
    return h("button", {
      type: "button",
      class: "pane-tab",
      word,
      on: { click: () => this.#turn(wanted) },
    });
  }

  get isOpen() {
    return !this.root.hidden;
  }

  #turn(wanted) {
    this.#wanted = wanted;
    if (wanted)
      void calls
        .openHome({ user: this.room.me })
        .catch(() => {})
        .then(() => this.reload());
    this.turned();
  }

  /** Another person sits down: their home is theirs, and they begin with the messages. */
  forget() {
    this.#wanted = false;
    this.#view = null;
    this.#values = new Map();
  }

  /** Stand beside the messages of the conversation with the bot, and nowhere else. */
  place({ kind }) {
    const here = kind === "dm";
    this.tabs.hidden = !here;
    this.root.hidden = !(here && this.#wanted);
    this.homeButton.setAttribute("aria-pressed", String(this.#wanted));
    this.messagesButton.setAttribute("aria-pressed", String(!this.#wanted));
    if (this.isOpen) this.#draw();
  }

  async reload() {
    const me = this.room.me;
    if (!me || !this.#wanted) return;
    const told = await calls.home(me).catch(() => null);
    if (me !== this.room.me) return;
    this.#view = told?.view ?? (told?.blocks ? told : null);
    if (this.isOpen) this.#draw();
  }

  #draw() {
    const print = JSON.stringify([this.#view, language()]);
    if (print === this.#print) return;
    this.#print = print;
    if (!this.#view) {
      this.root.replaceChildren(h("p", { class: "timeline-empty" }, say("home.empty")));
      return;
    }
    const act = (element, block, choice) => this.press(this.#view, element, block, choice);
    this.root.replaceChildren(
      drawBlocks(this.#view.blocks ?? [], { act, stage: this.stage, values: this.#values }),
    );
  }
}
