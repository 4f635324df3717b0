"""Calls a resident back whom no message reaches: by a subscription notice, or by a template."""

from __future__ import annotations

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.tencent.calling import Api
from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.channels.wechat.failures import CONSENT_SPENT
from bot.channels.wechat.lent import House
from bot.models import Outbound
from bot.settings.shape import Wechat

log = logging.getLogger(__name__)
SUBSCRIPTION = "/cgi-bin/message/subscribe/bizsend"
TEMPLATE = "/cgi-bin/message/template/send"
_BEIJING = ZoneInfo("Asia/Shanghai")
_LONGEST = {"thing": 20, "phrase": 5, "character_string": 32}


class Notices:
    """Sends one notice for a row that waits; which of them, the settings and consents say."""

    def __init__(self, settings: Wechat, api: Api, house: House) -> None:
        self._settings = settings
        self._api = api
        self._house = house

    async def call_back(self, row: Outbound) -> bool:
        """Tell the resident that something waits for them; whether the platform took it.

        Only what has a page of its own is worth it, and a failed notice changes nothing: the row
        waits as it would have.
        """
        if not row.content.link or await self._house.consents.is_called(row.address):
            return False
        try:
            notice = await self._subscription(row) or await self._template(row)
        except (ApiError, NotSent, NoAnswer) as error:
            log.warning("row %s: the resident is not called back: %s", row.id, error)
            return False
        if notice:
            await self._house.consents.called(row.id, notice)
        return bool(notice)

    async def _subscription(self, row: Outbound) -> str:
        template, address = self._settings.subscription_template, row.address
        consents, used = self._house.consents, self._house.clock()
        keep = self._settings.subscription_long_term
        if not template or not await consents.use(address, template, keep=keep):
            return ""
        body = {
            "touser": address,
            "template_id": template,
            "page": row.content.link,
            "data": self._data(),
        }
        try:
            answer = await self._api.post(SUBSCRIPTION, body)
        except ApiError as error:
            if error.code != CONSENT_SPENT:
                raise
            await consents.spent(address, template, used)
            return ""
        return str(answer.get("msgid", "")) or f"subscription:{row.id}"

    async def _template(self, row: Outbound) -> str:
        if not self._settings.message_template:
            return ""
        body = {
            "touser": row.address,
            "template_id": self._settings.message_template,
            "url": row.content.link,
            # The platform drops a second one with the same id for ten minutes.
            "client_msg_id": f"wenzheng-{row.id}",
            "data": self._data(),
        }
        try:
            answer = await self._api.post(TEMPLATE, body)
        except NoAnswer:
            answer = await self._api.post(TEMPLATE, body)
        return str(answer.get("msgid", "")) or f"template:{row.id}"

    def _data(self) -> dict[str, dict[str, str]]:
        say = self._house.say
        told = (say("wechat.notice_what"), say("wechat.notice_state"), _time(self._house.clock()))
        fields = self._settings.notice_fields
        return {
            field: {"value": _fitting(field, value)}
            for field, value in zip(fields, told, strict=False)
        }


def _fitting(field: str, value: str) -> str:
    """A value within what its kind of keyword takes, or the platform refuses it (47003)."""
    kind = field.rstrip("0123456789")
    return value[: _LONGEST.get(kind, len(value))]


def _time(moment: datetime) -> str:
    return moment.astimezone(_BEIJING).strftime("%Y-%m-%d %H:%M")
