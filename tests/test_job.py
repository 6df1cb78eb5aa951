"""Jobs: the same options from the command line and from a file."""

from __future__ import annotations

import argparse
import shlex
from dataclasses import replace

import pytest

from modelsheet import cli
from modelsheet.errors import ModelsheetError
from modelsheet.job import OPTIONS, Job, slug, yes_or_no

FULL = Job("a crate", 7, 4, 3.5, 200, 128, 1.5, True, "embedded")
PICTURE = Job("", 7, image="/pictures/my crate.png", image_view="right")


def test_every_option_has_a_field_and_no_other_does():
    assert set(OPTIONS) == set(vars(FULL)) - {"prompt"}


@pytest.mark.parametrize("job", [FULL, PICTURE, Job('it\'s a "barrel" 木の樽')])
def test_the_command_makes_the_same_job_again(job):
    words = shlex.split(job.command)
    assert words[0] == "modelsheet"
    options = vars(cli._parser().parse_args(words[1:]))
    assert Job.of(options["prompt"], options) == job


def test_only_equal_jobs_have_equal_fingerprints():
    every = replace(FULL, image="crate.png", image_view="right", sheet="crate-7", pin="top", expand=False)
    jobs = [Job("a crate"), FULL, every, *(replace(every, **{name: None}) for name in OPTIONS)]
    assert len({job.fingerprint for job in jobs}) == len(jobs)
    assert Job("a crate").fingerprint == Job("a crate", seed=0).fingerprint


def test_another_picture_of_the_same_name_makes_another_fingerprint(tmp_path):
    job = Job("", image=str(tmp_path / "crate.png"))
    (tmp_path / "crate.png").write_bytes(b"one")
    before = job.fingerprint
    (tmp_path / "crate.png").write_bytes(b"two")
    assert job.fingerprint != before


def test_a_saved_sheet_gives_prompt_and_seed_where_none_is_given(wedge_sheet, tmp_path):
    replace(wedge_sheet, seed=7).save(tmp_path / "wedge-7")
    job = Job.of("", {"sheet": str(tmp_path / "wedge-7"), "pin": "front,left"})
    assert (job.prompt, job.seed, job.stem) == ("a wedge", 7, "wedge-7-7")
    assert set(job.known().color) == {"front", "left"}
    assert Job.of("a red wedge", {**job.options, "seed": 9}).stem == "wedge-7-9"
    other = Job.of("", {"sheet": str(tmp_path / "wedge-7"), "seed": 0})
    options = vars(cli._parser().parse_args(shlex.split(other.command)[1:]))
    assert Job.of(options["prompt"], options) == other  # not with the sheet's own seed


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"pin": "front"}, "--pin says something about --sheet"),
        ({"image_view": "left"}, "--image-view says something about --image"),
        ({"image": "a.png", "sheet": "b"}, "give one of them"),
        ({"sheet": "/nowhere"}, "sheet.json is missing"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options, words):
    with pytest.raises(ModelsheetError, match=words):
        Job.of("a crate", options)


def test_a_job_without_a_usable_prompt_is_refused():
    with pytest.raises(ModelsheetError, match="empty"):
        Job.of("  ", {})


@pytest.mark.parametrize(("value", "read"), [("yes", True), ("TRUE", True), ("0", False), ("No", False)])
def test_yes_or_no(value, read):
    assert yes_or_no(value) is read


def test_neither_yes_nor_no():
    with pytest.raises(argparse.ArgumentTypeError, match="'maybe'"):
        yes_or_no("maybe")


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("a wooden barrel", "a-wooden-barrel"),
        ("  A *Wooden* Barrel!! ", "a-wooden-barrel"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\temp\\x", "c-temp-x"),
        ("木の樽", "木の樽"),
        ("бочка", "бочка"),
        ("लकड़ी का बैरल", "लकड़ी-का-बैरल"),
        ("ﬁne Ⅷ", "fine-viii"),
        ("🪵🛢️", "asset-8bf452"),
        ("...", "asset-ab5df6"),
        ("-rf", "rf"),
        ("x" * 500, "x" * 40 + "-c38c2b"),
    ],
)
def test_any_prompt_gives_a_safe_folder_name(prompt, name):
    assert slug(prompt) == name
    assert len(slug(prompt).encode()) <= 200


def test_long_prompts_that_begin_alike_get_folders_of_their_own():
    house = "a small wooden house with a red roof and a "
    assert Job(house + "chimney").stem != Job(house + "door").stem
