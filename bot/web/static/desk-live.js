/** Hears from the server what changed: the desk's words on the line that the residents' page has too. */

import { get, Failure } from "./desk-api.js";
import { Live } from "./live.js";

/**
 * Keep a line open. `hears.changed(frame)` for a changed ticket, `hears.reply(text)` for a word to
 * this official, `hears.state(online)` when the line comes or goes, `hears.signedOut()` at the end.
 */
export function listen(hears) {
  let watched = { number: "", pulse: "" };
  const watching = () => ({ type: "watch", ...watched });
  const live = new Live("/desk/stream", { hello: async () => watching(), heard, state, refused: end });

  function heard(frame) {
    if (frame.type === "ticket") {
      hears.changed(frame);
    } else if (frame.type === "reply" || frame.type === "notice") {
      hears[frame.type](frame.text);
      live.say({ type: "ack", id: frame.id });
    }
  }

  async function state(up) {
    hears.state(up);
    // Where the session is over the line is not even opened, and does not say why.
    if (!up && (await signedOut())) end();
  }

  function end() {
    live.stop();
    hears.signedOut();
  }

  async function signedOut() {
    try {
      await get("/desk/api/me");
      return false;
    } catch (error) {
      return error instanceof Failure && error.status === 401;
    }
  }

  live.start();
  return {
    /** Also hear what happens to the messages of this ticket; `pulse` is what is shown of it. */
    watch(number, pulse = "") {
      watched = { number, pulse };
      if (pulse || !number) live.say(watching());
    },
  };
}
