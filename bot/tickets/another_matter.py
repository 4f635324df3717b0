"""Whether an answer speaks of another matter than was asked: the right words on the wrong ticket.

`python -m benchmarks.another_matter FOLDER` tells on true and shuffled pairs what it sees.
"""

from __future__ import annotations

from bot.tickets.answer_rules import Rules
from bot.tickets.matters import characters, places, topic

_LEAST_ASKED = 5
"""Terms; who asks in fewer words may be answered in quite other ones."""
_LEAST_TOLD = 24
"""Terms; a short answer (「下午就修好」) need not say what of."""


def is_another_matter(answer: str, question: str, rules: Rules) -> bool:
    """Whether an answer has nothing in common with a question, both as the rules see them.

    No term, no place, and no character but those that stand in every answer: who writes
    「灯不亮」 is answered of 照明灯. Only where both are long enough to tell, and the question is
    Chinese; from one language to another it is never said.
    """
    asked, told = topic(question), topic(answer)
    if len(asked) < _LEAST_ASKED or len(told) < _LEAST_TOLD or asked & told:
        return False
    own, others = characters(question), characters(answer)
    if not (own and others) or places(question) & places(answer):
        return False
    return not any(not rules.matter_everyday.match(each) for each in own & others)
