// Opens a ticket: by its token kept here, by the own conversation, or by its query code.

import { call } from "./calls.js";
import { keep, recall } from "./kept.js";

const tokenOf = (number) => `ticket.${number}`;
const codedOf = (number) => `ticket.${number}.coded`;

/** The kept token of a ticket, or "". */
export function ticketToken(number) {
  return recall(tokenOf(number));
}

/** Hide the ticket on this device again. */
export function forgetTicket(number) {
  keep(tokenOf(number), "");
  keep(codedOf(number), "");
}

/** Whether a query code opened it here; the own conversation would open it again at once. */
export function wasOpenedByCode(number) {
  return recall(codedOf(number)) !== "";
}

/** Open by query code; what the ticket's resident sees. Throws `CallError`. */
export async function openByCode(number, code) {
  const view = await call("POST", `/api/tickets/${number}/open`, { body: { code } });
  keep(tokenOf(number), view.token);
  keep(codedOf(number), "yes");
  return view;
}

/** Open without asking, where this device may; null where it may not. */
export async function openQuietly(number) {
  const known = ticketToken(number);
  if (known) return refresh(number);
  const token = recall("token");
  if (!token) return null;
  try {
    const view = await call("POST", `/api/tickets/${number}/open`, { token, body: {} });
    keep(tokenOf(number), view.token);
    return view;
  } catch (failure) {
    if (failure.status === 403 || failure.status === 401) return null;
    throw failure;
  }
}

/** The ticket as it is now; null where the token has run out. */
export async function refresh(number) {
  try {
    return await call("GET", `/api/tickets/${number}`, {
      token: ticketToken(number),
      scheme: "Ticket",
    });
  } catch (failure) {
    if (failure.status !== 401) throw failure;
    forgetTicket(number);
    return null;
  }
}
