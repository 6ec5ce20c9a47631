// What one fills in: input blocks of views. Values live in context.values (fieldKey → text or list), so that a
// view drawn anew keeps what was typed.
import { h } from "./dom.js";
import { everybody, nameIn } from "./people.js";
import { plainText, textObject } from "./slack-text.js";
import { say } from "./words.js";

export function inputBlock(block, context) {
  const id = `field-${context.viewId ?? "message"}-${block.block_id}`;
  const error = context.errors?.[block.block_id];
  const many = MANY_CONTROLS.includes(block.element.type);
  const label = h(
    many ? "legend" : "label",
    { for: many ? null : id, class: "field-label" },
    plainText(block.label),
    block.optional && h("small", {}, ` ${say("optional")}`),
  );
  const control = choiceField(block.element, block, {
    ...context,
    id,
    error,
    changed: (value) => context.changed?.(block, value),
  });
  const parts = [
    label,
    control,
    block.hint && h("p", { class: "field-hint", id: `${id}-hint` }, textObject(block.hint)),
    error && h("p", { class: "field-error", id: `${id}-error`, role: "alert" }, error),
  ];
  return h(many ? "fieldset" : "div", { class: `field ${error ? "wrong" : ""}` }, parts);
}

const FIELDS = {
  plain_text_input: textField,
  email_text_input: textField,
  url_text_input: textField,
  number_input: textField,
  static_select: selectField,
  users_select: selectField,
  external_select: textField,
  multi_static_select: tickField,
  multi_users_select: tickField,
  checkboxes: tickField,
  radio_buttons: radioField,
  datepicker: (element, block, context) =>
    typedField("date", element.initial_date, element, block, context),
  timepicker: (element, block, context) =>
    typedField("time", element.initial_time, element, block, context),
};

const MANY_CONTROLS = ["multi_static_select", "multi_users_select", "checkboxes", "radio_buttons"];

/** The control of an input element; `context.changed(value)` hears of every change. */
export function choiceField(element, block, context) {
  const draw = FIELDS[element.type];
  return draw
    ? draw(element, block, context)
    : h("p", { class: "block-unknown" }, say("unsupported", { what: element.type }));
}

function shared(element, block, context) {
  return {
    id: context.id,
    "aria-invalid": context.error ? "true" : null,
    "aria-describedby":
      context.id &&
      [context.error && `${context.id}-error`, block.hint && `${context.id}-hint`]
        .filter(Boolean)
        .join(" "),
    data: { focus: `${block.block_id}.${element.action_id}` },
  };
}

/** Where a field's value is kept: a view drawn anew keeps it as long as both ids stay. */
export const fieldKey = (block, element) => `${block.block_id} ${element.action_id}`;

/** What stands in the field now: typed before, or the element's initial value, which is then taken as typed. */
function present(element, block, context, initial) {
  const key = fieldKey(block, element);
  if (!context.values.has(key)) context.values.set(key, initial ?? null);
  return context.values.get(key);
}

function keep(element, block, context, value) {
  context.values.set(fieldKey(block, element), value);
  context.changed?.(value);
}

function textField(element, block, context) {
  const value = present(element, block, context, element.initial_value) ?? "";
  const props = {
    ...shared(element, block, context),
    placeholder: plainText(element.placeholder),
    maxlength: element.max_length,
    class: "input",
  };
  const control = element.multiline
    ? h("textarea", { ...props, rows: "4" })
    : h("input", { ...props, type: element.type === "number_input" ? "number" : "text" });
  control.value = value;
  const left = h("span", { class: "field-left", "aria-live": "off" });
  const count = () =>
    (left.textContent =
      element.max_length && element.max_length - control.value.length < 30
        ? say("left", { n: element.max_length - control.value.length })
        : "");
  control.addEventListener(
    "input",
    () => (keep(element, block, context, control.value || null), count()),
  );
  if (block.element?.focus_on_load ?? element.focus_on_load) control.dataset.wanted = "true";
  return h("div", { class: "field-text" }, control, left);
}

function typedField(type, initial, element, block, context) {
  const control = h("input", { ...shared(element, block, context), type, class: "input" });
  control.value = present(element, block, context, initial) ?? "";
  control.addEventListener("change", () => keep(element, block, context, control.value || null));
  return control;
}

function selectField(element, block, context) {
  const options = optionsOf(element);
  const value = present(
    element,
    block,
    context,
    element.initial_user ?? element.initial_option?.value,
  );
  const blank = h("option", { value: "" }, plainText(element.placeholder) || say("choose"));
  const control = h(
    "select",
    { ...shared(element, block, context), class: "input" },
    blank,
    options.map((option) => h("option", { value: option.value }, option.label)),
  );
  control.value = value ?? "";
  control.addEventListener("change", () => keep(element, block, context, control.value || null));
  return control;
}

function tickField(element, block, context) {
  const initial =
    element.initial_users ?? element.initial_options?.map((option) => option.value) ?? [];
  const ticked = new Set(present(element, block, context, initial) ?? []);
  const tick = (value, on) => {
    if (on) ticked.add(value);
    else ticked.delete(value);
    keep(element, block, context, [...ticked]);
  };
  return choices("checkbox", element, block, (option) => ticked.has(option.value), tick);
}

function radioField(element, block, context) {
  const value = present(element, block, context, element.initial_option?.value);
  return choices(
    "radio",
    element,
    block,
    (option) => option.value === value,
    (chosen) => keep(element, block, context, chosen),
  );
}

let groups = 0;

function choices(type, element, block, isOn, choose) {
  groups += 1;
  const group = `choice-${groups}`;
  const line = (option, index) => {
    const control = h("input", {
      type,
      name: group,
      data: { focus: `${block.block_id}.${element.action_id}.${index}` },
    });
    control.checked = isOn(option);
    control.addEventListener("change", () => choose(option.value, control.checked));
    return h(
      "label",
      { class: "choice" },
      control,
      h("span", {}, option.label, option.about && h("small", {}, option.about)),
    );
  };
  return h("div", { class: "choices" }, optionsOf(element).map(line));
}

function optionsOf(element) {
  if (element.type.includes("users"))
    return everybody()
      .filter((person) => person.slack)
      .map((person) => ({ value: person.slack, label: nameIn("slack", person) }));
  const options =
    element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
  return options.map((option) => ({
    value: option.value,
    label: plainText(option.text),
    about: plainText(option.description),
  }));
}
