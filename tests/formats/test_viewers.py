"""The features of glTF beside what others make of the same files: Blender its shape, three.js its colours."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from modelsheet.cameras import sheet_camera
from modelsheet.render import RayCaster, render_view
from modelsheet.surface import Surface

from ..batch.browser import Page
from ..conftest import make_wedge
from .conftest import BLENDER_PYTHON, HERE
from .features import FEATURES

SIDE = 512  # as three_page.html draws
UNLIKE_THREE = {
    "vertex_colours_that_differ": "three.js blends vertices' colours in linear light, we in sRGB, as PLY's",
    "a_texture_stretched_and_turned": "three.js stretches after it turns; glTF and Blender, before",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All files."""
    folder = tmp_path_factory.mktemp("features")
    for name, make in FEATURES.items():
        make().save(folder / f"{name}.glb")
    wedge = make_wedge().to_trimesh()
    for kind in ("ply", "stl"):
        wedge.export(folder / f"wedge.{kind}")
    lines = ["v {} {} {}".format(*vertex) for vertex in wedge.vertices]
    lines += ["f {} {} {}".format(*(i + 1 for i in face)) for face in wedge.faces]
    (folder / "wedge.obj").write_text("\n".join(lines))
    return folder


@pytest.fixture(scope="module")
def in_blender(folder: Path) -> dict:
    """What Blender imports, by the file's name."""
    if not BLENDER_PYTHON:
        pytest.skip("needs bpy: pip install 'modelsheet[blender]', or BLENDER_PYTHON=a Python that has it")
    out = folder / "blender.json"
    home = {**os.environ, "BLENDER_USER_RESOURCES": str(folder / "home")}
    command = [BLENDER_PYTHON, str(HERE / "in_blender.py"), str(folder), str(out)]
    subprocess.run(command, env=home, check=True, capture_output=True, timeout=300)
    return json.loads(out.read_text())


def fits(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """(F, G, 6): how far apart the corners of two lists of triangles are, in all orders of the corners."""
    orders = [(0, 1, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0), (1, 0, 2), (0, 2, 1)]
    turned = np.stack([theirs[:, order] for order in orders], 1)
    return np.abs(ours[:, None, None] - turned[None]).max((-1, -2))


@pytest.mark.blender
@pytest.mark.parametrize("name", FEATURES)
def test_blender_has_the_same_triangles_and_uvs(name: str, folder: Path, in_blender: dict) -> None:
    surface = Surface.load(folder / f"{name}.glb")
    theirs = in_blender[f"{name}.glb"]
    corners = np.array(theirs["corners"])
    assert len(corners) == len(surface.faces)
    apart = fits(surface.corners, corners)
    best = apart.reshape(len(apart), -1).argmin(1)
    assert apart.reshape(len(apart), -1).min(1) == pytest.approx(0, abs=1e-5)
    orders = [(0, 1, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0), (1, 0, 2), (0, 2, 1)]
    for i, choice in enumerate(best):
        other, order = divmod(int(choice), 6)
        # Blender turns a mirrored object's triangles only as it draws them
        assert order < 3 or name == "a_mirrored_node"
        uvs = theirs["uvs"][other]
        if uvs is not None and surface.uvs is not None:
            assert np.array(uvs)[list(orders[order])] == pytest.approx(surface.uvs[i], abs=1e-5)


@pytest.mark.blender
@pytest.mark.parametrize("kind", ["obj", "ply", "stl"])
def test_blender_stands_other_formats_the_same_way(kind: str, folder: Path, in_blender: dict) -> None:
    ours, theirs = Surface.load(folder / f"wedge.{kind}").corners, in_blender[f"wedge.{kind}"]["corners"]
    assert fits(ours, np.array(theirs)).min((1, 2)) == pytest.approx(0, abs=1e-5)


@pytest.mark.browser
@pytest.mark.node
@pytest.mark.parametrize("name", FEATURES)
def test_three_draws_the_same_colours(name: str, folder: Path, page: Page) -> None:
    path = folder / f"{name}.glb"
    drawn = page.ask(f"draw('{base64.b64encode(path.read_bytes()).decode()}')")
    theirs = np.frombuffer(base64.b64decode(str(drawn)), np.uint8).reshape(SIDE, SIDE, 4)[::-1].astype(int)
    caster = RayCaster(Surface.load(path).normalized())
    ours = render_view(caster, sheet_camera("front", SIDE), supersample=1).rgba.astype(int)
    seen = theirs[..., 3] >= 0.05 * 255  # what less than this is to be seen of is a hole for us
    unlike_alpha = (seen != (ours[..., 3] > 0)).mean()
    solid = (theirs[..., 3] == 255) & (ours[..., 3] > 0)  # readable: blended colours come premultiplied
    unlike = (np.abs(theirs - ours)[solid].max(-1) > 8).mean()
    assert unlike_alpha < 0.002  # the pixels along an edge
    if name in UNLIKE_THREE:
        assert unlike > 0.01, "no longer unlike: take it out of UNLIKE_THREE"
    else:
        assert unlike < 0.004
