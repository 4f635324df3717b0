"""All channels at once: whoever asks on one is answered from another, with a picture each way.

One service in this process, with a platform of our own behind each channel: WeChat, Telegram, the
web page; officials in a Telegram group, in a WeCom group with the robot, and at the desk.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.app import Running, running
from bot.channels.desk import Deed
from bot.channels.desk import decode as decode_deed
from bot.channels.web import WebChannel
from bot.models import Content, InboundMessage, Media, Official, Ticket
from bot.settings import Limits, Settings, Telegram, Wechat, WecomRobot
from bot.store import Transaction, catalogue, contacts, messages, people, tickets
from bot.store.catalogue import Topic
from tests.channels import fake_wechat, fake_wecom_robot
from tests.channels.fake_bot_api import GROUP as TELEGRAM_GROUP
from tests.channels.fake_bot_api import TOKEN as TELEGRAM_TOKEN
from tests.channels.fake_bot_api import FakeBotApi, bot_api
from tests.channels.fake_wechat import ANN, APP_ID, FakeWechat, wechat_api
from tests.channels.fake_wecom_robot import GROUP as WECOM_GROUP
from tests.channels.fake_wecom_robot import LI as LI_ON_WECOM
from tests.channels.fake_wecom_robot import FakeRobot, robot_platform
from tests.channels.officials_group import WANG, Group
from tests.channels.robot_town import RobotTown
from tests.channels.town import Town
from tests.channels.wechat_town import Hours
from tests.hours import ANY_HOUR
from tests.ledgers import until
from tests.web.pictures import picture

BO, CAI = 77, "cai-on-the-web"
"""Residents: 安 on WeChat, 波 on Telegram, 蔡 on the web page."""
FROM_RESIDENT, FROM_OFFICIAL = picture("JPEG"), picture("JPEG", (30, 30))
CONTACT = "负责单位：值班室，电话 0571-1。"
OUTAGE = Topic("outage", "停水", "duty", ("没水了",))


@dataclass
class City:
    """A running service and all that its people see of it."""

    up: Running
    telegram: FakeBotApi
    weixin: FakeWechat
    wecom: FakeRobot
    own: AsyncExitStack
    shown: list[Content] = field(default_factory=list)
    ids: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def group(self) -> Group:
        """The officials' group on Telegram."""
        return Group(Town(self.up, self.telegram, self.own))

    @property
    def robot(self) -> RobotTown:
        """The officials' group on WeCom."""
        return RobotTown(self.up, self.wecom, self.own)

    async def newest(self) -> Ticket:
        """The newest ticket."""
        found = await self.read(lambda tx: tickets.listed(tx, tickets.Wanted(limit=200)))
        return max(found, key=lambda each: each.id)

    async def read(self, work: Callable[[Transaction], Any]) -> Any:
        """What the store says."""
        return await self.up.service.database.read(work)

    async def comes(self, condition: Callable[[], Any], what: str) -> None:
        """Wait for something that must come."""

        async def there() -> bool:
            return bool(condition())

        await until(there, lambda: f"{what} did not come")

    async def on_the_page(self, text: str, *media: Media) -> None:
        """蔡 writes on the web page."""
        await self.up.service.intake.receive(
            InboundMessage("web", f"cai-{next(self.ids)}", CAI, text=text, media=media)
        )

    async def at_the_desk(
        self,
        official: Official,
        number: str,
        choice: str,
        text: str = "",
        *media: Media,
        **values: str,
    ) -> Content:
        """An official does something at the desk; what they are told."""
        deed = Deed(f"deed-{next(self.ids)}", number, choice, text, values)
        message = decode_deed(deed, official.id, media=media)
        receipt = await self.up.service.intake.receive(message)
        return receipt.replies[-1].content

    async def page(self) -> list[Content]:
        """What 蔡's page shows by now."""

        def look(tx: Transaction) -> list[Content]:
            contact = contacts.find(tx, "web", CAI)
            assert contact
            lines = messages.conversation(
                tx, contact.id, after=0, limit=500, now=self.up.service.clock()
            )
            return [each.message.content for each in lines if each.message.direction == "out"]

        found: list[Content] = await self.read(look)
        return found


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    """The service on every channel; 王芳, 李强 and 赵敏 work for it."""
    hours = Hours()
    async with (
        AsyncExitStack() as own,
        bot_api() as telegram,
        wechat_api(FakeWechat(hours.seconds)) as weixin,
        robot_platform() as wecom,
    ):
        settings = Settings(
            data=str(tmp_path / "data"),
            port=0,
            limits=Limits(messages_per_minute=1000),
            promises=ANY_HOUR,
            telegram=Telegram(TELEGRAM_TOKEN, base_url=telegram.url, poll_seconds=1),
            wechat=Wechat(
                token=fake_wechat.TOKEN,
                app_id=APP_ID,
                app_secret=fake_wechat.SECRET,
                encoding_key=fake_wechat.KEY,
                base_url=weixin.url,
                file_hosts=("127.0.0.1",),
            ),
            wecom_robot=WecomRobot(
                bot_id=fake_wecom_robot.BOT,
                secret=fake_wecom_robot.SECRET,
                name=fake_wecom_robot.NAME,
                url=wecom.url,
            ),
        )
        up = await own.enter_async_context(running(settings, hours))
        weixin.callback = f"{up.url}/channels/wechat"
        city = City(up, telegram, weixin, wecom, own)
        await city.robot.is_connected()
        await city.group.sign_up("王芳", WANG)
        await city.group.open()
        await city.robot.sign_up("李强", LI_ON_WECOM)
        await city.robot.opens()
        await up.service.database.transaction(lambda tx: catalogue.keep_topic(tx, OUTAGE))
        await up.service.insight.refresh()
        try:
            yield city
        finally:
            await own.aclose()


