"""Stories at a town hall's desks, which between them go every way that the table has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from bot.store import calendar
from bot.tickets.calendar import CalendarDay, DayKind
from tests.acceptance.hall import Hall
from tests.web.pictures import picture

ANSWER = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"
SAME = "现场查看是同一根水管"
STAGE = {
    "checked": "到现场看过，主管道阀门坏了",
    "following": "更换阀门",
    "responsible": "水务局抢修队李强",
    "by": "2026-11-25",
}
SEEN = {"place": "幸福路12号", "found": "主管道阀门坏了", "done": "已更换阀门，水压正常"}
REFERRED = {
    "outcome": "referred",
    "agency": "幸福物业公司",
    "how": "打电话预约，当天上门",
    "contact": "0571-12345678",
}
ELSEWHERE = "您好，这一段是小区内部管道。水务局"
WHY = "要跨三个单位一起封路施工"
Story = Callable[[Hall], Awaitable[object]]


async def _asked_worked_on_and_answered(on: Hall) -> None:
    number = await on.sent("a", "家里停水两天了")
    await on.says("a", "幸福路12号")
    await on.does("li", number, "take")
    await on.does("li", number, "note", "住户在家")
    await on.says("a", "家里的水表也不转了", ticket=number)
    await on.says("a", "催办")
    await on.does("li", number, "visit", at="2026-11-23 14:00")
    for width in (40, 44):
        shot = picture(size=(width, 20))
        await on.desks["li"].act_with_photos(
            number, "record_visit", (shot,), **SEEN, at="2026-11-23T09:34", after="1"
        )
    await on.does("li", number, "stage_reply", **STAGE)
    await on.does("li", number, "ask", "请说一下门牌号")
    await on.says("a", choice=f"insist:{number}")
    await on.does("li", number, "ask", "请拍一张水表的照片")
    await on.says("a", "水表在楼道里，拍不到", ticket=number)
    await on.does("li", number, "answer", ANSWER)
    await on.does("li", number, "prompt")
    await on.says("a", choice=f"verdict:not_solved:{number}")
    await on.does("li", number, "take")
    await on.does("li", number, "answer", ANSWER, supplement="yes")
    await on.does("zhao", number, "approve")
    await on.says("a", choice=f"verdict:solved:{number}")
    await on.says("a", choice=f"satisfaction:satisfied:{number}")


async def _drafted_and_read_by_a_second_person(on: Hall) -> None:
    number = await on.at_work("b", "楼下路灯三天不亮")
    await on.does("li", number, "submit", ANSWER)
    await on.does("li", number, "recall")
    await on.does("li", number, "submit", ANSWER)
    await on.says("b", "楼道的灯也不亮", ticket=number)
    await on.does("li", number, "submit", ANSWER)
    await on.does("zhao", number, "send_back", "写上修好的时间")
    await on.does("li", number, "submit", ANSWER)
    await on.does("zhao", number, "approve")
    more = "您好，换好的是三个灯头，明晚再巡一遍。水务局，电话12345。"
    await on.does("li", number, "submit", more)
    await on.does("li", number, "recall")
    await on.does("li", number, "submit", more)
    await on.does("zhao", number, "approve")
    await on.says("b", "昨晚又不亮了", ticket=number)
    await on.does("li", number, "take")
    rule = {"outcome": "explained", "basis": "《样例市路灯管理办法》第三条"}
    await on.does("li", number, "propose", ANSWER, **rule, supplement="yes")


async def _asked_for_and_granted_or_refused(on: Hall) -> None:
    number = await on.at_work("c", "河边的护栏断了一截")
    await on.does("duty", number, "supervise", "三天内办完")
    await on.does("zhou", number, "instruct", "请水务局本周内修好")
    await on.does("zhou", number, "settle_instruction")
    for choice, values, granted, refused in (
        ("extend", {"until": "2026-12-10"}, "grant_extension", "refuse_extension"),
        ("assist", {"department": "streets"}, "grant_assistance", "refuse_assistance"),
        ("classify", {"kind": "hard"}, "grant_classification", "refuse_classification"),
        ("block", {"days": "3"}, "grant_block", "refuse_block"),
        ("ask_transfer", {"department": "police"}, "grant_transfer", "refuse_transfer"),
    ):
        asks, decides = {
            "block": ("zhao", "duty"),
            "ask_transfer": ("li", "qian"),
        }.get(choice, ("li", "zhao"))
        await on.does(asks, number, choice, WHY, **values)
        await on.does(decides, number, refused, "先按原来的办")
        await on.does(asks, number, choice, WHY, **values)
        await on.does(decides, number, granted)
    await on.does("duty", number, "unblock")
    await on.does("qian", number, "take")
    await on.does("duty", number, "transfer", "护栏属水利设施", department="water")


async def _returned(on: Hall) -> None:
    first = await on.sent("d", "广场的喷泉漏水")
    await on.does("li", first, "return", "按职责清单第3条属城管", department="streets")
    await on.does("duty", first, "refuse_return", "管网属水务局")
    second = await on.sent("e", "公园的长椅坏了")
    await on.does("li", second, "return", "按职责清单第5条属城管", department="streets")
    await on.does("duty", second, "transfer", department="streets")
    await on.says("e", choice=f"withdrawn:{second}")


async def _ended(on: Hall) -> None:
    number = await on.at_work("f", "小区管道漏水，我的电话是13812345678")
    await on.does("li", number, "propose", ELSEWHERE, **REFERRED)
    await on.does("qian", number, "approve")
    await on.says("f", choice=f"object:{number}")
    await on.does("li", number, "take")
    await on.does("li", number, "propose", ANSWER, outcome="done", supplement="yes")
    await on.does("zhao", number, "approve")
    for decision, why in (("send_back", "物业已撤场"), ("approve", "")):
        await on.does("li", number, "propose", ELSEWHERE, **REFERRED, supplement="yes")
        await on.does("qian", number, decision, why)
    await on.does("sun", number, "call_back", "居民说还在漏", verdict="not_solved")
    await on.does("li", number, "take")
    await on.does("li", number, "answer", ANSWER, supplement="yes")
    await on.does("zhou", number, "approve")
    await on.does("sun", number, "call_back", "居民说不漏了", verdict="solved")
    await on.does("zhao", number, "reopen", "再查一遍同一根管")
    await on.does("li", number, "take")
    await on.does("li", number, "answer", ANSWER, supplement="yes")
    await on.does("zhou", number, "approve")
    await on.says("f", choice=f"verdict:solved:{number}")
    await on.says("f", choice=f"reopen:{number}")


async def _asked_by_many(on: Hall) -> None:
    first, second = [await on.sent(who, "城东停水了") for who in ("g", "h")]
    await on.does("li", first, "merge", also=second)
    await on.does("li", second, "split")
    await on.does("li", first, "share", "城东片区停水")
    await on.does("li", first, "announce", ANSWER, title="城东片区停水", people="2")


async def _told_twice(on: Hall, *who: str) -> list[str]:
    """Two residents tell of the same, before anybody corrects what the catalogue makes of it: the
    tickets, at work.
    """
    numbers = [await on.asks(each, "河滨路的水管爆了") for each in who]
    for number in numbers:
        if (await on.ticket(number)).department_id != "water":
            await on.does("duty", number, "transfer", department="water")
        await on.does("li", number, "take")
    return numbers


async def _told_twice_and_ended_as_one(on: Hall) -> None:
    first, second = await _told_twice(on, "o", "p")
    await on.does("li", second, "propose", outcome="merged", into=first, reason=SAME)
    await on.does("qian", second, "approve")
    await on.does("li", first, "stage_reply", **STAGE)
    mended = "您好，河滨路爆裂的主管已换好，下午三点通水。水务局，电话12345。"
    await on.does("li", first, "answer", mended, people="2")
    await on.says("p", choice=f"verdict:solved:{second}")


async def _merged_and_taken_back(on: Hall) -> None:
    first, second = await _told_twice(on, "q", "r")
    await on.does("li", second, "propose", outcome="merged", into=first, reason=SAME)
    await on.does("qian", second, "approve")
    await on.says("r", choice=f"remind:{second}")
    await on.says("r", choice=f"withdrawn:{second}")


async def _merged_and_added_to(on: Hall) -> None:
    first, second = await _told_twice(on, "u", "v")
    await on.does("li", second, "propose", outcome="merged", into=first, reason=SAME)
    await on.does("qian", second, "approve")
    await on.says("v", "楼上也没水了", ticket=second)


async def _called_unsolved_after_more_words(on: Hall) -> None:
    for who, text in (("s", "水厂路的水压太低"), ("t", "东门的消防栓漏水")):
        number = await on.at_work(who, text)
        await on.does(
            "li", number, "answer", f"您好，{text}的原因已查明并修好。水务局，电话12345。"
        )
        await on.says(who, "今天早上又是这样", ticket=number)
        if who == "t":
            await on.does("li", number, "take")
            await on.does("li", number, "ask", "请拍一张漏水处的照片")
        await on.says(who, choice=f"verdict:not_solved:{number}")


async def _kept_to_few(on: Hall) -> None:
    number = await on.at_work("i", "老旧水表读数不准")
    await on.does("li", number, "confide", "涉及住户隐私", officials="钱警官")
    await on.does("li", number, "disclose", "住户同意公开")


async def _waited_for_in_vain(on: Hall) -> None:
    """One whose end is approved while it waits, one that cannot be reached, one that resumes."""
    for who, text in (("j", "泵站噪声太大"), ("k", "河水有异味"), ("l", "井盖松动响")):
        number = await on.at_work(who, text)
        await on.does("li", number, "stage_reply", **STAGE)
        await on.does("li", number, "ask", "请说一下是哪个门牌号")
    number = (await on.tickets("j"))[0].number
    await on.does("li", number, "propose", ELSEWHERE, **REFERRED)
    await on.does("qian", number, "send_back", "先联系居民")
    await on.does("li", number, "propose", ELSEWHERE, **REFERRED)
    await on.does("qian", number, "approve")


async def _planned(on: Hall) -> None:
    number = await on.at_work("m", "村口修桥")
    words = "您好，修桥已列入明年农村公路计划。水务局12345"
    await on.does("li", number, "propose", words, outcome="scheduled", until="2026-12-20")
    await on.does("zhao", number, "approve")


async def _left_alone(on: Hall) -> None:
    await on.asks("n", "广场的大钟停了")


async def _time_passes(on: Hall) -> None:
    unreachable = (await on.tickets("k"))[0].number
    await on.does("li", unreachable, "prompt")
    await on.becomes("2026-11-24 11:00")
    await on.does("li", unreachable, "prompt")
    words = "您好，两次联系不上您，先这样办结，有空请再写来。水务局12345"
    await on.does("li", unreachable, "propose", words, outcome="unreachable")
    await on.does("qian", unreachable, "approve")
    await _call_a_day_off(on, date(2026, 11, 27))
    for day in (25, 27, 30):
        await on.becomes(f"2026-11-{day} 18:00")
    for day in (1, 2, 4, 9, 14):
        await on.becomes(f"2026-12-{day:02} 18:00")
    planned = (await on.tickets("m"))[0].number
    await on.does("zhao", planned, "reschedule", "招标推迟", until="2026-12-30")
    await on.becomes("2026-12-30 18:00")


async def _call_a_day_off(on: Hall, day: date) -> None:
    holiday = CalendarDay(day, DayKind.HOLIDAY, "临时放假")
    await on.city.database.transaction(lambda tx: calendar.keep(tx, holiday))


STORIES: tuple[Story, ...] = (
    _asked_worked_on_and_answered,
    _drafted_and_read_by_a_second_person,
    _asked_for_and_granted_or_refused,
    _returned,
    _ended,
    _asked_by_many,
    _told_twice_and_ended_as_one,
    _merged_and_taken_back,
    _merged_and_added_to,
    _called_unsolved_after_more_words,
    _kept_to_few,
    _waited_for_in_vain,
    _planned,
    _left_alone,
    _time_passes,
)
"""In the order in which they are told: time passes last."""
