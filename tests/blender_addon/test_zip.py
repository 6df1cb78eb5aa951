"""The zip that an artist installs."""

from __future__ import annotations

import importlib
import sys
import zipfile
from pathlib import Path

import build_extension
import pytest


@pytest.mark.slow
def test_the_zip_installs_from_file_and_carries_its_engine(extension, tmp_path: Path):
    import bpy

    path = build_extension.main(tmp_path)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    assert "blender_manifest.toml" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]
    assert sum(name.endswith(".whl") for name in names) == 1

    addon_utils = importlib.import_module("addon_utils")
    addon_utils.disable(extension.__name__)  # one copy at a time
    try:
        bpy.ops.extensions.package_install_files(
            filepath=str(path), repo="user_default", enable_on_install=True
        )
        installed = sys.modules["bl_ext.user_default.modelsheet"]
        assert installed.preferences.home().name == "modelsheet"
        command = installed.engine.environment.set_up_command(sys.executable, tmp_path, "")
        assert any(part.endswith(".whl") and Path(part).exists() for part in command)
        bpy.ops.extensions.package_uninstall(repo_index=_index("user_default"), pkg_id="modelsheet")
    finally:
        assert addon_utils.enable(extension.__name__)


def _index(module: str) -> int:
    import bpy

    repos = bpy.context.preferences.extensions.repos
    return next(i for i, repo in enumerate(repos) if repo.module == module)