async def test_a_wechat_residents_question_is_answered_in_a_telegram_group(city: City) -> None:
    """安 writes and sends a picture; 王芳 takes it by a button, sees it, answers with one."""
    question = "幸福小区水管漏水三天了"
    assert "工单号" in await city.weixin.says(f"转人工 {question}")
    number = (await city.newest()).number
    city.weixin.files["leak"] = FROM_RESIDENT
    await city.weixin.push(
        city.weixin.message(MsgType="image", MediaId="leak", PicUrl="", Content="")
    )
    group = city.group
    await group.town.hears(question, TELEGRAM_GROUP)
    await group.town.hears("签收后可见", TELEGRAM_GROUP)
    group.presses(question, "签收")
    seen = [FROM_RESIDENT]
    await city.comes(lambda: seen in files_in(city.telegram, TELEGRAM_GROUP), "the picture")
    city.telegram.files["fixed"] = FROM_OFFICIAL
    answer = f"维修队已经修好漏点。{CONTACT}"
    group.replies(question, photo=photo("fixed"), caption=answer)
    await city.comes(lambda: answer in str(city.weixin.texts(ANN)), "the answer")
    await city.comes(lambda: "[image " in str(city.weixin.texts(ANN)), "its picture")
    shown = next(each for each in city.weixin.texts(ANN) if each.startswith("[image "))
    assert city.weixin.files[shown.removeprefix("[image ").removesuffix("]")] == FROM_OFFICIAL
    await group.town.hears(f"{number} ✓", TELEGRAM_GROUP)


async def test_a_telegram_residents_question_is_answered_in_wecom(city: City) -> None:
    """波 writes and sends a picture; 李强 presses, sees it, and answers by the number with one."""
    question = "学校门口的路灯坏了一个星期"
    city.telegram.says(f"转人工 {question}", BO)
    await city.robot.hears(question, WECOM_GROUP)
    number = (await city.newest()).number
    city.telegram.files["dark"] = FROM_RESIDENT
    await city.comes(lambda: city.telegram.texts(BO), "what the resident is told")
    first = next(each for each in city.telegram.sent if each["chat_id"] == BO)
    reply = {**city.telegram.message(BO, "…"), "message_id": first["message_id"]}
    city.telegram.says("", BO, photo=photo("dark"), reply_to_message=reply)
    await city.robot.hears("签收后可见", WECOM_GROUP)
    await city.wecom.presses(f"#{number[-4:]}", "签收", LI_ON_WECOM)
    await city.comes(
        lambda: FROM_RESIDENT in [each.get("file") for each in city.wecom.sent], "the picture"
    )
    answer = f"路灯已经换好灯泡。{CONTACT}"
    words = {"msgtype": "text", "text": {"content": f"@小政 #{number[-4:]} {answer}"}}
    image = {"msgtype": "image", "image": city.wecom.locked("lamp", FROM_OFFICIAL)}
    mixed = {"msg_item": [words, image]}
    body = city.wecom.body(LI_ON_WECOM, WECOM_GROUP, msgtype="mixed", mixed=mixed)
    await city.wecom.tell(body)
    await city.comes(lambda: answer in str(city.telegram.texts(BO)), "the answer")
    await city.comes(lambda: [FROM_OFFICIAL] in files_in(city.telegram, BO), "its picture")
    assert number in await city.robot.hears("已送达", WECOM_GROUP)


