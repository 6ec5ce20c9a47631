// The pretend DingTalk: groups and single chats, bubbles and cards; every act goes to the sandbox.
import { CallFailed, dingtalk as calls } from "./api.js";
import { attachButton } from "./attach.js";
import { Composer, placeholderFor } from "./composer.js";
import { Notice, toast } from "./dialog.js";
import { dingtalkMessage, messageItems, summary } from "./dingtalk-message.js";
import { announce, h, translateAs } from "./dom.js";
import { accountName, BOT_NAMES, byAccount, nameIn } from "./people.js";
import { Room } from "./room.js";
import { Timeline } from "./timeline.js";
import { shortMoment } from "./times.js";
import { botFace, face, MessengerWindow } from "./window.js";
import { say } from "./words.js";

export class PretendDingTalk {
  #typed = new Map();
  #mention = new Map();

  /** `moved()` is told when a press has given a card another status. */
  constructor({ choosePerson, moved = () => {} }) {
    this.moved = moved;
    this.room = new Room("dingtalk", roomClient);
    this.window = new MessengerWindow({
      messenger: "dingtalk",
      room: this.room,
      choosePerson,
      entry: listEntry,
      section: () => "",
    });
    this.timeline = new Timeline({ name: "dingtalk", empty: "empty.dingtalk" });
    this.notice = new Notice();
    this.#buildPane();
    this.room.addEventListener("changed", () => this.render());
    this.room.addEventListener("person", () => (this.#typed.clear(), this.notice.clear()));
    this.room.addEventListener("arrived", ({ detail }) => {
      if (detail.id === this.room.selected)
        detail.fresh.forEach((message) =>
          announce(
            say("new.from", { who: accountName("dingtalk", message.from), text: summary(message) }),
          ),
        );
    });
  }

  #buildPane() {
    this.chip = h("button", {
      type: "button",
      class: "at-chip",
      word: "at.bot",
      wordTitle: "at.bot.label",
      on: { click: () => this.#toggleMention() },
    });
    this.composer = new Composer({
      name: "dingtalk-composer",
      tools: [
        this.chip,
        ...attachButton("dingtalk-files", (files) => this.#sendFiles(files)),
      ],
      send: this.#send,
    });
    this.title = h("h3", { class: "pane-title" });
    this.main = h(
      "div",
      { class: "pane-main" },
      h("header", { class: "pane-head" }, this.title),
      this.timeline.root,
      h("div", { class: "pane-foot" }, this.notice.root, this.composer.root),
    );
    this.window.pane.append(this.main);
  }

  async hear({ conversation, user }) {
    if (user && user !== this.room.me) return;
    if (conversation) await this.room.refresh(conversation);
    else await this.room.reload();
  }

  render() {
    this.waiting = this.window.render();
    const current = this.room.current;
    this.main.hidden = !current;
    if (!current) return;
    this.title.replaceChildren(
      current.kind === "single" ? botFace() : groupFace(current),
      h("span", {}, current.name),
    );
    this.chip.hidden = current.kind !== "group";
    this.chip.setAttribute("aria-pressed", String(this.#mentions(current)));
    this.composer.turnTo(`${this.room.me} ${current.id}`, placeholderFor(current.name));
    const empty = current.kind === "single" ? "empty.single" : "empty.dingtalk";
    translateAs(this.timeline.empty, "word", empty);
    const items = messageItems(this.room.messages.get(current.id) ?? [], this.#context());
    this.timeline.show(`${this.room.me} ${current.id}`, items);
  }

  #context() {
    return {
      me: this.room.me,
      ownName: this.room.person && nameIn("dingtalk", this.room.person),
      sendText: (text) => this.#message(text, true),
      press: this.#press,
      typed: (message) => this.#typedIn(message),
    };
  }

  /** What was typed into a card's inputs lives outside the card, which may be drawn again at any moment. */
  #typedIn({ out_track_id }) {
    if (!this.#typed.has(out_track_id)) this.#typed.set(out_track_id, new Map());
    return this.#typed.get(out_track_id);
  }

  #mentions({ id, kind }) {
    return kind === "group" && (this.#mention.get(id) ?? true);
  }

  #toggleMention() {
    const current = this.room.current;
    this.#mention.set(current.id, !this.#mentions(current));
    this.render();
    this.composer.focus();
  }

  #send = (text) => this.#message(text, this.#mentions(this.room.current));

  /** One message a file; in a group only words with pictures can mention the robot. */
  async #sendFiles(files) {
    const atBot = this.#mentions(this.room.current);
    const text = this.composer.take();
    const pictures = files.filter(({ mimetype }) => mimetype.startsWith("image/"));
    if (text || (atBot && pictures.length)) {
      const parts = [{ text }, ...pictures.map((picture) => ({ picture }))];
      await this.#said({ rich_text: parts }, atBot);
    } else for (const picture of pictures) await this.#said({ picture }, false);
    for (const file of files.filter((one) => !pictures.includes(one)))
      await this.#said({ file }, false);
  }

  #message(text, atBot) {
    return this.#said({ text }, atBot);
  }

  async #said(what, atBot) {
    const current = this.room.current;
    const at = current.kind === "group" ? { at_bot: atBot } : {};
    try {
      const answer = await calls.message({
        user: this.room.me,
        conversation: current.id,
        ...what,
        ...at,
      });
      this.notice.clear();
      if (answer.acknowledged === false && (atBot || current.kind === "single"))
        this.notice.tell(this.window.whySilent());
      await this.room.refresh(current.id);
      return true;
    } catch (failure) {
      this.notice.tell(failureWords(failure));
      return false;
    }
  }

  #press = async (message, action, params) => {
    const where = this.room.selected;
    try {
      const answer = await calls.click({
        user: this.room.me,
        out_track_id: message.out_track_id,
        action,
        params,
      });
      if (answer.toast) toast(this.window.pane, answer.toast);
      else if (answer.acknowledged === false) toast(this.window.pane, say("card.late"));
      else this.#answered(message, answer.variables);
    } catch (failure) {
      toast(this.window.pane, failureWords(failure));
    }
    await this.room.refresh(where);
  };

