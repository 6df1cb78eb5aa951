"""The grammar of captions."""

import numpy as np
import pytest

from modelsheet.training import captions


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [("barrel", "a barrel"), ("axe", "an axe"), ("one-handed axe", "a one-handed axe"), ("rocks", "rocks")],
)
def test_article(phrase: str, expected: str) -> None:
    assert captions.with_article(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("pine tree", "pine trees"),
        ("wooden box", "wooden boxes"),
        ("chest with a lid", "chests with a lid"),
        ("crate of berries", "crates of berries"),
        ("cherry", "cherries"),
        ("bookshelf", "bookshelves"),
        ("sheep", "sheep"),
    ],
)
def test_plural(phrase: str, expected: str) -> None:
    assert captions.plural(phrase) == expected


def test_a_new_colour_replaces_the_old_one() -> None:
    noun = captions.without_colors("dark blue banner")
    assert captions.colored(noun, ["purple", "white"]) == [
        "a purple banner",
        "purple banner",
        "a banner, purple",
        "a purple and white banner",
        "a banner in purple and white",
    ]
    assert captions.without_colors("gold") == "gold"  # something must be left


def test_relations_and_numbers() -> None:
    assert captions.joined("sword", "old oak", ["on", "next to"])[1] == "a sword next to an old oak"
    assert captions.counted("crate", 3, "in a row")[0] == "three crates in a row"
    assert captions.stacked("rocks", 2)[0] == "a stack of two rocks"


def test_variations_keep_the_plain_phrase_and_differ() -> None:
    found = captions.varied(["a red car", "red car"], np.random.default_rng(0))
    assert found[0] == "a red car"
    assert len(set(found)) == len(found) > 3
    assert found == captions.varied(["a red car", "red car"], np.random.default_rng(0))


def test_synonyms_keep_the_grammar() -> None:
    found: set[str] = set()
    for seed in range(200):
        found.update(captions.varied(["a wooden crate", "a car"], np.random.default_rng(seed), count=3))
    assert {"a wooden box", "an automobile"} <= found
    assert not any("wooden wooden" in phrase or "a automobile" in phrase for phrase in found)
