"""What the tests of the view generators share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def parity() -> Path:
    """The folder of golden data of the reference implementations: large, and not part of this repository."""
    beside = Path(__file__).parents[3] / "shared" / "parity"
    folder = Path(os.environ.get("MODELSHEET_PARITY", beside))
    if not folder.is_dir():
        pytest.skip("the golden data of the reference implementations are not here (MODELSHEET_PARITY)")
    return folder
