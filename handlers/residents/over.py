"""「没事了，水来了」: what was told needs nothing more, and no answer is there yet to be judged.

Whoever says so is asked whether it may be taken back (撤回); their words stand in the ticket either
way, so that officials read them. An answered matter is asked about, and never sent back to work.
"""

from __future__ import annotations

import re
from enum import IntEnum

from bot.models import Ticket, TicketState
from bot.store import Transaction
from bot.store.contacts import Prompt
from bot.tickets.merged import goes_on_elsewhere
from faq.languages import in_one_case
from faq.normalise import normalise
from handlers.actions import verdicts, withdrawing
from handlers.actions.recording import keep_words
from handlers.actions.standing import standing_of
from handlers.residents import joining, which_matter, wishes
from handlers.residents.despair import called, is_of_despair
from handlers.residents.prompts import Asked
from handlers.residents.wishes import Wish
from handlers.turn import Turn

_OF_A_QUESTION = frozenset({Asked.SUGGESTION, Asked.FEEDBACK, Asked.SUBJECT})
_ANSWERED = frozenset({Asked.SUGGESTION, Asked.FEEDBACK})
_LONGEST = 40
_MARKS = re.compile(r"[,，.。!！;；:：、~～…]+")
_SPACE = re.compile(r"\s+")
_ASCII_PART = re.compile(r"[\x00-\x7f]*")
_MAY_BE_OVER = re.compile("[了啦瞭决決a-z]")
"""One of these stands in whatever says so, in one width and case; in most questions none does."""
_NO_MORE = re.compile(
    r"(?:现在|目前|这边|我这边|我家|家里|[这那]件?事|那就?|就)?"
    r"(?:没事儿?|没问题|不用再?(?:来|管|办|修|查|跑|问|麻烦|处理|派人)?(?:人|修|[您你]们?)?"
    r"|不需要|不必|算|不麻烦[您你]们?|不问|不办)[了啦]吧?"
    r"|never ?mind|no longer needed|no need(?: to come)?(?: any ?more)?|not needed any ?more"
)
_ENGLISH = (
    r"(?:(?:it|its|it is|everything|everything is|(?:the )?(?:problem|water|power|electricity|gas"
    r"|heating|light|lift|internet))(?: is| has been| came)? )?(?:now |already |all )*"
    r"(?:fixed|solved|resolved|repaired|working|back(?: on)?|fine)(?: now| again| already)*"
)
_DONE = re.compile(
    r"[^没未不别无难被又警障红黄]{0,8}?"
    r"(?:(?:修|弄|搞|装|换|办|处理|接|清理|整改|疏通|抢修|维修|更换|安装)(?:好|完|完毕|通|干净)"
    r"|修过|疏通|搞定|解决|恢复(?:正常|供[水电气暖热])?"
    r"|(?:水|电|煤气|燃气|天然气|暖气?|网络?|信号|灯|电梯)(?:已经?|就|都|终于|刚|现在)*"
    r"(?:亮|好|恢复|正常|恢复正常))[了啦]"
    r"|(?:已经?|都|全|终于|现在)*(?:好|正常)[了啦]|已解决"
    rf"|{_ENGLISH}"
)
_BEFORE_SUPPLY = (
    r"(?:现在|目前|刚才|刚|终于|已经?|都|全|就|总算|今[天早晚]|昨[天晚]"
    r"|早上|上午|中午|下午|晚上|半夜|凌晨|[我咱]们?家?|家里|家中|这边|这里|这儿|小区|村里?"
    r"|整?[栋楼]|单元|\d{1,3}(?:号楼?|栋|幢|单元)|的|里)*+"
)
"""All that may stand before: 楼上水来了, 地下室来水了 and 栏杆通电了 are matters of their own."""
_AMONG_SUPPLY = "(?:已经?|就|都|终于|刚|现在)*"
_SUPPLIED = re.compile(
    _BEFORE_SUPPLY + r"(?:来(?:自来|热)?水|通水|又?[来有通][电暖网]|[来通](?:煤|燃|天然)?气"
    r"|有(?:暖气|热水|网络|信号)"
    + rf"|(?:自来|热)?水{_AMONG_SUPPLY}[来通热]|电{_AMONG_SUPPLY}[来通]"
    + rf"|(?:煤气|燃气|天然气){_AMONG_SUPPLY}[来通]|暖气?{_AMONG_SUPPLY}[来有通热]"
    + rf"|(?:网络?|信号){_AMONG_SUPPLY}[来有通好])[了啦]"
)
_SUPPLIED_OR_WORSE = re.compile(
    _BEFORE_SUPPLY
    + r"又?(?:[来有](?:自来)?(?P<first>水|(?:煤|燃|天然)?气)"
    + rf"|(?:自来)?(?P<last>水|(?:煤|燃|天然)气){_AMONG_SUPPLY}又?[来有])[了啦]"
)
"""「家里有水了」, 「水又来了」: good news for whom there was none, bad for whose pipe had burst."""
_LACKS = {
    kind: re.compile(
        rf"(?:停止?|断|缺|没有?|无|不[出来通]?|未|恢复)[了过]?供?(?:自来|煤|燃|天然|热)?{kind}"
        rf"|{kind}(?:管|龙头|表)?(?:都|也|还|又|一直|突然|已经?|[全整一][天夜晚])*"
        r"(?:停|断|没[来有了]|不[出来通])"
    )
    for kind in "水气"
}


