"""What users bring, in Blender: pictures, sheets that were changed elsewhere, meshes of other programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from blender_addon.engine.process import tail
from PIL import Image, ImageDraw

from ..cases import cases_folder

CASES = cases_folder()


def lamp(pixels: np.ndarray) -> np.ndarray:
    """Something twice as tall as wide, in the middle."""
    height, width = pixels.shape[:2]
    pixels[height // 8 : height * 7 // 8, width * 5 // 16 : width * 11 // 16] = 40
    return pixels


def a_card_with_round_corners(path: Path) -> None:
    card = Image.fromarray(lamp(np.full((160, 160, 3), 255, np.uint8))).convert("RGBA")
    mask = Image.new("L", card.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, 159, 159), 12, fill=255)
    card.putalpha(mask)
    card.save(path)


def a_picture_of_100_megapixels(path: Path) -> None:
    Image.fromarray(lamp(np.full((10_000, 10_000), 255, np.uint8))).save(path, compress_level=1)


def a_frame(path: Path) -> None:
    """The background shows through it."""
    pixels = lamp(np.full((160, 160), 255, np.uint8))
    pixels[40:120, 65:95] = 255
    Image.fromarray(pixels).save(path)


@pytest.mark.parametrize(
    ("write", "hole"),
    [
        (a_card_with_round_corners, False),
        (a_picture_of_100_megapixels, False),
        (a_frame, True),
    ],
)
def test_the_panel_shows_what_is_taken_for_the_object(
    write: Callable[[Path], None], hole: bool, blender, tmp_path: Path
) -> None:
    path = tmp_path / "picture.png"
    write(path)
    blender.settings.image = str(path)
    blender.until(lambda: blender.engine.cutouts.find(str(path)).path)
    alpha = np.asarray(Image.open(blender.engine.cutouts.find(str(path)).path))[..., 3]
    size = [np.ptp(np.flatnonzero((alpha >= 128).any(axis))) + 1 for axis in (0, 1)]
    assert size == pytest.approx([123, 246], abs=4)
    assert alpha[128, 128] == (0 if hole else 255)
    assert "Warning" not in tail(blender.engine.session.log)
    blender.settings.image = ""


def test_a_byte_order_mark_before_the_sheets_record_is_read(blender, drawn) -> None:
    import bpy

    record = drawn.folder / "sheet.json"
    record.write_bytes(b"\xef\xbb\xbf" + record.read_bytes())
    assert bpy.ops.modelsheet.rebuild() == {"FINISHED"}
    blender.until(blender.idle)
    assert blender.engine.problem is None


def test_the_panel_says_that_a_view_was_erased(blender, drawn) -> None:
    import bpy

    views = json.loads((drawn.folder / "sheet.json").read_text())["views"]
    (x, y), side = next((v["box"], v["camera"]["width"]) for v in views if v["name"] == "left")
    sheet = np.array(Image.open(drawn.folder / "sheet.png"))
    sheet[y : y + side, x : x + side] = 0
    Image.fromarray(sheet).save(drawn.folder / "sheet.png")
    assert bpy.ops.modelsheet.rebuild() == {"FINISHED"}
    blender.until(blender.idle)
    assert blender.engine.problem is None
    assert "left" in blender.engine.notice


KINDS = (".glb", ".gltf", ".obj")
MESHES = sorted(path for path in CASES.rglob("*") if path.suffix in KINDS) if CASES else []


@pytest.mark.long
@pytest.mark.skipif(CASES is None, reason="the cases do not lie beside this checkout")
@pytest.mark.parametrize("path", MESHES, ids=lambda path: path.stem)
def test_meshes_of_other_programs_are_painted_or_refused_in_words(path: Path, blender) -> None:
    """As Blender imports them."""
    import bpy

    try:
        if path.suffix == ".obj":
            bpy.ops.wm.obj_import(filepath=str(path))
        else:
            bpy.ops.import_scene.gltf(filepath=str(path))
    except RuntimeError:
        pytest.skip("Blender can't read it")
    for thing in bpy.data.objects:
        thing.select_set(thing.type == "MESH" and not thing.name.startswith("Icosphere"))  # which draw bones
    blender.set(prompt="a red plate", quality="CUSTOM", texture_size="256", steps=2)
    assert bpy.ops.modelsheet.texture_selected() == {"FINISHED"}
    blender.until(blender.idle)
    assert blender.engine.problem is None, blender.engine.problem.line
    assert bpy.ops.modelsheet.apply_texture() == {"FINISHED"}
