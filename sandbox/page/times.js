// Moments as a reader wants them: the hour of a message, the day between messages, Slack's <!date> formats.
import { locale, say } from "./words.js";

const DAY = 86_400_000;

const formats = new Map();
let kept;

/** The time zone of all that is shown: the desk's where it is known, else the browser's. */
export const zone = () => kept;

/** Show everything by the clocks of this zone; true when it was another one before. */
export function keepTo(timeZone) {
  const isNew = timeZone !== kept;
  kept = timeZone;
  return isNew;
}

function styled(date, options, language = locale()) {
  const key = JSON.stringify([language, kept, options]);
  if (!formats.has(key))
    formats.set(key, new Intl.DateTimeFormat(language, { timeZone: kept, ...options }));
  return formats.get(key).format(date);
}

export const hour = (date) => styled(date, { hour: "2-digit", minute: "2-digit", hour12: false });
export const fullTime = (date) => styled(date, { dateStyle: "medium", timeStyle: "medium" });
export const weekHour = (date) =>
  styled(date, { weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false });
export const wholeMoment = (date) => styled(date, { dateStyle: "full", timeStyle: "short" });
export const dayKey = (date) => styled(date, {}, "sv-SE"); // Swedes write 2026-03-02

export function dayName(date) {
  const today = new Date();
  if (dayKey(date) === dayKey(today)) return say("day.today");
  if (dayKey(date) === dayKey(new Date(today.getTime() - DAY))) return say("day.yesterday");
  return styled(date, { month: "long", day: "numeric", weekday: "short" });
}

export function shortMoment(date) {
  return dayKey(date) === dayKey(new Date())
    ? hour(date)
    : styled(date, { month: "numeric", day: "numeric" });
}

const SLACK_FORMATS = {
  date: (date) => styled(date, { dateStyle: "long" }),
  date_num: dayKey,
  date_slash: (date) => dayKey(date).replaceAll("-", "/"),
  date_short: (date) => styled(date, { dateStyle: "medium" }),
  date_long: (date) => styled(date, { dateStyle: "full" }),
  date_pretty: dayName,
  date_short_pretty: dayName,
  date_long_pretty: dayName,
  time: hour,
  time_secs: (date) => styled(date, { timeStyle: "medium" }),
  ago: (date) => ago(date),
};

/** Slack's <!date^seconds^format|otherwise>. */
export function slackDate(seconds, format, otherwise) {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return otherwise;
  return format.replace(/\{(\w+)\}/g, (whole, name) => SLACK_FORMATS[name]?.(date) ?? whole);
}

function ago(date) {
  const minutes = Math.round((date.getTime() - Date.now()) / 60_000);
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 24
    ? words.format(hours, "hour")
    : words.format(Math.round(hours / 24), "day");
}

/** A length of time in its two largest units: 2 h 10 min. */
export function span(seconds) {
  const minutes = Math.round(seconds / 60);
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = Object.entries({ d, h, m }).filter(([, n]) => n > 0);
  if (!parts.length) return say("span.m", { n: 0 });
  return parts
    .slice(0, 2)
    .map(([unit, n]) => say(`span.${unit}`, { n }))
    .join(" ");
}
