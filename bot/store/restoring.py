"""Puts a backup in the place of the database: checked first, at once or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.clock import stamp
from bot.errors import StoreBusy, StoreError, WenzhengError
from bot.store.backup import WHOLE, copy_whole
from bot.store.folders import sync_folder
from bot.store.lock import ServeLock
from bot.store.migrate import check_known
from bot.store.new_file import check_new, new_file
from bot.store.sqlite import connect
from bot.store.sqlite_errors import explain, is_damage

REPLACED = "replaced"
"""The folder beside the database where what stood in its place before is laid."""
_BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a database, and what would spoil another one in its place."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands in the database's place now; `replaced` is where the former one lies, if any.

    `schema` is the number of the backup's; the next start brings it to this program's.
    """

    place: Path
    size: int
    schema: int
    replaced: Path | None


def restore(source: Path, place: Path | str, *, replace: bool, now: datetime) -> Restored:
    """Put the backup `source` in the place of the database, whole or not at all.

    `place` is what `bot.store.opening.locate` gives. A database that is there is kept, or, where
    the backup is to `replace` it, laid aside. Raises `WenzhengError` where it may not be done,
    `AlreadyServing` while a service runs, `StoreError` where the backup is no good, or the place
    cannot be written.
    """
    if isinstance(place, str):
        raise WenzhengError(
            "The database is PostgreSQL, which has its own tool for this; stop Wenzheng, then use: "
            f"pg_restore --clean --if-exists --dbname=DATABASE {source}"
        )
    _check_asked(source, place, replace=replace)
    schema = _schema(source)
    with ServeLock(place.parent):
        # The service holds the same lock, but where the database is a link to another disk, all
        # that is kept and moved lies on that disk.
        place = place.resolve()
        # Somebody may have begun one meanwhile.
        _check_asked(source, place, replace=replace)
        fresh = _copied(source, place)
        try:
            replaced = _lay_aside(place, now)
            fresh.replace(place)
        except OSError as error:
            raise StoreError(
                f"{place} cannot be replaced ({error.strerror}), and stands where it was; the log "
                f"of a damaged one may lie in {place.parent / REPLACED}. See that {place.parent} "
                "and all files in it may be written."
            ) from error
        finally:
            fresh.unlink(missing_ok=True)
        _keep_name(place)
    return Restored(place, place.stat().st_size, schema, replaced)


def _check_asked(source: Path, place: Path, *, replace: bool) -> None:
    _check_readable(source)
    if not place.exists():
        return
    if source.samefile(place):
        raise WenzhengError(f"{source} is the database itself; name a backup of it.")
    if not replace:
        raise WenzhengError(
            f"{place} holds a database already, which is kept. With --replace the backup takes its "
            f"place, and what is there now lies in {place.parent / REPLACED} afterwards."
        )


def _check_readable(source: Path) -> None:
    try:
        if not source.is_file():
            raise WenzhengError(f"{source}: there is no file here; name a backup.")
        source.open("rb").close()
    except OSError as error:
        raise StoreError(
            f"{source} may not be read ({error.strerror}), and nothing was changed. The user that "
            "runs Wenzheng, and this command, must have the right to read it and to enter its "
            "folder."
        ) from error


def _schema(source: Path) -> int:
    """The number of the backup's schema. Raises `StoreError` where there is none we know."""
    try:
        with closing(connect(source, read_only=True)) as file:
            ours = file.execute(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'"
            ).fetchone()
            if not ours:
                raise StoreError(f"{source} is no database of Wenzheng's; name a backup of one.")
            found = file.execute("SELECT number, digest FROM migrations ORDER BY number").fetchall()
    except sqlite3.Error as error:
        raise _no_good(source, error) from error
    return check_known(str(source), found)


def _copied(source: Path, place: Path) -> Path:
    """The backup as a file of its own beside the place, checked and on the disk."""
    fresh = place.with_name(f"{place.name}.restored")
    # What a restore left that was killed; whoever holds the lock is alone with it.
    fresh.unlink(missing_ok=True)
    with new_file(fresh) as draft:
        verdict = copy_whole(source, draft)
        if verdict != WHOLE:
            raise StoreError(
                f"{source}: this backup is damaged ({verdict}) and was not restored; take an older "
                "one."
            )
    return fresh


def _lay_aside(place: Path, now: datetime) -> Path | None:
    """Lay what is there in the folder `replaced`; a whole database stays here too until then."""
    if place.exists():
        _end_log(place)
    found = [end for end in ("", *_BESIDE) if _beside(place, end).exists()]
    if not found:
        return None
    moment = stamp(now).replace(":", "").replace("-", "")
    target = place.parent / REPLACED / f"{place.stem}-{moment}.db"
    target.parent.mkdir(mode=0o700, exist_ok=True)
    if place.exists():
        _keep_as_well(place, target)
    # Only a damaged database, or one that was taken away, still has a log: it would spoil ours.
    for end in _BESIDE:
        with suppress(FileNotFoundError):
            _beside(place, end).rename(_beside(target, end))
    # Before its other name is taken from what was there.
    sync_folder(target.parent)
    sync_folder(place.parent)
    return target


def _keep_name(place: Path) -> None:
    try:
        sync_folder(place.parent)
    except OSError as error:
        raise StoreError(
            f"{place} is restored, but the disk does not confirm that it keeps it "
            f"({error.strerror}); see what the disk lacks, then restore it again."
        ) from error


def _keep_as_well(place: Path, target: Path) -> None:
    check_new(target)
    try:
        os.link(place, target)
    except OSError:
        # Where there are no links (a network drive), a copy: the place is never left empty.
        with new_file(target) as copy:
            shutil.copyfile(place, copy)


def _beside(path: Path, end: str) -> Path:
    return path.with_name(f"{path.name}{end}")


def _end_log(place: Path) -> None:
    """Bring everything into the database's own file; a damaged one is left as it is.

    Raises `StoreBusy` where others use it.
    """
    try:
        # Only to be read: SQLite would throw the log of a damaged database away as it closes it.
        with closing(connect(place, read_only=True)) as file:
            (verdict,) = file.execute("PRAGMA quick_check(1)").fetchone()
        if verdict == WHOLE:
            with closing(connect(place)) as file:
                file.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.Error as error:
        explained = explain(error, place)
        if isinstance(explained, StoreBusy):
            raise explained from error


def _no_good(source: Path, error: sqlite3.Error) -> StoreError:
    if is_damage(error):
        return StoreError(f"{source}: this backup cannot be read ({error}); take another one.")
    return explain(error, source)
