"""Which of the offered choices an answer in words or digits means."""

from __future__ import annotations

import re

from bot.models import Satisfaction, Verdict
from bot.store.contacts import Prompt
from bot.tickets.phrases import words
from bot.tickets.whereabouts import is_skip
from faq.normalise import normalise
from handlers.residents.digits import digit
from handlers.residents.prompts import WITH_NONE, Asked, choices_of

_SAME = words("""
    补充 补充上一件 上一件 同一件 同一件事 一件事 是同一件事 还是那件事
    add add_to_it the_same same same_matter add_to_the_open_one
""")
_NEW = words("""
    新的 新的一件 是新的一件 另一件 另一件事 新的事 新问题 不是同一件 不是一件事 另外一件
    new a_new_one new_one another another_one a_new_matter it_is_a_new_matter different
""")
_NOTHING_BUT_A_CHOICE = words("""
    补充上一件 同一件事 是同一件事 新的一件 是新的一件 另一件 另一件事 另外一件
    add_to_the_open_one a_new_matter it_is_a_new_matter
""")
"""What says nothing where nothing is offered; 「补充」 or "new" may begin a matter."""
_OBJECTION = words("""
    我不同意 不同意 我不同意这样处理 我不同意这样办 不同意这样处理 我有异议 有异议 我要提异议 提异议
    我提出异议 我要异议 异议 我不服 不服 我不认可 不认可 我不接受 不接受 我反对 反对
    i_object object objection i_disagree disagree i_do_not_agree i_dont_agree do_not_agree
    i_do_not_accept_this i_dont_accept_this i_do_not_accept_it i_dont_accept_it
""")
_OWN_MATTER = words("""
    不是一件事 不是同一件 不是同一件事 不是一回事 这不是一件事 这不是同一件事 这不是一回事
    我的不是一件事 我的不是同一件事 我这不是一件事 我们不是一件事 我们不是一回事
    not_the_same not_the_same_matter not_the_same_thing it_is_not_the_same its_not_the_same
    this_is_not_the_same mine_is_not_the_same mine_is_different mine_is_another_matter
""")
_CLAUSE = re.compile(r"[^,，.。!！?？;；:：\n]+")
# In the order of the choices that stand behind 1, 2, 3 …
_ANSWERS: dict[str, tuple[frozenset[str], ...]] = {
    Asked.FEEDBACK: (
        words("有用 很有用 有帮助 useful helpful yes"),
        words("""
            没解决 没解决转人工 未解决 没有解决 没用 没有用 不对 不是这个 答非所问 转人工
            not_solved
            not_useful not_helpful useless no
        """),
    ),
    Asked.MATTER: (_SAME,),
    Asked.PARTING: (_NEW,),
    Asked.VERDICT: (
        words("已解决 解决了 已经解决 已经解决了 解决 好了 修好了 solved resolved fixed yes"),
        words("部分解决 解决了一部分 解决了一半 部分 partly partly_solved partially"),
        words("没解决 没有解决 未解决 还没解决 没解决好 没有 没 not_solved unsolved not_fixed no"),
        _OBJECTION,
    ),
    Asked.OBJECTION: (_OBJECTION | _OWN_MATTER,),
    Asked.SATISFACTION: (
        words("满意 很满意 非常满意 比较满意 satisfied good yes"),
        words("不满意 很不满意 非常不满意 不太满意 dissatisfied not_satisfied unsatisfied bad no"),
    ),
    Asked.SUPPLY: (
        words("""
            我已说明白 已说明白 我说明白了 已经说明白了 说清楚了 我已经说清楚了 都说了 没有要补充的
            i_have_said_it_all i_have_said_everything
        """),
    ),
    Asked.ERASURE: (
        # What cannot be undone is done for plain words only: 「好的」 may mean something else.
        words("确定删除 确认删除 删除 全部删除 确定 确认 是 是的 yes erase delete erase_all"),
        words("不删除 不删 不 不要 不用 不用了 算了 取消 保留 否 no keep cancel keep_it"),
    ),
    Asked.WITHDRAWAL: (
        words("撤回 确认 确认撤回 确定撤回 确定 是 是的 对 好 好的 yes withdraw confirm ok"),
        words("不撤回 不撤 不 不用 不了 不用了 算了 取消 保留 否 no keep cancel"),
    ),
    Asked.OVER: (
        words("""
            不用再办 不用再办了 不用办了 不用 不用了 不办了 撤回 是 是的 对 对的 好 好的 嗯 没事了
            解决了 已解决 好了 yes no_need no_longer_needed withdraw
        """),
        words("""
            还要办 还是要办 还要 要 要办 要的 接着办 继续办 继续 不撤回 不是 不 没有 没解决
            还没解决 没好 no keep still_needed go_on not_yet
        """),
    ),
}
_ONLY_IN_ANSWER = words("yes no good bad 没 没有 部分 解决 好了")
_BARE = words("是 是的 对 对的 是啊 对啊 不 不是 不是的 不对 否 确定 确认 yes no yeah yep nope")
_NONE_OF_THEM = words("都不是 都不对 没有 不是 都不是转人工 none none_of_these neither no")


