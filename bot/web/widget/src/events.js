// Server-sent events over fetch: EventSource cannot carry the bearer token.

/** Each event of the response as {event, data}, data parsed from JSON. */
export async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    held += value;
    const blocks = held.split(/\r\n\r\n|\n\n|\r\r/);
    held = blocks.pop();
    for (const block of blocks) {
      const read = { event: "message", data: "" };
      for (const line of block.split(/\r\n|\n|\r/)) {
        const [, field, text] = /^(event|data): ?(.*)$/.exec(line) ?? [];
        if (field === "event") read.event = text;
        if (field === "data") read.data += (read.data && "\n") + text;
      }
      if (read.data) yield { event: read.event, data: JSON.parse(read.data) };
    }
  }
}

const pause = (ms, signal) =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
  });

/**
 * Follow a conversation until `signal` aborts; a lost connection is taken up again where it was.
 * `after()` is the last entry shown; `heard(event, data)` takes what arrives; it ends when the conversation is gone.
 */
export async function follow(calls, after, heard, signal) {
  let wait = 1000;
  while (!signal.aborted) {
    try {
      const response = await calls.events(after(), signal);
      for await (const { event, data } of eventsOf(response)) {
        wait = 1000;
        heard(event, data);
      }
    } catch (problem) {
      if (signal.aborted || [401, 403, 404].includes(problem.status)) return;
    }
    await pause(wait, signal);
    wait = Math.min(wait * 2, 30_000);
  }
}
