// One messenger as one person sees it: conversations, messages, what is unread. It draws nothing; whoever
// draws listens to "changed" (something to show again) and "arrived" (messages that were not there before).
import { remember, remembered } from "./prefs.js";

export class Room extends EventTarget {
  #reloading = new Map();

  /** `client` answers conversations(me) and messages(id, me), already in the page's own shape. */
  constructor(messenger, client) {
    super();
    this.messenger = messenger;
    this.client = client;
    this.person = null;
    this.conversations = [];
    this.messages = new Map();
    this.selected = null;
    this.inSight = true;
  }

  get me() {
    return this.person?.[this.messenger] ?? null;
  }

  get current() {
    return this.conversations.find((conversation) => conversation.id === this.selected) ?? null;
  }

  async become(person) {
    this.person = person;
    this.messages = new Map();
    this.conversations = [];
    this.selected = null;
    this.#reloading.clear();
    this.dispatchEvent(new Event("person"));
    // Until the new person's conversations are there, nothing can be written in the old one's.
    this.#changed();
    await this.reload();
  }

  async reload() {
    const me = this.me;
    if (!me) return;
    const conversations = await this.client.conversations(me);
    if (me !== this.me) return;
    this.conversations = conversations;
    if (!this.current) this.selected = this.#favourite();
    this.#changed();
    await Promise.all(conversations.map((conversation) => this.refresh(conversation.id)));
  }

  open(id) {
    this.selected = id;
    remember(`open.${this.messenger}.${this.me}`, id);
    this.#markSeen(id);
    this.#changed();
  }

  /** Load a conversation again; calls that come while one is under way are folded into one more. */
  async refresh(id) {
    if (!this.conversations.some((conversation) => conversation.id === id)) return this.reload();
    if (this.#reloading.has(id)) {
      this.#reloading.set(id, true);
      return undefined;
    }
    this.#reloading.set(id, false);
    try {
      await this.#load(id);
    } finally {
      const again = this.#reloading.get(id);
      this.#reloading.delete(id);
      if (again) await this.refresh(id);
    }
    return undefined;
  }

  async #load(id) {
    const me = this.me;
    const loaded = await this.client.messages(id, me);
    if (me !== this.me) return;
    const before = this.messages.get(id);
    this.messages.set(id, loaded);
    const known = new Set((before ?? []).map((message) => message.key));
    const fresh = before
      ? loaded.filter((message) => !known.has(message.key) && !message.mine)
      : [];
    if (id === this.selected && this.inSight) this.#markSeen(id);
    this.#changed();
    if (fresh.length) this.dispatchEvent(new CustomEvent("arrived", { detail: { id, fresh } }));
  }

  unread(id) {
    const seen = this.#seenUntil(id);
    return (this.messages.get(id) ?? []).filter((message) => !message.mine && message.stamp > seen);
  }

  look(inSight) {
    this.inSight = inSight;
    if (!inSight || !this.selected) return;
    this.#markSeen(this.selected);
    this.#changed();
  }

  #seenUntil(id) {
    return remembered(`seen.${this.messenger}.${this.me}.${id}`, "");
  }

  #markSeen(id) {
    const last = (this.messages.get(id) ?? []).reduce(
      (latest, { stamp }) => (stamp > latest ? stamp : latest),
      "",
    );
    if (last > this.#seenUntil(id)) remember(`seen.${this.messenger}.${this.me}.${id}`, last);
  }

  #favourite() {
    const last = remembered(`open.${this.messenger}.${this.me}`, null);
    const preferred = this.conversations.find((conversation) => conversation.id === last);
    return (preferred ?? this.client.firstChoice(this.conversations, this.person))?.id ?? null;
  }

  #changed() {
    this.dispatchEvent(new Event("changed"));
  }
}
