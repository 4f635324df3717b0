"""Everything that is kept: what a database and a transaction are to the rest of the house."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

import msgspec

Row = Mapping[str, Any]
T = TypeVar("T")


class Transaction(Protocol):
    """Runs named statements (bot/store/sql) in one unit of work; synchronous on purpose.

    Nobody can await the network inside a transaction, and one implementation serves both engines.
    """

    def rows(self, statement: str, /, **values: object) -> list[Row]:
        """All rows of a named statement."""

    def row(self, statement: str, /, **values: object) -> Row | None:
        """The first row, or None."""

    def run(self, statement: str, /, **values: object) -> int:
        """Carry out a statement; the number of rows it touched."""

    def insert(self, statement: str, /, **values: object) -> int:
        """Keep one row; its id, 0 where the statement keeps none (`DO NOTHING`)."""

    def keep(self, statement: str, row: msgspec.Struct, /) -> int:
        """As `insert`, of a row whose fields are the statement's parameters, in its own order.

        For what each message leaves: no value has to be looked for by its name.
        """

    def run_many(self, statement: str, values: Iterable[Mapping[str, object]], /) -> None:
        """Carry out a statement once for each set of values."""


Work = Callable[[Transaction], T]
"""A transaction body: plain, synchronous and repeatable (it may be run again from the start)."""


class Database(Protocol):
    """One of the two engines."""

    @property
    def name(self) -> str:
        """`sqlite` or `postgres`."""

    async def transaction(self, work: Work[T]) -> T:
        """Run `work` and commit durably; resolves only after the commit.

        Raises what `work` raised (its changes undone), `StoreBusy`, or `StoreError`.
        """

    async def read(self, work: Work[T]) -> T:
        """Run `work` on a read-only view of what is committed, beside the writer."""

    async def close(self) -> None:
        """Finish what was begun and let go of the connections."""
