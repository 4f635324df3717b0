"""What the WeChat endpoint is measured against: WeRoBot that says one sentence to everybody.

    gunicorn --workers 1 --threads 8 peer:app

It keeps nothing, matches nothing, and has no session.
"""

from __future__ import annotations

import werobot

TOKEN = "benchtoken1"  # noqa: S105 - for a measurement

robot = werobot.WeRoBot(token=TOKEN, enable_session=False)


@robot.handler
def echo(message: object) -> str:
    """The same sentence, whatever was written."""
    return "收到，我们会尽快答复您。"


app = robot.wsgi
