"""The answer becomes knowledge: drafted in one go, approved by a second person, known at once."""

from __future__ import annotations

from datetime import date, timedelta

from bot.knowledge.matching import Knowledge
from bot.models import Official, Role
from bot.settings import Matching
from bot.signals import Signals
from bot.store import Transaction, drafts, knowledge, messages, people
from faq.match import Decision
from tests.handlers.town import ZONE, Town, text

ASKED = "幸福路老旧小区怎么申请加装电梯？我电话13800138000"
ANSWER = "业主同意后到街道办领表，10个工作日内答复。李建国先生，电话13800138000已记下。"
GENERAL = "老旧小区怎么申请加装电梯？"
CLEAN = "经业主三分之二同意后，到街道办领申请表，10个工作日内答复。"


async def answered(town: Town, who: str = "zhang", words: str = ASKED) -> str:
    """The number of a ticket that 李强 has answered."""
    await town.say(words, who)
    number = (await town.ticket(who)).number
    await town.act("answer", number, ANSWER, by=town.li, reason="居民要求写上")
    return number


async def editor(town: Town, name: str = "赵编辑") -> Official:
    """A knowledge editor of the duty desk."""

    def add(tx: Transaction) -> Official:
        return people.add_official(tx, name, "duty", {Role.KNOWLEDGE_EDITOR}, town.now)

    return await town.database.transaction(add)


async def test_an_answer_becomes_an_entry_that_the_next_resident_gets(town: Town) -> None:
    """From draft to answer; the FAQ's version moves, and its index with it."""
    number = await answered(town)
    (drafted,) = await town.act(
        text=f"faq {number} {GENERAL} 依据：《民法典》第二百七十八条 答案：{CLEAN}", by=town.li
    )
    assert "已拟成第 1 号草稿" in drafted.text
    assert "依据：《民法典》第二百七十八条" in drafted.text
    (approved,) = await town.act(text="faq 准 1", by=town.wang)
    assert "马上就能看到" in approved.text
    assert "一人值守" not in approved.text
    index = Knowledge(town.database, Matching(), Signals(), lambda: town.now, ZONE)
    await index.refresh()
    match = await index.match("老旧小区怎么申请加装电梯")
    assert match.decision is Decision.ANSWER
    entry = match.candidates[0].entry
    assert (entry.id, entry.answer, entry.department) == (f"ticket-{number}", CLEAN, "water")
    assert entry.source == "《民法典》第二百七十八条"
    assert entry.valid_until == date(2026, 11, 23) + timedelta(days=365)
    owner = await town.database.read(lambda tx: tx.row("owner_of_entry", entry_id=entry.id))
    assert owner is not None
    assert owner["official_id"] == town.li.id


async def test_personal_data_never_gets_in(town: Town) -> None:
    """The answer is masked, stars do not pass either, and a question with a name is refused."""
    number = await answered(town)
    (named,) = await town.act(text=f"faq {number} 我叫李建国怎么装电梯", by=town.li)
    assert named.refused
    (starred,) = await town.act(text=f"faq {number} {GENERAL}", by=town.li)
    assert "星号" in starred.text
    assert "13800138000" not in starred.text
    waiting = await town.database.read(lambda tx: drafts.waiting(tx, 9))
    assert waiting == []


async def test_it_takes_a_second_person(town: Town) -> None:
    """Who drafted it does not approve it, and who is no editor approves nothing."""
    number = await answered(town)
    await town.act(text=f"faq {number} {GENERAL} 答案：{CLEAN}", by=town.wang)
    await editor(town)
    (own,) = await town.act(text="faq 准 1", by=town.wang)
    (plain,) = await town.act(text="faq 准 1", by=town.li)
    assert "另一个人审核" in own.text
    assert "只有知识库编辑" in plain.text
    assert (await town.database.read(lambda tx: drafts.get(tx, 1))) is not None


