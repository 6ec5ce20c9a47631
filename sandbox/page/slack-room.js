// The pretend Slack's conversations: how they are asked for, named, and shown in the list.
import { slack as calls } from "./api.js";
import { h, icon } from "./dom.js";
import { accountName, BOT_NAMES, byAccount, slackBot } from "./people.js";
import { slackMessage } from "./slack-message.js";
import { botFace, face } from "./window.js";
import { say } from "./words.js";

const OWN_CHANNELS = { "on-call": "it-support", lead: "it-support", warehouse: "warehouse" };

export const roomClient = {
  async conversations(me) {
    const all = await calls.conversations(me);
    const own = all.filter(({ members }) => !members || members.includes(me));
    return own.map((told) => ({ ...told, ...listName(told) }));
  },
  async messages(id, me) {
    return (await calls.messages(id, me)).map((told) => slackMessage(told, me));
  },
  firstChoice: (conversations, { role }) =>
    conversations.find(({ name }) => name === OWN_CHANNELS[role]) ?? conversations[0],
};

function listName({ kind, name, members = [] }) {
  if (kind !== "dm") return { label: `#${name}` };
  const other = members.find((id) => !byAccount("slack", id) && id !== slackBot());
  const words = other ? accountName("slack", other) : BOT_NAMES.slack;
  return { name: words, label: words };
}

export const listSection = ({ kind }) => (kind === "dm" ? "list.direct" : "list.channels");

export function listEntry({ kind, name }, unread) {
  const badge = unread.length
    ? h(
        "span",
        { class: "badge", "aria-label": say("list.unread", { n: unread.length }) },
        String(unread.length),
      )
    : null;
  return [
    kind === "dm" ? botFace() : icon("hash"),
    h("span", { class: "conversation-name" }, name),
    badge,
  ];
}

export function memberFaces(members = []) {
  return members
    .map((id) => byAccount("slack", id))
    .filter(Boolean)
    .map((person) => face(accountName("slack", person.slack), person.hue));
}
