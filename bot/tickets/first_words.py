"""Which of a resident's words tell their matter: no bare call for a person, and nothing shared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.tickets.whereabouts import is_shared

_BARE_CALL = re.compile(
    r"(?:/\s*)?(?:"
    r"(?:我[要想]|[请請要找接]|[帮幫给給]我|麻[烦煩]|需要)*[转轉]?[找接要]?到?(?:人工|真人|活人)"
    r"(?:客服|服[务務]|[坐座]席|台|回[复復覆]|[处處]理)?"
    r"|我?[们們]?[要想]?(?:投[诉訴]|[举舉][报報])"
    r"|(?:i (?:want|need|would like) (?:to )?)?(?:(?:talk|speak) (?:to|with) )?(?:an? |the )?"
    r"(?:human|real person|person|agent|operator|representative)(?: please)?"
    r"|(?:i (?:want|would like) to )?(?:complain|complaint|file a complaint)"
    r")[\s,，。.:：;；!！、~?？]*"
)


def first_words(texts: Iterable[str]) -> str:
    """The first of these texts that tells something; empty where that was no words (a photograph),
    or where there is none.
    """
    return next((each for each in texts if not (is_shared(each) or is_bare_call(each))), "")


def is_bare_call(text: str) -> bool:
    """Whether a text calls for a person (人工, 投诉), and says nothing of what it is about."""
    return bool(_BARE_CALL.fullmatch(unicodedata.normalize("NFKC", text).casefold().strip()))
