"""The whole way, with the model that ships."""

import json
from pathlib import Path

import numpy as np
import pytest

from modelsheet.context import Event, Phase
from modelsheet.errors import ModelsheetError
from modelsheet.export import save
from modelsheet.pipeline import Pipeline
from modelsheet.request import check_prompt
from modelsheet.sheet import ModelSheet

pytestmark = pytest.mark.model

SMALL = {"triangles": 1500, "texture_size": 256, "height": 0.9}


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.from_pretrained()


def test_a_prompt_becomes_an_asset_twice_the_same(pipeline: Pipeline, tmp_path: Path) -> None:
    phases: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, Phase):
            phases.append(event.name)

    one = pipeline.generate("a wooden barrel", seed=7, listen=listen, **SMALL)
    two = pipeline.generate("a wooden barrel", seed=7, **SMALL)
    other = pipeline.generate("a wooden barrel", seed=8, **SMALL)
    glbs = [(save(a, tmp_path / str(i)) / "asset.glb").read_bytes() for i, a in enumerate((one, two, other))]
    assert glbs[0] == glbs[1] != glbs[2]
    assert list(dict.fromkeys(phases)) == ["draw", "reconstruct", "simplify", "unwrap", "bake", "report"]
    assert one.report["watertight"]
    assert len(one.surface.faces) <= 1500
    assert np.isclose(np.ptp(one.surface.bounds[:, 2]), 0.9, atol=1e-4)
    assert np.isclose(one.surface.bounds[0, 2], 0, atol=1e-6)


def test_every_file_is_there_with_its_hash(pipeline: Pipeline, tmp_path: Path) -> None:
    import hashlib

    folder = save(pipeline.generate("a crate", steps=4, **SMALL), tmp_path / "crate")
    report = json.loads((folder / "report.json").read_text())
    wanted = {"asset.glb", "sheet.png", "sheet.json", "preview.png", "turntable.webp"}
    assert wanted <= set(report["files"])
    for name, digest in report["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert {"draw", "reconstruct", "simplify", "unwrap", "bake"} <= set(report["seconds"])


def test_an_asset_reports_its_own_seconds(pipeline: Pipeline) -> None:
    first, second = (pipeline.draw(prompt, steps=steps) for prompt, steps in (("a crate", 1), ("a car", 9)))
    seconds = pipeline.reconstruct(first, **SMALL).report["seconds"]
    assert seconds["draw"] == first.seconds["draw"] < second.seconds["draw"]
    assert "bake" in seconds


def test_a_painted_sheet_is_rebuilt_as_painted(pipeline: Pipeline, tmp_path: Path) -> None:
    from PIL import Image

    sheet = pipeline.draw("a crate", steps=4)
    sheet.save(tmp_path)
    picture = np.asarray(Image.open(tmp_path / "sheet.png")).copy()
    picture[..., :3] = (20, 200, 60)
    Image.fromarray(picture).save(tmp_path / "sheet.png")
    asset = pipeline.reconstruct(ModelSheet.load(tmp_path), **SMALL)
    assert asset.surface.texture is not None
    assert np.abs(asset.surface.texture.reshape(-1, 3).mean(0) - (20, 200, 60)).max() < 3


def test_what_the_listener_raises_ends_the_job(pipeline: Pipeline) -> None:
    def cancel(event: Event) -> None:
        if isinstance(event, Phase) and event.name == "reconstruct":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.generate("a crate", steps=2, **SMALL, listen=cancel)


def test_a_damaged_model_says_what_mends_it(tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text('{"generator"')
    with pytest.raises(ModelsheetError, match="damaged: copy or save the model again"):
        Pipeline.from_pretrained(tmp_path)


@pytest.mark.parametrize("prompt", ["", "  \n ", "x" * 10_000])
def test_useless_prompts_are_refused(prompt: str) -> None:
    with pytest.raises(ModelsheetError, match="prompt"):
        check_prompt(prompt)


def test_useless_options_are_refused(pipeline: Pipeline) -> None:
    with pytest.raises(ModelsheetError, match="steps"):
        pipeline.draw("a crate", steps=0)
    with pytest.raises(ModelsheetError, match="seed"):
        pipeline.draw("a crate", seed=-1)
    with pytest.raises(ModelsheetError, match="guidance"):
        pipeline.draw("a crate", guidance=-1.0)
