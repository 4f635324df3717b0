"""The settings as types: names, defaults and bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from bot.settings.promises import Promises

Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Count = Annotated[int, Meta(ge=1, le=1_000_000)]


class Matching(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the FAQ answers, when it offers, and when a person is asked; see `faq.match`."""

    answer: Share | None = None
    suggest: Share | None = None
    margin: Share | None = None
    beside: str = "auto"
    encoder: str = "auto"
    encoder_milliseconds: Annotated[int, Meta(ge=1, le=60_000)] = 300


class Conversation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the conversation with residents goes."""

    reopen_days: Count = 30
    suggestion_rounds: Annotated[int, Meta(ge=1, le=5)] = 2
    which_matter_minutes: Count = 10
    longest_message: Annotated[int, Meta(ge=500, le=100_000)] = 10_000
    beside: str = "auto"


class Desk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How officials sign in."""

    link_minutes: Count = 15
    session_hours: Count = 12


class Uploads(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What residents and officials may send as files."""

    max_megabytes: Annotated[int, Meta(ge=1, le=50)] = 10
    max_files: Annotated[int, Meta(ge=1, le=20)] = 9


class Delivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the sender and the inbox worker try, and try again."""

    concurrency: Annotated[int, Meta(ge=1, le=64)] = 8
    attempts: Count = 8
    claim_seconds: Count = 30
    inbox_attempts: Count = 5


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Brakes against floods and guessing."""

    messages_per_minute: Count = 20
    code_guesses_per_hour: Count = 10


class Many(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When many ask the same: what is a burst, how long a notice stands, what may be followed."""

    burst_people: Annotated[int, Meta(ge=2, le=10_000)] = 5
    burst_minutes: Annotated[int, Meta(ge=1, le=1440)] = 30
    notice_hours: Annotated[int, Meta(ge=1, le=720)] = 24
    recent_days: Annotated[int, Meta(ge=1, le=60)] = 7


Days = Annotated[int, Meta(ge=0, le=36_500)]


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many days each kind of thing is kept; 0 keeps it for ever."""

    conversations_days: Days = 180
    tickets_days: Days = 1095
    files_days: Days = 365
    arrivals_days: Days = 30
    contacts_days: Days = 1095
    access_log_days: Days = 1095


class Telegram(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bot on Telegram; without a token there is none."""

    token: str = ""
    mode: str = "polling"
    base_url: str = "https://api.telegram.org"
    webhook_secret: str = ""
    poll_seconds: Annotated[int, Meta(ge=1, le=50)] = 25
    messages_per_second: Annotated[int, Meta(ge=1, le=1000)] = 25
    group_messages_per_minute: Annotated[int, Meta(ge=1, le=20)] = 18

    def __repr__(self) -> str:
        return _shown(self, "telegram.")


class Wechat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The WeChat official account (公众号); without a token there is none.

    Windows and budgets are the platform's; it has changed them before.
    """

    token: str = ""
    app_id: str = ""
    app_secret: str = ""
    encoding_key: str = ""
    previous_key: str = ""
    mode: str = "safe"
    account: str = "service"
    base_url: str = "https://api.weixin.qq.com"
    message_window_hours: Annotated[int, Meta(ge=1, le=240)] = 48
    message_window_messages: Annotated[int, Meta(ge=1, le=100)] = 5
    tap_window_seconds: Annotated[int, Meta(ge=1, le=86400)] = 60
    tap_window_messages: Annotated[int, Meta(ge=1, le=100)] = 3
    messages_per_second: Annotated[int, Meta(ge=1, le=1000)] = 50
    file_hosts: tuple[str, ...] = ("qpic.cn", "qlogo.cn", "qq.com", "weixin.qq.com")
    guide_url: str = ""
    subscription_template: str = ""
    subscription_long_term: bool = True
    message_template: str = ""
    notice_fields: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return _shown(self, "wechat.")


class Wecom(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The self-built app (自建应用) in WeCom, for officials; without a CorpID there is none."""

    corp_id: str = ""
    agent_id: Annotated[int, Meta(ge=0, le=999_999_999)] = 0
    secret: str = ""
    token: str = ""
    encoding_key: str = ""
    previous_key: str = ""
    base_url: str = "https://qyapi.weixin.qq.com"
    authorize_url: str = "https://open.weixin.qq.com"
    messages_per_minute: Annotated[int, Meta(ge=1, le=30)] = 25

    def __repr__(self) -> str:
        return _shown(self, "wecom.")


class WecomRobot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The smart robot (智能机器人) in WeCom; without bot_id or token there is none."""

    mode: str = "connection"
    bot_id: str = ""
    secret: str = ""
    name: str = ""
    url: str = "wss://openws.work.weixin.qq.com"
    token: str = ""
    encoding_key: str = ""
    previous_key: str = ""
    messages_per_minute: Annotated[int, Meta(ge=1, le=30)] = 25

    def __repr__(self) -> str:
        return _shown(self, "wecom_robot.")


class WecomGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Groups in WeCom that are only given notice, by their webhook (群机器人)."""

    webhooks: tuple[str, ...] = ()
    mode: str = "masked"
    messages_per_minute: Annotated[int, Meta(ge=1, le=20)] = 19

    def __repr__(self) -> str:
        return _shown(self, "wecom_group.")


class Webhook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another front of the city, connected by signed JSON; without a secret there is none."""

    secret: str = ""
    url: str = ""

    def __repr__(self) -> str:
        return _shown(self, "webhook.")


class Transcription(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who writes down what voices say; without an address nobody does."""

    url: str = ""
    key: str = ""
    model: str = "whisper-1"

    def __repr__(self) -> str:
        return _shown(self, "transcription.")


class Encoder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the encoder that matching.encoder names wants to be asked."""

    prefix: str = ""
    pooling: str = ""
    model: str = ""
    key: str = ""

    def __repr__(self) -> str:
        return _shown(self, "encoder.")


SAMPLE_CITY = "样例市"
_SAMPLE_CITY_IN = {"en": "Sample City", "zh-Hant": "樣例市"}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings; the defaults start a whole service without a file.

    `bot.settings.load` fills `public_url` with the address that `host` and `port` make, unless
    the port is 0 (any free one), which only the running service knows.
    """

    city: Annotated[str, Meta(min_length=1, max_length=40)] = SAMPLE_CITY
    city_en: Annotated[str, Meta(max_length=60)] = ""
    city_hant: Annotated[str, Meta(max_length=40)] = ""
    timezone: str = "Asia/Shanghai"
    language: str = "zh-Hans"
    data: str = "wenzheng-data"
    database: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8080
    public_url: str = ""
    embed_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    secret: str = ""
    sample: bool = True
    matching: Matching = Matching()
    conversation: Conversation = Conversation()
    promises: Promises = Promises()
    desk: Desk = Desk()
    uploads: Uploads = Uploads()
    delivery: Delivery = Delivery()
    limits: Limits = Limits()
    many: Many = Many()
    retention: Retention = Retention()
    telegram: Telegram = Telegram()
    wechat: Wechat = Wechat()
    wecom: Wecom = Wecom()
    wecom_robot: WecomRobot = WecomRobot()
    wecom_group: WecomGroup = WecomGroup()
    webhook: Webhook = Webhook()
    transcription: Transcription = Transcription()
    encoder: Encoder = Encoder()

    @property
    def data_folder(self) -> Path:
        """The folder that holds everything that is kept."""
        return Path(self.data).expanduser()

    def city_in(self, language: str) -> str:
        """The city's name as the readers of a language read it.

        No table turns it into Traditional characters: of names they know too little (范县, 里水).
        """
        own = {"en": self.city_en, "zh-Hant": self.city_hant}.get(language, "")
        sample = _SAMPLE_CITY_IN.get(language, "") if self.city == SAMPLE_CITY else ""
        return own or sample or self.city

    def __repr__(self) -> str:
        # A traceback or a log line must not give the key or the database's password away.
        return _shown(self)


SECRETS = frozenset(
    {
        "secret",
        "database",
        "telegram.token",
        "telegram.webhook_secret",
        "wechat.token",
        "wechat.app_secret",
        "wechat.encoding_key",
        "wechat.previous_key",
        "wecom.secret",
        "wecom.token",
        "wecom.encoding_key",
        "wecom.previous_key",
        "wecom_robot.secret",
        "wecom_robot.token",
        "wecom_robot.encoding_key",
        "wecom_robot.previous_key",
        "wecom_group.webhooks",
        "webhook.secret",
        "transcription.key",
        "encoder.key",
    }
)
"""The settings whose values are never shown."""


def _shown(section: msgspec.Struct, prefix: str = "") -> str:
    shown = ", ".join(
        f"{name}={'…' if prefix + name in SECRETS and value else repr(value)}"
        for name in section.__struct_fields__
        for value in (getattr(section, name),)
    )
    return f"{type(section).__name__}({shown})"


def local_url(host: str, port: int) -> str:
    """The address under which a browser on this machine finds a service on `host` and `port`."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104
    host = everywhere.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
