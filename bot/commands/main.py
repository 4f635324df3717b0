"""The command `wenzheng` with all that it can do."""

from __future__ import annotations

import click

from bot import __version__
from bot.commands.access import access
from bot.commands.calendar import calendar
from bot.commands.catalogue import catalogue
from bot.commands.corrections import corrections, match
from bot.commands.departments import department
from bot.commands.doctor.command import doctor
from bot.commands.duty import duty
from bot.commands.faq.calibrate import calibrate
from bot.commands.faq.command import faq
from bot.commands.faq.evaluate import evaluate
from bot.commands.faq.lint import lint
from bot.commands.faq.upkeep import drafts, gaps, review
from bot.commands.faq.variants import suggest_variants
from bot.commands.inbox import inbox
from bot.commands.keeping import backup, export, restore
from bot.commands.notices import notices
from bot.commands.officials import official
from bot.commands.printing import examples
from bot.commands.program import Program
from bot.commands.rates import rates
from bot.commands.residents import resident
from bot.commands.retention import retention
from bot.commands.rooms import room
from bot.commands.shell import WenzhengProgram
from bot.commands.stand_ins import absences, away, back, deputy
from bot.commands.starting import init, serve
from bot.commands.telegram import telegram
from bot.commands.tickets.command import tickets
from bot.commands.tickets.overrides import overrides
from bot.commands.wechat import wechat
from bot.commands.wecom import wecom


@click.group(
    cls=WenzhengProgram,
    epilog=examples("serve", "faq import faq.xlsx", "--data /srv/wenzheng tickets list --json"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="wenzheng")
def cli() -> None:
    """Wenzheng 问政: residents ask in a chat, the FAQ or an official answers, nothing is lost."""


for _command in (
    init,
    serve,
    doctor,
    faq,
    tickets,
    rates,
    official,
    department,
    room,
    telegram,
    duty,
    calendar,
    catalogue,
    notices,
    inbox,
    resident,
    access,
    retention,
    export,
    backup,
    restore,
    wechat,
    wecom,
):
    cli.add_command(_command)
for _command in (evaluate, calibrate, lint, suggest_variants, drafts, gaps, review):
    faq.add_command(_command)
for _command in (deputy, away, back, absences):
    official.add_command(_command)
tickets.add_command(overrides)
catalogue.add_command(match)
catalogue.add_command(corrections)


def main() -> None:
    """Run the command line."""
    cli(prog_name="wenzheng", obj=Program())
