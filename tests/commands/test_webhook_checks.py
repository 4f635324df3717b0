"""What `wenzheng doctor` says of another front of the city."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bot.commands.doctor.webhook import check_webhook
from bot.settings import Settings, Webhook

SECRET = "x" * 40


@pytest.fixture
def front() -> Iterator[str]:
    """A front that refuses what is not signed."""

    class Refusing(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(403)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Refusing)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/messages"
    server.shutdown()
    thread.join()
    server.server_close()


def said(**webhook: str) -> list[str]:
    """What is found; the secret never among it."""
    found = list(check_webhook(Settings(public_url="https://wz", webhook=Webhook(**webhook))))
    assert SECRET not in str(found)
    return [f"{each.verdict.value}: {each.found}" for each in found]


def test_without_a_front_there_is_nothing_to_say() -> None:
    """It is nobody's duty."""
    assert said() == []


def test_a_front_is_told_where_to_post() -> None:
    """And what becomes of what cannot travel in a response."""
    assert said(secret=SECRET) == [
        "ok: the front posts to https://wz/channels/webhook",
        "ok: what is said travels in responses; the rest waits for the next push",
    ]


def test_the_fronts_own_address_is_tried(front: str) -> None:
    """Any answer shows that somebody is there; none is told."""
    assert said(secret=SECRET, url=front)[-1] == "ok: the front's own address can be reached"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        away = said(secret=SECRET, url=f"http://127.0.0.1:{port}/messages")[-1]
    assert away.startswith("warning: the front's address")


def test_an_address_without_a_secret_is_no_front() -> None:
    """Nothing would be sent: said rather than found out."""
    assert said(url="https://front.example/messages")[0].startswith("warning: webhook.url is set")
