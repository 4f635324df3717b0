"""Prints docs/settings.md: `python -m bot.settings > docs/settings.md`."""

import sys

from bot.settings.template import settings_page

if __name__ == "__main__":
    sys.stdout.write(settings_page())
