// What one can press in a Slack message or view: buttons, select menus, overflow, links.
// context.act(element, block, choice) tells the bot and resolves when it has answered; context.values, when
// given, holds what was filled in; context.stage is the window, for menus and questions.
import { ask, openMenu } from "./dialog.js";
import { h, icon, whileBusy } from "./dom.js";
import { choiceField } from "./slack-inputs.js";
import { byAccount, everybody, nameIn } from "./people.js";
import { picture } from "./pictures.js";
import { plainText, textObject } from "./slack-text.js";
import { say } from "./words.js";

const ELEMENTS = {
  button,
  overflow,
  static_select: selectMenu,
  users_select: usersMenu,
  multi_static_select: manyMenu,
  multi_users_select: manyMenu,
  radio_buttons: field,
  checkboxes: field,
  datepicker: field,
  image: (element) => picture(element, "accessory-picture"),
};

export function drawElement(element, block, context) {
  const draw = ELEMENTS[element.type];
  if (draw) return draw(element, block, context);
  return h("span", { class: "block-unknown" }, say("unsupported", { what: element.type }));
}

/** Ask first if the element wants it, then tell the bot, showing that one waits. */
async function press(control, element, block, context, choice) {
  const agreed = !element.confirm || (await ask(context.stage, question(element.confirm)));
  if (agreed) await whileBusy(control, () => context.act(element, block, choice));
  return agreed;
}

function question({ title, text, confirm, deny, style }) {
  return {
    title: plainText(title),
    text: textObject(text),
    yes: plainText(confirm),
    no: plainText(deny),
    danger: style === "danger",
  };
}

function button(element, block, context) {
  const words = plainText(element.text);
  const shape = `button ${element.style ?? ""}`;
  const named = {
    class: shape,
    "aria-label": element.accessibility_label,
    data: { focus: `${block.block_id}.${element.action_id}` },
  };
  if (element.url) return linkButton(element, block, context, named, words);
  const control = h("button", { type: "button", ...named }, words);
  control.addEventListener("click", () => press(control, element, block, context));
  return control;
}

/** A link button opens its address and still tells the bot, as Slack does. */
function linkButton(element, block, context, named, words) {
  const told = () => void context.act(element, block);
  const safe = /^https?:\/\//i.test(element.url) ? element.url : null;
  return h(
    "a",
    { ...named, href: safe, target: "_blank", rel: "noopener noreferrer", on: { click: told } },
    words,
  );
}

function menuButton(words, element, block, { label = null, shape = "button menu-button" } = {}) {
  return h(
    "button",
    {
      type: "button",
      class: shape,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": label,
      data: { focus: `${block.block_id}.${element.action_id}` },
    },
    words,
  );
}

function overflow(element, block, context) {
  const control = menuButton([icon("more")], element, block, {
    label: say("more"),
    shape: "button overflow-button",
  });
  control.addEventListener("click", () =>
    openMenu(control, asChoices(element.options), (option) =>
      chosen(control, element, block, context, option),
    ),
  );
  return control;
}

function selectMenu(element, block, context) {
  if (context.values) return field(element, block, context);
  const words =
    plainText((element.initial_option ?? {}).text) ||
    plainText(element.placeholder) ||
    say("choose");
  const control = menuButton([h("span", {}, words), icon("down")], element, block);
  const options =
    element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
  control.addEventListener("click", () =>
    openMenu(control, asChoices(options), (option) =>
      chosen(control, element, block, context, option),
    ),
  );
  return control;
}

function usersMenu(element, block, context) {
  if (context.values) return field(element, block, context);
  const initial = byAccount("slack", element.initial_user);
  const words =
    (initial && nameIn("slack", initial)) || plainText(element.placeholder) || say("choose.person");
  const control = menuButton([h("span", {}, words), icon("down")], element, block);
  const people = everybody()
    .filter((person) => person.slack)
    .map((person) => ({ label: nameIn("slack", person), user: person.slack }));
  control.addEventListener("click", () =>
    openMenu(control, people, ({ user }) =>
      press(control, element, block, context, { users: [user] }),
    ),
  );
  return control;
}

/** Several at once: a list of ticks that is told to the bot when one says "done". */
function manyMenu(element, block, context) {
  if (context.values) return field(element, block, context);
  let ticked = [];
  const ready = h("button", { type: "button", class: "button small", word: "done" });
  const list = choiceField(element, block, {
    values: new Map(),
    changed: (value) => (ticked = value ?? []),
  });
  const title = h(
    "summary",
    { class: "button menu-button" },
    plainText(element.placeholder) || say("choose"),
    icon("down"),
  );
  const root = h(
    "details",
    { class: "many" },
    title,
    h("div", { class: "many-list" }, list, ready),
  );
  const users = element.type === "multi_users_select";
  ready.addEventListener("click", async () => {
    root.open = false;
    await press(title, element, block, context, users ? { users: ticked } : { option: ticked });
  });
  return root;
}

function asChoices(options = []) {
  return options.map((option) => ({
    label: plainText(option.text),
    value: option.value,
    url: option.url,
  }));
}

async function chosen(control, element, block, context, { value, label, url }) {
  if (url && /^https?:\/\//i.test(url)) window.open(url, "_blank", "noopener");
  await press(control, element, block, context, { option: value ?? label });
}

/** An input standing outside an input block tells the bot at each change. */
function field(element, block, context) {
  const told = (value) => {
    const users = element.type.includes("users");
    const list = value === null ? [] : [value].flat();
    void context.act(element, block, users ? { users: list } : { option: value });
  };
  return choiceField(element, block, { values: context.values ?? new Map(), changed: told });
}
