"""The record: one SQLite file that knows what became of each job, whatever happens to the processes.

A job is `waiting`, `running`, `done` or `failed`, and every try of it is an attempt. The process that
has the folder's lock is the only one that writes, or that puts assets in their place. It publishes
an asset first and records it then: a finished asset that the record doesn't know of is found by its
seal, one that it knows of and that isn't there is made again.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..errors import ModelsheetError
from ..request import Request
from ..routes import find_route
from .jobs import Row
from .make import Outcome, Task, publish, sealed

FILE = "batch.sqlite"
ASSETS = "assets"
FORMAT = 1
MOST_DEATHS = 5  # of workers over one job, in one run

_TABLES = f"""
CREATE TABLE jobs (
    name        TEXT PRIMARY KEY COLLATE NOCASE,  -- of its folder in {ASSETS}/
    stem        TEXT,                             -- what the name was made from, unless it was given
    line        INTEGER,                          -- of the jobs file; NULL when it is no longer there
    fingerprint TEXT NOT NULL,
    job         TEXT NOT NULL,                    -- JSON
    generator   TEXT NOT NULL,
    category    TEXT NOT NULL,
    state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    error       TEXT NOT NULL DEFAULT '',
    seconds     TEXT NOT NULL DEFAULT '{{}}',       -- JSON, by phase
    files       TEXT NOT NULL DEFAULT '{{}}'        -- JSON, name to SHA-256
);
CREATE INDEX next_of_generator ON jobs (state, generator, line);
CREATE INDEX next ON jobs (state, line);
CREATE TABLE attempts (
    name        TEXT NOT NULL COLLATE NOCASE,
    fingerprint TEXT NOT NULL,
    started     REAL NOT NULL,                    -- seconds since 1970
    ended       REAL,
    outcome     TEXT CHECK (outcome IN ('done', 'failed', 'lost')),
    error       TEXT NOT NULL DEFAULT '',
    memory      INTEGER NOT NULL DEFAULT 0        -- the most that the worker has held, in bytes
);
CREATE INDEX attempts_of_job ON attempts (name);
PRAGMA user_version = {FORMAT};
"""

_ENLIST = """
INSERT INTO jobs (name, stem, line, fingerprint, job, generator, category) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET
    stem = excluded.stem, line = excluded.line, category = excluded.category,
    fingerprint = excluded.fingerprint, job = excluded.job, generator = excluded.generator,
    state = iif(fingerprint = excluded.fingerprint, state, 'waiting'),
    error = iif(fingerprint = excluded.fingerprint, error, ''),
    seconds = iif(fingerprint = excluded.fingerprint, seconds, '{}'),
    files = iif(fingerprint = excluded.fingerprint, files, '{}')
