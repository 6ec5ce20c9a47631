// A list of messages that keeps its place: it follows the newest only for those who are reading the newest.
import { arrowsAmong } from "./dialog.js";
import { h, icon, patchList } from "./dom.js";
import { language } from "./words.js";
import { dayKey, dayName, zone } from "./times.js";

const NEAR_END = 48;

export class Timeline {
  #subject = null;

  constructor({ name, empty }) {
    this.list = h("ol", { class: "timeline-list", role: "list" });
    this.empty = h("p", { class: "timeline-empty", word: empty });
    this.scroller = h(
      "div",
      { class: "timeline-scroll", tabindex: "0", role: "region", wordLabel: `${name}.messages` },
      this.empty,
      this.list,
    );
    this.jump = h(
      "button",
      { class: "timeline-jump", type: "button", hidden: true, on: { click: () => this.toEnd() } },
      icon("down"),
      h("span", { word: "newest" }),
    );
    this.root = h("div", { class: "timeline" }, this.scroller, this.jump);
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.list.addEventListener("keydown", (event) => this.#actKey(event));
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.scroller);
  }

  /** Show `items` ({key, print, at, build}) of `subject`; another subject starts at its end. */
  show(subject, items, { days = true } = {}) {
    const moved = subject !== this.#subject;
    const last = this.list.lastElementChild?.dataset.key;
    const following = moved || this.following;
    if (moved) this.list.replaceChildren();
    this.#subject = subject;
    this.empty.hidden = items.length > 0;
    this.#keepPlace(following, () => patchList(this.list, days ? withDays(items) : items));
    if (moved)
      this.list.querySelectorAll(".updated").forEach((node) => node.classList.remove("updated"));
    this.#settleTabs();
    if (following) this.toEnd();
    else if (items.length && items.at(-1).key !== last) this.jump.hidden = false;
  }

  toEnd() {
    this.following = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.jump.hidden = true;
  }

  /** Bring one message into sight and mark it for a moment. */
  point(key) {
    const node = [...this.list.children].find((child) => child.dataset.key === key);
    if (!node) return;
    node.scrollIntoView({ block: "nearest" });
    node.classList.remove("updated");
    requestAnimationFrame(() => node.classList.add("updated"));
  }

  /** One stop for Tab among the messages' acts, at the newest; the arrow keys reach the rest. */
  #settleTabs() {
    const acts = [...this.list.querySelectorAll(".act")];
    const stop = acts.find((act) => act === document.activeElement) ?? acts.at(-1);
    acts.forEach((act) => (act.tabIndex = act === stop ? 0 : -1));
  }

  #actKey(event) {
    if (event.target.classList.contains("act"))
      arrowsAmong(event, [...this.list.querySelectorAll(".act")]);
  }

  #keepPlace(following, change) {
    const top = this.scroller.scrollTop;
    change();
    if (!following) this.scroller.scrollTop = top;
  }

  /** Out of sight (behind the other tab) there is no place to read off. */
  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (!clientHeight) return;
    this.following = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.following) this.jump.hidden = true;
  }
}

function withDays(items) {
  const out = [];
  let day = null;
  for (const item of items) {
    const its = dayKey(item.at);
    if (its !== day) out.push(dayItem(its, item.at));
    day = its;
    out.push(item);
  }
  return out;
}

function dayItem(key, at) {
  const build = () => h("li", { class: "day" }, h("span", {}, dayName(at)));
  return { key: `day-${key}`, print: `${key} ${language()} ${zone()}`, build };
}
