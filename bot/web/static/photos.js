// Photos on their way: chosen, made small enough for a slow network, looked at, taken back.

import { make } from "./text.js";
import { read, say } from "./words.js";

const TYPES = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);
const LONGEST_SIDE = 2400;
const SMALL_ENOUGH = 1.5 * 1024 * 1024;
const LIMITS = read("limits") || { megabytes: 10, files: 9 };

/** The tray of chosen photos; `problem(sentence)` is told what cannot be sent. */
export class Photos {
  constructor({ list, input, opener, problem }) {
    this.list = list;
    this.problem = problem;
    this.files = [];
    opener.addEventListener("click", () => input.click());
    input.addEventListener("change", async () => {
      const chosen = Array.from(input.files);
      input.value = "";
      await this.add(chosen);
      opener.focus();
    });
  }

  /** Put photos into the tray. */
  async add(chosen) {
    this.problem("");
    for (const file of chosen) {
      if (!TYPES.has(file.type)) {
        this.problem(say("photo_wrong_type"));
        continue;
      }
      if (this.files.length >= LIMITS.files) {
        this.problem(say("photo_too_many", { count: LIMITS.files }));
        break;
      }
      const ready = await smaller(file);
      if (ready.size > LIMITS.megabytes * 1024 * 1024) {
        this.problem(say("photo_too_large", { megabytes: LIMITS.megabytes }));
        continue;
      }
      if (!(await opens(ready))) {
        this.problem(say("photo_broken", { name: file.name }));
        continue;
      }
      this.files.push(ready);
    }
    this.show();
  }

  /** Take everything out of the tray. */
  take() {
    const files = this.files;
    this.files = [];
    this.show();
    return files;
  }

  show() {
    for (const picture of this.list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    this.list.replaceChildren(...this.files.map((file, index) => this.item(file, index)));
    this.list.hidden = this.files.length === 0;
  }

  item(file, index) {
    const n = index + 1;
    const item = make("li");
    const picture = make("img", "", "", { alt: say("photo_n", { n }) });
    picture.src = URL.createObjectURL(file);
    const remove = make("button", "", "✕", {
      "type": "button",
      "aria-label": say("remove_photo", { n }),
    });
    remove.addEventListener("click", () => {
      this.files.splice(index, 1);
      this.show();
      const next = this.list.querySelectorAll("button")[Math.min(index, this.files.length - 1)];
      (next || document.getElementById("add-photo")).focus();
    });
    item.append(picture, remove);
    return item;
  }
}

/** Whether it is a picture at all: told as it is added, for once sent it would take the words along. */
async function opens(file) {
  const picture = new Image();
  const opened = new Promise((resolve) => {
    picture.onload = () => resolve(true);
    picture.onerror = () => resolve(false);
  });
  picture.src = URL.createObjectURL(file);
  const answer = await opened;
  URL.revokeObjectURL(picture.src);
  return answer;
}

async function smaller(file) {
  if (file.size <= SMALL_ENOUGH || file.type === "image/gif") return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.86));
    if (!drawn || drawn.size >= file.size) return file;
    const name = file.name.replace(/\.\w+$/, "") + ".jpg";
    return new File([drawn], name, { type: "image/jpeg" });
  } catch {
    // An old browser, or a picture it cannot open: the server looks at it again anyway.
    return file;
  }
}
