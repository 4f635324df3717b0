"""Runs one transaction body so that neither engine can be surprised by it."""

from __future__ import annotations

from typing import Protocol, TypeVar

from bot.store import Transaction, Work

T = TypeVar("T")


class WatchedTransaction(Transaction, Protocol):
    """A transaction that remembers the statement that failed in it."""

    @property
    def statement(self) -> str:
        """The name of the latest statement, or nothing."""

    @property
    def failure(self) -> Exception | None:
        """The engine's error at the first failed statement, or None."""


def carry_out(work: Work[T], tx: WatchedTransaction) -> T:
    """Run the body; a failed statement fails the body, whatever the body made of the error.

    PostgreSQL would not commit after a failed statement and SQLite would: here both refuse.
    """
    try:
        return _result(work, tx)
    finally:
        if tx.failure is not None:
            # Stands in for whatever the body returned or raised.
            raise tx.failure


def _result(work: Work[T], tx: Transaction) -> T:
    try:
        return work(tx)
    except StopIteration as error:
        # A future cannot hold a StopIteration: whoever awaits it would wait for ever.
        raise RuntimeError("a transaction body let a StopIteration out") from error
