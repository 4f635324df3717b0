// The live connection: opens, comes back by itself, notices when it has gone quiet.

import { pause } from "./calls.js";

const LOOK_EVERY = 20000;
const QUIET_TOO_LONG = 8000;
const OPENING_TOO_LONG = 15000;
const NO_TOKEN = 4401;

/**
 * Keeps one WebSocket to `path` alive.
 *
 * `hello()` promises the first frame, `heard(frame)` takes each frame, `state(up)` is told
 * when the connection comes and goes, `refused()` when the server does not know who we are.
 */
export class Live {
  constructor(path, { hello, heard, state, refused }) {
    this.path = path;
    this.on = { hello, heard, state, refused };
    this.socket = null;
    this.tries = 0;
    this.waiting = 0;
    this.greeted = false;
    this.answerBy = 0;
    this.ended = false;
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.hurry();
    });
    setInterval(() => this.look(), LOOK_EVERY);
  }

  /** Begin; later calls change nothing. */
  start() {
    if (!this.socket && !this.waiting) this.open();
  }

  /** End for good: who we were is over. */
  stop() {
    this.ended = true;
    clearTimeout(this.waiting);
    this.waiting = 0;
    if (this.socket) this.socket.close();
  }

  /** Say something, if the connection stands and the server knows who we are. */
  say(frame) {
    if (this.stands) this.socket.send(JSON.stringify(frame));
  }

  get stands() {
    return this.greeted && this.socket && this.socket.readyState === WebSocket.OPEN;
  }

  /** Ask for news; an answer has to come, or the connection is dead and begun anew. */
  look() {
    if (!this.stands || this.answerBy) return;
    if (document.visibilityState === "hidden") return;
    this.say({ type: "look" });
    this.answerBy = setTimeout(() => this.drop(), QUIET_TOO_LONG);
  }

  /** The network may be back: do not sit out the pause. */
  hurry() {
    if (this.waiting) {
      clearTimeout(this.waiting);
      this.waiting = 0;
      this.open();
    } else {
      this.look();
    }
  }

  open() {
    const address = new URL(this.path, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address.href);
    this.socket = socket;
    this.greeted = false;
    // What neither stands nor fails (a phone that changes networks) is begun anew.
    this.answerBy = setTimeout(() => this.drop(), OPENING_TOO_LONG);
    socket.onopen = () => this.greet(socket);
    socket.onmessage = (event) => {
      if (this.socket !== socket) return;
      this.settle();
      this.tries = 0;
      this.on.state(true);
      this.on.heard(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.lost(event.code);
    };
  }

  async greet(socket) {
    try {
      const hello = await this.on.hello();
      if (this.socket !== socket) return;
      this.settle();
      this.greeted = true;
      this.say(hello);
    } catch {
      if (this.socket === socket) this.drop();
    }
  }

  settle() {
    clearTimeout(this.answerBy);
    this.answerBy = 0;
  }

  drop() {
    const socket = this.socket;
    if (socket) socket.close();
    this.lost(0);
  }

  lost(code) {
    this.settle();
    this.socket = null;
    if (!this.ended) this.on.state(false);
    if (code === NO_TOKEN) this.on.refused();
    if (this.ended) return;
    this.waiting = setTimeout(() => {
      this.waiting = 0;
      this.open();
    }, pause(this.tries));
    this.tries += 1;
  }
}
