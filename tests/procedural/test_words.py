"""Captions of values, and prompts read into values."""

from __future__ import annotations

import numpy as np
import pytest

from modelsheet.errors import ModelsheetError
from modelsheet.procedural import captions, describe, families, read, told
from modelsheet.procedural.family import Choice, Color, Count, Family, Flag, Paint, Proportion
from modelsheet.prompts.english import plural

WAGON = Family(
    "wagon",
    "vehicle_cart",
    (
        Choice("roof_shape", ("flat", "arched", ""), say="with a {} roof"),
        Count("wheels", "wheels", 0, 4),
        Proportion("length", 1.0, 4.0, ("short", "long")),
        Color("body"),
        Color("roof", of="roof"),
        Color("wheel", of="wheels"),
        Flag("lamp", "with a lamp"),
        Color("lamp_color", of="lamp"),
        Flag("cargo", "loaded with hay"),
    ),
    lambda values: iter(()),
)
VALUES = {
    "roof_shape": "arched",
    "wheels": 4,
    "length": 3.9,
    "body": Paint("blue", (0, 0, 200)),
    "roof": Paint("red", (200, 0, 0)),
    "wheel": Paint("black", (0, 0, 0)),
    "lamp": False,
    "lamp_color": Paint("yellow", (250, 220, 0)),
    "cargo": False,
}


def test_a_description_binds_every_word_to_its_part():
    assert describe(WAGON, VALUES) == "a long blue wagon with an arched red roof and four black wheels"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"wheels": 1}, "a long blue wagon with an arched red roof and a black wheel"),
        ({"wheels": 0}, "a long blue wagon with an arched red roof"),
        ({"length": 2.5}, "a blue wagon with an arched red roof and four black wheels"),
        ({"lamp": True}, "a long blue wagon with an arched red roof, four black wheels and a yellow lamp"),
        ({"roof_shape": ""}, "a long blue wagon with a red roof and four black wheels"),
    ],
)
def test_what_is_not_there_is_not_said(change, text):
    assert describe(WAGON, VALUES | change) == text


def test_captions_go_from_short_to_long():
    found = captions(
        families()["table"], families()["table"].sample(np.random.default_rng(1)), np.random.default_rng(1)
    )
    assert len(found[0].split()) < len(found[1].split()) <= len(found[2].split())
    assert len(found) == len(set(found)) >= 4
    assert all("table" in text for text in found)


@pytest.mark.parametrize("name", families())
def test_what_is_told_is_read_back(name):
    family = families()[name]
    for seed in range(4):
        rng = np.random.default_rng(seed)
        values = family.sample(rng)
        said = told(family, values)
        found = read(describe(family, values), rng)
        assert found is not None
        assert found[0] is family
        again = told(*found)
        assert {key: again.get(key) for key in said} == said, describe(family, values)
        assert all(read(text, rng) for text in captions(family, values, rng))


def test_no_two_families_share_a_noun():
    nouns = [
        form
        for family in families().values()
        for noun in (family.name, *family.aliases)
        for form in {noun, plural(noun)}
    ]
    assert sorted(nouns) == sorted(set(nouns))


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("a red table with four blue legs", {"top": "red", "legs": "four", "leg": "blue"}),
        ("a table in red with legs in blue", {"top": "red", "leg": "blue"}),
        (
            "Round, red table; 3 legs of iron",
            {"outline": "round", "top": "red", "legs": "three", "leg": "iron"},
        ),
        ("a three-legged grey table", {"legs": "three", "top": "gray"}),
        ("a high table made of wood", {"height": "tall", "top": "wooden"}),
        ("two low tables", {"height": "low"}),
        ("a dining table whose legs are green", {"leg": "green"}),
    ],
)
def test_prompts_are_read_as_people_write_them(prompt, said):
    found = read(prompt)
    assert found is not None
    again = told(*found)
    assert {key: again.get(key) for key in said} == said


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("a house with a red door", "house"),
        ("a market stall selling apples", "market stall"),
        ("a heart-shaped balloon", "balloon"),
        ("a log hollow at both ends", "log"),
        ("an old settee", "sofa"),
        ("I want a low-poly table lamp, please", "table lamp"),
        ("椅子", "chair"),
    ],
)
def test_the_thing_itself_is_found(prompt, name):
    found = read(prompt)
    assert found is not None
    assert found[0].name == name


@pytest.mark.parametrize("prompt", ["a quarterly report", "a table cloth", ""])
def test_a_prompt_that_names_no_family_is_not_read(prompt):
    assert read(prompt) is None


def test_a_count_that_the_family_lacks_is_refused():
    with pytest.raises(ModelsheetError, match="3 to 6 legs here, not 9"):
        read("a table with nine legs")


def test_a_part_that_is_always_there_is_not_left_out():
    with pytest.raises(ModelsheetError, match="a table is never without legs here"):
        read("a table without legs")


def test_what_is_open_is_sampled_to_fit_what_is_told():
    family, values = read("a television with two antennas")
    assert told(family, values)["kind"] == "boxy"  # a flat one has none


def test_words_that_do_not_go_together_are_refused():
    with pytest.raises(ModelsheetError, match="can't be all of this at once: flat, two"):
        read("a flat television with two antennas")


def test_the_same_generator_reads_the_same():
    first, second = (read("a red table", np.random.default_rng(7)) for _ in range(2))
    assert first == second


def test_parts_have_the_things_colour_where_the_words_name_no_other() -> None:
    _, values = read("a red chair with a white seat")
    assert [values[name].word for name in ("frame", "back", "seat")] == ["red", "red", "white"]
