// The markdown that DingTalk draws, as elements: headings, lists, quotes, code, bold, links, mentions, colours.
// `context.sendText(text)`, when given, makes dtmd links buttons that send that text as the person.
import { h, whileBusy } from "./dom.js";
import { accountName } from "./people.js";
import { picture } from "./pictures.js";
import { withSigns } from "./signs.js";
import { link } from "./slack-text.js";

const SEND_LINK = /^dtmd:\/\/dingtalkclient\/sendMessage\?content=(.*)$/;
const COLOR = /^#[0-9a-f]{3,8}$/i;

const LINES = [
  [
    /^\s*(#{1,6})\s+(.*)$/,
    ([, , text], context) => ({
      kind: "alone",
      node: h("h4", {}, inline(text, context)),
    }),
  ],
  [/^\s*(?:-{3,}|\*{3,})\s*$/, () => ({ kind: "alone", node: h("hr", {}) })],
  [
    /^\s*>\s?(.*)$/,
    ([, text], context) => ({ kind: "blockquote", node: h("p", {}, inline(text, context)) }),
  ],
  [
    /^\s*[-*+]\s+(.*)$/,
    ([, text], context) => ({ kind: "ul", node: h("li", {}, inline(text, context)) }),
  ],
  [
    /^\s*\d+[.)]\s+(.*)$/,
    ([, text], context) => ({ kind: "ol", node: h("li", {}, inline(text, context)) }),
  ],
];

export function markdown(text, context = {}) {
  const parts = String(text ?? "")
    .replace(/\r\n?/g, "\n")
    .split(/```[^\n]*\n([\s\S]*?)\n?```/);
  return parts.flatMap((part, index) => (index % 2 ? [h("pre", {}, part)] : blocks(part, context)));
}

function blocks(text, context) {
  const out = [];
  let open = null;
  for (const line of text.split("\n")) {
    const { kind, node } = readLine(line, context);
    if (kind === "blank") open = null;
    else if (kind === "alone") (out.push(node), (open = null));
    else if (open?.kind === kind)
      kind === "p" ? open.node.append(h("br"), ...node.childNodes) : open.node.append(node);
    else {
      open = { kind, node: kind === "p" ? node : h(kind, {}, node) };
      out.push(open.node);
    }
  }
  return out;
}

function readLine(line, context) {
  if (!line.trim()) return { kind: "blank" };
  for (const [shape, read] of LINES) {
    const found = line.match(shape);
    if (found) return read(found, context);
  }
  // Only plain blanks: the others are what a bot indents with.
  const words = line.replace(/^[ \t]+|[ \t]+$/g, "");
  return { kind: "p", node: h("p", {}, inline(words, context)) };
}

const INLINE = new RegExp(
  [
    "\\\\(?<mark>[!-/:-@[-`{-~])",
    "`(?<code>[^`]+)`",
    "!\\[(?<alt>[^\\]]*)\\]\\((?<source>[^)\\s]+)\\)",
    "\\[(?<label>[^\\]]+)\\]\\((?<target>[^)\\s]+)\\)",
    "\\*\\*(?<bold>(?:\\\\.|[^\\\\])+?)\\*\\*",
    "~~(?<struck>(?:\\\\.|[^\\\\])+?)~~",
    "(?<![*\\w])\\*(?<italic>(?:\\\\.|[^*\\\\\\s])(?:\\\\.|[^*\\\\])*?)\\*(?!\\w)",
    "<a\\s+atId=[\"']?(?<atId>[^\"'>\\s]+)[\"']?\\s*>(?<atName>[^<]*)</a>",
    "<font\\s+color=[\"']?(?<color>#?\\w+)[\"']?\\s*>(?<coloured>.*?)</font>",
    "(?<newline><br\\s*/?>)",
    "(?<at>(?<![\\w@.])@[\\p{L}\\p{N}_-]{1,20})",
    "(?<bare>https?://[^\\s<>()]+[^\\s<>().,;:!?，。；：！？])",
  ].join("|"),
  "u",
);

function inline(text, context) {
  const found = INLINE.exec(text);
  if (!found) return withSigns(unescaped(text));
  const head = withSigns(unescaped(text.slice(0, found.index)));
  const rest = text.slice(found.index + found[0].length);
  return [...head, drawn(found.groups, context), ...inline(rest, context)].filter(Boolean);
}

function drawn(part, context) {
  if (part.mark) return part.mark;
  if (part.code) return h("code", {}, part.code);
  if (part.source)
    return picture({ image_url: part.source, alt_text: part.alt }, "markdown-picture");
  if (part.target) return linked(part.target, unmarked(part.label), context);
  if (part.bold) return h("strong", {}, inline(part.bold, context));
  if (part.struck) return h("s", {}, inline(part.struck, context));
  if (part.italic) return h("em", {}, inline(part.italic, context));
  if (part.atId) return mention(`@${part.atName.replace(/^@/, "")}`, context);
  if (part.color) return coloured(part.color, inline(part.coloured, context));
  if (part.newline) return h("br");
  if (part.at) return mention(part.at, context);
  return link(part.bare, part.bare);
}

/** Somebody called; a robot calls by the account's id, and DingTalk shows the name. */
export function mention(called, { ownName }) {
  const words = calledName(called);
  return h("span", { class: words === `@${ownName}` ? "mention mention-me" : "mention" }, words);
}

export const calledName = (called) => `@${accountName("dingtalk", called.slice(1))}`;

function coloured(color, children) {
  const node = h("span", { class: "coloured" }, children);
  if (COLOR.test(color)) node.style.setProperty("--told", color);
  return node;
}

function linked(target, label, { sendText }) {
  const send = target.match(SEND_LINK);
  if (!send) return link(target, label);
  const text = decoded(send[1]);
  const button = h(
    "button",
    { type: "button", class: "send-link", title: text, data: { focus: `send-${text}` } },
    withSigns(label),
  );
  button.addEventListener("click", () => sendText && whileBusy(button, () => sendText(text)));
  return button;
}

function decoded(part) {
  try {
    return decodeURIComponent(part.replace(/&amp;/g, "&"));
  } catch {
    return part;
  }
}

/** Text without the backslashes that keep a mark from being one. */
export const unmarked = (text) => text.replace(/\\([!-/:-@[-`{-~])/g, "$1");

const unescaped = (text) =>
  text.replace(
    /&(amp|lt|gt|quot|nbsp);/g,
    (_, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " })[name],
  );
