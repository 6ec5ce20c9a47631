// One message of the pretend Slack: who, when, what (text or blocks), its thread, reactions and acts.
import { face, botFace } from "./window.js";
import { h, icon } from "./dom.js";
import { accountName, byAccount } from "./people.js";
import { drawBlocks, fileList } from "./slack-blocks.js";
import { emoji, mrkdwn } from "./slack-text.js";
import { dayKey, fullTime, hour, shortMoment, zone } from "./times.js";
import { language, say } from "./words.js";

const TOGETHER = 3 * 60 * 1000;

/** The page's shape of a message as the sandbox tells it. */
export function slackMessage(told, me) {
  return {
    ...told,
    key: told.ts,
    stamp: told.ts,
    at: new Date(Number(told.ts) * 1000),
    from: told.user,
    mine: told.user === me,
    inThread: Boolean(told.thread_ts && told.thread_ts !== told.ts),
    print: JSON.stringify(told),
  };
}

/** Items for a timeline. `acts` = {press, reply}; `replies(ts)` counts a message's thread. */
export function messageItems(messages, { acts, stage, replies = () => [], threaded = false }) {
  return messages.map((message, index) => {
    const compact = follows(messages[index - 1], message);
    const answers = threaded ? [] : replies(message.ts);
    const shown = [compact, answers.map(({ ts }) => ts), language(), zone()];
    const print = JSON.stringify([message.print, ...shown]);
    return {
      key: message.key,
      at: message.at,
      print,
      build: () => draw(message, { acts, stage, compact, answers, threaded }),
    };
  });
}

function follows(earlier, message) {
  if (!earlier || earlier.from !== message.from || earlier.bot !== message.bot) return false;
  return (
    !earlier.ephemeral &&
    !message.ephemeral &&
    message.at - earlier.at < TOGETHER &&
    dayKey(earlier.at) === dayKey(message.at)
  );
}

function draw(message, options) {
  const { compact, answers, acts } = options;
  const classes = ["slack-message", compact && "compact", message.ephemeral && "ephemeral"]
    .filter(Boolean)
    .join(" ");
  return h(
    "li",
    {
      class: classes,
      "aria-label": say("new.from", { who: author(message), text: hour(message.at) }),
    },
    compact
      ? h("span", { class: "gutter-time", title: fullTime(message.at) }, hour(message.at))
      : picture(message),
    h(
      "div",
      { class: "message-body" },
      !compact && heading(message),
      message.ephemeral && h("p", { class: "only-you" }, icon("lock"), say("only.you")),
      content(message, options),
      fileList(message.files),
      reactions(message),
      answers.length ? threadLine(message, answers, acts) : null,
    ),
    message.ephemeral ? null : actBar(message, options),
  );
}

const author = (message) =>
  message.bot ? accountName("slack", message.user) || "paidan" : accountName("slack", message.user);

function picture(message) {
  const person = byAccount("slack", message.user);
  return person ? face(author(message), person.hue) : botFace();
}

function heading(message) {
  return h(
    "div",
    { class: "message-head" },
    h("strong", {}, author(message)),
    message.bot && h("span", { class: "app-badge" }, say("app")),
    h(
      "time",
      { datetime: message.at.toISOString(), title: fullTime(message.at) },
      hour(message.at),
    ),
  );
}

function content(message, { acts, stage }) {
  const edited =
    message.edited && !message.bot ? h("small", { class: "edited" }, ` ${say("edited")}`) : null;
  if (!message.blocks?.length)
    return h("div", { class: "message-text mrkdwn" }, mrkdwn(message.text), edited);
  const act = (element, block, choice) => acts.press(message, element, block, choice);
  const drawn = drawBlocks(message.blocks, { act, stage });
  const wide = message.bot && message.blocks.some((block) => block.type !== "rich_text");
  return h("div", { class: wide ? "slack-card" : "message-text" }, drawn, edited);
}

function reactions({ reactions: given }) {
  if (!given?.length) return null;
  const one = ({ name, users = [], count = users.length }) =>
    h(
      "span",
      { class: "reaction", title: users.map((user) => accountName("slack", user)).join(", ") },
      `${emoji(name)} ${count}`,
    );
  return h("div", { class: "reactions" }, given.map(one));
}

function threadLine(message, answers, acts) {
  const people = [...new Map(answers.map((answer) => [answer.from, answer])).values()].slice(0, 3);
  const words = answers.length === 1 ? say("replies.one") : say("replies", { n: answers.length });
  return h(
    "button",
    {
      type: "button",
      class: "thread-line",
      data: { focus: `thread-${message.ts}` },
      on: { click: () => acts.reply(message) },
    },
    people.map(picture),
    h("span", { class: "thread-count" }, words),
    h("span", { class: "thread-last" }, shortMoment(answers.at(-1).at)),
  );
}

function actBar(message, { acts, threaded }) {
  if (threaded) return null;
  const label = say("reply.in.thread");
  const reply = h(
    "button",
    {
      type: "button",
      class: "act",
      "aria-label": label,
      title: label,
      data: { focus: `reply-${message.ts}` },
      on: { click: () => acts.reply(message) },
    },
    icon("reply"),
  );
  return h("div", { class: "act-bar", role: "group", "aria-label": say("message.acts") }, reply);
}

/** What a screen reader is told, and a list shows, of a message. */
export function summary(message) {
  const header = message.blocks?.find((block) => block.type === "header")?.text?.text;
  return (message.text || header || say("card"))
    .replace(/<[^>|]*\|([^>]*)>/g, "$1")
    .replace(/<@(\w+)>/g, (_, id) => `@${accountName("slack", id)}`)
    .slice(0, 140);
}
