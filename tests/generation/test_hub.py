"""Models of the Hub as generators: from a request to a sheet, by folder and by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.generation import tiny
from tests.generation.mv_adapter.test_pipeline import adapter
from tests.generation.zero123plus.test_pipeline import save

from modelsheet.context import Context, Forming, Notice
from modelsheet.errors import ModelsheetError
from modelsheet.generation import find_spec, load_generator
from modelsheet.generation._hub import HubGenerator
from modelsheet.generation.mv_adapter import load as load_pipeline
from modelsheet.hub.catalogue import model_spec
from modelsheet.hub.fit import Placement
from modelsheet.registry import GENERATORS
from modelsheet.request import Request
from modelsheet.run import check, run
from modelsheet.sheet import ModelSheet


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One model that draws from words, one that draws from a picture."""
    root = tmp_path_factory.mktemp("models")
    words = adapter(root / "words", tiny.sd21(root / "sd21"), "t2mv", False)
    picture = save(root / "picture", version="1.2", resolution=64)
    for folder, name in ((words, "mv-adapter-text-sd21"), (picture, "zero123plus-1.2")):
        index = folder / "model_index.json"
        index.write_text(index.read_text().replace("{", f'{{"generator": "{name}", ', 1))
    return {"words": words, "picture": picture}


@pytest.fixture(scope="module")
def ball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture of a red ball on white."""
    y, x = np.mgrid[:96, :96] - 47.5
    rgb = np.where((np.hypot(x, y) < 40)[..., None], (200, 30, 30), 255).astype(np.uint8)
    path = tmp_path_factory.mktemp("picture") / "ball.png"
    Image.fromarray(rgb).save(path)
    return path


def test_the_models_are_in_the_list_of_generators() -> None:
    assert {"mv-adapter-text-sdxl", "mvdream", "imagedream", "zero123plus-1.2-normals"} <= set(
        GENERATORS.names()
    )
    spec = find_spec("zero123plus-1.2-normals")
    assert spec.perspective
    assert spec.normals
    assert spec.takes == {"image"}
    assert spec.views[0] == "azimuth-30"
    assert spec.licence == ("Apache-2.0", "CC-BY-NC-4.0")


def test_views_can_be_fewer_and_smaller(folders: dict[str, Path], tmp_path: Path) -> None:
    extra = {"view_size": "128", "view_count": "4"}
    request = Request("a barrel", generator=str(folders["words"]), steps=1, views_only=True, extra=extra)
    run(request, tmp_path / "four")
    sheet = ModelSheet.load(tmp_path / "four")
    assert [view.name for view in sheet] == ["front", "right", "back", "left"]
    assert all(view.rgb.shape == (128, 128, 3) for view in sheet)
    with pytest.raises(ModelsheetError, match="view_size 100 can't be drawn: give a multiple of 64"):
        check(Request("a barrel", generator=str(folders["words"]), extra={"view_size": "100"}))


def test_where_memory_is_short_views_are_fewer(folders: dict[str, Path]) -> None:
    spec = replace(model_spec("mv-adapter-text-sd21"), small=64)
    way = Placement("cpu", half=False, pixels=64, views=4)
    generator = HubGenerator(spec, load_pipeline(folders["words"]), way)
    told: list[str] = []
    context = Context(lambda event: told.append(str(event.message)) if isinstance(event, Notice) else None)
    sheet = generator.draw(Request("a barrel", steps=1), context)
    assert [view.rgb.shape[0] for view in sheet] == [64] * 4
    assert told == [
        "4 views of 64 pixels are drawn, fewer and smaller than usual, to fit this machine's memory"
    ]
    whole = generator.draw(Request("a barrel", steps=1, extra={"view_count": "6"}), context)
    assert len(whole.views) == 6, "what is asked for stands above what fits"


def test_from_words_to_a_saved_sheet(folders: dict[str, Path], tmp_path: Path) -> None:
    events: list = []
    request = Request("a barrel", generator=str(folders["words"]), steps=2, seed=3, views_only=True)
    run(request, tmp_path / "out", events.append)
    sheet = ModelSheet.load(tmp_path / "out")
    assert (sheet.generator, sheet.prompt, sheet.seed) == ("mv-adapter-text-sd21", "a barrel", 3)
    assert len(sheet.views) == 6
    assert sum(isinstance(event, Forming) for event in events) == 2


def test_from_a_picture_to_a_saved_sheet(folders: dict[str, Path], ball: Path, tmp_path: Path) -> None:
    request = Request("", generator=str(folders["picture"]), steps=1, image=str(ball), views_only=True)
    run(request, tmp_path / "out")
    assert [view.name for view in ModelSheet.load(tmp_path / "out")][:2] == ["azimuth-30", "azimuth-90"]


def test_a_chinese_prompt_is_read_in_english(folders: dict[str, Path]) -> None:
    generator = load_generator(folders["words"])
    chinese = generator.draw(Request("一个木桶", steps=1), Context())
    english = generator.draw(Request(chinese.settings["understood"], steps=1), Context())
    assert chinese.prompt == "一个木桶"
    assert np.array_equal(chinese["front"].rgb, english["front"].rgb)


def test_what_cannot_be_drawn_shows_before_anything_is_loaded(ball: Path) -> None:
    with pytest.raises(ModelsheetError, match="give one with --image"):
        check(Request("a barrel", generator="zero123plus-1.2"))
    with pytest.raises(ModelsheetError, match="draws from no picture"):
        check(Request("a barrel", generator="mvdream", image=str(ball)))
    with pytest.raises(ModelsheetError, match=r"models download mv-adapter-picture-sdxl` \(10.7 GB\)"):
        check(Request("a barrel", generator="mv-adapter-picture-sdxl", image=str(ball)))


def test_a_model_that_is_not_there_is_told() -> None:
    with pytest.raises(ModelsheetError, match=r"models download mvdream` \(2.6 GB\)"):
        load_generator("mvdream")
