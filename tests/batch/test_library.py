"""A library of a batch, where no Blender is needed to see what is said."""

from __future__ import annotations

import sys

import pytest

from modelsheet.batch.library import write_library
from modelsheet.errors import ModelsheetError


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_blender_that_wrote_nothing_is_an_error(tmp_path):
    blender = tmp_path / "blender"
    blender.write_text("#!/bin/sh\necho Blender 3.4\n")
    blender.chmod(0o755)
    with pytest.raises(ModelsheetError, match=r"wrote no library.*4\.2"):
        write_library(tmp_path, tmp_path / "out.blend", str(blender))
