"""Prints docs/lifecycle.md: `python -m bot.commands.lifecycle_page > docs/lifecycle.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from bot.models import Actor, TicketState
from bot.tickets.actions import (
    ANY,
    DECIDERS,
    DISPATCHERS,
    LEADERS,
    OPEN,
    READERS,
    RESIDENT,
    SECOND,
    SYSTEM,
    WORKERS,
    Guard,
    Who,
)
from bot.tickets.lifecycle import RULES, SEEN_AS, Rule
from bot.wording import Wording

_HEAD = """# The life of a ticket

Written by `python -m bot.commands.lifecycle_page` from the table in `bot/tickets/rules.py`; a
test keeps it true. Buttons, commands and the desk are drawn from the same table; what no row
allows is refused, in one sentence that says what is possible now.

## States

| state | for officials | for residents | leads to |
|---|---|---|---|
"""
_ROWS = """
## Actions

One row an action and place. *Who*: one person may hold several roles, the default is no. *Clock*:
nothing else ever ends, stops or moves a clock. *Told*: the sentence that the resident is owed
(`bot/locale`); a handler that does not say it fails, and nothing is kept. The event of a row is
the action's own word.

| action | in | leads to | who | guards | clock | told |
|---|---|---|---|---|---|---|
"""
_GUARDS = """
## Guards

Each is one function of `bot/tickets/guards.py` or `ends.py`, looked at before anything changes.

| guard | what must hold |
|---|---|
"""
_TAIL = """
## What officials cannot do

- **End the first-reply clock without a reply.** 签收, 改派, 退单, 要求补充, notes and machine text
  do not; a stage reply does only when it says what was checked, what next, who, and by when.
  「正在办理」 and 「已转交」 are refused.
- **Stop the resolution clock for long.** Two requests and five working days in all;
  「我已说明白」 goes to the head. A telephone or a place that was given is not asked for again.
- **Move a date by themselves.** An extension has a reason and an approver; the resident is told
  the new date and why; statistics keep the original one.
- **Close.** They propose an end; the resident's word, or seven days of silence, closes.
  *Referred*, *merged*, *out of scope* and *unreachable* are approved outside the department and
  can be objected to once, by a tap or in words (「我不同意」); *scheduled* is approved by the head
  and opens itself on its day; the day moves once, before it comes or by planning anew after it.
  *Explained* names the document or rule behind it, *referred* who, how and how to reach them.
- **Say that it is done where nobody went.** Where a visit is required, *done* needs its record,
  made since the ticket last came back, with a photograph of afterwards.
- **Make it solved.** Only the resident does, or a call-back by a unit that never held the ticket,
  never helped and none of whose people acted on it; what nobody has answered is not called back
  about. Nor is anybody who left no telephone called *solved*, unless they said so themselves.
  Where no such unit is left, a leader calls, a 监督员, or a colleague of the duty desk that
  only passed it on, as long as they never acted on it themselves. A verdict that gets better
  within seven days of an official's contact stands only after such a call, unless a visit with
  photographs was made since; where nobody at all can call, it stands. First verdicts are kept.
- **Say more than was read.** Where a draft needs a second person's word, so does what is added to
  the answer later (再答).
- **Prove a visit by a picture that was there before.** At least one photograph has to be one that
  the ticket has not shown yet, from whomever; one shown as *before* proves no *done* as *after*.
- **Merge what is not one matter.** Tickets in one language that do not sound alike are merged for
  a reason only, which stays with the leading one. Merging (并) ends nothing: each keeps its
  number, clocks and verdict. So nobody has to approve it; each resident is told, and their word
  alone parts theirs at once, as often as they say it: 「我不同意」 or 「不是一件事」 before the
  answer or after it, 没解决 after it. What was answered comes back then; to merge it again takes
  a reason.
- **End a matter by merging it.** The outcome *merged* (办结 12 并单 34) closes a ticket that tells
  of the same as another one that leads, is due no later and of which no less is promised. What
  does not sound like one matter at one named place, tells something more (拆单 first), was called
  「新的一件」 or parted by its resident, or was written after the answer, is refused whatever the
  reason.
  No clock ends by it: the answer and the stage replies to another resident's ticket come to this
  one too, which is answered by them and has its own verdict; where none has come as its own clock
  is warned of, or the other one ends without, it opens again by itself. Who told one matter twice
  reads the answer in the other ticket, and is counted once; where that one ends without an answer
  (withdrawn, unreachable, out of scope) this one opens again too. The days for an objection run
  from the end of the other one. The rates count all others by their
  own dates.
- **Answer what came back as before.** 没解决, an objection or 重办 by the resident raises the level
  by one. The ticket goes back to its official, and the head of the unit answers for it: the next
  answer and the next proposed end go out with the head's word only, from the second time on with
  the leader's. They are reminded with the official; desk, card and `tickets show` name them. A
  notice (通告) or an answer to many does not reach such a ticket.