  #answered(message, { status } = {}) {
    this.#typed.delete(message.out_track_id);
    if (status !== message.variables?.status) this.moved();
  }
}

const OWN_GROUPS = { "on-call": "IT 支持", lead: "IT 支持", warehouse: "仓库" };

const roomClient = {
  async conversations(me) {
    const all = await calls.conversations(me);
    const own = all.filter(({ members }) => !members || members.includes(me));
    return own.map((told) => ({
      ...told,
      name: told.kind === "single" ? BOT_NAMES.dingtalk : told.name,
    }));
  },
  async messages(id, me) {
    return (await calls.messages(id, me)).map((told) => dingtalkMessage(told, me));
  },
  firstChoice: (conversations, { role }) =>
    conversations.find(({ name }) => name === OWN_GROUPS[role]) ?? conversations[0],
};

function groupFace({ name }) {
  return h(
    "span",
    { class: "face face-group", "aria-hidden": "true" },
    [...name].slice(0, 2).join(""),
  );
}

function listEntry(conversation, unread, last) {
  const called = unread.some((message) => message.at_users?.length && isCalled(message));
  const who =
    last && !last.bot && conversation.kind === "group"
      ? `${accountName("dingtalk", last.from)}: `
      : "";
  return [
    conversation.kind === "single" ? botFace() : groupFace(conversation),
    h(
      "span",
      { class: "conversation-words" },
      h("span", { class: "conversation-name" }, conversation.name),
      h(
        "span",
        { class: "conversation-last" },
        called && h("b", { class: "at-me" }, `${say("at.me")} `),
        last ? who + summary(last) : "",
      ),
    ),
    h(
      "span",
      { class: "conversation-marks" },
      last ? h("time", {}, shortMoment(last.at)) : null,
      unread.length
        ? h(
            "span",
            { class: "badge", "aria-label": say("list.unread", { n: unread.length }) },
            String(unread.length),
          )
        : null,
    ),
  ];
}

const isCalled = (message) => message.at_users.some((id) => byAccount("dingtalk", id));

function failureWords(failure) {
  if (!(failure instanceof CallFailed)) throw failure;
  return say("act.failed", { why: say(failure.message) });
}
