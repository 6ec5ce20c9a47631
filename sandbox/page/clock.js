// The bot's desk time, read and moved at the bot (docs/SANDBOX.md). Only the demo's bot has such a clock.

const PATH = "/demo/clock";
const NOT_FOUND = 404;

/** The bot refused a move, or was not to be reached. */
export class ClockFailed extends Error {}

export class DeskClock {
  asked = null;
  #url = null;
  #hasNone = false;
  #told = null;
  #readAt = 0;

  /** Look at the clock of the bot at `url`; false when there is none. */
  async look(url) {
    if (url !== this.asked) this.#turnTo(url);
    if (!url || this.#hasNone) return false;
    try {
      this.#keep(await this.#call("GET"));
    } catch {
      this.#told = null;
    }
    return Boolean(this.#told);
  }

  #turnTo(url) {
    this.asked = url;
    this.#url = url?.replace(/\/$/, "");
    this.#hasNone = false;
    this.#told = null;
  }

  /** Desk time now, by what was read last and the time since. */
  get now() {
    return new Date(Date.parse(this.#told.now) + performance.now() - this.#readAt);
  }

  get ahead() {
    return this.#told.offset_seconds;
  }

  get nextEvent() {
    return this.#told.next_event;
  }

  get timezone() {
    return this.#told.timezone;
  }

  /** Move to "next_event" or "next_morning", or by so many seconds; resolves to how many timers fired. */
  async move(where) {
    const body = typeof where === "number" ? { advance_seconds: where } : { to: where };
    const { fired } = await this.#call("POST", body);
    this.#keep(await this.#call("GET"));
    return fired;
  }

  /** Move forward to a moment; to one that has passed it stays where it is. */
  moveTo(moment) {
    return this.move(Math.max(0, (moment - this.now) / 1000));
  }

  #keep(told) {
    this.#told = told;
    this.#readAt = performance.now();
  }

  async #call(method, body) {
    const answer = await fetch(this.#url + PATH, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    }).catch(() => {
      throw new ClockFailed("unreachable.bot");
    });
    if (answer.status === NOT_FOUND) this.#hasNone = true;
    const told = await answer.json().catch(() => null);
    if (!answer.ok || !told) throw new ClockFailed(told?.error ?? `HTTP ${answer.status}`);
    return told;
  }
}
