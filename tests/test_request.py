"""Requests: the same options from the command line, from a file and from anywhere else."""

from __future__ import annotations

import shlex
from dataclasses import fields, replace

import pytest

from modelsheet import cli
from modelsheet.errors import ModelsheetError
from modelsheet.generation.embedded.known import known_parts
from modelsheet.options import YesNo
from modelsheet.presets import PRESETS
from modelsheet.request import Request, slug

FULL = Request("a crate", 7, 4, 3.5, 200, 128, 1.5, True, "embedded")
PICTURE = Request("", 7, image="/pictures/my crate.png", image_view="right")
EVERY = replace(
    FULL,
    generator="other",
    image="/crate.png",
    image_view="right",
    images={"back": "/back.png"},
    sheet="/crate-7",
    pin=("top", "left"),
    expand=False,
    candidates=3,
    route="procedural",
    picture="sd-turbo",
    picture_only=True,
    set={"legs": 3},
    method="depth_hull",
    symmetry="x",
    refine="loop",
    refine_steps=3,
    refine_with="sd-turbo",
    texture="palette",
    style="faceted",
    maps=("normal", "occlusion"),
    format=("usd", "obj"),
    extra={"smooth": 3, "rounds": 2},
    exact=True,
    quads=True,
    lods=3,
    collision="box",
    naming="unreal",
    up="z",
    unit="cm",
    mesh="/crate.glb",
    unwrap=True,
    do="reconstruct",
)
FIELDS = [each for each in fields(Request) if each.name != "preset"]  # which is others' values


def parsed(words: list[str]) -> Request:
    return Request.of(vars(cli.parser().parse_args(words)))


@pytest.mark.parametrize(
    "request_",
    [
        FULL,
        PICTURE,
        Request('it\'s a "barrel" 木の樽'),
        Request("-rf"),
        Request("--chair", 3),
        replace(
            EVERY,
            do="generate",
            sheet=None,
            pin=(),
            image="/-odd-.png",
            image_view="-x",
            mesh=None,
            unwrap=False,
        ),
        Request("a crate", 3, mesh="/crate.glb", unwrap=True, do="texture"),
        Request("-rf", mesh="/crate.glb", do="texture"),
    ],
)
def test_the_command_makes_the_same_request_again(request_):
    words = shlex.split(request_.command)
    assert words[0] == "modelsheet"
    assert parsed(words[1:]) == request_


def test_json_gives_the_same_request_again_and_an_older_one_too():
    assert Request.from_json(EVERY.to_json()) == EVERY
    old = {"prompt": "a crate", "triangles": None, "pin": "front, left", "colour": "red"}
    assert Request.from_json(old) == Request("a crate", pin=("front", "left"))


@pytest.mark.parametrize("name", [each.name for each in fields(Request)])
def test_every_field_refuses_what_is_no_value_of_it(name):
    with pytest.raises(ModelsheetError):
        Request(**{name: object()})


def test_only_what_is_asked_for_counts_so_that_new_options_change_no_fingerprint():
    assert Request("a crate").to_json() == {"prompt": "a crate"}
    assert Request("a crate", 7, triangles=5000).to_json() == {"prompt": "a crate", "seed": 7}


def test_only_equal_requests_have_equal_fingerprints():
    changed = [replace(EVERY, **{each.name: each.default}) for each in FIELDS]
    requests = [Request("a crate"), FULL, EVERY, *changed]
    assert len({each.fingerprint for each in requests}) == len(requests)
    assert Request("a crate").fingerprint == Request("a crate", seed=0).fingerprint


def test_another_picture_of_the_same_name_makes_another_fingerprint(tmp_path):
    request = Request("", image=tmp_path / "crate.png")
    (tmp_path / "crate.png").write_bytes(b"one")
    before = request.fingerprint
    (tmp_path / "crate.png").write_bytes(b"two")
    assert request.fingerprint != before


@pytest.mark.parametrize("name", ["sheet.png", "drawn.png", "depth_top.png", "sheet.json"])
def test_any_changed_file_of_a_sheet_makes_another_fingerprint(name, wedge_sheet, tmp_path):
    wedge_sheet.save(tmp_path)
    request = Request.of({"sheet": tmp_path})
    before = request.fingerprint
    (tmp_path / name).write_bytes(b"other")
    changed = request.fingerprint
    (tmp_path / name).unlink()
    assert len({before, changed, request.fingerprint}) == 3


