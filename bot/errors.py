"""Every way in which Wenzheng refuses or fails, each a sentence that helps."""

from __future__ import annotations


class WenzhengError(Exception):
    """Something the reader can mend; the message is one sentence: what, where, and what to do."""


class SettingsError(WenzhengError):
    """A setting is missing, unknown or out of range; of several faults a line for each."""


class StoreError(WenzhengError):
    """The database cannot be opened, read or written."""


class StoreBusy(StoreError):  # noqa: N818 - a condition, named as one
    """The database is locked by someone else for longer than we wait; nothing was written."""


class AlreadyServing(WenzhengError):  # noqa: N818
    """Another `wenzheng serve` holds this data folder."""


class Refused(WenzhengError):  # noqa: N818
    """A rule says no. `reason` is a wording key, rendered for whoever asked in their language."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Doubted(Refused):
    """A rule doubts it: whoever asked may have it all the same by giving a reason."""


class SendError(WenzhengError):
    """A message was not delivered, with the facts the sender decides by.

    `retryable`: trying again can succeed; `retry_after`: seconds the platform asked us to wait;
    `unknown`: it may have arrived; `waiting`: it cannot arrive before the contact is back;
    `blocked`: the contact wants nothing from us; `migrated_to`: the contact's new address;
    `untried`: for certain nothing was sent, it is no try, and is made after `retry_after`;
    `topic`: a topic was made for it all the same, which the next try is to use;
    `begun`: a part of it is there already, and the next try goes on from there.
    """

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = False,
        retry_after: float | None = None,
        unknown: bool = False,
        waiting: bool = False,
        blocked: bool = False,
        migrated_to: str = "",
        untried: bool = False,
        topic: str = "",
    ) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.retry_after = retry_after
        self.unknown = unknown
        self.waiting = waiting
        self.blocked = blocked
        self.migrated_to = migrated_to
        self.untried = untried
        self.topic = topic
        self.begun = False
