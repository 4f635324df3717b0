/** Opens the wanted page once more by itself. */

// The session's cookie is not sent when an address is opened from another site or a chat, but it
// is when a page of ours opens it. Once only: whoever is truly signed out stays here.
const KEPT = "wenzheng-desk-returned";
try {
  const last = Number(sessionStorage.getItem(KEPT) ?? 0);
  if (Date.now() - last > 10_000) {
    sessionStorage.setItem(KEPT, String(Date.now()));
    location.replace(location.href);
  }
} catch { /* The link on the page does the same. */ }
