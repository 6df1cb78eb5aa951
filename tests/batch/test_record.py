"""The record: jobs keep their names and states through every run, and only one process has it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from modelsheet.batch.jobs import Row
from modelsheet.batch.make import Maker, Outcome, publish
from modelsheet.batch.record import MOST_DEATHS, Counts, Record
from modelsheet.errors import ModelsheetError
from modelsheet.evaluation.bench_batch import load_stand_in
from modelsheet.request import Request


def rows(*jobs: Request, names: tuple[str | None, ...] = ()) -> list[Row]:
    names = names or (None,) * len(jobs)
    return [Row(i + 1, job, name) for i, (job, name) in enumerate(zip(jobs, names, strict=True))]


def sheet(prompt: str, seed: int = 0, **options) -> Request:
    return Request(prompt, seed, views_only=True, **options)


def names(record: Record) -> list[str]:
    listed = record._db.execute("SELECT name FROM jobs WHERE line IS NOT NULL ORDER BY line")
    return [name for (name,) in listed]


def do_all(record: Record) -> list[str]:
    """Make every waiting job; returns their names."""
    maker, made = Maker(load_stand_in), []
    while task := record.claim():
        stage = record.folder / f"stage-{task.name}"
        record.settle(maker.make(task, stage), stage)
        made.append(task.name)
    return made


@pytest.fixture
def record(tmp_path):
    with Record(tmp_path / "out") as record:
        yield record


def test_names_come_from_prompt_and_seed_and_are_unique(record):
    record.enlist(rows(sheet("a crate"), sheet("A Crate!"), sheet("a crate", 7), sheet("a crate")))
    assert names(record) == ["a-crate-0", "a-crate-0-2", "a-crate-7", "a-crate-0-3"]


def test_a_given_name_comes_first(record):
    record.enlist(rows(sheet("a crate"), sheet("a barrel"), names=(None, "A-Crate-0")))
    assert names(record) == ["a-crate-0-2", "A-Crate-0"]


def test_what_is_as_it_was_is_not_made_again(record):
    record.enlist(rows(sheet("a crate"), sheet("a barrel", 7), sheet("a crate", steps=3)))
    assert do_all(record) == ["a-crate-0", "a-barrel-7", "a-crate-0-2"]

    record.enlist(rows(sheet("a crate", steps=3), sheet("a crate", steps=4), sheet("a crate")))
    record.resume()
    assert names(record) == ["a-crate-0-2", "a-crate-0-3", "a-crate-0"]
    assert record.counts() == Counts(waiting=1, done=2)
    assert do_all(record) == ["a-crate-0-3"]


def test_a_changed_row_is_made_anew_in_its_place(record):
    record.enlist(rows(sheet("a crate"), sheet("a barrel"), names=("one", "two")))
    do_all(record)
    before = (record.assets / "two" / "sheet.png").read_bytes()

    record.enlist(rows(sheet("a crate"), sheet("a barrel", 5), names=("one", "two")))
    record.resume()
    assert do_all(record) == ["two"]
    assert (record.assets / "two" / "sheet.png").read_bytes() != before
    assert sorted(path.name for path in record.assets.iterdir()) == ["one", "two"]


def test_a_category_may_change_without_work(record):
    record.enlist([Row(1, sheet("a crate"))])
    do_all(record)
    record.enlist([Row(1, sheet("a crate"), category="boxes")])
    record.resume()
    assert record.counts() == Counts(done=1)


def test_a_row_that_is_gone_does_not_count_and_may_come_back(record):
    record.enlist(rows(sheet("a crate"), sheet("a barrel")))
    do_all(record)
    record.enlist(rows(sheet("a barrel")))
    record.resume()
    assert record.counts() == Counts(done=1)
    record.enlist(rows(sheet("a barrel"), sheet("a crate")))
    record.resume()
    assert record.counts() == Counts(done=2)


def test_what_was_published_but_not_recorded_is_found(record):
    """A kill between the two, or a record that is lost."""
    record.enlist(rows(sheet("a crate"), sheet("a barrel"), sheet("a cup")))
    maker = Maker(load_stand_in)
    for spoil in (False, True):
        task = record.claim()
        stage = record.folder / "stage"
        assert maker.make(task, stage).error == ""
        publish(stage, record.assets / task.name)
        if spoil:
            (record.assets / task.name / "sheet.png").write_bytes(b"half")
    record.claim()
    assert record.counts() == Counts(running=3)

    record.resume()
    assert record.counts() == Counts(waiting=2, done=1)
    assert do_all(record) == ["a-barrel-0", "a-cup-0"]
    attempts = record._db.execute("SELECT name, outcome FROM attempts ORDER BY rowid").fetchall()
    assert [outcome for _, outcome in attempts] == ["lost", "lost", "lost", "done", "done"]


def test_an_asset_that_was_deleted_is_made_again(record):
    record.enlist(rows(sheet("a crate")))
    do_all(record)
    (record.assets / "a-crate-0").rename(record.folder / "elsewhere")
    record.resume()
    assert do_all(record) == ["a-crate-0"]


def test_failed_jobs_are_tried_again_only_when_asked(record):
    record.enlist(rows(sheet("a crate")))
    record.settle(Outcome(record.claim(), error="no luck"), record.folder / "stage")
    assert record._db.execute("SELECT state, error FROM jobs").fetchall() == [("failed", "no luck")]
    record.resume()
    assert record.counts() == Counts(failed=1)
    record.resume(retry_failed=True)
    assert do_all(record) == ["a-crate-0"]
    assert record._db.execute("SELECT state, error FROM jobs").fetchall() == [("done", "")]


def test_a_job_that_kills_its_workers_fails_in_the_end(record):
    record.enlist(rows(sheet("a bomb")))
    states = []
    while task := record.claim():
        states.append(record.settle(Outcome(task, error="killed", lost=True), record.folder / "stage"))
    assert states == ["waiting"] * (MOST_DEATHS - 1) + ["failed"]


def test_jobs_of_the_generator_that_is_loaded_come_first(record):
    one, two = (sheet(prompt, generator=name) for prompt, name in (("a crate", "a"), ("a cup", "b")))
    record.enlist(rows(one, two, sheet("a barrel", generator="a"), sheet("a mug", generator="b")))
    assert record.next_generator() == "a"
    assert [record.claim("b").name for _ in range(4)] == ["a-cup-0", "a-mug-0", "a-crate-0", "a-barrel-0"]
    assert record.claim("b") is None
    assert record.next_generator() is None


def test_a_second_batch_is_refused_until_the_first_is_gone(tmp_path):
    script = (
        "import sys, modelsheet.batch.record as record\n"
        "held = record.Record(sys.argv[1])\n"
        "print('mine', flush=True)\n"
        "input()"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert first.stdout.readline() == "mine\n"
        with pytest.raises(ModelsheetError, match="another batch works in"):
            Record(tmp_path)
    finally:
        first.kill()
        first.wait()
        first.stdin.close()
        first.stdout.close()
    with Record(tmp_path) as record:
        assert record.counts() == Counts()


def test_a_damaged_record_says_what_to_do(tmp_path):
    (tmp_path / "batch.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(ModelsheetError, match=r"damaged .* move it away"):
        Record(tmp_path)


def test_a_record_that_is_damaged_inside_says_what_to_do(record):
    record.enlist(rows(Request("a crate")))
    record._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    record._db.close()
    path = record.folder / "batch.sqlite"
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"?" * (len(whole) - 4096))
    record._db = record._open()
    with pytest.raises(ModelsheetError, match=r"damaged .* move it away"):
        record.enlist(rows(Request("a crate")))


def test_a_record_of_a_later_version_says_so(tmp_path):
    with Record(tmp_path) as record:
        record._db.execute("PRAGMA user_version = 99")
    with pytest.raises(ModelsheetError, match="format 99"):
        Record(tmp_path)
