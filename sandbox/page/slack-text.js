// Slack's mrkdwn as elements: *bold*, _italic_, ~strike~, `code`, quotes, links, mentions, dates, entities.
import { h } from "./dom.js";
import { accountName, groupHandle } from "./people.js";
import { withSigns } from "./signs.js";
import { slackDate } from "./times.js";

const EMOJI = {
  ticket: "🎫",
  white_check_mark: "✅",
  heavy_check_mark: "✔️",
  x: "❌",
  warning: "⚠️",
  fire: "🔥",
  eyes: "👀",
  tada: "🎉",
  rotating_light: "🚨",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  bell: "🔔",
  red_circle: "🔴",
  large_blue_circle: "🔵",
  large_orange_circle: "🟠",
  large_green_circle: "🟢",
  large_yellow_circle: "🟡",
  white_circle: "⚪",
  "+1": "👍",
  thumbsup: "👍",
  "-1": "👎",
  star: "⭐",
  bulb: "💡",
  memo: "📝",
  speech_balloon: "💬",
  link: "🔗",
  lock: "🔒",
  clock3: "🕒",
  alarm_clock: "⏰",
  bar_chart: "📊",
  chart_with_upwards_trend: "📈",
  arrow_right: "➡️",
  pray: "🙏",
  wave: "👋",
  robot_face: "🤖",
  book: "📖",
  mag: "🔍",
};

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const unescaped = (text) => text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);

export const emoji = (name) => EMOJI[name] ?? `:${name}:`;
export const withEmoji = (text) =>
  text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole);

export function mrkdwn(text) {
  const parts = String(text ?? "").split(/```\n?([\s\S]*?)\n?```/);
  return parts.flatMap((part, index) =>
    index % 2 ? [h("pre", { class: "mrkdwn-pre" }, unescaped(part))] : paragraphs(part),
  );
}

/** A text object of Block Kit, plain or mrkdwn. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "plain_text") return lines(withEmoji(object.text ?? ""));
  return mrkdwn(object.text);
}

const lines = (text) =>
  text.split("\n").flatMap((line, index) => (index ? [h("br"), ...withSigns(line)] : withSigns(line)));

export const plainText = (object) => withEmoji(unescaped(object?.text ?? ""));

function paragraphs(text) {
  const out = [];
  let quote = null;
  text.split("\n").forEach((line, index) => {
    const quoted = line.match(/^(?:&gt;|>) ?(.*)$/);
    if (!quoted) {
      if (index > 0 && !quote) out.push(h("br"));
      quote = null;
      out.push(...inline(line));
      return;
    }
    if (quote) quote.append(h("br"), ...inline(quoted[1]));
    else out.push((quote = h("blockquote", {}, inline(quoted[1]))));
  });
  return out;
}

const before = "(?<![\\p{L}\\p{N}])";
const after = "(?![\\p{L}\\p{N}])";
const wrapped = (mark) => `${before}${mark}(?=\\S)((?:(?!${mark}).)+?)(?<=\\S)${mark}${after}`;
const INLINE = new RegExp(
  ["`([^`]+)`", "<([^<>]+)>", wrapped("\\*"), wrapped("_"), wrapped("~"), ":([a-z0-9_+-]+):"].join(
    "|",
  ),
  "u",
);

function inline(text) {
  const found = INLINE.exec(text);
  if (!found) return written(text);
  const rest = text.slice(found.index + found[0].length);
  return [written(text.slice(0, found.index)), drawn(found), inline(rest)].flat().filter(Boolean);
}

const written = (text) => withSigns(unescaped(text));

function drawn([whole, code, control, bold, italic, struck, emojiName]) {
  if (code !== undefined) return h("code", {}, unescaped(code));
  if (control !== undefined) return controlled(control);
  if (bold !== undefined) return h("strong", {}, inline(bold));
  if (italic !== undefined) return h("em", {}, inline(italic));
  if (struck !== undefined) return h("s", {}, inline(struck));
  return withSigns(EMOJI[emojiName] ?? whole);
}

function controlled(control) {
  const [target, ...labels] = control.split("|");
  const label = labels.join("|");
  if (target.startsWith("@")) return mention("@", label || accountName("slack", target.slice(1)));
  if (target.startsWith("#")) return mention("#", label || target.slice(1));
  if (target.startsWith("!")) return special(target.slice(1), label);
  return link(target, unescaped(label || target));
}

function special(target, label) {
  const [kind, ...rest] = target.split("^");
  if (kind === "date") return slackDate(rest[0], rest[1] ?? "", unescaped(label));
  return mention("@", label.replace(/^@/, "") || (kind === "subteam" ? groupHandle(rest[0]) : kind));
}

const mention = (sign, name) => h("span", { class: "mention" }, sign + name);

/** A link that leaves the page; anything but http and mailto stays plain text. */
export function link(target, label) {
  const address = unescaped(target);
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return label;
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}
