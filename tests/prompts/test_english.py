"""English prompts as they are understood."""

from __future__ import annotations

import pytest

from modelsheet.generation.embedded.typical import expand
from modelsheet.prompts import understand
from modelsheet.prompts.english import article, names_several, plural, singular, use_known_words
from modelsheet.training.dataset import AssetRecord
from modelsheet.training.typical import typical


@pytest.mark.parametrize(
    ("prompt", "known"),
    [
        ("a red lorry", "a red truck"),
        ("an armoire", "a wardrobe closet"),
        ("a UFO over a hut", "a spaceship over a cabin"),
        ("two fir trees", "two pine trees"),
        ("A dustbin", "a trash can"),
        ("a cabinet maker", "a cabinet maker"),
        ("a cabbage", "a cabbage"),  # no taxi in it
        ("a wooden barrel", "a wooden barrel"),
    ],
)
def test_words_that_no_caption_has_are_replaced(prompt, known):
    assert use_known_words(prompt) == known


@pytest.mark.parametrize("prompt", ["barrel", "a barrel", "The barrel", "桶"])
def test_a_bare_noun_becomes_a_typical_caption(prompt):
    assert expand(understand(prompt).text) == "a fat brown barrel with gray hoops"
    assert expand("a wooden barrel") == "a brown plank barrel with two gray hoops"


@pytest.mark.parametrize("prompt", ["a rusty barrel", "quarterly tax report", ""])
def test_what_is_no_bare_noun_is_not_expanded(prompt):
    assert expand(prompt) == prompt


def test_a_prompt_may_be_taken_as_it_is_written():
    assert understand("barrel").text == "barrel"


def record(noun: str, caption: str) -> AssetRecord:
    return AssetRecord(
        id=caption,
        caption=caption,
        captions=(),
        noun=noun,
        concept="barrel",
        colors=(),
        category="barrel_bucket",
        family="f",
        modular=False,
        front_known=True,
        shard="",
        shard_index=0,
    )


def test_typical_is_the_caption_that_is_most_like_the_others():
    captions = ["a red wooden barrel", "a brown wooden barrel", "a brown barrel", "a gray metal barrel"]
    records = [record("barrel", caption) for caption in captions]
    assert typical(records) == typical(records[::-1]) == {"barrel": "a brown wooden barrel"}


def test_articles_and_plurals():
    assert [article(noun) for noun in ("axe", "barrel", "one-handed axe", "urn")] == ["an", "a", "a", "an"]
    nouns = ("pine tree", "knife", "wolf", "potato", "box", "bus", "pony", "woman", "sheep", "key")
    assert [plural(noun) for noun in nouns] == (
        ["pine trees", "knives", "wolves", "potatoes", "boxes", "buses", "ponies", "women", "sheep", "keys"]
    )


@pytest.mark.parametrize(
    "prompt",
    [
        "two crates",
        "a barrel next to a tree",
        "a stack of crates",
        "oak trees.",
        "red and white barrels, low poly",
        "a cat and a dog",
        "a barrel, a crate",
    ],
)
def test_several_objects_are_noticed(prompt):
    assert names_several(prompt)


@pytest.mark.parametrize(
    "prompt",
    [
        "a white and blue banner",
        "a table with four legs",
        "a two-seat sofa",
        "a stone wall behind",
        "a bus, low poly game assets",
        "a lens",
        "",
    ],
)
def test_one_object_is_one(prompt):
    assert not names_several(prompt)


@pytest.mark.parametrize(
    "one", ["leg", "box", "horse", "branch", "shelf", "leaf", "house", "bus", "vase", "foot", "cherry"]
)
def test_the_singular_undoes_the_plural(one):
    assert plural(one) != one
    assert singular(plural(one)) == one
    assert singular(one) == one
