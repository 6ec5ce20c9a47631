// A thread of the pretend Slack: its first message, the replies, and a composer of its own.
import { attachButton } from "./attach.js";
import { Composer } from "./composer.js";
import { leaveOnEscape } from "./dialog.js";
import { h, icon } from "./dom.js";
import { messageItems } from "./slack-message.js";
import { Timeline } from "./timeline.js";
import { say } from "./words.js";

export class ThreadPanel {
  /** `send(text, ts)` posts a reply, `sendFiles(files, text, ts)` one with files; `closed()` is called when one leaves. */
  constructor({ send, sendFiles, closed, acts, stage }) {
    Object.assign(this, { acts, stage, closed, root_ts: null });
    this.timeline = new Timeline({ name: "thread", empty: "loading" });
    this.composer = new Composer({
      name: "thread-composer",
      tools: attachButton("thread-files", (files) =>
        sendFiles(files, this.composer.take(), this.root_ts),
      ),
      send: (text) => send(text, this.root_ts),
    });
    this.where = h("small", { class: "thread-where" });
    const close = h(
      "button",
      { type: "button", class: "quiet", wordLabel: "close", on: { click: () => this.close() } },
      icon("close"),
    );
    this.root = h(
      "aside",
      { class: "thread", hidden: true, wordLabel: "thread" },
      h(
        "header",
        { class: "pane-head" },
        h("h3", {}, h("span", { word: "thread" }), this.where),
        close,
      ),
      this.timeline.root,
      this.composer.root,
    );
    this.root.addEventListener("keydown", (event) => leaveOnEscape(event, () => this.close()));
  }

  get isOpen() {
    return this.root_ts !== null;
  }

  open(ts) {
    this.root_ts = ts;
    this.root.hidden = false;
    this.stage.classList.add("thread-open");
  }

  close() {
    if (!this.isOpen) return;
    const ts = this.root_ts;
    this.root_ts = null;
    this.root.hidden = true;
    this.stage.classList.remove("thread-open");
    this.closed(ts);
  }

  render(messages, where) {
    if (!this.isOpen) return;
    const whole = messages.filter(
      (message) => message.ts === this.root_ts || message.thread_ts === this.root_ts,
    );
    this.where.textContent = where;
    this.composer.turnTo(this.root_ts, say("write.reply"));
    this.timeline.show(
      this.root_ts,
      messageItems(whole, { acts: this.acts, stage: this.stage, threaded: true }),
      { days: false },
    );
  }
}
