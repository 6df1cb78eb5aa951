"""Blender as a Python module, with the extension enabled straight from the working tree."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = "bl_ext.dev.modelsheet"
HAS_BPY = importlib.util.find_spec("bpy") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that use Blender are marked so, and skipped with a reason where there is none."""
    for item in items:
        if "extension" in getattr(item, "fixturenames", ()):
            item.add_marker("blender")
            if not HAS_BPY:
                item.add_marker(
                    pytest.mark.skip(reason="needs the bpy wheel: pip install 'modelsheet[blender]'")
                )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.stash[_STATUS] = int(exitstatus)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Blender as a module may hang at exit: leave at once."""
    if "bpy" in sys.modules:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(config.stash.get(_STATUS, 1))


_STATUS = pytest.StashKey[int]()


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The enabled extension."""
    home = tmp_path_factory.mktemp("blender")
    os.environ["BLENDER_USER_RESOURCES"] = str(home)
    import bpy  # which brings addon_utils along

    addon_utils = importlib.import_module("addon_utils")

    repository = home / "repository"
    repository.mkdir()
    (repository / "modelsheet").symlink_to(ROOT / "blender_addon", target_is_directory=True)
    bpy.context.preferences.extensions.repos.new(
        name="dev", module="dev", custom_directory=str(repository), remote_url=""
    )
    addon_utils.modules_refresh()
    assert addon_utils.enable(PACKAGE, default_set=True)
    return importlib.import_module(PACKAGE)


@pytest.fixture
def empty_scene(extension: ModuleType):
    """The scene of a new, empty file."""
    import bpy

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    return bpy.context.scene


@pytest.fixture(scope="session")
def example() -> Path:
    """A finished asset folder, made by the shipped model."""
    return ROOT / "assets" / "examples" / "red-car"
