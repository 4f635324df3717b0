"""What a measurement shall keep to: each limit beside what was reached, and whether all hold."""

from __future__ import annotations

from tabulate import tabulate


class Limits:
    """Collects limits as they are measured; `told` prints them and says whether all hold."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, str, str]] = []
        self._hold = True

    def at_most(self, what: str, reached: float, limit: float) -> None:
        """What may not be greater than `limit`; both in the unit that `what` names."""
        holds = reached <= limit
        self._hold &= holds
        row = what, f"≤ {limit:,g}", f"{reached:,.3f}", "yes" if holds else "NO"
        self._rows.append(row)

    def told(self) -> bool:
        """Print the table of all limits; whether each holds."""
        headers = ["limit", "asked", "reached", "holds"]
        print()
        print(tabulate(self._rows, headers, tablefmt="github", disable_numparse=True), flush=True)
        return self._hold