"""


@dataclass(frozen=True)
class Counts:
    """How many of the jobs in the jobs file are in which state."""

    waiting: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0

    @property
    def all(self) -> int:
        return self.waiting + self.running + self.done + self.failed


@dataclass(frozen=True)
class Entry:
    """What the record knows of a job."""

    name: str
    request: Request
    category: str
    state: str
    error: str
    seconds: dict[str, float]
    files: dict[str, str]


def entries(folder: Path) -> list[Entry]:
    """The jobs of a folder, in the order of the jobs file, then what is finished and no longer in it.

    A batch may be at work there. Raises ModelsheetError where there is no record.
    """
    file = folder / FILE
    if not file.is_file():
        raise ModelsheetError(f"{file} is missing: give the folder of a batch")
    query = """
        SELECT name, job, category, state, error, seconds, files FROM jobs
        WHERE line IS NOT NULL OR state = 'done' ORDER BY line IS NULL, line, name
    """
    with _explained(folder), closing(sqlite3.connect(file)) as db:
        rows = db.execute(query).fetchall()
    return [
        Entry(
            name,
            Request.from_json(json.loads(job)),
            category,
            state,
            error,
            json.loads(seconds),
            json.loads(files),
        )
        for name, job, category, state, error, seconds, files in rows
    ]


class Record:
    """The record of a folder, locked for this process until it is closed.

    Raises ModelsheetError when another batch works in the folder, when the disk is full, and when
    the file is damaged.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.assets = self.folder / ASSETS
        self._deaths: dict[str, int] = {}
        self.assets.mkdir(parents=True, exist_ok=True)
        self._lock = _lock(self.folder)
        try:
            self._db = self._open()
        except BaseException:
            self._lock.close()
            raise

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(sqlite3.Error):  # a full disk: the next one to open it tidies up
            self._db.close()
        self._lock.close()

    def enlist(self, rows: Iterable[Row]) -> None:
        """Make the rows the jobs. What is as it was keeps its state, a changed row waits again."""
        rows = list(rows)
        known = self._rows("SELECT stem, fingerprint, name FROM jobs WHERE stem IS NOT NULL")
        names = _names(rows, known)
        with self._transaction():
            self._db.execute("UPDATE jobs SET line = NULL")
            self._db.executemany(
                _ENLIST,
                (
                    (
                        name,
                        None if row.name else row.request.stem,
                        row.line,
                        row.request.fingerprint,
                        json.dumps(row.request.to_json(), ensure_ascii=False),
                        find_route(row.request).generator,
                        row.category,
                    )
                    for name, row in zip(names, rows, strict=True)
                ),
            )

    def resume(self, retry_failed: bool = False) -> None:
        """Set right what the last run could not: jobs it was at, assets it had published."""
        there = {entry.name.casefold() for entry in os.scandir(self.assets)}
        jobs = self._rows("SELECT name, job, state FROM jobs WHERE line IS NOT NULL")
        with self._transaction():
            self._db.execute(
                "UPDATE attempts SET ended = ?, outcome = 'lost', error = 'the batch was stopped'"
                " WHERE outcome IS NULL",
                (time.time(),),
            )
            again = ("running", "failed") if retry_failed else ("running", "running")
            self._db.execute("UPDATE jobs SET state = 'waiting', error = '' WHERE state IN (?, ?)", again)
            for name, job, state in jobs:
                if (state == "done") == (name.casefold() in there):
                    continue
                seal = sealed(self.assets / name, Request.from_json(json.loads(job)))
                if seal:
                    self._set_done(name, seal["seconds"], seal["files"])
                elif state == "done":
                    self._db.execute(
                        "UPDATE jobs SET state = 'waiting', files = '{}' WHERE name = ?", (name,)
                    )

    def counts(self) -> Counts:
        """Of the jobs in the jobs file."""
        states = "SELECT state, count(*) FROM jobs WHERE line IS NOT NULL GROUP BY state"
        return Counts(**dict(self._rows(states)))

    def next_generator(self) -> str | None:
        """The generator of the job that comes next; None when none waits."""
        query = (
            "SELECT generator FROM jobs WHERE state = 'waiting' AND line IS NOT NULL ORDER BY line LIMIT 1"
        )
        found = self._rows(query)
        return str(found[0][0]) if found else None

    def claim(self, generator: str | None = None) -> Task | None:
        """The next job, now running; one of this generator if there is one. None when none waits."""
        query = "SELECT name, job FROM jobs WHERE state = 'waiting' AND line IS NOT NULL"
        same = f"{query} AND generator = ? ORDER BY line LIMIT 1"
        found = self._rows(same, generator) or self._rows(f"{query} ORDER BY line LIMIT 1")
        if not found:
            return None
        name, job = found[0]
        task = Task(name, Request.from_json(json.loads(job)))
        with self._transaction():
            self._db.execute("UPDATE jobs SET state = 'running' WHERE name = ?", (task.name,))
            self._db.execute(
                "INSERT INTO attempts (name, fingerprint, started) VALUES (?, ?, ?)",
                (task.name, task.request.fingerprint, time.time()),
            )
        return task

    def settle(self, outcome: Outcome, stage: Path) -> str:
        """Publish what was made in `stage`, and record it; returns the state that the job is in now.

        A job whose worker died waits for another try, MOST_DEATHS of them at most.
        """
        name, end, state = outcome.task.name, "failed", "failed"
        if not outcome.error:
            with _explained(self.folder):
                publish(stage, self.assets / name)
            end = state = "done"
        elif outcome.lost or outcome.disk_full:
            self._deaths[name] = self._deaths.get(name, 0) + outcome.lost
            end, state = "lost", "failed" if self._deaths[name] >= MOST_DEATHS else "waiting"
        with self._transaction():
            if state == "done":
                self._set_done(name, outcome.seconds, outcome.files)
            else:
                self._db.execute(
                    "UPDATE jobs SET state = ?, error = ? WHERE name = ?", (state, outcome.error, name)
                )
            self._db.execute(
                "UPDATE attempts SET ended = ?, outcome = ?, error = ?, memory = ?"
                " WHERE name = ? AND outcome IS NULL",
                (time.time(), end, outcome.error, outcome.memory, name),
            )
        return state

    def _rows(self, query: str, *values: object) -> list[tuple]:
        with _explained(self.folder):
            return self._db.execute(query, values).fetchall()

    def _set_done(self, name: str, seconds: dict, files: dict) -> None:
        self._db.execute(
            "UPDATE jobs SET state = 'done', error = '', seconds = ?, files = ? WHERE name = ?",
            (json.dumps(seconds), json.dumps(files), name),
        )

    def _open(self) -> sqlite3.Connection:
        with _explained(self.folder):
            db = sqlite3.connect(self.folder / FILE, isolation_level=None)
            try:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = NORMAL")  # what a power cut undoes, `resume` finds
                [version] = db.execute("PRAGMA user_version").fetchone()
                if version == 0:
                    db.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
                elif version != FORMAT:
                    raise ModelsheetError(
                        f"{self.folder / FILE} has format {version}, this version reads {FORMAT}:"
                        " update modelsheet or choose another folder"
                    )
            except BaseException:
                db.close()
                raise
            return db

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _explained(self.folder):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has rolled it back already
                    self._db.execute("ROLLBACK")
                raise