def test_a_saved_sheet_gives_prompt_and_seed_where_none_is_given(wedge_sheet, tmp_path):
    replace(wedge_sheet, seed=7).save(tmp_path / "wedge-7")
    request = Request.of({"sheet": str(tmp_path / "wedge-7"), "pin": "front,left"})
    assert (request.prompt, request.seed, request.stem) == ("a wedge", 7, "wedge-7-7")
    assert set(known_parts(request).color) == {"front", "left"}
    assert Request.of({**request.options, "prompt": "a red wedge", "seed": 9}).stem == "wedge-7-9"
    other = Request.of({"sheet": str(tmp_path / "wedge-7"), "seed": 0})
    assert parsed(shlex.split(other.command)[1:]) == other  # not with the sheet's own seed
    mesh = Request.of({"sheet": str(tmp_path / "wedge-7"), "do": "reconstruct", "triangles": 100})
    assert shlex.split(mesh.command)[1:3] == ["reconstruct", str(tmp_path / "wedge-7")]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"pin": "front"}, "--pin says something about --sheet"),
        ({"image_view": "left"}, "--image-view says something about --image"),
        ({"images": {"left": "a.png"}}, "--images says something about --image"),
        ({"image": "a.png", "images": {"front": "b.png"}}, "two pictures are said to show the view 'front'"),
        ({"image": "a.png", "sheet": "b"}, "give one of them"),
        ({"sheet": "/nowhere"}, "sheet.json is missing"),
        ({"do": "reconstruct"}, "name the folder of a saved sheet"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options, words):
    with pytest.raises(ModelsheetError, match=words):
        Request.of({"prompt": "a crate", **options})


def test_a_request_without_a_usable_prompt_is_refused():
    with pytest.raises(ModelsheetError, match="empty"):
        Request.of({"prompt": "  "})


@pytest.mark.parametrize(("value", "read"), [("yes", True), ("TRUE", True), ("0", False), ("No", False)])
def test_yes_or_no(value, read):
    assert YesNo().parse(value) is read


def test_neither_yes_nor_no():
    with pytest.raises(ModelsheetError, match="'maybe'"):
        YesNo().parse("maybe")


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
    assert Request(house + "chimney").stem != Request(house + "door").stem


def test_pictures_are_told_by_the_side_that_they_show(tmp_path):
    request = Request.of({"image": tmp_path / "a.png", "images": f"right={tmp_path / 'b.png'}"})
    assert request.pictures == {"front": str(tmp_path / "a.png"), "right": str(tmp_path / "b.png")}
    assert Request("a cup").pictures == {}


def test_the_fingerprint_is_of_every_picture(tmp_path):
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"one")
    request = Request("", image=tmp_path / "a.png", images={"left": tmp_path / "b.png"})
    before = request.fingerprint
    (tmp_path / "b.png").write_bytes(b"two")
    assert request.fingerprint != before


def test_a_preset_stands_for_other_options_and_explicit_ones_go_first():
    unreal = parsed(["generate", "a crate", "--for", "unreal"])
    assert (unreal.naming, unreal.lods, unreal.collision, unreal.texture_size) == ("unreal", 3, "hulls", 2048)
    assert (
        unreal == Request("a crate", preset="unreal") == Request.of({"prompt": "a crate", "preset": "unreal"})
    )
    own = parsed(["generate", "a crate", "--for", "unreal", "--texture-size", "1024", "--lods", "0"])
    assert (own.naming, own.lods, own.texture_size) == ("unreal", 0, 1024)  # though these are the defaults
    assert parsed(shlex.split(own.command)[1:]) == own == Request.from_json(own.to_json())
    with pytest.raises(ModelsheetError, match="preset"):
        Request("a crate", preset="maya")


@pytest.mark.parametrize("name", PRESETS)
def test_presets_hold_what_requests_take(name):
    request = Request("a crate", preset=name)
    for field, value in PRESETS[name].items():
        assert getattr(request, field) == value