def picked(prompt: Prompt, text: str) -> str | None:
    """The value of the choice that `text` means, or None where it means none of them."""
    plain = _without_digit(normalise(text))
    if prompt.kind == Asked.PLACE:
        # "1" may be the beginning of an address, but "no" is an answer.
        return prompt.choices[0] if prompt.choices and is_skip(normalise(text)) else None
    if prompt.kind in WITH_NONE and (plain in _NONE_OF_THEM or digit(text) == 0):
        return prompt.choices[-1]
    # 「是几单元？」 is answered by a number as well as by words.
    number = None if prompt.kind == Asked.SUPPLY else digit(text)
    offered = choices_of(prompt)
    offered = offered[:-1] if prompt.kind in WITH_NONE else offered
    if number is not None:
        return offered[number - 1] if 0 < number <= len(offered) else None
    if prompt.kind == Asked.MATTER and plain in _NEW:
        return offered[-1]
    answers = _ANSWERS.get(prompt.kind, ())
    meant = (at for at, said in enumerate(answers[: len(offered)]) if plain in said)
    at = next(meant, None)
    return None if at is None else offered[at]


def verdict_in(text: str) -> Verdict | None:
    """The verdict that a text is, in so many words."""
    meant = _meant(Asked.VERDICT, text)
    return tuple(Verdict)[meant] if meant is not None and meant < len(Verdict) else None


def is_objection(text: str) -> bool:
    """Whether a text says nothing but that its writer does not agree, also behind a digit."""
    return _without_digit(normalise(text)) in _OBJECTION


def says_only_yes_or_no(plain: str) -> bool:
    """Whether a normalised text says nothing where nothing was asked: 「是的」, 「不是」."""
    return plain in _BARE


def says_own_matter(text: str) -> bool:
    """Whether a text says nothing but that two matters are not one: 「不是一件事」."""
    return _without_digit(normalise(text)) in _OWN_MATTER


def matter_in(text: str) -> str:
    """How the value of a choice begins that a text is in so many words: `same:`, `new:`; or empty.

    「不是同一件」 may object to a merger: that is heard elsewhere.
    """
    plain = _without_digit(normalise(text))
    if plain in _OWN_MATTER:
        return ""
    return "same:" if plain in _SAME else "new:" if plain in _NEW else ""


def says_only_which(text: str) -> bool:
    """Whether a text is a choice of matter in full, which says nothing by itself."""
    return _without_digit(normalise(text)) in _NOTHING_BUT_A_CHOICE


def first_clause(text: str) -> str:
    """What stands before the first mark: 「我不同意，这就是你们管的」 begins with an objection."""
    found = _CLAUSE.search(text)
    return found[0] if found else ""


def is_feedback(text: str) -> bool:
    """Whether a text says in so many words that an answer was useful, or was not."""
    return _meant(Asked.FEEDBACK, text) is not None


def satisfaction_in(text: str) -> Satisfaction | None:
    """The rating that a text is, in so many words."""
    meant = _meant(Asked.SATISFACTION, text)
    return None if meant is None else tuple(Satisfaction)[meant]


def _without_digit(plain: str) -> str:
    """A choice as WeChat's menus spell it stands behind its digit: "4 我不同意"."""
    return plain[1:].strip() if plain[:1].isdecimal() and len(plain) > 1 else plain


def _meant(asked: Asked, text: str) -> int | None:
    # "Yes" and "no" say something only in answer to the question itself.
    plain = normalise(text)
    if plain in _ONLY_IN_ANSWER:
        return None
    return next((at for at, said in enumerate(_ANSWERS[asked]) if plain in said), None)