- **Get rid of it alone.** What a unit works on it hands on only with the consent of the unit that
  is to have it, of a dispatcher or of the duty desk's head, with reason and basis; the clocks run
  on.
- **Lengthen the time by calling others in.** Help (协办) is asked for with a reason and granted by
  the head or somebody outside, never by who asks; the resident is told the new date and why,
  statistics keep the original one, and a time that has run out is not moved.
- **Silence who complains.** A resident is suspended (屏蔽) for a term and a reason that somebody
  outside the unit that holds the ticket has confirmed; until then the ticket stays on the ladder,
  and afterwards it is listed among what the rates leave out.
- **Hide a ticket.** Who makes one confidential gives a reason and names the few, one of them
  outside the unit who can decide what waits of it; any of them can undo it. What the resident
  asked to keep to few, and reports about persons or units, stay so.
- **Lengthen the time by calling it something else.** A kind with more days, or *hard* (疑难), is
  asked for with a reason and granted by the head, never by who asks; the resident is told the new
  date and why, statistics keep the original one. Another kind never shortens what is promised.
- **Judge themselves.** Who had a part in the work neither confirms nor rates it as a resident,
  whatever contact of theirs they use, one linked by 绑定 too, nor do they call themselves back.
- **Answer many with one text.** The same words to tickets that ask different things are a copy, in
  one batch too; a notice is looked at like an answer, in each of its languages.
- **Return for ever.** A unit returns once, naming the right one and the basis; at the second
  return the duty desk's head decides.