async def test_who_is_alone_may_approve_and_it_is_marked(town: Town) -> None:
    """一人值守: there is nobody else; the next day somebody can see that."""
    number = await answered(town)
    await town.act(text=f"faq {number} {GENERAL} 答案：{CLEAN}", by=town.wang)
    (approved,) = await town.act(text="faq 准 1", by=town.wang)
    assert "一人值守" in approved.text
    kept = await town.database.read(lambda tx: drafts.get(tx, 1))
    assert kept is not None
    assert kept.alone
    (again,) = await town.act(text="faq 准 1", by=town.wang)
    assert "已经审过" in again.text


async def test_a_refusal_gives_its_reason(town: Town) -> None:
    """And nothing gets into the FAQ."""
    number = await answered(town)
    await town.act(text=f"faq {number} {GENERAL} 答案：{CLEAN}", by=town.li)
    (bare,) = await town.act(text="faq 退 1", by=town.wang)
    assert "理由" in bare.text
    before = await town.database.read(knowledge.current_version)
    (refused,) = await town.act(text="faq 退 1 依据不对", by=town.wang)
    assert "已退回" in refused.text
    assert await town.database.read(knowledge.current_version) == before


async def test_whoever_waits_with_the_same_question_is_told(town: Town) -> None:
    """In their own conversation; the ticket goes on, and who asked something else hears nothing."""
    await town.say("老旧小区怎样申请加装电梯", "qian")
    await town.say("幸福路路灯不亮，三天了", "sun")
    await town.say("举报某局长收红包，加装电梯的钱", "li")
    number = await answered(town)
    await town.act(text=f"faq {number} {GENERAL} 答案：{CLEAN}", by=town.li)
    await town.act(text="faq 准 1", by=town.wang)
    heard = text([line.content for line in await town.heard("qian")])
    assert "现在有了正式答复" in heard
    assert CLEAN in heard
    for who in ("sun", "li", "zhang"):
        assert "现在有了" not in text([line.content for line in await town.heard(who)])
    assert (await town.ticket("qian")).first_reply_at is None


async def test_nothing_confidential_and_nothing_unanswered_becomes_an_entry(town: Town) -> None:
    """Whoever asks."""
    await town.say("举报某局长收红包")
    number = (await town.ticket()).number
    await town.act("answer", number, "已收到，纪检部门11月30日前答复，电话12388。")
    (secret,) = await town.act(text=f"faq {number} 怎么举报干部")
    assert "保密" in secret.text
    await town.say("幸福路路灯不亮，三天了", "sun")
    (early,) = await town.act(text=f"faq {(await town.ticket('sun')).number} 路灯坏了找谁")
    assert "还没有答复" in early.text


async def test_what_the_faq_did_not_know_is_listed_with_its_count(town: Town) -> None:
    """Like questions together, masked, short, without confidential ones and bare addresses."""
    for at, asked in enumerate(
        (
            "停车位不够怎么办",
            "停车位不够，怎么办理",
            "幸福路路灯不亮，我电话13800138000",
            "幸福路12号，13912345678",
            "青山湖边的栈道" + "木板又断了几块没有人来修" * 20,
        )
    ):
        await town.say(asked, f"r{at}")
    await town.say("举报某局长收红包", "secret")
    (gaps,) = await town.act(text="faq 缺")
    assert "停车位不够怎么办（2 次）" in gaps.text
    assert "路灯不亮" in gaps.text
    assert "…（1 次）" in gaps.text
    for hidden in ("13800138000", "局长", "幸福路12号", "没有人来修" * 20):
        assert hidden not in gaps.text
    assert max(map(len, gaps.text.splitlines())) < 80
    assert "工单大约少" not in gaps.text


async def test_what_was_added_to_a_ticket_is_no_missing_entry(town: Town) -> None:
    """「还没人来」 asks nothing that could be written down, nor do words after words of despair."""
    await town.say("幸福路路灯不亮，三天了", "a")
    await town.say("怎么还没人来修路灯", "a")
    await town.say("我不想活了", "b")
    await town.say("没人管我", "b")
    (gaps,) = await town.act(text="faq 缺")
    assert "幸福路路灯不亮" in gaps.text
    assert "还没人来" not in gaps.text
    assert "没人管我" not in gaps.text


