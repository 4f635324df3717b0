"""「没事了，水来了」: what was told needs nothing more, and no answer is there yet to be judged.

Whoever says so is asked whether it may be taken back (撤回); their words stand in the ticket either
way, so that officials read them. An answered matter is asked about, and never sent back to work.
"""

from __future__ import annotations

import re

from bot.models import Choice, Ticket, TicketState
from bot.store import Transaction
from bot.store.contacts import Prompt
from bot.tickets.merged import goes_on_elsewhere
from faq.languages import in_one_case
from faq.normalise import normalise
from handlers.actions import verdicts
from handlers.actions.recording import keep_words
from handlers.actions.standing import standing_of
from handlers.residents import joining, prompts, wishes
from handlers.residents.despair import called, is_of_despair
from handlers.residents.prompts import Asked
from handlers.residents.wishes import Wish
from handlers.turn import Turn

_OF_A_QUESTION = frozenset({Asked.SUGGESTION, Asked.FEEDBACK, Asked.SUBJECT})
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
_DONE = re.compile(
    r"[^没未不别无难被]{0,8}?"
    r"(?:(?:修|弄|搞|装|换|办|处理|接|清理|整改|疏通|抢修|维修|更换|安装)(?:好|完|完毕|通|干净)"
    r"|修过|疏通|搞定|解决|恢复(?:正常|供[水电气暖热])?|通[水电气暖网]|(?:来|有)[水电气暖网]"
    r"|(?:水|电|煤气|燃气|天然气|暖气?|网络?|信号|灯|电梯)(?:已经?|就|都|又|终于|刚刚?|现在)*"
    r"(?:来|有|通|亮|热|好|恢复|正常|恢复正常))[了啦]"
    r"|(?:已经?|都|全|终于|现在)*(?:好|正常)[了啦]|已解决"
    r"|(?:(?:it|its|it is|everything|everything is|(?:the )?(?:problem|water|power|electricity|gas"
    r"|heating|light|lift|internet))(?: is| has been| came)? )?(?:now |already |all )*"
    r"(?:fixed|solved|resolved|repaired|working|back(?: on)?|fine)(?: now| again| already)*"
)


def says_so(text: str) -> bool:
    """Whether a text says nothing but that nothing more is needed, politely or not."""
    if len(text) > _LONGEST or "?" in text or "？" in text:
        return False
    if not _MAY_BE_OVER.search(in_one_case(text)):
        return False
    clauses = [normalise(each) for each in _clauses(text)]
    over = [bool(_NO_MORE.fullmatch(each) or _DONE.fullmatch(each)) for each in clauses]
    return any(over) and all(
        said or _is_thanks(each) for said, each in zip(over, clauses, strict=True)
    )


def is_heard(tx: Transaction, turn: Turn, prompt: Prompt | None) -> bool:
    """Whether the message in hand says so, of one matter or of none; it is then seen to.

    After our answer to a question, or our list of them, it is of the question. Which of several
    matters it is about is not guessed.
    """
    if turn.attachments or not says_so(turn.text):
        return False
    asked = prompt is not None and prompt.kind in _OF_A_QUESTION
    standing = standing_of(tx, turn.resident.id) if turn.past.tickets and not asked else []
    if len(standing) > 1:
        return False
    if not standing:
        turn.reply("conversation.all_right")
        return True
    _see_to(tx, turn, standing[0])
    return True


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
    yes, no = f"withdrawn:{ticket.number}", f"kept:{ticket.number}"
    prompts.ask(tx, turn, Asked.OVER, yes, no, ticket_id=ticket.id)
    turn.reply(
        "tickets.no_longer_needed",
        number=ticket.number,
        title=called(turn.house.wording, ticket, turn.language),
        choices=(
            Choice(yes, turn.words("tickets.choice_over")),
            Choice(no, turn.words("tickets.choice_go_on")),
        ),
        ticket_id=ticket.id,
    )


def _clauses(text: str) -> list[str]:
    parts = (part.strip() for part in _MARKS.split(text))
    # English keeps its words together; between Chinese words a space is a mark.
    split = ([part] if _ASCII_PART.fullmatch(part) else _SPACE.split(part) for part in parts)
    return [each for part in split for each in part if each]


def _is_thanks(clause: str) -> bool:
    wished = wishes.read(clause)
    return wished is not None and wished.wish in (Wish.THANKS, Wish.GREETING)
