// The fast-forward bar: desk time, steps forward, and a week in a minute. Only where the bot has a clock to move.
import { NUMBER } from "./actors.js";
import { DeskClock } from "./clock.js";
import { announce, h, icon, pressable } from "./dom.js";
import { named, nameIn } from "./people.js";
import { remember, remembered } from "./prefs.js";
import { keepTo, span, weekHour, wholeMoment } from "./times.js";
import { playWeek } from "./week.js";
import { say } from "./words.js";

const TICK = 5_000;
const SOON = 700;
const MOST_LINES = 80;
const STEPS = [
  ["5m", 300],
  ["1h", 3600],
  ["event", "next_event"],
  ["morning", "next_morning"],
];

export class ForwardBar {
  #clock = new DeskClock();
  #playing = null;
  #isMoving = false;
  #lines = [];

  /** `turned()` is told when times are to be shown by the clocks of another zone. */
  constructor({ turned = () => {} } = {}) {
    this.turned = turned;
    this.time = h("span", { class: "forward-now" });
    this.ahead = h("span", { class: "forward-ahead" });
    this.steps = Object.fromEntries(STEPS.map(([name, where]) => [name, this.#step(name, where)]));
    for (const asks of ["pointerenter", "focus"])
      this.steps.event.addEventListener(asks, () => void this.look(this.#clock.asked));
    this.week = pressable(
      "button small primary",
      () => this.#play(),
      { wordTitle: "forward.week.hint", data: { focus: "forward-week" } },
      icon("play"),
      h("span", { word: "forward.week" }),
    );
    this.playing = this.#progress();
    this.buttons = h(
      "div",
      { class: "forward-buttons", role: "group", wordLabel: "forward" },
      Object.values(this.steps),
      this.week,
      this.playing,
    );
    this.opener = pressable(
      "button small forward-opener",
      () => this.#open(!remembered("forward.open", false)),
      {},
      icon("forward"),
      h("span", { word: "forward" }),
    );
    this.log = this.#logList();
    const told = h("p", { class: "forward-time" }, icon("forward"), this.time, this.ahead);
    this.root = h(
      "section",
      { class: "forward", wordLabel: "forward", hidden: true },
      h("div", { class: "forward-row" }, told, this.opener, this.buttons),
      this.log,
    );
    this.#open(remembered("forward.open", false));
    setInterval(() => this.render(), TICK);
  }

  #step(name, where) {
    const props = { word: `forward.${name}`, data: { focus: `forward-${name}` } };
    return pressable("button small", () => this.#move(where), props);
  }

  #progress() {
    this.part = h("progress", { max: 1, value: 0, wordLabel: "forward.progress" });
    this.day = h("span", { class: "forward-day" });
    this.stop = pressable(
      "button small",
      () => this.#playing?.abort(),
      { data: { focus: "forward-stop" } },
      icon("stop"),
      h("span", { word: "forward.stop" }),
    );
    return h("div", { class: "forward-playing", hidden: true }, this.part, this.day, this.stop);
  }

  #logList() {
    this.logTitle = h("summary", {});
    this.list = h("ol", { class: "forward-lines", tabindex: 0, wordLabel: "week.lines" });
    return h("details", { class: "forward-log", hidden: true }, this.logTitle, this.list);
  }

  /** Where the bot is, as the sandbox tells; the bar is there only while that bot's clock answers. */
  async look(url) {
    if (this.#isBusy) return;
    const answers = await this.#clock.look(url);
    if (this.#isBusy) return;
    this.root.hidden = !answers;
    if (answers && keepTo(this.#clock.timezone)) this.turned();
    this.render();
  }

  /** What was just said or pressed, here or by the desk, may have started or ended something that waits. */
  lookSoon() {
    if (this.root.hidden) return;
    clearTimeout(this.soon);
    const again = () => (this.#isBusy ? this.lookSoon() : this.look(this.#clock.asked));
    this.soon = setTimeout(again, SOON);
  }

  get #isBusy() {
    return this.#isMoving || this.#playing !== null;
  }

  render() {
    if (this.root.hidden) return;
    const { now, ahead, nextEvent, timezone } = this.#clock;
    this.time.textContent = say("forward.time", { time: weekHour(now) });
    this.ahead.textContent =
      ahead < 60 ? say("forward.real") : say("forward.ahead", { span: span(ahead) });
    this.time.title = `${wholeMoment(now)} (${timezone})`;
    const busy = this.#isBusy;
    for (const button of [...Object.values(this.steps), this.week]) button.disabled = busy;
    this.steps.event.disabled = busy || !nextEvent;
    this.steps.event.title = nextEvent
      ? say("forward.event.at", { time: weekHour(new Date(nextEvent.at)) })
      : say("forward.event.none");
    this.root.classList.toggle("forward-plays", Boolean(this.#playing));
    this.playing.hidden = !this.#playing;
    this.week.hidden = Boolean(this.#playing);
    this.#renderLog();
  }

  #renderLog() {
    this.log.hidden = !this.#lines.length;
    this.logTitle.textContent = say("week.log", { n: this.#lines.length });
    const shown = this.#lines.slice(-MOST_LINES).map((line) => this.#drawn(line));
    const stays = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight > 40;
    this.list.replaceChildren(...shown);
    if (!stays) this.list.scrollTop = this.list.scrollHeight;
  }

  #drawn({ at, trouble, words }) {
    const time = h("time", {}, weekHour(at));
    return h("li", { class: trouble ? "forward-skipped" : null }, time, " ", words());
  }

  #open(open) {
    remember("forward.open", open);
    this.root.classList.toggle("forward-open", open);
    this.opener.setAttribute("aria-expanded", String(open));
  }

  async #move(where) {
    const focused = document.activeElement?.dataset?.focus;
    this.#isMoving = true;
    this.render();
    try {
      const n = await this.#clock.move(where);
      const time = weekHour(this.#clock.now);
      announce(say("forward.moved", { time, n }));
    } catch (failure) {
      this.#failed(failure);
    }
    this.#isMoving = false;
    this.render();
    this.#focus(focused);
  }

  async #play() {
    this.#playing = new AbortController();
    this.#lines = [];
    this.#stepped({ part: 0, day: 1 });
    this.stop.focus();
    try {
      const over = await playWeek({
        clock: this.#clock,
        signal: this.#playing.signal,
        onStep: (step) => this.#stepped(step),
        onEntry: (entry, at, trouble) => this.#entered(entry, at, trouble),
      });
      this.#told(over ? "week.over" : "week.stopped");
    } catch (failure) {
      this.#failed(failure);
    }
    const wasHere = document.activeElement === this.stop;
    this.#playing = null;
    this.render();
    if (wasHere) this.#focus("forward-week");
  }

  #stepped({ part, day }) {
    this.part.value = part;
    this.day.textContent = say("forward.day", { day });
    this.render();
  }

  #entered(entry, at, trouble) {
    const words = () => {
      const what = entryWords(entry);
      return trouble ? say("week.skipped", { what, why: say(trouble) }) : what;
    };
    this.#lines.push({ at, trouble, words });
    this.render();
  }

  #told(word, names = {}) {
    this.#lines.push({ at: this.#clock.now, words: () => say(word, names) });
    announce(say(word, names));
  }

  #failed(failure) {
    const why = say(failure.message);
    this.#lines.push({
      at: this.#clock.now,
      trouble: true,
      words: () => say("forward.failed", { why }),
    });
    announce(say("forward.failed", { why }));
  }

  #focus(name) {
    if (!name?.startsWith("forward-")) return;
    const again = this.root.querySelector(`[data-focus="${CSS.escape(name)}"]`);
    if (again && !again.disabled) again.focus();
    else this.steps["1h"].focus();
  }
}

function entryWords(entry) {
  const messenger = entry.slack ? "slack" : "dingtalk";
  const person = named(entry.who);
  const place = entry[messenger];
  const where =
    place === "direct" ? say("week.direct") : messenger === "slack" ? `#${place}` : place;
  const who = person ? nameIn(messenger, person) : entry.who;
  const what = entry.says?.replace(NUMBER, `[${entry.on}]`);
  if (what) return say("week.says", { who, where, what });
  return say("week.presses", { who, where, what: say(`week.act.${entry.presses}`), on: entry.on });
}
