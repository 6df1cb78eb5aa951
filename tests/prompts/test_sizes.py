"""How large a thing usually is."""

from __future__ import annotations

import numpy as np
import pytest

from modelsheet.context import Context
from modelsheet.pipeline import make
from modelsheet.prompts.english import plural
from modelsheet.prompts.sizes import SIZES, typical_size
from modelsheet.render import render_sheet
from modelsheet.request import Request
from modelsheet.surface import Surface


@pytest.mark.parametrize(
    ("prompt", "word", "longest"),
    [
        ("sword", "sword", 1.0),
        ("a mossy pine tree", "pine tree", 6.0),
        ("a small red house with a blue roof", "house", 7.0),
        ("two wooden barrels", "barrel", 0.9),
        ("a wooden table with a lamp on it", "table", 1.0),
        ("a house cat", "cat", 0.5),
        ("a toy car", "toy car", 0.2),
        ("a slice of pizza", "slice of pizza", 0.18),
        ("a pair of leather boots", "boot", 0.25),
        ("a pile of old books, dusty", "book", 0.25),
        ("Knives", "knife", 0.25),
        ("three snowmen", "snowman", 1.8),
        ("一把剑", "sword", 1.0),
        ("一棵松树", "pine tree", 6.0),
        ("a carpet of stars", "carpet", 1.5),
    ],
)
def test_the_noun_says_the_size(prompt: str, word: str, longest: float):
    found = typical_size(prompt)
    assert found is not None
    assert (found.word, found.longest) == (word, longest)


@pytest.mark.parametrize("prompt", ["", "something blue", "a flurbish", "不知道"])
def test_an_unknown_noun_has_none(prompt: str):
    assert typical_size(prompt) is None


def test_the_table_is_plain_and_says_everything_once():
    nouns = []
    for line in SIZES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            metres, sign, words = line.partition(" = ")
            assert sign, line
            assert 0.01 <= float(metres) <= 100, line
            nouns += [word.strip() for word in words.split(",")]
    assert len(nouns) > 500
    assert not {noun for noun in nouns if nouns.count(noun) > 1 or not noun or noun != noun.lower()}


def test_every_noun_of_the_table_is_found():
    """Also those for which the captions have another word, which stands beside them."""
    for line in SIZES.read_text("utf-8").splitlines():
        metres, sign, nouns = line.partition("=")
        for noun in nouns.split(",") if sign and not line.startswith("#") else []:
            found = typical_size(noun)
            assert found is not None, noun
            assert 0.3 < found.longest / float(metres) < 3, (noun, found)


@pytest.mark.parametrize(
    ("prompt", "height", "longest", "word"),
    [
        ("a pine tree", None, 6.0, "pine tree"),
        ("a flurbish", None, 1.0, None),
        ("a pine tree", 2.0, 2.0, None),  # what is asked for counts
    ],
)
def test_an_asset_is_as_large_as_its_word_says(cube: Surface, prompt, height, longest, word):
    request = Request(prompt=prompt, height=height, triangles=100, texture_size=64)
    made = make(render_sheet(cube, resolution=48, prompt=prompt), request, Context())
    assert np.ptp(made.surface.bounds, axis=0).max() == pytest.approx(longest, rel=1e-3)
    assert made.report["typical_size"] == (word and {"word": word, "longest_side_metres": longest})


def test_each_noun_of_the_table_is_found_one_and_many():
    for line in SIZES.read_text("utf-8").splitlines():
        metres, sign, nouns = line.partition("=")
        for noun in map(str.strip, nouns.split(",")) if sign and not line.startswith("#") else ():
            for prompt in (noun, plural(noun)):
                found = typical_size(prompt)
                assert found is not None, prompt
                assert found.longest == float(metres) or found.word != noun
