"""The real program, as a shell runs it."""

from __future__ import annotations

import json
import os
import pty
import socket
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.patience import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.process


def environment(folder: Path, **more: str) -> Mapping[str, str]:
    """An environment without settings of the developer, but for the data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WENZHENG_")}
    return {**kept, "WENZHENG_DATA": str(folder / "data"), **more}


def wenzheng(folder: Path, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *args],
        cwd=folder,
        env=environment(folder, **more),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
    )


def in_terminal(folder: Path, *args: str) -> str:
    """What the program shows on a terminal."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *args],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    shown = b""
    try:
        while chunk := os.read(leader, 4096):
            shown += chunk
    except OSError:
        # So a terminal ends when nobody writes to it any more.
        pass
    finally:
        os.close(leader)
    assert process.wait(timeout=PATIENCE_SECONDS) == 0, shown
    return shown.decode().replace("\r\n", "\n")


def table(folder: Path, entries: int) -> Path:
    """An FAQ of so many entries."""
    path = folder / "faq.jsonl"
    lines = ({"id": f"e{n}", "question": f"第{n}个问题?", "answer": "是"} for n in range(entries))
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_a_city_is_set_up_with_commands_alone(tmp_path: Path) -> None:
    """Departments, an official, an FAQ; then it is matched, exported and found in order."""
    assert wenzheng(tmp_path, "department", "add", "duty", "值班室").returncode == 0
    person = ("王芳", "--department", "duty", "--role", "承办人", "--role", "管理员")
    assert wenzheng(tmp_path, "official", "add", *person).returncode == 0
    imported = wenzheng(tmp_path, "faq", "import", str(table(tmp_path, 50)), "--json")
    assert json.loads(imported.stdout)["added"] == 50
    matched = wenzheng(tmp_path, "faq", "match", "--json", "第7个问题")
    assert json.loads(matched.stdout)["candidates"][0]["id"] == "e7"
    exported = wenzheng(tmp_path, "export", "out.db", "--json")
    assert json.loads(exported.stdout)["rows"]["faq"] == 50
    assert wenzheng(tmp_path, "doctor", WENZHENG_PORT="0").returncode == 0


def test_a_refusal_is_one_sentence_on_standard_error(tmp_path: Path) -> None:
    """Exit code 1, nothing else anywhere."""
    refused = wenzheng(tmp_path, "faq", "import", "missing.csv")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Error: missing.csv does not exist")
    assert refused.stderr.count("\n") == 1


def test_a_sign_in_link_is_shown_on_a_terminal(tmp_path: Path) -> None:
    """And only there."""
    wenzheng(tmp_path, "department", "add", "duty", "值班室")
    wenzheng(tmp_path, "official", "add", "王芳", "--department", "duty")
    assert "/desk/sign-in/" in in_terminal(tmp_path, "official", "link", "王芳")
    piped = wenzheng(tmp_path, "official", "link", "王芳")
    assert (piped.returncode, piped.stdout) == (1, "")


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    """A file or a pipe gets the result alone."""
    path = str(table(tmp_path, 3_000))
    assert "Importing" in in_terminal(tmp_path, "faq", "import", path)
    assert wenzheng(tmp_path, "faq", "import", path, "--replace").stderr == ""


def test_of_two_imports_at_once_none_harms_the_other(tmp_path: Path) -> None:
    """Each ends whole, or says that another is under way."""
    wenzheng(tmp_path, "faq", "list")
    path = str(table(tmp_path, 3_000))
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "bot", "faq", "import", path],
            cwd=tmp_path,
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    ended = [
        (process.communicate(timeout=PATIENCE_SECONDS), process.returncode) for process in both
    ]
    for (_, stderr), code in ended:
        assert code == 0 or "Another import of the FAQ is under way" in stderr
    assert any(code == 0 for _, code in ended)
    listed = wenzheng(tmp_path, "faq", "list", "--json")
    assert len(json.loads(listed.stdout)) == 3_000


def service_in(examined: str) -> dict[str, str]:
    """What the doctor says of the service, among all that it looks at."""
    findings: list[dict[str, str]] = json.loads(examined)
    return next(each for each in findings if each["subject"] == "service")


def test_commands_work_beside_the_running_service(tmp_path: Path) -> None:
    """It is seen, it notices a new FAQ, keeps a second one out, and ends in good order."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = str(free.getsockname()[1])
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", port],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as service:
        assert service.stdout is not None
        try:
            welcome = [service.stdout.readline() for _ in range(4)]
            assert f"http://127.0.0.1:{port}/desk" in "".join(welcome)
            assert "/desk/sign-in/" not in "".join(welcome)
            here = f"is running at http://127.0.0.1:{port}, "
            found = service_in(wenzheng(tmp_path, "doctor", "--json", WENZHENG_PORT=port).stdout)
            assert (found["verdict"], found["found"][: len(here)]) == ("ok", here)
            # It is found though nobody told this command the port, and the link leads to it.
            found = service_in(wenzheng(tmp_path, "doctor", "--json").stdout)
            assert (found["verdict"], found["found"][: len(here)]) == ("warning", here)
            link = in_terminal(tmp_path, "official", "link", "值班员")
            assert f"http://127.0.0.1:{port}/desk/sign-in/" in link
            assert wenzheng(tmp_path, "faq", "import", str(table(tmp_path, 50))).returncode == 0
            second = wenzheng(tmp_path, "serve", "--port", "0")
            assert (second.returncode, second.stdout) == (1, "")
            assert "already works on" in second.stderr
        finally:
            service.terminate()
        assert service.wait(timeout=PATIENCE_SECONDS) == 0


def test_a_reader_who_leaves_early_causes_no_complaint(tmp_path: Path) -> None:
    """As in `wenzheng faq list | head`."""
    wenzheng(tmp_path, "faq", "import", str(table(tmp_path, 3_000)))
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "faq", "list", "--json"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    complaint = process.stderr.read().decode()
    process.stderr.close()
    process.wait(timeout=PATIENCE_SECONDS)
    assert "Traceback" not in complaint
    assert "went wrong" not in complaint
