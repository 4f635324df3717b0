/** Hears from the server what changed, and comes back by itself when the line drops. */

import { get, Failure } from "./desk-api.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 20_000;
const SIGNED_OUT = 4401;

/**
 * Keep a line open. `hears.changed(frame)` for a changed ticket, `hears.reply(text)` for a word to
 * this official, `hears.state(online)` when the line comes or goes, `hears.signedOut()` at the end.
 */
export function listen(hears) {
  let socket = null;
  let wait = FIRST_WAIT;
  let watched = { number: "", pulse: "" };
  let ended = false;

  const tell = (frame) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };

  function open() {
    if (ended) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}/desk/stream`);
    socket.addEventListener("message", (event) => heard(JSON.parse(event.data)));
    socket.addEventListener("close", closed);
  }

  function heard(frame) {
    if (frame.type === "hello") {
      wait = FIRST_WAIT;
      tell({ type: "watch", ...watched });
      hears.state(true);
    } else if (frame.type === "ticket") {
      hears.changed(frame);
    } else if (frame.type === "reply" || frame.type === "notice") {
      hears[frame.type](frame.text);
      tell({ type: "ack", id: frame.id });
    }
  }

  async function closed(event) {
    hears.state(false);
    if (event.code === SIGNED_OUT || (await signedOut())) {
      ended = true;
      hears.signedOut();
      return;
    }
    // Everybody's line drops when the server restarts: come back spread out, not all at once.
    setTimeout(open, wait * (0.5 + Math.random()));
    wait = Math.min(LONGEST_WAIT, wait * 2);
  }

  async function signedOut() {
    try {
      await get("/desk/api/me");
      return false;
    } catch (error) {
      return error instanceof Failure && error.status === 401;
    }
  }

  open();
  return {
    /** Also hear what happens to the messages of this ticket; `pulse` is what is shown of it. */
    watch(number, pulse = "") {
      watched = { number, pulse };
      if (pulse || !number) tell({ type: "watch", ...watched });
    },
  };
}
