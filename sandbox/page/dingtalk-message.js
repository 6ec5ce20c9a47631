// One message of the pretend DingTalk: a bubble, a card, a picture or a file.
import { botFace, face } from "./window.js";
import { drawCard } from "./dingtalk-card.js";
import { h, icon } from "./dom.js";
import { calledName, markdown, mention, unmarked } from "./markdown.js";
import { accountName, BOT_NAMES, byAccount } from "./people.js";
import { picture } from "./pictures.js";
import { fullTime, hour, zone } from "./times.js";
import { language, say } from "./words.js";

/** The page's shape of a message as the sandbox tells it. */
export function dingtalkMessage(told, me) {
  return {
    ...told,
    key: told.id,
    stamp: told.at,
    at: new Date(told.at),
    from: told.from,
    mine: told.from === me,
    print: JSON.stringify(told),
  };
}

/** Items for a timeline. `context` = {me, ownName, sendText, press(message, action, params), typed(message)}. */
export function messageItems(messages, context) {
  return messages.map((message) => ({
    key: message.key,
    at: message.at,
    print: JSON.stringify([message.print, language(), zone()]),
    build: () => draw(message, context),
  }));
}

function draw(message, context) {
  const side = message.mine ? "mine" : "theirs";
  return h(
    "li",
    {
      class: `ding-message ${side} kind-${message.kind}`,
      "aria-label": say("new.from", { who: author(message), text: hour(message.at) }),
    },
    facePicture(message),
    h(
      "div",
      { class: "message-body" },
      h(
        "div",
        { class: "message-head" },
        h("strong", {}, author(message)),
        message.bot && h("span", { class: "app-badge" }, say("robot")),
        h(
          "time",
          { datetime: message.at.toISOString(), title: fullTime(message.at) },
          hour(message.at),
        ),
      ),
      content(message, context),
    ),
  );
}

const author = (message) =>
  message.bot ? BOT_NAMES.dingtalk : accountName("dingtalk", message.from);

function facePicture(message) {
  if (message.bot) return botFace();
  return face(author(message), byAccount("dingtalk", message.from)?.hue);
}

const KINDS = { card, recalled, markdown: written, picture: pictured, file: filed, voice: filed };

function content(message, context) {
  return (KINDS[message.kind] ?? text)(message, context);
}

function text(message, context) {
  return h(
    "div",
    { class: "bubble" },
    calledOut(message, context),
    withMentions(message.text ?? "", context),
  );
}

const CALLED = /(@[\p{L}\p{N}_-]{1,20})/u;

function withMentions(words, context) {
  const parts = words.split(CALLED);
  return parts.map((part, index) => (index % 2 ? mention(part, context) : part));
}

function written(message, context) {
  return h(
    "div",
    { class: "bubble bubble-wide ding-markdown" },
    calledOut(message, context),
    markdown(message.text, context),
  );
}

/** Who is @ed but not named in the words. */
function calledOut({ at_users = [], text: words = "", variables }, context) {
  const said = words + JSON.stringify(variables ?? {});
  const unnamed = at_users.filter(
    (id) => !said.includes(`@${id}`) && !said.includes(`@${accountName("dingtalk", id)}`),
  );
  if (!unnamed.length) return null;
  return h(
    "p",
    { class: "called-out" },
    unnamed.map((id) => mention(`@${id}`, context)),
  );
}

function card(message, context) {
  const press = (action, params) => context.press(message, action, params);
  const drawn = drawCard(message, { ...context, press, typed: context.typed(message) });
  return h("div", { class: "card-frame" }, calledOut(message, context), drawn);
}

function pictured(message) {
  return h(
    "div",
    { class: "bubble" },
    picture(
      { image_url: message.url ?? message.text ?? "", alt_text: say("picture") },
      "markdown-picture",
    ),
  );
}

function recalled() {
  return h("p", { class: "recalled" }, say("recalled"));
}

function filed(message) {
  return h("div", { class: "bubble file" }, icon("file"), message.text || say(message.kind));
}

/** What the list and a screen reader are told of a message. */
export function summary(message) {
  if (message.kind === "recalled") return say("recalled");
  if (message.kind === "card") return `${say("card")} ${message.variables?.title ?? ""}`.trim();
  const words = message.text || say(message.kind, {}, message.kind);
  const named = words.replace(new RegExp(CALLED, "gu"), calledName);
  return unmarked(
    named.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/<[^>]+>|(?<!\\)[*>`]+|^#+ /gm, ""),
  )
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 140);
}
