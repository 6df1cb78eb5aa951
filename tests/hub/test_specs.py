"""What the documentation says of the models is what their specs say."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
import trimesh

from modelsheet.generation.imagedream.spec import SPECS as IMAGEDREAM
from modelsheet.generation.mv_adapter.spec import SPECS as MV_ADAPTER
from modelsheet.generation.mvdream.spec import SPECS as MVDREAM
from modelsheet.generation.zero123plus.spec import SPECS as ZERO123PLUS
from modelsheet.hub.catalogue import catalogue
from modelsheet.hub.spec import APACHE, MIT, NONCOMMERCIAL, OPENRAIL, ModelSpec
from modelsheet.render import RayCaster
from modelsheet.routes import routes, to_dict
from modelsheet.surface import Surface

from ..reconstruction.golden import whole_folder

PRODUCTS = {"yes": "yes", "no": "no", "conditions": "with conditions"}
VIEWS = [*MV_ADAPTER, *MVDREAM, *IMAGEDREAM, *ZERO123PLUS]


@pytest.fixture(scope="module")
def tables() -> dict[str, dict[str, str]]:
    """The rows of the tables in docs/models.md, by the heading above and the name in the first cell."""
    text = (Path(__file__).parents[2] / "docs" / "models.md").read_text("utf-8")
    sections = (part.split("\n", 1) for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:])
    return {
        title: {line.split("`")[1]: line for line in body.splitlines() if line.startswith("| `")}
        for title, body in sections
    }


@pytest.fixture(scope="module")
def rows(tables: dict[str, dict[str, str]]) -> dict[str, str]:
    """Those of all models."""
    kinds = ("Models that draw views", "Models that draw pictures", "Models that build surfaces")
    return {name: row for kind in kinds for name, row in tables[kind].items()}


def test_the_documentation_names_all_models(rows: dict[str, str]) -> None:
    assert set(rows) == set(catalogue())


@pytest.mark.parametrize("spec", catalogue().values(), ids=lambda spec: spec.name)
def test_size_licence_and_terms(rows: dict[str, str], spec: ModelSpec) -> None:
    row = rows[spec.name]
    assert f"{spec.size / 1e9:.1f} GB" in row
    assert f"| {spec.resolution} |" in row
    assert f"| {PRODUCTS[spec.commercial]} |" in row
    for download in spec.downloads:
        assert download.licence.name.removeprefix("CreativeML ") in row
    if spec.memory:
        assert row.endswith(f"| {spec.memory / 1e9:g} GB |")


def test_the_routes_of_the_documentation_are_those_there_are(tables: dict[str, dict[str, str]]) -> None:
    told = {route["name"]: route for route in map(to_dict, routes())}
    assert set(tables["Routes"]) == set(told)
    for name, row in tables["Routes"].items():
        route = told[name]
        size = f"{route['size'] / 1e9:.1f} GB" if route["size"] else "-"
        start = "picture" if route["needs_picture"] else "words"
        assert row.startswith(f"| `{name}` | {start}")
        assert f"| {size} |" in row
        assert row.endswith(f"| {PRODUCTS[route['commercial']]} |")
        for terms in route["weights"]:
            assert terms["licence"].removeprefix("CreativeML ") in row


FACTS = {  # what the golden data's pages say of the weights: page, pattern, models
    "mv_adapter": (r"Weights: the Hub card says apache-2.0", APACHE, ("mv-adapter-text-sdxl",)),
    "mvdream": (r"Licence of the weights: OpenRAIL", OPENRAIL, ("mvdream", "imagedream")),
    "zero123plus": (
        r"weights CC-BY-NC-4.0",
        NONCOMMERCIAL,
        ("zero123plus-1.1", "zero123plus-1.2", "zero123plus-1.2-normals"),
    ),
    "triposr": (r"code and weights MIT", MIT, ("triposr",)),
    "instantmesh": (r"LRM weights \| the authors' pages say Apache-2.0", APACHE, ("instantmesh",)),
}


@pytest.mark.parametrize("folder", FACTS)
def test_licences_are_those_of_the_reference_pages(folder: str) -> None:
    pattern, licence, names = FACTS[folder]
    assert re.search(pattern, (whole_folder(folder) / "README.md").read_text("utf-8"))
    for name in names:
        assert licence in catalogue()[name].licences


def test_the_bases_of_mv_adapter_have_the_licences_of_the_reference_page() -> None:
    text = (whole_folder("mv_adapter") / "README.md").read_text("utf-8")
    assert (
        "SDXL is CreativeML Open RAIL++-M, its VAE `madebyollin/sdxl-vae-fp16-fix` MIT, SD2.1 Open RAIL++-M"
        in text
    )
    assert set(catalogue()["mv-adapter-picture-sdxl"].licences) == {OPENRAIL, MIT, APACHE}
    assert set(catalogue()["mv-adapter-text-sd21"].licences) == {OPENRAIL, APACHE}


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


@pytest.mark.parametrize("spec", VIEWS, ids=lambda spec: spec.name)
def test_a_known_cube_stands_where_the_cameras_see_it(spec: ModelSpec) -> None:
    """Drawn by the ray caster, its corners lie where the cameras project them, and its front is in front."""
    corners = np.array(list(itertools.product((-0.25, 0.25), repeat=3)), np.float32)
    mesh = trimesh.convex.convex_hull(corners)
    caster = RayCaster(Surface(mesh.vertices, mesh.faces))
    for name, camera in spec.cameras(spec.resolution).items():
        pixels, depth = camera.project(corners)
        assert (depth > 0).all()
        assert ((pixels > 0) & (pixels < spec.resolution)).all(), "the whole cube is seen"
        hits = caster.cast(*camera.rays())
        rows, columns = np.nonzero(hits.mask)
        low, high = pixels.min(0), pixels.max(0)
        np.testing.assert_allclose((columns.min(), rows.min()), low, atol=1.5)
        np.testing.assert_allclose((columns.max() + 1, rows.max() + 1), high, atol=1.5)
        toward = camera.position / np.linalg.norm(camera.position)
        if name in ("top", "bottom"):
            assert abs(toward[2]) > 0.99
            continue
        azimuth = np.degrees(np.arctan2(toward[0], -toward[1])) % 360
        known = {"front": 0, "front-right": 45, "right": 90, "back": 180, "left": 270, "front-left": 315}
        wanted = known[name] if name in known else float(name.split("-")[1])
        assert abs((azimuth - wanted + 180) % 360 - 180) < 1e-3, "azimuth 0 sees the front, which faces -Y"