def _names(rows: list[Row], known: Iterable[tuple[str, str, str]]) -> list[str]:
    """A name for each row: the one it gives, the one it had before, or a new one from prompt and seed.

    known: stem, fingerprint and name of the jobs in the record that gave none.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for stem, fingerprint, name in known:
        groups.setdefault((stem, fingerprint), []).append(name)
    before = {key: iter(sorted(group, key=len)) for key, group in groups.items()}
    taken = {row.name.casefold() for row in rows if row.name}
    names = [row.name or "" for row in rows]
    for i, row in enumerate(rows):
        if not names[i]:
            old = before.get((row.request.stem, row.request.fingerprint), iter(()))
            names[i] = next((name for name in old if name.casefold() not in taken), "")
            taken.add(names[i].casefold())
    counts: dict[str, int] = {}
    for i, row in enumerate(rows):
        while not names[i]:
            stem = row.request.stem
            counts[stem] = count = counts.get(stem, 0) + 1
            name = stem if count == 1 else f"{stem}-{count}"
            if name.casefold() not in taken:
                names[i] = name
                taken.add(name.casefold())
    return names


def _lock(folder: Path) -> IO[bytes]:
    """Hold the folder until the file is closed, or the process is gone. Raises ModelsheetError."""
    file = (folder / "batch.lock").open("ab")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise ModelsheetError(
            f"another batch works in {folder}: wait until it ends, or choose another folder"
        ) from error
    return file


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Say what to do about an error of the database."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError, OSError) as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        number = getattr(error, "errno", None)
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR) or number in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full(folder) from error
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise ModelsheetError(
                f"{folder / FILE} is damaged ({error}): move it away and run the same command again,"
                " finished assets are kept"
            ) from error
        if code:
            raise ModelsheetError(
                f"{folder / FILE} can't be used ({error}): close what uses it and run the same command again"
            ) from error
        raise


def disk_full(folder: Path) -> ModelsheetError:
    """The error that stops a batch without a job being to blame."""
    return ModelsheetError(
        f"the disk of {folder} is full or fails: free space and run the same command again,"
        " what is finished is kept"
    )
