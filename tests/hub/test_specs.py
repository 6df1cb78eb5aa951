"""What the documentation says of the models is what their specs say."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelsheet.generation.imagedream.spec import SPECS as IMAGEDREAM
from modelsheet.generation.mv_adapter.spec import SPECS as MV_ADAPTER
from modelsheet.generation.mvdream.spec import SPECS as MVDREAM
from modelsheet.generation.zero123plus.spec import SPECS as ZERO123PLUS
from modelsheet.hub.spec import ModelSpec
from modelsheet.imagine.spec import SPECS as PICTURES

PRODUCTS = {"yes": "yes", "no": "no", "conditions": "with conditions"}
VIEWS = [*MV_ADAPTER, *MVDREAM, *IMAGEDREAM, *ZERO123PLUS]


@pytest.fixture(scope="module")
def rows() -> dict[str, str]:
    """The rows of the tables in docs/models.md by the name of the model."""
    lines = (Path(__file__).parents[2] / "docs" / "models.md").read_text("utf-8").splitlines()
    return {line.split("`")[1]: line for line in lines if line.startswith("| `")}


def test_the_documentation_names_all_models(rows: dict[str, str]) -> None:
    assert set(rows) == {spec.name for spec in VIEWS} | {spec.model.name for spec in PICTURES}


@pytest.mark.parametrize("spec", [*VIEWS, *(spec.model for spec in PICTURES)], ids=lambda spec: spec.name)
def test_size_licence_and_terms(rows: dict[str, str], spec: ModelSpec) -> None:
    row = rows[spec.name]
    assert f"{spec.size / 1e9:.1f} GB" in row
    assert f"| {spec.resolution} |" in row
    assert f"| {PRODUCTS[spec.commercial]} |" in row
    for download in spec.downloads:
        assert download.licence.name.removeprefix("CreativeML ") in row
    if spec.memory:
        assert row.endswith(f"| {spec.memory / 1e9:g} GB |")


@pytest.mark.parametrize("spec", VIEWS, ids=lambda spec: spec.name)
def test_cameras_and_files(rows: dict[str, str], spec: ModelSpec) -> None:
    cameras = list(spec.cameras(spec.resolution).values())
    orthographic = {camera.fov_y is None for camera in cameras}
    kind = "orthographic" if orthographic == {True} else "perspective"
    assert all((camera.width, camera.height) == (spec.resolution,) * 2 for camera in cameras)
    assert f"{len(cameras)}, {kind}" in rows[spec.name] or spec.name == "zero123plus-1.2-normals"
    assert all(download.files and download.size > 0 for download in spec.downloads)
    for name in ("base", "vae", "controlnet"):
        if name in spec.index:
            assert spec.index[name] in {download.folder for download in spec.downloads}
