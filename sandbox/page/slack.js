// The pretend Slack: what one does in it goes to the sandbox, what the sandbox tells is drawn.
import { CallFailed, slack as calls } from "./api.js";
import { attachButton } from "./attach.js";
import { Composer, placeholderFor } from "./composer.js";
import { Notice } from "./dialog.js";
import { announce, h, icon, pressable } from "./dom.js";
import { accountName } from "./people.js";
import { remember, remembered } from "./prefs.js";
import { Room } from "./room.js";
import { HomeTab } from "./slack-home.js";
import { MARK, messageItems, summary } from "./slack-message.js";
import { ModalStage } from "./slack-modal.js";
import { listEntry, listSection, memberFaces, roomClient } from "./slack-room.js";
import { ThreadPanel } from "./slack-thread.js";
import { Timeline } from "./timeline.js";
import { botFace, MessengerWindow } from "./window.js";
import { say } from "./words.js";

const COMMAND = /^\/(\S+)\s*([\s\S]*)$/;

export class PretendSlack {
  #dismissed = new Set(remembered("dismissed", []));

  /** `commanded()` is told of each slash command that the bot took. */
  constructor({ choosePerson, commanded = () => {} }) {
    this.commanded = commanded;
    this.room = new Room("slack", roomClient);
    this.window = new MessengerWindow({
      messenger: "slack",
      room: this.room,
      choosePerson,
      entry: listEntry,
      section: listSection,
    });
    this.timeline = new Timeline({ name: "slack", empty: "empty.slack" });
    this.notice = new Notice();
    this.acts = {
      press: this.#press,
      mark: this.#mark,
      makeTicket: (message) => this.#runShortcut("ticket_from_message", message),
      reply: this.#reply,
    };
    this.thread = new ThreadPanel({
      send: this.#sendReply,
      sendFiles: this.#replyFiles,
      closed: (ts) => this.#threadClosed(ts),
      acts: this.acts,
      stage: this.window.root,
    });
    this.modal = new ModalStage({
      stage: this.window.root,
      submit: this.#submit,
      press: this.#pressInView,
      dismiss: this.#dismiss,
    });
    this.home = new HomeTab({
      room: this.room,
      stage: this.window.root,
      press: this.#pressInView,
      turned: () => this.render(),
    });
    this.#buildPane();
    this.#listen();
  }

