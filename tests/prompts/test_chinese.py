"""Chinese prompts as they are understood."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from modelsheet.generation.embedded.typical import expand
from modelsheet.prompts import understand
from modelsheet.prompts.chinese import LEXICON, _lexicon, translate
from modelsheet.prompts.english import plural
from modelsheet.weights import find_model

# Words of the captions that no Chinese noun phrase needs, or that only name one game's asset.
UNSAID = (
    "alternative backsplash bending cheering covering decoration drag falling game grey headed hilt hips"
    " looking p90 pantheon patch pick platformer plowed prop push size sleeve something speedster start the"
    " up vessel washer waving wood"
)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("一个木桶", "a wooden barrel"),
        ("木桶", "a wooden barrel"),
        ("红色的汽车", "a red car"),
        ("一辆蓝色的警车", "a blue police car"),
        ("两只红色的小狐狸", "two red small foxes"),
        ("三把椅子", "three chairs"),
        ("一张桌子", "a table"),
        ("一扇门", "a door"),
        ("红白相间的房子", "a red and white house"),
        ("黑色和金色的盾牌", "a black and gold shield"),
        ("深蓝色的沙发", "a dark blue sofa"),
        ("石桥旁边的松树", "a pine tree next to a stone bridge"),
        ("桌子上的三个苹果", "three apples on a table"),
        ("飞机在城堡上面", "an airplane on a castle"),
        ("城堡前面的骑士", "a knight in front of a castle"),
        ("一只坐在床上的猫", "a cat on a bed"),
        ("带金箍的木桶", "a wooden barrel with gold bands"),
        ("一个带烟囱的红色房子", "a red house with a chimney"),
        ("没有叶子的树", "a leafless tree"),
        ("装满苹果的箱子", "a crate full of apples"),
        ("一排松树", "a row of pine trees"),
        ("一堆金币", "a pile of gold coins"),
        ("一杯啤酒", "a mug of beer"),
        ("树和房子", "a tree and a house"),
        ("用木头做的椅子", "a wooden chair"),
        ("木头", "wood"),
        ("一个 pirate 宝箱", "a pirate chest"),
        ("中世纪的房子，红色的屋顶", "a medieval house, a red roof"),
    ],
)
def test_a_prompt_is_put_in_the_words_of_the_captions(chinese, english):
    assert translate(chinese) == (english, ())


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("紅色的汽車", "a red car"),
        ("石橋旁邊的松樹", "a pine tree next to a stone bridge"),
        ("樹樁上的斧頭", "an axe on a tree stump"),
        ("一隻藍色的機器人", "a blue robot"),
        ("計程車", "a taxi car"),
    ],
)
def test_traditional_characters_are_read_too(chinese, english):
    assert translate(chinese) == (english, ())


def test_the_longest_word_counts():
    """A cat bear is a panda, and a dragon that is a tyrant a dinosaur."""
    assert [translate(name)[0] for name in ("熊猫", "熊", "猫")] == ["a panda", "a bear", "a cat"]
    assert [translate(name)[0] for name in ("霸王龙", "龙")] == ["a t-rex dinosaur", "a dragon"]


def test_what_is_not_understood_is_named_as_it_was_written():
    assert translate("青銅饕餮的剑") == ("a bronze sword", ("饕餮",))
    assert expand(understand("饕餮").text) == understand("饕餮").text
    assert (understand("饕餮").text, understand("饕餮").unknown) == ("饕餮", ("饕餮",))


@pytest.mark.parametrize("prompt", ["木の樽", "бочка", "a rusty barrel", "나무통"])
def test_other_languages_are_left_alone(prompt):
    assert understand(prompt).text == prompt


def test_every_chinese_word_means_one_thing():
    text = LEXICON.read_text("utf-8").split("[traditional]")[0]
    text = re.sub(r"^#.*|\[measure\]\n.*\n", "", text, flags=re.MULTILINE)
    counts = Counter(
        word for line in text.splitlines() if " = " in line for word in line.split(" = ")[1].split()
    )
    assert [word for word, count in counts.items() if count > 1] == []


def test_the_models_own_nouns_can_be_said():
    """Every word of the nouns that the shipped model has seen is the meaning of a Chinese one."""
    nouns = json.loads((find_model("embedded") / "vocabulary.json").read_text("utf-8"))
    known = {word for noun in nouns for word in noun.split()}
    said = {part for word in _lexicon().words.values() for part in word.english.split()}
    assert sorted(known - said - {plural(word) for word in said} - set(UNSAID.split())) == []
