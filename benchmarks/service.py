"""Starts the real service on a fresh data folder for a measurement, and stops it again."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.listening import free_port

ALONE = {"WENZHENG_MATCHING_BESIDE": "off", "WENZHENG_CONVERSATION_BESIDE": "off"}
"""The environment of a service beside which no other process stands."""
ROOT = Path(__file__).parents[1]
START_SECONDS = 120.0


class Service:
    """The program with its data folder; `run` carries out a command of its command line.

    `more` are further variables of its environment.
    """

    def __init__(self, data: Path, more: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("WENZHENG_")},
            "WENZHENG_DATA": str(data),
            "WENZHENG_PORT": str(self.port),
            "WENZHENG_LIMITS_MESSAGES_PER_MINUTE": "1000000",
            # The default install is measured, whatever the developer's own holds.
            "WENZHENG_MATCHING_ENCODER": "off",
            **(more or {}),
        }
        self._log = data.with_name("serve.log")

    def run(self, *arguments: str) -> Any:  # noqa: ANN401 - whatever JSON the command prints
        """Carry out a command; its JSON. Raises `SystemExit` where it fails."""
        done = subprocess.run(
            [*_program(), *arguments, "--json"],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"wenzheng {' '.join(arguments)} failed:\n{done.stdout}")
        return json.loads(done.stdout)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """`wenzheng serve` for as long as the block runs."""
        with self._log.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *_program(), "serve", cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )
        try:
            await self._until_it_answers(process)
            yield
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()

    async def health(self) -> dict[str, Any]:
        """What /healthz tells. Raises `aiohttp.ClientError` where nobody answers."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.url}/healthz", raise_for_status=True) as response,
        ):
            return dict(await response.json())

    def put_off(self) -> bool:
        """Whether some messages were only kept at first, for there was no time to match them.

        They are acknowledged sooner than others, and must not count as handled.
        """
        return "faster than they can be handled" in self._log.read_text("utf-8", "replace")

    async def _until_it_answers(self, process: asyncio.subprocess.Process) -> None:
        async with asyncio.timeout(START_SECONDS):
            while True:
                try:
                    await self.health()
                except aiohttp.ClientError:
                    if process.returncode is not None:
                        said = self._log.read_text("utf-8", "replace")
                        raise SystemExit(f"the service did not start:\n{said}") from None
                    await asyncio.sleep(0.1)
                else:
                    return


def _program() -> tuple[str, ...]:
    return (sys.executable, "-m", "bot")