async def test_a_web_residents_question_is_answered_at_the_desk(city: City) -> None:
    """蔡 writes with a picture; 赵敏 takes it at the desk and answers with one."""
    question = "菜市场门口的垃圾没有人清运"
    await city.on_the_page(f"转人工 {question}", Media("image/jpeg", "a.jpg", FROM_RESIDENT))
    ticket = await city.newest()
    zhao = await hired(city, "赵敏")
    lines = await city.read(lambda tx: messages.of_ticket(tx, ticket.id))
    (seen,) = [each for line in lines for each in line.message.content.attachments]
    assert seen.media_type == "image/jpeg"
    await city.at_the_desk(zhao, ticket.number, "take")
    shown: list[int] = []
    web = city.up.service.channels["web"]
    assert isinstance(web, WebChannel)

    def show() -> None:
        wanted = sorted(link.wanted)
        shown.extend(wanted)
        web.acknowledge(link, wanted)

    answer = f"垃圾今天上午已经清运。{CONTACT}"
    with web.open_page(CAI, show) as link:
        picture = Media("image/jpeg", "b.jpg", FROM_OFFICIAL)
        told = await city.at_the_desk(zhao, ticket.number, "answer", answer, picture)
        assert not told.refused
        await city.comes(lambda: shown, "the answer on the page")
    page = [each for each in await city.page() if answer in each.text]
    assert [each.size for each in page[-1].attachments] == [len(FROM_OFFICIAL)]


async def test_a_merged_ticket_answers_its_followers_on_all_three(city: City) -> None:
    """安, 波 and 蔡 have no water: one merge, one answer from WeCom, each on their own channel."""
    await city.weixin.says("转人工 幸福小区停水了")
    first = (await city.newest()).number
    city.telegram.says("转人工 幸福小区停水了,什么时候来水", BO)
    await city.group.town.hears("工单号", BO)
    second = (await city.newest()).number
    await city.on_the_page("转人工 幸福小区停水了,家里没水")
    third = (await city.newest()).number
    assert len({first, second, third}) == 3
    await city.wecom.says(f"并 {first} {second} {third}", LI_ON_WECOM)
    await city.robot.hears("共 3 人", WECOM_GROUP)
    answer = f"水管已抢修好，18 时恢复供水。{CONTACT}"
    await city.wecom.says(f"#{first} {answer}", LI_ON_WECOM)
    await city.robot.hears("3 人", WECOM_GROUP, times=2)
    assert answer not in str(city.weixin.texts(ANN))
    await city.wecom.says(f"群答 {first}：{answer}", LI_ON_WECOM)
    await city.comes(lambda: answer in str(city.weixin.texts(ANN)), "the answer on WeChat")
    await city.comes(lambda: answer in str(city.telegram.texts(BO)), "the answer on Telegram")
    page = [each.text for each in await city.page() if answer in each.text]
    assert len(page) == 1
    told = (str(city.weixin.texts(ANN)), str(city.telegram.texts(BO)), page[0])
    for own, said in zip((first, second, third), told, strict=True):
        assert own in said
        assert said.count(answer) == 1


async def test_x01_the_second_of_two_answers_is_shown_the_first(city: City) -> None:
    """X01: 王芳 on Telegram and 李强 on WeCom at once: one goes out, the other sees it."""
    question = "幸福小区水管漏水三天了"
    await city.weixin.says(f"转人工 {question}")
    number = (await city.newest()).number
    await city.group.town.hears(question, TELEGRAM_GROUP)
    await city.robot.hears(question, WECOM_GROUP)
    from_telegram = f"维修队明天上午来修。{CONTACT}"
    from_wecom = f"已经关了阀门，下午来修。{CONTACT}"
    city.group.replies(question, from_telegram)
    await city.wecom.says(f"#{number[-4:]} {from_wecom}", LI_ON_WECOM)
    both = (from_telegram, from_wecom)
    await city.comes(lambda: any(each in str(city.weixin.texts(ANN)) for each in both), "an answer")

    def seconds() -> list[str]:
        rooms = (*city.telegram.texts(TELEGRAM_GROUP), *city.wecom.texts(WECOM_GROUP))
        return [each for each in rooms if "再答" in each]

    await city.comes(seconds, "the first answer, shown to who was second")
    went_out = [each for each in both if each in str(city.weixin.texts(ANN))]
    assert len(went_out) == 1
    assert went_out[0] in seconds()[-1]
    await city.wecom.says(f"再答 {number[-4:]}：师傅的电话是 0571-2。{CONTACT}", LI_ON_WECOM)
    await city.comes(lambda: "0571-2" in str(city.weixin.texts(ANN)), "the supplement")


def photo(file_id: str) -> list[dict[str, Any]]:
    """A photograph, as Telegram tells of one."""
    size = {"width": 9, "height": 9, "file_size": 9}
    return [{"file_id": file_id, "file_unique_id": "u", **size}]


def files_in(telegram: FakeBotApi, chat: int) -> list[list[bytes]]:
    """The files that a chat of Telegram shows, message by message."""
    return [
        each["files"] for each in telegram.sent if each["chat_id"] == chat and each.get("files")
    ]


async def hired(city: City, name: str) -> Official:
    """An official who works at the desk."""
    from tests.channels.officials_group import DOER

    now = city.up.service.clock()
    made: Official = await city.up.service.database.transaction(
        lambda tx: people.add_official(tx, name, "duty", DOER, now)
    )
    return made
