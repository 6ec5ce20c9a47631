// The frame of a pretend messenger: its name and line, who one is, the conversations, and room for the rest.
import { arrowsAmong } from "./dialog.js";
import { h, icon, patchList, pressable } from "./dom.js";
import { bothNames, everybody, nameIn, roleName } from "./people.js";
import { language, say } from "./words.js";

export class MessengerWindow {
  /** `entry(conversation, unread)` draws a line of the list; `section(conversation)` names its heading. */
  constructor({ messenger, room, entry, section, choosePerson }) {
    Object.assign(this, { messenger, room, entry, section });
    this.picker = h("select", {
      class: "persona-picker",
      wordLabel: "persona.one",
      on: { change: () => choosePerson(this.picker.value) },
    });
    this.line = h("span", { class: "line-state", role: "status" });
    this.list = h("div", {
      class: "conversation-list",
      on: { keydown: (event) => this.#listKey(event) },
    });
    this.side = h(
      "nav",
      { class: "side", id: `${messenger}-side`, wordLabel: `${messenger}.list` },
      this.list,
    );
    this.opener = this.#opener();
    this.pane = h("div", { class: "pane", on: { pointerdown: () => this.closeSide() } });
    this.body = h("div", { class: "window-body" }, this.side, this.pane);
    this.root = h(
      "section",
      { class: `window ${messenger}`, id: `${messenger}-window`, wordLabel: `${messenger}.name` },
      this.#bar(),
      this.body,
    );
    this.root.addEventListener("layers", () => this.#settleLayers());
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.closeSide());
  }

  #opener() {
    const controls = {
      "aria-expanded": "false",
      "aria-controls": `${this.messenger}-side`,
      wordLabel: "list.show",
    };
    const count = h("span", { class: "side-opener-count" });
    return pressable("side-opener", () => this.#toggleSide(), controls, icon("menu"), count);
  }

  #bar() {
    return h(
      "header",
      { class: "window-bar" },
      this.opener,
      h(
        "h2",
        { class: "window-name" },
        h("span", { word: `${this.messenger}.name` }),
        h("small", { word: `${this.messenger}.other` }),
      ),
      this.line,
      h(
        "label",
        { class: "persona-one" },
        h("span", { class: "visually-hidden", word: "persona.one" }),
        this.picker,
      ),
    );
  }

  /** Draw the frame again: people, conversations with their unread marks. */
  render() {
    this.#renderPicker();
    const unread = new Map(this.room.conversations.map(({ id }) => [id, this.room.unread(id)]));
    const items = this.#sections().flatMap(([heading, conversations]) => [
      headingItem(heading),
      ...conversations.map((conversation) =>
        this.#entryItem(conversation, unread.get(conversation.id)),
      ),
    ]);
    patchList(this.list, items.filter(Boolean));
    this.#settleTabs();
    const waiting = [...unread.values()].reduce((sum, messages) => sum + messages.length, 0);
    this.opener.querySelector(".side-opener-count").textContent = waiting ? String(waiting) : "";
    return waiting;
  }

  #sections() {
    const sections = new Map();
    for (const conversation of this.room.conversations) {
      const heading = this.section(conversation);
      sections.set(heading, [...(sections.get(heading) ?? []), conversation]);
    }
    return [...sections];
  }

  #entryItem(conversation, unread) {
    const selected = conversation.id === this.room.selected;
    const last = (this.room.messages.get(conversation.id) ?? []).at(-1);
    const print = JSON.stringify([
      conversation,
      selected,
      unread.map(({ key }) => key),
      last?.key,
      last?.print,
      language(),
    ]);
    const build = () => {
      const button = h(
        "button",
        {
          type: "button",
          class: "conversation",
          "aria-current": selected ? "true" : null,
          data: { focus: `to-${conversation.id}` },
          on: { click: () => this.#choose(conversation.id) },
        },
        this.entry(conversation, unread, last),
      );
      if (unread.length) button.classList.add("has-unread");
      return button;
    };
    return { key: conversation.id, print, build };
  }

  #choose(id) {
    this.room.open(id);
    this.closeSide();
  }

  /** One stop for Tab in the list; the arrow keys do the rest. */
  #settleTabs() {
    this.list.querySelectorAll(".conversation").forEach((button) => {
      button.tabIndex =
        button.getAttribute("aria-current") === "true" || !this.room.selected ? 0 : -1;
    });
  }

  #listKey(event) {
    arrowsAmong(event, [...this.list.querySelectorAll(".conversation")]);
  }

  #renderPicker() {
    const print = JSON.stringify([language(), everybody().map((person) => person.name)]);
    if (this.picker.dataset.print !== print) {
      this.picker.replaceChildren(...everybody().map((person) => this.#personOption(person)));
      this.picker.dataset.print = print;
    }
    if (this.room.person) this.picker.value = this.room.person.name;
  }

  #personOption(person) {
    const label = `${nameIn(this.messenger, person)} · ${roleName(person)}`;
    return h(
      "option",
      { value: person.name, title: bothNames(person), disabled: !person[this.messenger] },
      label,
    );
  }

  showLine(state) {
    this.line.dataset.state = state;
    this.line.replaceChildren(
      h("span", { class: "dot", "aria-hidden": "true" }),
      h("span", { class: "line-words" }, say(`line.${state}`)),
    );
    this.line.title = say(`line.${state}`);
  }

  /** Why the bot did not answer: there is none, or it was too slow. */
  whySilent() {
    return say(this.line.dataset.state === "off" ? "unconnected" : "unacknowledged");
  }

  #toggleSide() {
    const open = this.root.classList.toggle("side-open");
    this.opener.setAttribute("aria-expanded", String(open));
    if (open) this.list.querySelector('[aria-current="true"], .conversation')?.focus();
  }

  closeSide() {
    this.root.classList.remove("side-open");
    this.opener.setAttribute("aria-expanded", "false");
  }

  /** While something lies over the window, only the topmost layer can be reached. */
  #settleLayers() {
    const layers = [...this.root.querySelectorAll(":scope > .layer")];
    this.body.inert = layers.length > 0;
    layers.forEach((layer, index) => (layer.inert = index < layers.length - 1));
  }
}

function headingItem(heading) {
  if (!heading) return null;
  return {
    key: `heading-${heading}`,
    print: `${heading} ${language()}`,
    build: () => h("h3", { class: "list-heading" }, say(heading)),
  };
}

/** A person's picture: the first telling letter of their name in their colour. */
export function face(name, hue) {
  const telling = name.replace(/^[小老](?=.)/u, "");
  return h(
    "span",
    { class: `face hue-${hue ?? "slate"}`, "aria-hidden": "true" },
    [...telling][0] ?? "?",
  );
}

export function botFace() {
  return h("span", { class: "face face-bot", "aria-hidden": "true" }, icon("ticket"));
}
