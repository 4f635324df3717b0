"""A real PostgreSQL server for the tests: Debian's binaries, a temporary folder, no port."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from tests.memory import short_folder
from tests.needs import missing

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
}


class PostgresServer:
    """A running server; it listens on a socket in its folder only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def address(self, database: str) -> str:
        """The address of one of its databases, as the setting `database` has it."""
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def create(self, template: str = "template0") -> str:
        """Make a database, a copy of `template`; its name."""
        name = f"test_{next(self._numbers)}"
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            # Half the time of writing ten megabytes to the log first, as is usual since version 15.
            if connection.info.server_version >= 150_000:
                copy += sql.SQL(" STRATEGY FILE_COPY")
            connection.execute(copy)
        return name

    def drop(self, database: str) -> None:
        """Throw a database away, whoever is still connected."""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def disconnect_all(self, database: str) -> None:
        """Break every connection to a database, as a restart of the server would."""
        self._execute(
            sql.SQL(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}"
            ).format(sql.Literal(database))
        )

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            self._execute(sql.SQL("SELECT 1"))
        except psycopg.OperationalError:
            return False
        return True

    def _execute(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server for as long as the context lasts; skips where there are no binaries."""
    binaries = _binaries()
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="wenzheng-pg-", dir=short_folder()))
    try:
        if user:
            shutil.chown(folder, user)
        _run(binaries / "initdb", folder / "data", user)
        server = PostgresServer(folder)
        process = _start(binaries / "postgres", folder, user)
        try:
            _wait(server, process, folder / "log")
            yield server
        finally:
            # Fast: a connection that a test forgot is not waited for.
            process.send_signal(signal.SIGINT)
            process.wait()
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path:
    debian = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if debian:
        return max(debian, key=lambda path: float(path.parent.name))
    found = shutil.which("postgres")
    if not found:
        missing("PostgreSQL", "get it with: apt-get install postgresql")
    return Path(found).resolve().parent


def _user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(initdb: Path, data: Path, user: str | None) -> None:
    subprocess.run(
        [
            initdb, "--pgdata", data, "--username", "postgres", "--auth", "trust",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        ],
        user=user, extra_groups=[] if user else None, cwd=data.parent,
        check=True, capture_output=True,
    )  # fmt: skip


def _start(postgres: Path, folder: Path, user: str | None) -> subprocess.Popen[bytes]:
    options = [f"--{name}={value}" for name, value in _SETTINGS.items()]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [postgres, "-D", folder / "data", f"--unix_socket_directories={folder}", *options],
            user=user, extra_groups=[] if user else None, cwd=folder,
            stdout=log, stderr=log,
        )  # fmt: skip


def _wait(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    while not server.answers():
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(encoding='utf-8')}")
        time.sleep(0.05)
