"""What a refusal of WeChat or WeCom means for whoever has to mend it: what it is, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands.doctor.surroundings import Finding, problem, warning

if TYPE_CHECKING:
    from bot.channels.tencent.errors import ApiError

_MENDED = {
    # by its code: what it is, what to do
    40243: ("the account's secret is frozen", "thaw it (解冻) in the console"),
    45009: (
        "the account's calls of today are used up",
        "replies within five seconds go on; what else is owed goes out after midnight in Beijing",
    ),
    48004: (
        "the platform has banned the account's interfaces",
        "read its notice in the console",
    ),
}


def refused(subject: str, platform: str, error: ApiError, account: str = "AppID") -> Finding:
    """The finding of a refused call; `account` is what the platform calls the account's id."""
    from bot.channels.tencent.access_token import is_wrong_address, is_wrong_secret
    from bot.channels.tencent.errors import BUSY

    if is_wrong_address(error):
        address = error.address or "of this machine"
        return problem(
            subject,
            f"{platform} does not know the address {address} that we call from ({error.code})",
            f"add {address} to the IP allow list in the console; nothing is lost meanwhile",
        )
    if is_wrong_secret(error):
        return problem(
            subject,
            f"{platform} says that {account} and secret do not belong together ({error.code})",
            "copy both anew from the console, and start the service again",
        )
    if error.code == BUSY:
        return warning(
            subject, f"{platform} is out of order for the moment", "ask again in a minute"
        )
    if error.code in _MENDED:
        found, advice = _MENDED[error.code]
        return problem(subject, f"{found} ({error.code})", advice)
    return problem(
        subject,
        f"{platform} refuses us: {error}",
        "its documentation explains the number under 全局返回码 or 全局错误码",
    )
