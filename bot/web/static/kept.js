// What this device keeps: identity, place in the conversation, draft, and what is not yet sent.

const PREFIX = "wenzheng.";
const memory = new Map();

/** A kept value, or "" where there is none; without storage it lasts as long as the page. */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name) || "";
  } catch {
    return memory.get(name) || "";
  }
}

/** Keep a value; "" forgets it. */
export function keep(name, value) {
  memory.set(name, value);
  try {
    if (value) localStorage.setItem(PREFIX + name, value);
    else localStorage.removeItem(PREFIX + name);
  } catch {
    // No storage here, or no room: the page itself still remembers.
  }
}

/** A kept list of plain objects. */
export function recallList(name) {
  try {
    const list = JSON.parse(recall(name) || "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

// Pictures are too large for the store above; they wait in a database of the browser.

function pictures(mode, work) {
  return new Promise((resolve) => {
    let opening;
    try {
      opening = indexedDB.open("wenzheng", 1);
    } catch {
      resolve(null);
      return;
    }
    opening.onupgradeneeded = () => opening.result.createObjectStore("pictures");
    opening.onerror = () => resolve(null);
    opening.onsuccess = () => {
      const database = opening.result;
      try {
        const transaction = database.transaction("pictures", mode);
        const request = work(transaction.objectStore("pictures"));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => resolve(null);
        transaction.onerror = () => resolve(null);
      } catch {
        resolve(null);
      }
      database.close();
    };
  });
}

/** Keep the pictures of a message until it is sent. */
export function keepPictures(id, files) {
  return pictures("readwrite", (store) => store.put(files, id));
}

/** The pictures of a message, or null where they are gone. */
export function recallPictures(id) {
  return pictures("readonly", (store) => store.get(id));
}

/** The message is sent, or given up: its pictures need not be kept. */
export function forgetPictures(id) {
  return pictures("readwrite", (store) => store.delete(id));
}

/** A new identity for a message, made here so that a repeat is known as one. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
