// The live feed: server-sent events, opened again with growing pauses when the line breaks.
const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

/** `onEvent` is told of each change, `onLine(true | false)` whether the feed is open. */
export function listen({ onEvent, onLine }) {
  let pause = SHORTEST_PAUSE;

  function open() {
    const source = new EventSource("/page/feed");
    source.onopen = () => {
      pause = SHORTEST_PAUSE;
      onLine(true);
    };
    source.onmessage = (message) => {
      const told = parsed(message.data);
      if (told) onEvent(told);
    };
    source.onerror = () => {
      source.close();
      onLine(false);
      setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
  }

  open();
}

function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
