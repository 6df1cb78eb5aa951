from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest


@pytest.fixture
def jobs_file(tmp_path):
    """Write prompts or rows of CSV to a jobs file; returns its path."""

    def write(*lines: str, name: str = "jobs.txt") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines), "utf-8")
        return path

    return write


@pytest.fixture
def query():
    """Ask the record of a folder."""

    def query(folder: Path, question: str) -> list[tuple]:
        connection = sqlite3.connect(folder / "batch.sqlite")
        try:
            return connection.execute(question).fetchall()
        finally:
            connection.close()

    return query
