"""A platform of the tests on a port of this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web


@asynccontextmanager
async def served(app: web.Application, **more: Any) -> AsyncIterator[str]:
    """Serve it for as long as the block runs; its address without a scheme, as `127.0.0.1:4711`."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, **more)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"{host}:{port}"
    finally:
        await runner.cleanup()
