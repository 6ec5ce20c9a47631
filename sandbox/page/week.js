// A week in a minute: seven days of desk time in short moves, and what people do in them (week.json).
import { CallFailed } from "./api.js";
import { NotPlayed, play } from "./actors.js";

const SCRIPT = "/page/static/week.json";
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const TAKES = MINUTE;

/**
 * Play from the next Monday on. `onStep({part, day})` is told after each move, `onEntry(entry, at, trouble)` after
 * each act (`trouble` is a word when it was skipped). Ends with the week, or early when `signal` aborts.
 */
export async function playWeek({ clock, signal, onStep, onEntry }) {
  const script = await (await fetch(SCRIPT)).json();
  const monday = nextMonday(clock.now, clock.timezone, minutes(script.begins));
  await clock.moveTo(monday);
  const began = performance.now();
  const begins = minutes(script.begins) * MINUTE;
  for (const { after, entries } of steps(script.entries, begins)) {
    if (signal.aborted) return false;
    const at = new Date(monday.getTime() + after);
    await clock.moveTo(at);
    for (const entry of entries) {
      const trouble = await troubleWith(entry, script.labels[entry.presses], signal);
      if (signal.aborted) return false;
      onEntry(entry, at, trouble);
    }
    onStep({ part: after / WEEK, day: Math.min(7, Math.floor(after / DAY) + 1) });
    await pause(began + (after / WEEK) * TAKES - performance.now(), signal);
  }
  return true;
}

/** Every full hour of the week, and every moment of an entry: when, and what is to be played then. */
function steps(entries, begins) {
  const found = new Map();
  for (let after = HOUR; after <= WEEK; after += HOUR) found.set(after, []);
  for (const entry of entries) {
    const after = (DAYS.indexOf(entry.day) * DAY + minutes(entry.at) * MINUTE - begins + WEEK) % WEEK;
    found.set(after, [...(found.get(after) ?? []), entry]);
  }
  return [...found].sort(([one], [other]) => one - other).map(([after, of]) => ({ after, entries: of }));
}

async function troubleWith(entry, labels, signal) {
  try {
    await play(entry, labels, signal);
    return null;
  } catch (failure) {
    if (failure instanceof NotPlayed || failure instanceof CallFailed) return failure.message;
    throw failure;
  }
}

const minutes = (time) => {
  const [hour, minute] = time.split(":").map(Number);
  return hour * 60 + minute;
};

/** The next Monday at that minute of the day, as clocks in `timeZone` show it. */
export function nextMonday(now, timeZone, minute) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(now);
  const part = (type) => parts.find((one) => one.type === type).value;
  const day = DAYS.indexOf(part("weekday").slice(0, 3).toLowerCase());
  const passed = day * DAY + (Number(part("hour")) * 60 + Number(part("minute"))) * MINUTE;
  const wait = (minute * MINUTE - passed + WEEK) % WEEK;
  const full = Math.floor(now.getTime() / MINUTE) * MINUTE;
  return new Date(full + wait);
}

function pause(ms, signal) {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
