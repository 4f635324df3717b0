"""What the settings need beyond the base is known before the service starts."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from bot.extras import extras, main
from bot.settings import Matching, Settings

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("database", "names"),
    [
        ("", ()),
        ("wenzheng.db", ()),
        ("sqlite:///srv/wenzheng.db", ()),
        ("postgresql://user:password@host:5432/name", ("postgres",)),
        ("postgres://host/name", ("postgres",)),
    ],
)
def test_a_database_brings_its_driver(database: str, names: tuple[str, ...]) -> None:
    """Each extra has a lock of its own, from which `make run` installs it."""
    settings = msgspec.structs.replace(Settings(), database=database)
    assert extras(settings) == names
    assert all((ROOT / f"requirements-{name}.txt").exists() for name in names)


@pytest.mark.parametrize(
    ("encoder", "names"),
    [
        ("auto", ()),
        ("off", ()),
        ("http://10.0.0.5:8000/v1", ()),
        ("universal", ("semantic",)),
        ("e5", ("e5",)),
        ("onnx:models/bge", ("onnx",)),
    ],
)
def test_an_encoder_brings_what_it_runs_on(encoder: str, names: tuple[str, ...]) -> None:
    """An address runs elsewhere, and what is there already needs nothing."""
    settings = msgspec.structs.replace(Settings(), matching=Matching(encoder=encoder))
    assert extras(settings) == names
    assert all((ROOT / f"requirements-{name}.txt").exists() for name in names)


def test_make_run_installs_what_the_settings_ask_for() -> None:
    """Before it starts the service."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    run = makefile[makefile.index("\nrun:") : makefile.index("\ntest:")]
    assert run.index("-m bot.extras") < run.index("wenzheng serve")


def test_wrong_settings_are_left_to_the_service_to_tell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No second complaint in front of the one that helps."""
    monkeypatch.setenv("WENZHENG_PROT", "1")
    main()
    assert capsys.readouterr().out == ""
