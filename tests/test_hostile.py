"""Whatever comes in, a valid asset comes out, or an error of one line; soon, and in little memory."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import numpy as np
import pytest

from modelsheet.asset import Asset
from modelsheet.context import Context
from modelsheet.errors import ModelsheetError
from modelsheet.finishing.inspect import inspect
from modelsheet.formats.writers.glb import encode_glb
from modelsheet.pipeline import make
from modelsheet.render import render_sheet
from modelsheet.request import Request
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

from .hostile import hostile_mesh, hostile_sheet

SECONDS = 60.0  # of one core
MEMORY = 4 << 30  # bytes
SMALL = {"triangles": 300, "texture_size": 64}


def sheet_to_asset(number: int, folder: Path) -> Asset:
    sheet = ModelSheet.load(hostile_sheet(number, folder))
    return make(sheet, Request(sheet.prompt, **SMALL), Context())


def mesh_to_asset(number: int, folder: Path) -> Asset:
    surface = Surface.load(hostile_mesh(number, folder))
    card = inspect(surface)
    assert card["triangles"] == len(surface.faces)
    assert isinstance(card["verdict"], str)
    sheet = render_sheet(surface, 24)
    return make(sheet, Request("a mesh", **SMALL), Context())


def problem(work: object, number: int, folder: Path) -> str:
    """What is wrong with what came out; "" where an asset is sound or an error said why there is none."""
    start = time.process_time()
    try:
        asset = work(number, folder)
    except ModelsheetError as error:
        return "" if error.message and "\n" not in str(error) else f"{number}: an error without words"
    except Exception as error:
        return f"{number}: {type(error).__name__}: {error}"
    if time.process_time() - start > SECONDS:
        return f"{number}: slow"
    surface = asset.surface
    sound = (
        np.isfinite(surface.vertices).all()
        and np.isfinite(surface.uvs).all()
        and 0 <= surface.uvs.min() <= surface.uvs.max() <= 1
        and surface.texture is not None
        and asset.report["watertight"]
        and len(encode_glb(asset)) > 1000
    )
    return "" if sound else f"{number}: not sound"


@pytest.mark.parametrize("number", [0, 1, 732])  # views of the last have nothing in common
def test_spoilt_sheets_give_an_asset_or_an_error(number: int, tmp_path: Path) -> None:
    assert problem(sheet_to_asset, number, tmp_path) == ""


@pytest.mark.parametrize("number", range(11, 21))
def test_spoilt_meshes_give_an_asset_or_an_error(number: int, tmp_path: Path) -> None:
    assert problem(mesh_to_asset, number, tmp_path) == ""


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(("work", "count"), [(sheet_to_asset, 1000), (mesh_to_asset, 200)])
def test_a_great_many_of_them(work: object, count: int, tmp_path: Path) -> None:
    found = []
    for number in range(count):
        folder = tmp_path / str(number)
        folder.mkdir()
        found.append(problem(work, number, folder))
    assert [each for each in found if each] == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 < MEMORY
