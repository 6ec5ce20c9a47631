// A DingTalk card: the components of its template filled with its variables, as one person sees them.
import { h, icon, whileBusy } from "./dom.js";
import { markdown } from "./markdown.js";
import { withSigns } from "./signs.js";
import { say } from "./words.js";

const PRIVATE = /^(note|ask|hint|c\d+_(text|press))$/;
const COLORS = ["blue", "orange", "green", "red", "gray"];

const COMPONENTS = { title, markdown: words, buttons, input, small };

/**
 * `context` = {press(action, params), sendText, ownName, typed (Map of local inputs), busy}. What only this person
 * sees stands together in an area of its own.
 */
export function drawCard(message, context) {
  const layout = message.layout ?? plainLayout(message);
  const own = { ...context, message, variables: message.variables ?? {} };
  const root = h("article", {
    class: "ding-card",
    "aria-label": own.variables.title || say("card"),
  });
  let area = null;
  for (const component of layout) {
    const node = isShown(component.shown, own)
      ? COMPONENTS[component.type]?.(component, own)
      : null;
    if (!node) continue;
    if (!isPrivate(component)) root.append(node);
    else {
      area ??= root.appendChild(privateArea());
      area.append(node);
    }
  }
  return root;
}

const isShown = (variable, { variables }) => !variable || Boolean(variables[variable]);

function isPrivate(component) {
  const names = [
    component.text,
    component.shown,
    ...(component.buttons ?? []).map((button) => button.text),
  ].filter(Boolean);
  return names.length > 0 && names.every((name) => PRIVATE.test(name));
}

function privateArea() {
  return h(
    "div",
    { class: "card-private", role: "group", wordLabel: "card.private" },
    h("p", { class: "card-private-mark" }, icon("lock"), h("span", { word: "card.private" })),
  );
}

function title(component, { variables }) {
  const color = COLORS.includes(variables[component.color]) ? variables[component.color] : "gray";
  const tag = variables[component.tag];
  return h(
    "header",
    { class: `card-head tone-${color}` },
    h("h4", {}, withSigns(variables[component.text] ?? "")),
    tag && h("span", { class: "card-tag" }, withSigns(tag)),
  );
}

function words(component, context) {
  const text = context.variables[component.text];
  return text
    ? h("div", { class: `card-words card-${component.id}` }, markdown(text, context))
    : null;
}

function small(component, context) {
  return h("footer", { class: "card-small" }, markdown(context.variables[component.text], context));
}

function buttons(component, context) {
  const shown = (component.buttons ?? []).filter((button) => buttonShown(button, context));
  if (!shown.length) return null;
  return h(
    "div",
    { class: "card-buttons", role: "group" },
    shown.map((button) => cardButton(button, context)),
  );
}

/** The sandbox says which actions are shown; without it the button's own variable does. */
function buttonShown(button, context) {
  const action = context.message.actions?.find(({ id }) => id === button.id);
  return action && "shown" in action ? Boolean(action.shown) : isShown(button.shown, context);
}

function cardButton(button, context) {
  const action = context.message.actions?.find(({ id }) => id === button.id);
  const label = context.variables[button.text] || action?.label || button.id;
  const control = h(
    "button",
    {
      type: "button",
      class: `card-button ${button.style ?? "default"}`,
      data: { focus: button.id },
    },
    label,
  );
  control.addEventListener("click", () =>
    whileBusy(control, () => context.press(button.id, typedFor(action, context))),
  );
  return control;
}

/** Only what was typed goes along: the sandbox fills in the variables that a button carries. */
function typedFor(action, { typed }) {
  return Object.fromEntries((action?.inputs ?? []).map((name) => [name, typed.get(name) ?? ""]));
}

function input(component, { variables, typed }) {
  const name = component.local;
  const hint = variables[component.placeholder] ?? "";
  const control = h("textarea", {
    class: "card-input",
    rows: "2",
    placeholder: hint,
    "aria-label": hint || say("card.input"),
    data: { focus: `local-${name}` },
  });
  control.value = typed.get(name) ?? "";
  control.addEventListener("input", () => typed.set(name, control.value));
  return control;
}

/** A card of a template that the page was not told: its variables and actions one below the other. */
function plainLayout({ variables = {}, actions = [] }) {
  const texts = Object.keys(variables).filter(
    (name) => !/_press$|^b\d_text$|^c\d_text$|^color$|^status$/.test(name),
  );
  const parts = texts.map((name) =>
    name === "title"
      ? { id: name, type: "title", text: "title", tag: "status", color: "color" }
      : { id: name, type: "markdown", text: name },
  );
  return [
    ...parts,
    {
      id: "buttons",
      type: "buttons",
      buttons: actions.map(({ id }) => ({ id, text: `${id}_text` })),
    },
  ];
}