class Over(IntEnum):
    """How surely a text says that it is over; the surest of its clauses counts."""

    SUPPLIED_OR_WORSE = 1
    DONE = 2
    NO_MORE = 3


def read(text: str) -> Over | None:
    """How a text says that nothing more is needed, politely or not; None where it says else."""
    if len(text) > _LONGEST or "?" in text or "？" in text:
        return None
    if not _MAY_BE_OVER.search(in_one_case(text)):
        return None
    clauses = [normalise(each) for each in _clauses(text)]
    over = [_of_clause(each) for each in clauses]
    if not any(over):
        return None
    if not all(said or _is_thanks(each) for said, each in zip(over, clauses, strict=True)):
        return None
    return max(filter(None, over))


def _of_clause(clause: str) -> Over | None:
    if _NO_MORE.fullmatch(clause):
        return Over.NO_MORE
    if _DONE.fullmatch(clause) or _SUPPLIED.fullmatch(clause):
        return Over.DONE
    return Over.SUPPLIED_OR_WORSE if _SUPPLIED_OR_WORSE.fullmatch(clause) else None


def is_heard(tx: Transaction, turn: Turn, prompt: Prompt | None) -> bool:
    """Whether the message in hand says so, of one matter or of none; it is then seen to.

    After our answer to a question, or our list of them, it is of the question. Which of several
    matters it is about is not guessed, and where there is none only a goodbye ends the talk.
    """
    over = None if turn.attachments else read(turn.text)
    if over is None:
        return False
    asked = prompt is not None and prompt.kind in _OF_A_QUESTION
    standing = standing_of(tx, turn.resident.id) if turn.past.tickets and not asked else []
    if standing:
        return _is_of_one_of(tx, turn, standing, over)
    answered = prompt is not None and prompt.kind in _ANSWERED
    if over < (Over.DONE if answered else Over.NO_MORE):
        return False
    turn.reply("conversation.all_right")
    return True


def _is_of_one_of(tx: Transaction, turn: Turn, standing: list[Ticket], over: Over) -> bool:
    one = standing[0] if len(standing) == 1 else None
    if over is Over.SUPPLIED_OR_WORSE and not (one and _was_lacking(one, turn.text)):
        # It has no topic of its own: any matter would seem to be the one that it goes on about.
        which_matter.ask(tx, turn, tuple(standing), (turn.message_id,))
        return True
    if one is not None:
        _see_to(tx, turn, one)
    return one is not None


def _was_lacking(ticket: Ticket, text: str) -> bool:
    """Whether what a text says is there again is what the ticket's title says was not."""
    found = [_SUPPLIED_OR_WORSE.fullmatch(normalise(each)) for each in _clauses(text)]
    kinds = {(each["first"] or each["last"])[-1] for each in found if each}
    title = normalise(ticket.title)
    return all(_LACKS[kind].search(title) for kind in kinds)


def _see_to(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    if ticket.state is TicketState.REPLIED:
        keep_words(tx, turn, ticket)
        turn.reply(
            "tickets.is_it_solved",
            number=ticket.number,
            title=called(turn.house.wording, ticket, turn.language),
            choices=verdicts.ask_verdict(tx, turn, ticket, turn.language),
            ticket_id=ticket.id,
        )
        return
    if is_of_despair(ticket):
        # Nobody is asked to send away those who look after them.
        joining.say_added(tx, turn, ticket, joining.add(tx, turn, ticket, (turn.message_id,)))
        return
    if goes_on_elsewhere(ticket):
        # More words would make it a matter of its own again.
        keep_words(tx, turn, ticket)
    else:
        joining.add(tx, turn, ticket, (turn.message_id,))
    words = ("tickets.no_longer_needed", "tickets.choice_over", "tickets.choice_go_on")
    withdrawing.ask_whether(tx, turn, ticket, Asked.OVER, words)


def _clauses(text: str) -> list[str]:
    parts = (part.strip() for part in _MARKS.split(text))
    # English keeps its words together; between Chinese words a space is a mark.
    split = ([part] if _ASCII_PART.fullmatch(part) else _SPACE.split(part) for part in parts)
    return [each for part in split for each in part if each]


def _is_thanks(clause: str) -> bool:
    wished = wishes.read(clause, clause)
    return wished is not None and wished.wish in (Wish.THANKS, Wish.GREETING)
