"""The settings of what residents are promised: each limit, and when officials are reminded.

The defaults are the service's own; a city that promises more sets less.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Hours = Annotated[int, Meta(ge=1, le=1000)]
Days = Annotated[int, Meta(ge=1, le=250)]


class Promises(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits in hours or in working days; see docs/promises.md.

    Norms behind the numbers: GB/T 33358-2016, 国办发〔2020〕53号, 国办函〔2025〕66号,
    DB11/T 2021-2022.
    """

    mode: str = "town"
    working_hours: str = "08:30-12:00 14:00-17:30"
    acceptance_hours: Hours = 2
    acceptance_head_hours: Hours = 2
    acceptance_leader_hours: Hours = 4
    urgent_hours: Hours = 2
    first_reply_hours: Hours = 24
    consultation_days: Days = 2
    consultation_warn_days: Days = 1
    matter_days: Days = 5
    hard_days: Days = 15
    letter_days: Days = 10
    return_hours: Hours = 4
    pause_days: Days = 5
    pause_requests: Annotated[int, Meta(ge=1, le=10)] = 2
    confirm_days: Annotated[int, Meta(ge=2, le=60)] = 7
    warn_percent: Annotated[int, Meta(ge=1, le=99)] = 75
    supervise_days: Days = 1
    circulate_days: Days = 5
    scheduled_notice_days: Days = 5
    quiet_from: str = "20:00"
    quiet_until: str = "08:00"
    duty_message: str = "08:30"
    reminders_a_day: Annotated[int, Meta(ge=1, le=3)] = 3
    scheduled_months: Annotated[int, Meta(ge=1, le=60)] = 12
    contact_days: Days = 7
    hotline: Annotated[str, Meta(min_length=3, max_length=40)] = "12345"
    freeze_days: Annotated[int, Meta(ge=1, le=90)] = 15


PROMISES: dict[str, tuple[str, str]] = {
    "promises.mode": (
        "town: a new ticket is dispatched as it is registered; city: dispatchers do it.",
        "town：登记时自动派单；city：由派单员派单。",
    ),
    "promises.working_hours": (
        "The working hours of departments that name none, such as 08:30-12:00 14:00-17:30.",
        "没有写明办公时间的单位按此计算，如 08:30-12:00 14:00-17:30。",
    ),
    "promises.acceptance_hours": (
        "Working hours within which a person must take a ticket; then the deputy is told.",
        "签收时限（工作小时）；到时无人签收即告知副手。",
    ),
    "promises.acceptance_head_hours": (
        "Working hours after that until the head of the department is told.",
        "再过多少工作小时告知单位负责人。",
    ),
    "promises.acceptance_leader_hours": (
        "Working hours after the same moment until the leader is told.",
        "自签收时限起过多少工作小时告知领导。",
    ),
    "promises.urgent_hours": (
        "Hours, day and night, within which a person must act on an urgent ticket.",
        "紧急工单首次人工处理的时限（小时，昼夜连续计算）。",
    ),
    "promises.first_reply_hours": (
        "Hours, holidays included, within which a person must first reply.",
        "首次人工答复的时限（小时，节假日照算）。",
    ),
    "promises.consultation_days": (
        "Working days to settle a consultation.",
        "咨询类办结时限（工作日）。",
    ),
    "promises.consultation_warn_days": (
        "Working days after which the warning of a consultation comes.",
        "咨询类预警的时间（工作日）。",
    ),
    "promises.matter_days": (
        "Working days to settle a complaint, a suggestion or a request for help.",
        "投诉、建议、求助类办结时限（工作日）。",
    ),
    "promises.hard_days": (
        "Working days to settle what is hard or takes several departments.",
        "多个单位协办或疑难事项办结时限（工作日）。",
    ),
    "promises.letter_days": (
        "Working days to settle a letter to a leader.",
        "领导信箱来信办结时限（工作日）。",
    ),
    "promises.return_hours": (
        "Working hours in which a department may return a ticket, and a return is decided.",
        "退单和退单审核的时限（工作小时）。",
    ),
    "promises.pause_days": (
        "The most working days, in all, that the clock stands while a resident is asked.",
        "等待居民补充期间最多停钟的工作日总数。",
    ),
    "promises.pause_requests": (
        "How often a resident may be asked for more in one ticket.",
        "每件工单最多可要求居民补充的次数。",
    ),
    "promises.confirm_days": (
        "Days after an answer in which a resident may confirm; then the ticket closes unconfirmed.",
        "答复后等待居民确认的天数；过期按「未确认」办结。",
    ),
    "promises.warn_percent": (
        "Per cent of the time after which the official is warned.",
        "时限过去百分之几时预警。",
    ),
    "promises.supervise_days": (
        "Working days after the limit until the head of the department supervises.",
        "超时多少个工作日后由单位负责人督办。",
    ),
    "promises.circulate_days": (
        "Working days after the limit until it stands in the brief.",
        "超时多少个工作日后通报。",
    ),
    "promises.scheduled_notice_days": (
        "Working days before a planned matter's date that the official is reminded.",
        "挂账事项到期前多少个工作日提醒承办人。",
    ),
    "promises.quiet_from": (
        "When the quiet hours begin, in the city's time; only urgent matters disturb them.",
        "免打扰时段开始时间；只有紧急事项除外。",
    ),
    "promises.quiet_until": (
        "When the quiet hours end.",
        "免打扰时段结束时间。",
    ),
    "promises.duty_message": (
        "When the morning's duty message comes; it carries what waited over night.",
        "每天值班提醒的发送时间；夜间积压的提醒一并带上。",
    ),
    "promises.reminders_a_day": (
        "The most bundled reminders that one official gets in a day.",
        "每位工作人员每天最多收到几次合并提醒。",
    ),
    "promises.scheduled_months": (
        "The most months for which a matter may be put on the plan.",
        "列入计划（挂账）最长多少个月。",
    ),
    "promises.contact_days": (
        "Days after an official's contact in which a better verdict needs a call-back to stand.",
        "工作人员联系居民后多少天内改好的评价，须经其他单位回访才算数。",
    ),
    "promises.hotline": (
        "The number that residents are to call when nobody is on duty.",
        "无人值守时请居民拨打的电话。",
    ),
    "promises.freeze_days": (
        "Days after a period until its three rates are frozen.",
        "统计期结束后多少天冻结三率。",
    ),
}
"""What every setting of the section means."""
