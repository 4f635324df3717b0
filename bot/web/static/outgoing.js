// What is on its way to the server: kept on this device until the server has it, sent in order.

import { call, CallError, forgetIdentity, identity, pause } from "./calls.js";
import { forgetPictures, keep, keepPictures, newId, recallList, recallPictures } from "./kept.js";
import { say } from "./words.js";

const QUIET_TRIES = 3;
/** What the server says of the files: as they are they never go, however often they are sent. */
const OF_FILES = new Set(["type", "picture", "too_large", "too_many_files"]);

/** The queue of messages of ours; `lines` shows how far each has come. */
export class Outgoing {
  constructor(lines, { sent }) {
    this.lines = lines;
    this.sent = sent;
    this.entries = recallList("outgoing").filter((entry) => entry && entry.id);
    this.files = new Map();
    this.refused = new Set();
    this.running = false;
    this.tries = 0;
    this.wake = null;
  }

  /** Show what an earlier visit could not send, and go on sending it. */
  async resume() {
    for (const entry of this.entries) {
      const files = entry.files ? await recallPictures(entry.id) : [];
      if (files && files.length) this.files.set(entry.id, files);
      this.lines.showPending(entry, files || []);
      if (entry.files && !this.files.has(entry.id)) this.refuseFiles(entry, say("photos_lost"));
    }
    this.run();
  }

  /** Send a message; it is on the screen at once. */
  async add(said, files = []) {
    const entry = { ...said, id: newId(), at: Date.now(), files: files.length };
    this.entries.push(entry);
    this.save();
    if (files.length) {
      this.files.set(entry.id, files);
      await keepPictures(entry.id, files);
    }
    this.lines.showPending(entry, files);
    this.run();
  }

  /** The network may be back: try at once. */
  hurry() {
    if (this.wake) this.wake();
    this.run();
  }

  /** The server has told us of this message: it is there, whatever became of the call. */
  arrived(id) {
    const known = this.entries.some((entry) => entry.id === id);
    if (known) this.finish(id);
  }

  async run() {
    if (this.running) return;
    this.running = true;
    try {
      for (let entry = this.next(); entry; entry = this.next()) await this.attempt(entry);
    } finally {
      this.running = false;
    }
  }

  next() {
    return this.entries.find((entry) => !this.refused.has(entry.id));
  }

  async attempt(entry) {
    try {
      const answer = await this.post(entry);
      this.tries = 0;
      this.lines.mark(entry.id, "delivered");
      this.finish(entry.id);
      this.sent(answer);
    } catch (failure) {
      if (!(failure instanceof CallError)) throw failure;
      if (failure.passing || failure.status === 401) await this.wait(entry, failure);
      else if (entry.files && OF_FILES.has(failure.code)) this.refuseFiles(entry, failure.message);
      else this.refuse(entry, failure.message);
    }
  }

  async post(entry) {
    const token = await identity();
    const message = {
      id: entry.id,
      text: entry.text || "",
      choice: entry.choice || "",
      ticket: entry.ticket || "",
      reply_to: entry.reply_to || "",
      language: entry.language || "",
    };
    try {
      return await call("POST", "/api/messages", { token, body: this.body(message) });
    } catch (failure) {
      if (failure.status === 401) forgetIdentity(token);
      throw failure;
    }
  }

  body(message) {
    const files = this.files.get(message.id) || [];
    if (!files.length) return message;
    const form = new FormData();
    form.append("message", new Blob([JSON.stringify(message)], { type: "application/json" }));
    for (const file of files) form.append("file", file, file.name);
    return form;
  }

  async wait(entry, failure) {
    this.tries += 1;
    if (this.tries >= QUIET_TRIES) {
      const why = failure.status === 429 || failure.status >= 500 ? failure.message : "";
      const resend = () => this.hurry();
      this.lines.mark(entry.id, "unsent", { why, resend });
    }
    const milliseconds = Math.max(pause(this.tries - 1), failure.retryAfter || 0);
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
    this.lines.mark(entry.id, "sending");
  }

  refuse(entry, why) {
    this.refused.add(entry.id);
    this.lines.mark(entry.id, "unsent", {
      why,
      resend: () => this.resend(entry),
      discard: () => this.discard(entry),
    });
  }

  /** The files cannot go: the words can go without them. */
  refuseFiles(entry, why) {
    this.refused.add(entry.id);
    const wordsOnly = () => {
      this.leaveFiles(entry);
      this.resend(entry);
    };
    this.lines.mark(entry.id, "unsent", {
      why,
      wordsOnly: entry.text ? wordsOnly : null,
      discard: () => this.discard(entry),
    });
  }

  leaveFiles(entry) {
    entry.files = 0;
    this.save();
    if (this.files.delete(entry.id)) forgetPictures(entry.id);
    this.lines.removePictures(entry.id);
  }

  resend(entry) {
    this.refused.delete(entry.id);
    this.lines.mark(entry.id, "sending");
    this.run();
  }

  discard(entry) {
    this.lines.remove(entry.id);
    this.finish(entry.id);
  }

  finish(id) {
    this.entries = this.entries.filter((entry) => entry.id !== id);
    this.refused.delete(id);
    this.save();
    if (this.files.delete(id)) forgetPictures(id);
  }

  save() {
    keep("outgoing", this.entries.length ? JSON.stringify(this.entries) : "");
  }
}
