"""glTF as its specification says, on files that are put together here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from modelsheet.render import render_sheet
from modelsheet.surface import Surface

from .features import FEATURES

@pytest.mark.parametrize("name", FEATURES)
def test_x(name: str, tmp_path: Path) -> None:
    s = Surface.load(FEATURES[name]().save(tmp_path / "a.glb"))
    assert not s.notes
    render_sheet(s, 32)