  #buildPane() {
    this.commandHint = h(
      "p",
      { class: "command-hint", hidden: true },
      h("code", {}),
      h("span", { word: "command.hint" }),
    );
    this.composer = new Composer({
      name: "slack-composer",
      tools: this.#tools(),
      send: this.#send,
      onInput: (text) => this.#hintCommand(text),
    });
    this.title = h("h3", { class: "pane-title" });
    this.members = h("span", { class: "pane-members" });
    this.main = h(
      "div",
      { class: "pane-main" },
      h("header", { class: "pane-head" }, this.title, this.home.tabs, this.members),
      this.home.root,
      this.timeline.root,
      h("div", { class: "pane-foot" }, this.notice.root, this.commandHint, this.composer.root),
    );
    this.window.pane.append(this.main, this.thread.root);
  }

  #tools() {
    const toCommand = () => this.composer.insert("/ticket ", { atStart: true });
    const toMention = () => this.composer.insert("@paidan ");
    const named = (word) => ({ wordLabel: word, wordTitle: word });
    return [
      pressable("tool", toCommand, named("insert.command"), "/ticket"),
      pressable("tool", toMention, named("insert.mention"), "@paidan"),
      pressable("tool", () => this.#runShortcut("new_ticket"), named("new.ticket"), icon("ticket")),
      ...attachButton("slack-files", (files) => this.#sendFiles(files)),
    ];
  }

  #listen() {
    this.room.addEventListener("changed", () => this.render());
    this.room.addEventListener("person", () => this.#personChanged());
    this.room.addEventListener("arrived", ({ detail }) => {
      if (detail.id === this.room.selected)
        detail.fresh.forEach((message) =>
          announce(
            say("new.from", { who: accountName("slack", message.from), text: summary(message) }),
          ),
        );
    });
  }

  #personChanged() {
    this.thread.close();
    this.notice.clear();
    this.modal.show(null);
    void this.reloadViews();
    this.home.forget();
  }

  /** What the feed told: look again at what it touches. */
  async hear({ kind, conversation, user }) {
    if (user && user !== this.room.me) return;
    if (kind === "view") await this.reloadViews();
    else if (kind === "home") await this.home.reload();
    else if (conversation) await this.room.refresh(conversation);
    else await this.room.reload();
  }

  render() {
    this.waiting = this.window.render();
    const current = this.room.current;
    this.main.hidden = !current;
    if (!current) return;
    if (this.shown !== current.id) this.#turned(current);
    const messages = this.room.messages.get(current.id) ?? [];
    this.#renderHead(current);
    const replies = (ts) =>
      messages.filter((message) => message.inThread && message.thread_ts === ts);
    const whole = messages.filter((message) => !message.inThread);
    this.timeline.show(
      `${this.room.me} ${current.id}`,
      messageItems(whole, { acts: this.acts, stage: this.window.root, replies }),
    );
    this.thread.render(messages, current.label);
  }

  #turned(current) {
    this.shown = current.id;
    this.thread.close();
    this.notice.clear();
  }

  #renderHead(current) {
    this.title.replaceChildren(
      current.kind === "dm" ? botFace() : icon("hash"),
      h("span", {}, current.name),
    );
    this.members.replaceChildren(...(current.kind === "dm" ? [] : memberFaces(current.members)));
    this.composer.turnTo(`${this.room.me} ${current.id}`, placeholderFor(current.label));
    this.home.place(current);
    this.timeline.root.hidden = this.composer.root.hidden = this.home.isOpen;
  }

  #hintCommand(text) {
    const command = text.match(/^\/\S*/)?.[0];
    this.commandHint.hidden = !command;
    this.commandHint.firstChild.textContent = command ?? "";
  }

  #where() {
    return { user: this.room.me, channel: this.room.selected };
  }

  #send = async (text) => {
    const command = text.match(COMMAND);
    if (!command) return this.#told(() => calls.message({ ...this.#where(), text }));
    return this.#told(
      () => calls.command({ ...this.#where(), command: `/${command[1]}`, text: command[2] }),
      "command",
    );
  };

  #sendFiles = (files) =>
    this.#told(() => calls.message({ ...this.#where(), text: this.composer.take(), files }));

  #replyFiles = (files, text, thread_ts) =>
    this.#told(() => calls.message({ ...this.#where(), text, thread_ts, files }));

  #sendReply = (text, thread_ts) =>
    this.#told(() => calls.message({ ...this.#where(), text, thread_ts }));

  #press = (message, element, block, choice) =>
    this.#told(
      () =>
        calls.click({
          ...this.#where(),
          ts: message.ts,
          block_id: block.block_id,
          action_id: element.action_id,
          ...choice,
        }),
      "press",
    );

  /** Put the emoji that makes tickets on a message, or take one's own off it. */
  #mark = (message) => {
    const marked = message.reactions?.find(({ name }) => name === MARK);
    const remove = Boolean(marked?.users?.includes(this.room.me));
    return this.#told(() => calls.react({ ...this.#where(), ts: message.ts, name: MARK, remove }));
  };

  #runShortcut = (callback_id, message) =>
    this.#told(
      () =>
        calls.shortcut(
          message
            ? { ...this.#where(), callback_id, ts: message.ts }
            : { user: this.room.me, callback_id },
        ),
      "press",
    );

  #pressInView = (view, element, block, choice, values) =>
    this.#told(
      () =>
        calls.click({
          user: this.room.me,
          view_id: view.id,
          block_id: block.block_id,
          action_id: element.action_id,
          ...choice,
          values,
        }),
      "press",
    );

  #submit = async (view, values) => {
    const answer = await calls
      .submit({ user: this.room.me, view_id: view.id, values })
      .catch((failure) => ({ trouble: failureWords(failure) }));
    if (answer.trouble || answer.errors) return answer;
    if (!answer.acknowledged) return { trouble: answer.error || this.window.whySilent() };
    await this.reloadViews();
    return answer;
  };

  #dismiss = async (view) => {
    this.#dismissed.add(view.id);
    remember("dismissed", [...this.#dismissed].slice(-50));
    await calls.close({ user: this.room.me, view_id: view.id }).catch(() => {});
    await this.reloadViews();
  };

  /** Do something towards the bot, and show what came of it; false when nothing was sent. */
  async #told(act, kind = "message") {
    try {
      const answer = await act();
      this.notice.clear();
      if (answer.error) this.notice.tell(answer.error);
      else if (answer.acknowledged === false && kind !== "message")
        this.notice.tell(this.window.whySilent());
      else if (kind === "command" && !answer.view) this.commanded();
      if (answer.view) await this.reloadViews();
      await this.room.refresh(this.room.selected);
      return true;
    } catch (failure) {
      this.notice.tell(failureWords(failure));
      return false;
    }
  }

  async reloadViews() {
    const me = this.room.me;
    if (!me) return;
    const views = await calls.views(me).catch(() => []);
    if (me !== this.room.me) return;
    const open = (Array.isArray(views) ? views : []).filter(
      (view) => view.type !== "home" && !this.#dismissed.has(view.id),
    );
    this.modal.show(open.at(-1) ?? null);
  }

  #reply = (message) => {
    this.thread.open(message.thread_ts ?? message.ts);
    this.render();
    this.thread.composer.focus();
  };

  #threadClosed(ts) {
    this.render();
    this.timeline.list
      .querySelector(`[data-focus="thread-${ts}"], [data-focus="reply-${ts}"]`)
      ?.focus();
  }

  /** Open a conversation by name with a text ready to send. */
  prepare(name, text) {
    const conversation = this.room.conversations.find((one) => one.name === name);
    if (conversation) this.room.open(conversation.id);
    this.composer.text = text;
    this.composer.focus();
  }
}

function failureWords(failure) {
  if (!(failure instanceof CallFailed)) throw failure;
  return say("act.failed", { why: say(failure.message) });
}