async def test_a_share_is_told_of_ten_tickets_and_more_and_only_of_what_came_again(
    town: Town,
) -> None:
    """Of ten tickets three ask the same, the others come once: 30 %."""
    once = ("门牌掉了", "河堤裂缝", "广告牌松动", "凉亭漏雨", "石凳断了", "铁门生锈", "花坛翻倒")
    for at, asked in enumerate(("停车位不够怎么办", "停车位不够", "停车位不够啊", *once)):
        await town.say(asked if at < 3 else f"新华路{at}号的{asked}", f"r{at}")
    (gaps,) = await town.act(text="faq 缺")
    assert "停车位不够（3 次）" in gaps.text
    assert "大约少 30%" in gaps.text


async def test_an_entry_that_ran_out_answers_no_more_and_goes_to_its_owner(town: Town) -> None:
    """Told once, in the day's hours; faq 到期 lists it for everybody."""
    number = await answered(town)
    await town.act(text=f"faq {number} {GENERAL} 有效期：2026-11-30 答案：{CLEAN}", by=town.li)
    await town.act(text="faq 准 1", by=town.wang)
    await town.intake.tell_owners()
    assert await _desk_texts(town, town.li) == []
    town.later(days=10)
    await town.intake.tell_owners()
    await town.intake.tell_owners()
    (notice,) = await _desk_texts(town, town.li)
    assert "过期了" in notice
    assert GENERAL in notice
    index = Knowledge(town.database, Matching(), Signals(), lambda: town.now, ZONE)
    await index.refresh()
    assert (await index.match(GENERAL)).decision is not Decision.ANSWER
    assert f"ticket-{number}" in text(await town.act(text="faq 到期"))


async def test_an_entry_that_leaves_many_unhelped_is_flagged(town: Town) -> None:
    """Three who say so, and no more whom it helped."""
    for who in ("a", "b", "c"):
        await town.say("火警电话是多少？", who)
        await town.say("没解决，转人工", who)
    assert "3 人说没解决" in text(await town.act(text="faq 复查"))


async def test_a_broken_command_tells_how_it_is_written(town: Town) -> None:
    """A slip of the finger costs nothing."""
    assert "faq 待审" in text(await town.act(text="faq 乱写"))
    assert "不是日期" in text(
        await town.act(text=f"faq {await answered(town)} {GENERAL} 有效期：明年", by=town.li)
    )
    assert "没有第 7 号草稿" in text(await town.act(text="faq 看 7"))
    assert "请写草稿号" in text(await town.act(text="faq 准 x"))


async def _desk_texts(town: Town, official: Official) -> list[str]:
    """What an official was told at the desk that answered nothing they wrote."""

    def read(tx: Transaction) -> list[str]:
        rows = (tx.row("outbox_by_ids_message", id=number) for number in range(1, 100))
        mine = (row for row in rows if row and row["address"] == str(official.id))
        return [
            messages.get(tx, row["message_id"]).content.text
            for row in mine
            if row["channel"] == "desk" and row["inbox_id"] is None
        ]

    return await town.database.read(read)


async def test_a_reviewed_answer_becomes_an_entry_as_it_went_out(town: Town) -> None:
    """In the second person's words where they mended it; a draft sent back is no answer."""
    await town.say(ASKED)
    number = (await town.ticket()).number
    await town.act("take", number, by=town.li)
    await town.act("submit", number, "先到居委会登记。", by=town.li)
    (early,) = await town.act(text=f"faq {number} {GENERAL}", by=town.li)
    assert "还没有答复" in early.text
    await town.act("approve", number, CLEAN, by=town.wang)
    (drafted,) = await town.act(text=f"faq {number} {GENERAL}", by=town.li)
    assert CLEAN in drafted.text