The second person is never who asked. Where the service has nobody of the wanted kind, the next
best decides (a head for a reviewer, somebody outside for a head); what has to be decided outside
the unit is decided outside or not at all. Of a confidential ticket only somebody who knows of it
decides. A request falls with what it spoke of (the ticket ends, comes back, is answered, goes to
another unit), and who asked is told. Only with one official alone in the whole service there is no
second person, and the event says so (一人值守).
"""
MEANINGS: dict[Guard, str] = {
    Guard.WITHIN_REOPEN_DAYS: "closed no more than `conversation.reopen_days` ago; of what was "
    "closed as *merged* the days run from the end of the ticket in which it goes on",
    Guard.OBJECTION_ONCE: "the outcome allows an objection, and there was none before",
    Guard.SAYS_SOMETHING: "words, or a file",
    Guard.REVIEWED_ABOVE: "a ticket that came back is answered by its head, from the second time "
    "on by the leader, or goes out with their word (提交审核)",
    Guard.GIVES_REASON: "a reason that can be understood: 「。」 and 「忙」 are none",
    Guard.NAMES_BASIS: "a basis: a rule, or whose duty it is; 「太忙了」 is none",
    Guard.NAMES_UNIT: "a department",
    Guard.NAMES_KIND: "a kind that it is not yet, or *hard*; a letter to a leader stays one",
    Guard.SENDS_ON: "a dispatcher, administrator or head of the duty desk, not of the unit that "
    "gives it away; what lies at the duty desk is sent on by its own",
    Guard.RETURN_ONCE: "this department has not returned it before, and it was returned "
    "once at most",
    Guard.ASKED_ONCE_A_DAY: "nobody has reminded the resident for a day",
    Guard.REQUESTS_LEFT: "fewer than `promises.pause_requests` requests so far",
    Guard.VALID_STAGE_REPLY: "what was checked, what comes next, who, and by when; "
    "not in empty words",
    Guard.VISIT_PLANNED: "a moment that is still to come",
    Guard.VISIT_TOLD: "when, where, what was found and done; photographs where a visit is "
    "required, at least one that neither this ticket nor one about another matter has shown before",
    Guard.LATER_DATE: "a day after the present date, at most 60 days beyond the original one, "
    "which has not passed",
    Guard.PROPOSABLE_OUTCOME: "an outcome that officials may propose, with what it needs: a day "
    "at most `promises.scheduled_months` ahead; a document or rule that is named for *explained* "
    "(「按有关规定」 names none); who, how, and a telephone number, address or page for "
    "*referred*; a reply and two reminders a day apart without a word of the resident before "
    "*unreachable*",
    Guard.VISIT_RECORDED: "for *done* where a visit is required: its record since the ticket "
    "last came back, with a photograph of afterwards and one of before, or why there is none "
    "(「办前照片：无，因为…」)",
    Guard.SCHEDULED_ONCE: "a planned day that was not moved before; planning anew after the day "
    "has come moves it too",
    Guard.HEAD_DECIDES: "the head of the unit that holds it, or a leader; where there is none an "
    "administrator, and without one whoever may act on it",
    Guard.SECOND_PERSON: "something of the kind waits, and this is the person to decide it",
    Guard.OWN_DRAFT: "a draft waits for a second person, and this is who wrote it",
    Guard.ENDS_UNANSWERED: "what waits is *unreachable* for a ticket that awaits its resident, or "
    "*out of scope* for one just registered; every other end is told first",
    Guard.MERGES_INTO: "*merged* into a ticket that still leads one and the same matter, of one "
    "kind and at one place that both name, with nothing left over: open, or answered since the "
    "other was written, due no later, of which no less is promised (a letter to the leader, a unit "
    "whose answers are reviewed), the same few knowing of both, and no word of the resident "
    "against it, 「新的一件」 neither; between two residents public matters only",
    Guard.GOES_ON_ELSEWHERE: "closed as *merged*, and its matter goes on in another ticket",
    Guard.ANOTHER_UNIT: "an official who never acted on it, of a department that never held it "
    "or helped; where there is none, a leader, a 监督员 or a colleague of the duty desk that "
    "only passed it on",
    Guard.REACHABLE: "the resident left a telephone number; without one only their own better "
    "word is confirmed",
    Guard.ANSWERED: "a person has answered it since it last came back",
    Guard.NOT_THEIR_OWN_WORK: "no official with a part in the work is this resident too, through "
    "this contact or one linked with it (绑定)",
    Guard.OWN_INSTRUCTION: "the leader who gave the instruction",
    Guard.NAMES_OUTSIDER: "for what is not confidential yet: among the named one outside the units "
    "that hold it, help, or hide it, who decides about others' work if there is such a one",
    Guard.OURS_TO_DISCLOSE: "an official made it confidential, the resident never asked for it, "
    "and this is one of the few who know of it",
    Guard.BLOCK_TERM: "a term of 1 to 90 days",
    Guard.SUSPENDED: "the resident is in a term",
    Guard.NOT_SUSPENDED: "the resident is in no term",
    Guard.SOMETHING_TO_SPLIT: "it follows another ticket, or the resident has added to it",
}
_GROUPS: tuple[tuple[frozenset[Who], str], ...] = (
    (READERS, "everybody but residents"),
    (SECOND, "the second person"),
    (WORKERS, "officials"),
    (DECIDERS, "deciders"),
    (DISPATCHERS, "dispatchers"),
    (LEADERS, "leader"),
    (RESIDENT, "resident"),
    (SYSTEM, "time"),
)


def lifecycle_page() -> str:
    """The whole page."""
    say = Wording(ZoneInfo("UTC")).say
    states = (
        f"| {state} | {say('zh-Hans', f'officials.state_{state}')} "
        f"| {say('zh-Hans', f'tickets.state_{SEEN_AS[state]}')} | {_next(state)} |"
        for state in TicketState
    )
    rows = (_row(row, say("zh-Hans", _name(row))) for row in RULES)
    guards = (f"| {guard} | {MEANINGS[guard]} |" for guard in Guard)
    return "\n".join(
        (
            _HEAD + "\n".join(states),
            _ROWS + "\n".join(rows),
            _roles(),
            _GUARDS + "\n".join(guards),
            _TAIL,
        )
    )


def row_name(row: Rule) -> str:
    """How one row is spoken of: what is done, where, by whom, and where it leads."""
    leads = f", to {row.target}" if row.target else ""
    return f"{row.action} in {_states(row.sources)}, by {_who(row.roles)}{leads}"


def _roles() -> str:
    return (
        f"\n*officials*: {_named(WORKERS)}. *dispatchers*: {_named(DISPATCHERS)}.\n"
        f"*the second person*: {_named(SECOND)}; which of them, the request says."
    )


def _name(row: Rule) -> str:
    known = row.roles != RESIDENT
    return f"officials.action_{row.action}" if known else f"desk.event_{row.action}"


def _row(row: Rule, words: str) -> str:
    cells = (
        f"`{row.action}` {words}",
        _states(row.sources),
        str(row.target or "(stays)"),
        _who(row.roles),
        ", ".join(row.guards),
        ", ".join(sorted(row.clock)),
        f"`{row.notice}`" if row.notice else "",
    )
    return f"| {' | '.join(cells)} |"


def _next(state: TicketState) -> str:
    leads = {
        row.target for row in RULES if state in row.sources and row.target not in (None, state)
    }
    return " · ".join(each for each in TicketState if each in leads)


def _states(states: Iterable[TicketState]) -> str:
    found = frozenset(states)
    if found == ANY:
        return "any"
    missing = ", ".join(each for each in TicketState if each in OPEN - found)
    if len(found) > len(OPEN) / 2 and found <= OPEN:
        return f"open, but not {missing}" if missing else "open"
    return ", ".join(each for each in TicketState if each in found)


def _who(roles: frozenset[Who]) -> str:
    left, named = set(roles), []
    for group, name in _GROUPS:
        if group <= left:
            named.append(name)
            left -= group
    return ", ".join((*named, *sorted(left)))


def _named(roles: Iterable[Who]) -> str:
    return ", ".join(sorted(each for each in roles if each is not Actor.SYSTEM))


if __name__ == "__main__":
    sys.stdout.write(lifecycle_page())
