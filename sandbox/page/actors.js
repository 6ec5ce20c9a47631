// The people of the recorded week: each entry is played through the control interface, as that person's own act.
import { dingtalk, slack } from "./api.js";
import { named } from "./people.js";

const WAITS_MS = 8000;
const LOOKS_EVERY_MS = 150;
/** In what somebody says, the number in what the bot said last with the words of `on`. */
export const NUMBER = "#?";
const CHOICES = [1, 2, 3, 4, 5, 6, 7, 8];

/** An entry that could not be played; the message is a word of the catalogue. */
export class NotPlayed extends Error {}

/** Play one entry of week.json; `labels` are what may stand on its button, `signal` ends the waiting. */
export async function play(entry, labels, signal) {
  const messenger = entry.slack ? "slack" : "dingtalk";
  const person = named(entry.who);
  if (!person?.[messenger]) throw new NotPlayed("week.nobody");
  const place = await conversation(messenger, entry[messenger], person[messenger]);
  const act = ACTS[messenger][entry.says ? "says" : "presses"];
  await act({ ...entry, user: person[messenger], place, labels, signal });
}

async function conversation(messenger, name, user) {
  const all = await { slack, dingtalk }[messenger].conversations(user);
  const isMeant = ({ kind, name: own }) =>
    name === "direct" ? kind === "dm" || kind === "single" : own === name;
  const found = all.find(isMeant);
  if (!found) throw new NotPlayed("week.nowhere");
  return found.id;
}

const ACTS = {
  slack: { says: sayInSlack, presses: pressInSlack },
  dingtalk: { says: sayInDingTalk, presses: pressInDingTalk },
};

async function sayInSlack({ user, place, says, on, signal }) {
  const messages = () => slack.messages(place, user);
  const words = ({ text, blocks }) => `${text}\n${wordsOf(blocks)}`;
  const line = await numbered({ says, on, signal, messages, words });
  const [, command, text] = line.match(/^(\/\S+)\s*(.*)$/s) ?? [];
  const where = { user, channel: place };
  const answer = command
    ? await slack.command({ ...where, command, text })
    : await slack.message({ ...where, text: line });
  mustBeHeard(answer);
}

async function sayInDingTalk({ user, place, says, on, signal }) {
  const messages = () => dingtalk.messages(place, user);
  const words = ({ text, variables }) => [text, ...Object.values(variables ?? {})].join("\n");
  const text = await numbered({ says, on, signal, messages, words });
  mustBeHeard(await dingtalk.message({ user, conversation: place, text }));
}

async function numbered({ says, on, signal, messages, words }) {
  if (!says.includes(NUMBER)) return says;
  const number = await seen(signal, async () =>
    newest(await messages(), (message) => {
      const shown = words(message);
      return shown.includes(on) ? shown.match(/#\d+/)?.[0] : null;
    }),
  );
  return says.replace(NUMBER, number);
}

async function pressInSlack({ user, place, on, word, labels, signal }) {
  const { message, button } = await seen(signal, async () => {
    const messages = await slack.messages(place, user);
    return newest(messages, (message) => {
      const button = buttonsOf(message).find(({ text }) => labels.includes(text?.text));
      return button && wordsOf(message.blocks).includes(on) ? { message, button } : null;
    });
  });
  const where = { user, channel: place, ts: message.ts };
  const answer = await slack.click({ ...where, action_id: button.action_id });
  mustBeHeard(answer);
  if (word && answer.view) await fillIn(user, answer.view, word);
}

async function fillIn(user, view, word) {
  const asked = { user, view_id: view.id };
  const answer = await slack.submit({ ...asked, values: { text: word } });
  if (!answer.errors && answer.acknowledged) return;
  await slack.close(asked).catch(() => {});
  throw new NotPlayed("week.refused");
}

async function pressInDingTalk({ user, place, on, word, presses, labels, signal }) {
  const look = (find) =>
    seen(signal, async () => newest(await dingtalk.messages(place, user), find));
  const { out_track_id, label } = await look(({ out_track_id, variables, actions }) => {
    const action = actions.find((one) => one.shown && labels.includes(one.label));
    return action && Object.values(variables).join("\n").includes(on) ? { out_track_id, label: action.label } : null;
  });
  const press = (name, params) => dingtalk.click({ user, out_track_id, label: name, params });
  mustBeHeard(await press(label));
  if (!word) return;
  const choice = await look((message) =>
    message.out_track_id === out_track_id ? choiceFor(presses, message.variables) : null,
  );
  mustBeHeard(await press(choice, { word }));
}

/** What a card asks after a press stands beside its buttons: the one that goes on with the act. */
function choiceFor(act, variables) {
  const n = CHOICES.find((each) => variables[`c${each}_press`]?.split(":").includes(act));
  return n ? variables[`c${n}_text`] : null;
}

const wordsOf = (blocks) => (blocks ?? []).map(({ text }) => text?.text ?? "").join("\n");
const buttonsOf = ({ blocks }) =>
  (blocks ?? [])
    .flatMap(({ elements = [], accessory }) => (accessory ? [...elements, accessory] : elements))
    .filter(({ type }) => type === "button");

function newest(messages, find) {
  for (const message of messages.toReversed()) {
    const found = message.bot ? find(message) : null;
    if (found) return found;
  }
  return null;
}

/** Look again and again, a short while; what never comes is not waited for. */
async function seen(signal, look) {
  const end = performance.now() + WAITS_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (signal.aborted || performance.now() > end) throw new NotPlayed("week.no.card");
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));
  }
}

function mustBeHeard({ acknowledged, error, toast }) {
  if (acknowledged === false || error || toast) throw new NotPlayed("week.unheard");
}
