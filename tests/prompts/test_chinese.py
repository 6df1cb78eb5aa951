"""Chinese prompts as they are understood."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from modelsheet.generation.embedded.typical import expand
from modelsheet.procedural.families import families
from modelsheet.procedural.words import read
from modelsheet.prompts import understand
from modelsheet.prompts.chinese import LEXICON, _lexicon, translate
from modelsheet.prompts.english import plural
from modelsheet.weights import find_model

# Words of the captions that no Chinese noun phrase needs, or that only name one game's asset; digits are
# written as digits, and "hot-air" is also written "hot air".
UNSAID = (
    "0 1 2 3 4 6 7 8 9 alternative an backsplash bending covering decoration end falling game grey headed"
    " hips hot-air looking p90 patch pick platformer plowed prop size sleeve something speedster start the"
    " up vessel washer wood"
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
        ("一顶棕色的牛仔帽", "a brown cowboy hat"),
        ("一串葡萄", "a bunch of grapes"),
        ("厚木板", "a thick plank"),
    ],
)
def test_a_prompt_is_put_in_the_words_of_the_captions(chinese, english):
    assert translate(chinese) == (english, ())


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("一张有四条蓝色桌腿的红色桌子", "a red table with four blue legs"),
        ("一张有四条蓝色桌腿的红色的桌子", "a red table with four blue legs"),
        ("红色的桌子有四条蓝色的腿", "a red table with four blue legs"),
        ("有两扇窗户和一扇红色的门的蓝色房子", "a blue house with two windows and a red door"),
        ("房子有红色的屋顶和白色的墙", "a house with a red roof and a white wall"),
        ("带烟囱的房子和树", "a house with a chimney and a tree"),
        ("一辆有四个黑色轮子的黄色卡车", "a yellow truck with four black wheels"),
        ("一个有两个把手的绿色花瓶", "a green vase with two handles"),
        ("有红色条纹的白色汽车", "a white car with red stripes"),
        ("有翅膀的白马", "a white horse with wings"),
        ("有一只角的白马", "a white horse with a horn"),
    ],
)
def test_parts_are_told_of_the_thing_that_has_them(chinese, english):
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


def test_every_procedural_family_can_be_named():
    """By a Chinese word that means its name or another name of it, and that is read as it."""
    for family in families().values():
        names = {family.name, *family.aliases}
        words = [w.chinese for w in _lexicon().words.values() if w.english in names and "noun" in w.kind]
        found = {word: read(word) for word in words}
        assert any(reading and reading[0] is family for reading in found.values()), (family.name, words)


def test_a_chinese_prompt_sets_the_parts_of_a_procedural_asset():
    family, values = read("一张有四条蓝色桌腿的红色桌子") or pytest.fail("names no family")
    assert (family.name, values["legs"], values["leg"].word) == ("table", 4, "blue")
