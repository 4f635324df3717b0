"""What travels in one response: in order, as much as fits, and digits that mean one thing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.tencent import xml
from bot.channels.wechat.encode import LONGEST_TEXT, size
from bot.channels.wechat.reply import put_together, reply_of
from bot.models import Attachment, Choice, Content, Outbound
from tests.conftest import NOW

ASKED = (Choice("verdict:solved:7", "已解决"), Choice("verdict:not_solved:7", "没解决"))
Files = tuple[Attachment, ...]
PICTURE = Attachment("0" * 64, "image/jpeg", 5)


def row(
    text: str,
    number: int = 1,
    *choices: Choice,
    files: tuple[Attachment, ...] = (),
    link: str = "",
) -> Outbound:
    """A row of the outbox."""
    content = Content(text, choices=choices, attachments=files, link=link)
    return Outbound(number, number, "wechat", "A", content, None, None, NOW)


def page(outbound: Outbound) -> str:
    """Where all of it stands."""
    return f"https://wz.example/m/{outbound.message_id}"


texts = st.lists(st.text("汉字。a\n😀", min_size=1, max_size=1500), max_size=6)


@given(texts, st.booleans())
def test_what_fits_goes_in_and_the_rest_is_told_apart(said: list[str], may_send: bool) -> None:
    """Within the limit, in order, nothing twice and nothing lost."""
    rows = [row(text, number) for number, text in enumerate(said, start=1)]
    reply = put_together(rows, page, may_send=may_send)
    assert size(reply.text) <= LONGEST_TEXT
    assert [*reply.carried, *reply.rest] == rows
    assert bool(reply.carried) == bool(reply.text)


def test_a_digit_means_what_was_asked_last() -> None:
    """Of two questions in one response only the last is answered by digits."""
    other = (Choice("verdict:solved:8", "已解决"), Choice("verdict:not_solved:8", "没解决"))
    reply = put_together([row("一", 1, *ASKED), row("二", 2, *other)], page, may_send=True)
    first, second = reply.text.split("————")
    assert "已解决 / 没解决" in first
    assert "1 已解决\n2 没解决" in second


def test_what_several_ask_of_one_matter_is_asked_once() -> None:
    """Three answers that waited come with one list of choices and one address, at their end."""
    link = "https://wz.example/t/7"
    waited = [row(each, number, *ASKED, link=link) for number, each in enumerate("一二三", 1)]
    reply = put_together(waited, page, may_send=True)
    assert reply.carried == tuple(waited)
    assert reply.text.count("已解决") == reply.text.count(link) == 1
    assert reply.text.endswith(f"三\n\n1 已解决\n2 没解决\n\n{link}")


def test_files_are_sent_or_lie_on_the_page() -> None:
    """Where we may send they go as such, else the page is named."""
    picture = row("看", 1, files=(PICTURE,))
    assert put_together([picture], page, may_send=True).rest == (picture,)
    assert put_together([picture], page, may_send=False).text.endswith("/m/1")


def test_a_long_text_without_the_right_is_its_beginning() -> None:
    """And the address of the whole."""
    reply = put_together([row("第一条。" * 600)], page, may_send=False)
    assert reply.text.endswith("……\n\nhttps://wz.example/m/1")
    assert size(xml.write(reply_of(reply.text, "A", "gh_x", 0.0))) < 2 * LONGEST_TEXT
