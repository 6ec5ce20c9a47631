// The start of the page: two pretend messengers, who one is in each, and the feed that keeps them true.
import { control, slack } from "./api.js";
import { PretendDingTalk } from "./dingtalk.js";
import { h, retranslate } from "./dom.js";
import { listen } from "./feed.js";
import { ForwardBar } from "./forward.js";
import { byRole, everybody, named, settle } from "./people.js";
import { remember, remembered } from "./prefs.js";
import { PretendSlack } from "./slack.js";
import { applyTheme, TopBar } from "./topbar.js";
import { Tour } from "./tour.js";
import { language, say, speak } from "./words.js";

const LOOK_EVERY = 10_000;
const RETRY_AFTER = 1500;
const MESSENGERS = ["slack", "dingtalk"];
const STARTING_ROLES = { slack: "frontline", dingtalk: "on-call" };

const rooms = {
  slack: new PretendSlack({
    choosePerson: (name) => become("slack", name),
    commanded: () => tour.commanded(),
  }),
  dingtalk: new PretendDingTalk({
    choosePerson: (name) => become("dingtalk", name),
    moved: () => tour.moved(),
  }),
};
const tour = new Tour({ fill: fillSlack, showCard, showTwin });
const forward = new ForwardBar({ turned: renderRooms });
const top = new TopBar({
  choosePerson: becomeInBoth,
  chooseLanguage,
  restartTour: () => tour.again(),
});
const tabs = Object.fromEntries(MESSENGERS.map((messenger) => [messenger, tab(messenger)]));
let fed = true;

function tab(messenger) {
  return h(
    "button",
    {
      type: "button",
      role: "tab",
      id: `${messenger}-tab`,
      "aria-controls": `${messenger}-window`,
      class: "tab",
      on: { click: () => showOnly(messenger), keydown: tabKey },
    },
    h("span", { word: `${messenger}.name` }),
    h("span", { class: "badge", hidden: true }),
  );
}

function tabKey(event) {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const other = document.documentElement.dataset.tab === "slack" ? "dingtalk" : "slack";
  showOnly(other);
  tabs[other].focus();
}

/** On a narrow screen one window is in sight at a time. */
function showOnly(messenger) {
  document.documentElement.dataset.tab = messenger;
  remember("tab", messenger);
  settleSight();
}

function settleSight() {
  const narrow = matchMedia("(max-width: 899px)").matches;
  for (const messenger of MESSENGERS) {
    const chosen = document.documentElement.dataset.tab === messenger;
    tabs[messenger].setAttribute("aria-selected", String(chosen));
    tabs[messenger].tabIndex = chosen ? 0 : -1;
    rooms[messenger].room.look(!document.hidden && (!narrow || chosen));
  }
}

async function become(messenger, name) {
  const person = named(name);
  if (!person?.[messenger]) return;
  remember(`person.${messenger}`, name);
  const done = rooms[messenger].room.become(person).catch(() => {});
  renderTop();
  await done;
}

function becomeInBoth(name) {
  MESSENGERS.forEach((messenger) => void become(messenger, name));
}
const renderTop = () => top.render(rooms.slack.room.person, rooms.dingtalk.room.person);

function chooseLanguage(next) {
  speak(next);
  document.title = say("title");
  retranslate(document);
  renderTop();
  tour.render();
  forward.render();
  renderRooms();
  void look();
}

function renderRooms() {
  MESSENGERS.forEach((messenger) => rooms[messenger].render());
}

function fillSlack(text) {
  showOnly("slack");
  rooms.slack.prepare("frontline", text);
}

/** Go to the newest card; who can see none becomes the person on call. */
async function showCard() {
  const { room, timeline } = rooms.dingtalk;
  showOnly("dingtalk");
  if (!newestCard()) await become("dingtalk", byRole(STARTING_ROLES.dingtalk)?.name);
  const newest = newestCard();
  if (!newest) return;
  const key = newest.message.key;
  room.open(newest.id);
  timeline.point(key);
  timeline.list.querySelector(`[data-key="${CSS.escape(key)}"] .card-button`)?.focus();
}

/** The same card in Slack stands in the channel of the people on call. */
async function showTwin() {
  const { room } = rooms.slack;
  showOnly("slack");
  await become("slack", byRole(STARTING_ROLES.dingtalk)?.name);
  const channel = room.conversations.find(({ name }) => name === "it-support");
  if (channel) room.open(channel.id);
}

function newestCard() {
  const { room } = rooms.dingtalk;
  const found = room.conversations.flatMap(({ id }) =>
    (room.messages.get(id) ?? []).filter(isCard).map((message) => ({ id, message })),
  );
  return found.sort((one, other) => one.message.at - other.message.at).at(-1);
}

const isCard = (message) => message.kind === "card";

function watchRooms() {
  rooms.dingtalk.room.addEventListener(
    "arrived",
    ({ detail }) => detail.fresh.some(isCard) && tour.appeared(),
  );
  for (const messenger of MESSENGERS) {
    rooms[messenger].room.addEventListener("changed", () => {
      const badge = tabs[messenger].querySelector(".badge");
      badge.textContent = String(rooms[messenger].waiting);
      badge.hidden = !rooms[messenger].waiting;
    });
  }
}

/** Who is connected; also what shows that the sandbox itself is away. */
async function look() {
  const state = await control.state().catch(() => null);
  for (const messenger of MESSENGERS) {
    const connected = state?.[messenger]?.connected > 0;
    rooms[messenger].window.showLine(state && fed ? (connected ? "on" : "off") : "lost");
  }
  const all = MESSENGERS.every((messenger) => state?.[messenger]?.connected > 0);
  top.showHealth(state?.bot?.url ?? null, all);
  void forward.look(state?.bot?.url ?? null);
  return state;
}

async function hear(told) {
  if (told.kind === "connected" || told.kind === "fault") return void (await look());
  forward.lookSoon();
  await rooms[told.messenger]?.hear(told).catch(() => {});
}

/** What was posted while nobody listened, also before the first time, is read now. */
async function lineChanged(open) {
  fed = open;
  void look();
  if (open) await Promise.allSettled(MESSENGERS.map((messenger) => rooms[messenger].room.reload()));
}

function starting(messenger) {
  return (
    named(remembered(`person.${messenger}`)) ??
    byRole(STARTING_ROLES[messenger]) ??
    everybody().find((person) => person[messenger])
  );
}

async function loadWorld() {
  for (;;) {
    try {
      return await Promise.all([control.people(), control.state(), slack.usergroups()]);
    } catch {
      document.getElementById("starting").textContent = say("line.lost");
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
    }
  }
}

function build() {
  const strip = h(
    "div",
    { class: "tabs", role: "tablist", wordLabel: "tabs" },
    Object.values(tabs),
  );
  const stage = h(
    "main",
    { class: "stage" },
    MESSENGERS.map((messenger) => rooms[messenger].window.root),
  );
  document.getElementById("starting").replaceWith(top.root, tour.root, forward.root, strip, stage);
  document.addEventListener("visibilitychange", settleSight);
  matchMedia("(max-width: 899px)").addEventListener("change", settleSight);
}

async function start() {
  speak(language());
  applyTheme();
  document.title = say("title");
  document.documentElement.dataset.tab = remembered("tab", "slack");
  settle(...(await loadWorld()));
  build();
  await Promise.all(MESSENGERS.map((messenger) => become(messenger, starting(messenger)?.name)));
  settleSight();
  watchRooms();
  await look();
  listen({ onEvent: hear, onLine: lineChanged });
  setInterval(look, LOOK_EVERY);
}

void start();
