// Signs that cards use and not every machine has letters for, drawn by the page. They stay in the text for whoever
// copies it or has it read aloud.
import { h, icon } from "./dom.js";

const dot = (color) => () => h("span", { class: `circle circle-${color}` });
const stroke = (name, tone = "own") => () =>
  h("span", { class: `sign-drawn sign-${tone}` }, icon(name));

const SIGNS = {
  "🔵": dot("blue"),
  "🟠": dot("orange"),
  "🟢": dot("green"),
  "🔴": dot("red"),
  "🟡": dot("yellow"),
  "⚪": dot("white"),
  "✅": stroke("check", "good"),
  "✓": stroke("check"),
  "✔": stroke("check"),
  "❌": stroke("close", "bad"),
  "⚠": stroke("warn", "soon"),
  "↩": stroke("back"),
  "→": stroke("right"),
  "⏸": stroke("pause"),
};
// Some are followed by the mark that asks for a coloured letter.
const ANY = new RegExp(`(${Object.keys(SIGNS).join("|")})\\uFE0F?`, "u");

/** Text as nodes and strings, with the signs in it drawn. */
export function withSigns(text) {
  const parts = text.split(ANY);
  return parts.map((part, index) => (index % 2 ? sign(part) : part)).filter((part) => part !== "");
}

const sign = (letter) =>
  h("span", { class: "sign" }, SIGNS[letter](), h("span", { class: "sign-letter" }, letter));
