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


def test_every_option_has_a_field_and_no_other_does():
    assert set(OPTIONS) == set(vars(FULL)) - {"prompt"}


@pytest.mark.parametrize("job", [FULL, Job('it\'s a "barrel" 木の樽')])
def test_the_command_makes_the_same_job_again(job):
    words = shlex.split(job.command)
    assert words[0] == "modelsheet"
    options = vars(cli._parser().parse_args(words[1:]))
    assert Job.of(options["prompt"], options) == job


def test_only_equal_jobs_have_equal_fingerprints():
    jobs = [Job("a crate"), FULL, *(replace(FULL, **{name: None}) for name in OPTIONS)]
    assert len({job.fingerprint for job in jobs}) == len(jobs)
    assert Job("a crate").fingerprint == Job("a crate", seed=0).fingerprint


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
        ("🪵🛢️", "asset"),
        ("...", "asset"),
        ("-rf", "rf"),
        ("x" * 500, "x" * 40),
    ],
)
def test_any_prompt_gives_a_safe_folder_name(prompt, name):
    assert slug(prompt) == name
    assert len(slug(prompt).encode()) <= 200
