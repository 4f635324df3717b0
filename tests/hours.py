"""At which hours the services of the tests live: what they do is the same whenever a test runs."""

from __future__ import annotations

from bot.settings import Promises

ANY_HOUR = Promises(quiet_from="23:59", quiet_until="00:00", duty_message="23:59")
"""No night, and no morning's duty message between a test's own words.

The message would come in the one minute that is night, and therefore never.
"""
