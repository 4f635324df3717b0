"""The program: `wenzheng`, also `python -m bot`."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command line.

    NumPy's products take one processor here and in the processes that it starts, unless the
    environment says otherwise: split over several they end no sooner for one question, and spin
    on processors that other residents' messages need.
    """
    # Read by OpenBLAS as it loads, so before anything that brings NumPy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from bot.commands.main import main as run

    run()


if __name__ == "__main__":
    main()
