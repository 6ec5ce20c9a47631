// A view of the pretend Slack over its window: fields, errors at their fields, waiting, updates and pushes.
import { leaveOnEscape } from "./dialog.js";
import { h, icon, replaceKeepingFocus, whileBusy } from "./dom.js";
import { drawBlocks } from "./slack-blocks.js";
import { fieldKey } from "./slack-inputs.js";
import { plainText } from "./slack-text.js";
import { language, say } from "./words.js";

export class ModalStage {
  #print = null;
  #layer = null;
  #shown = null;
  #before = null;
  #filled = new Map();

  /** `submit(view, values)` → {errors, …}; `press(view, element, block, choice, values)`; `dismiss(view)`. */
  constructor({ stage, submit, press, dismiss }) {
    Object.assign(this, { stage, submit, press, dismiss });
  }

  /** Show the topmost of the open views, or nothing. */
  show(view) {
    if (!view) return this.#close();
    const print = JSON.stringify([{ ...view, hash: null, state: null }, language()]);
    if (print === this.#print) return undefined;
    const another = view.id !== this.#shown?.id;
    if (another) this.errors = null;
    this.trouble = null;
    this.#print = print;
    this.#shown = view;
    this.#draw(another);
    return undefined;
  }

  #values() {
    const id = this.#shown.id;
    if (!this.#filled.has(id)) this.#filled.set(id, new Map());
    return this.#filled.get(id);
  }

  #draw(another) {
    const fresh = this.#build();
    const scroll = this.#layer?.querySelector(".modal-body")?.scrollTop ?? 0;
    if (this.#layer) replaceKeepingFocus(this.#layer, fresh);
    else {
      this.#before = document.activeElement;
      this.stage.append(fresh);
    }
    this.#layer = fresh;
    this.stage.dispatchEvent(new Event("layers"));
    if (another) this.#focusFirst();
    else fresh.querySelector(".modal-body").scrollTop = scroll;
  }

  #focusFirst() {
    const wanted = this.#layer.querySelector(
      "[data-wanted], .modal-body input, .modal-body textarea, .modal-body select, .modal-body button, .modal-foot button",
    );
    (wanted ?? this.#layer.querySelector("button")).focus({ preventScroll: true });
  }

  #build() {
    const view = this.#shown;
    const values = this.#values();
    const context = {
      act: this.#act,
      stage: this.stage,
      values,
      errors: this.errors,
      viewId: view.id,
      changed: this.#dispatch,
    };
    const form = h(
      "form",
      { class: "modal", novalidate: true, on: { submit: (event) => this.#send(event) } },
      h(
        "header",
        { class: "modal-head" },
        h("h3", {}, plainText(view.title)),
        this.#leaveButton("quiet", icon("close"), say("close")),
      ),
      h("div", { class: "modal-body" }, drawBlocks(view.blocks ?? [], context)),
      this.trouble && h("p", { class: "modal-trouble", role: "alert" }, icon("warn"), this.trouble),
      this.#foot(view),
    );
    const layer = h(
      "div",
      {
        class: "layer modal-layer",
        role: "dialog",
        "aria-modal": "true",
        "aria-label": plainText(view.title),
      },
      form,
    );
    layer.addEventListener("keydown", (event) => leaveOnEscape(event, () => this.#leave()));
    return layer;
  }

  #foot(view) {
    const submit =
      view.submit &&
      h(
        "button",
        { type: "submit", class: "button primary", data: { focus: "submit" } },
        plainText(view.submit),
      );
    return h(
      "footer",
      { class: "modal-foot" },
      this.#leaveButton("button", plainText(view.close) || say("close")),
      submit,
    );
  }

  #leaveButton(shape, words, label = null) {
    return h(
      "button",
      { type: "button", class: shape, "aria-label": label, on: { click: () => this.#leave() } },
      words,
    );
  }

  #leave() {
    const view = this.#shown;
    this.#filled.delete(view.id);
    this.#close();
    void this.dismiss(view);
  }

  #act = async (element, block, choice) => {
    await this.press(this.#shown, element, block, choice, this.#spoken());
  };

  /** An input block that asks for it tells the bot of each change. */
  #dispatch = (block, value) => {
    if (!block.dispatch_action || block.element.type === "plain_text_input") return;
    const users = block.element.type.includes("users");
    void this.press(
      this.#shown,
      block.element,
      block,
      users ? { users: [value].flat() } : { option: value },
      this.#spoken(),
    );
  };

  /** What is filled in, by block; an empty field is told too, for it may have been cleared. */
  #spoken() {
    const inputs = (this.#shown.blocks ?? []).filter((block) => block.type === "input");
    return Object.fromEntries(
      inputs.map((block) => [
        block.block_id,
        this.#values().get(fieldKey(block, block.element)) ?? "",
      ]),
    );
  }

  async #send(event) {
    event.preventDefault();
    const view = this.#shown;
    const button = this.#layer.querySelector('[type="submit"]');
    this.#layer.classList.add("waiting");
    const answer = await whileBusy(button, () => this.submit(view, this.#spoken()));
    this.#layer?.classList.remove("waiting");
    if (!answer || this.#shown?.id !== view.id) return;
    this.errors = answer.errors ?? null;
    this.trouble = answer.trouble ?? null;
    if (!this.errors && !this.trouble) return;
    this.#draw(false);
    this.#layer.querySelector('[aria-invalid="true"], .wrong input')?.focus();
  }

  #close() {
    this.#layer?.remove();
    this.stage.dispatchEvent(new Event("layers"));
    if (this.#layer) this.#before?.focus?.();
    this.#layer = this.#shown = this.#print = this.errors = this.trouble = null;
  }
}
