"""模板: words that a unit keeps ready; with a ticket's number they are its answer."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.errors import Refused
from bot.models import Ticket
from bot.store import Transaction, people, snippets
from bot.store.snippets import Snippet
from bot.tickets import answer_check, blanks, substance
from handlers.actions import answering, sending
from handlers.grammar import Act, Command
from handlers.turn import Turn

_SHOWN = 30
_LONGEST_NAME = 20
_LONGEST_TEXT = 2_000
_LINE = 40
_KEEPS = re.compile(r"(?P<name>[^:：\s]+)\s*[:：]\s*(?P<text>.+)", re.DOTALL)


def at_large(tx: Transaction, turn: Turn, command: Command) -> None:
    """模板: all of them; 模板 停水: one; 模板 停水：正文: keep it. Raises `Refused`."""
    said = command.text.strip()
    kept = _KEEPS.fullmatch(said)
    if not said:
        _list(tx, turn)
    elif kept is not None:
        _keep(tx, turn, Snippet(turn.author.department_id, kept["name"], kept["text"].strip()))
    else:
        snippet = _named(tx, turn, said)
        turn.reply(
            "snippets.one",
            name=snippet.name,
            text=snippet.text,
            blanks=blanks.blanks(snippet.text),
            number=turn.message.ticket,
        )


def drop(tx: Transaction, turn: Turn, command: Command) -> None:
    """删模板 停水: of one's own unit. Raises `Refused`."""
    name = command.text.strip()
    if not name or not snippets.drop(tx, turn.author.department_id, name):
        raise Refused("snippets.unknown", name=name)
    turn.reply("snippets.dropped", name=name)


def use(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """模板 12 停水 时间：今晚八点: answer with it, its blanks filled in. Raises `Refused`.

    It is an answer like any other: checked, reviewed where the unit wants it, word for word.
    """
    name, _, rest = command.text.strip().partition(" ")
    snippet = _named(tx, turn, name)
    wanted = blanks.blanks(snippet.text)
    text = blanks.filled(snippet.text, blanks.read_values(rest, wanted))
    left = blanks.blanks(text)
    if left:
        raise Refused("snippets.fill_in", name=name, left=left, short=ticket.number)
    sending.keep_words(tx, turn, text)
    answering.answer(tx, turn, ticket, replace(command, act=Act.ANSWER, text=text))


def _list(tx: Transaction, turn: Turn) -> None:
    found = snippets.of(tx, turn.author.department_id, _SHOWN)
    if not found:
        turn.reply("snippets.none")
        return
    lines = [turn.words("snippets.line", name=each.name, text=_short(each.text)) for each in found]
    turn.say("\n".join((turn.words("snippets.all"), *lines, turn.words("snippets.how"))))


def _keep(tx: Transaction, turn: Turn, snippet: Snippet) -> None:
    if len(snippet.name) > _LONGEST_NAME:
        raise Refused("snippets.bad_name", most=_LONGEST_NAME)
    if len(snippet.text) > _LONGEST_TEXT:
        raise Refused("snippets.too_long", most=_LONGEST_TEXT)
    if substance.says_nothing(snippet.text):
        raise Refused("snippets.says_nothing")
    published = [each.phone for each in people.departments(tx) if each.phone]
    staff = [each.name for each in people.officials(tx)]
    private = answer_check.personal_data(snippet.text, known=(*published, *staff))
    if private:
        raise Refused("snippets.personal_data", words=private)
    snippets.keep(tx, snippet, turn.author.id, turn.now)
    turn.reply("snippets.kept", name=snippet.name, blanks=blanks.blanks(snippet.text))


def _named(tx: Transaction, turn: Turn, name: str) -> Snippet:
    found = snippets.named(tx, turn.author.department_id, name)
    if found is None:
        raise Refused("snippets.unknown", name=name)
    return found


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LINE else f"{line[: _LINE - 1]}…"
