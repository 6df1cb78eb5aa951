"""Blender as a Python module, with the extension enabled straight from the working tree."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest

from blender_addon import history

ROOT = Path(__file__).parents[2]
PACKAGE = "bl_ext.dev.modelsheet"
HAS_BPY = importlib.util.find_spec("bpy") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that use Blender are marked so, and skipped with a reason where there is none."""
    for item in items:
        if "extension" in getattr(item, "fixturenames", ()):
            item.add_marker("blender")
            if "blender" in item.fixturenames:
                item.add_marker("model")
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


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str]], None]:
    """Call it with a table of texts: Blender then speaks that language, as far as `locale` knows it."""

    def chosen(table: Mapping[str, str]) -> None:
        translations = ModuleType("bpy.app.translations")
        translations.pgettext_iface = lambda text: table.get(text, text)
        monkeypatch.setitem(sys.modules, "bpy.app.translations", translations)
        for name in ("bpy", "bpy.app"):
            if name not in sys.modules:
                monkeypatch.setitem(sys.modules, name, ModuleType(name))

    return chosen


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


@pytest.fixture(scope="session")
def engine_python() -> str:
    """A Python that runs the worker: this one, or the one that MODELSHEET_ENGINE names."""
    python = os.environ.get("MODELSHEET_ENGINE") or sys.executable
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    probe = "import modelsheet.worker, torch, xatlas"
    if subprocess.run([python, "-c", probe], env=clean, capture_output=True).returncode:
        pytest.skip(f"{python} has no engine: name one that has in MODELSHEET_ENGINE")
    return python


SMALL = {"quality": "CUSTOM", "triangles": 1000, "texture_size": "256", "steps": 6}


class Blender:
    """The extension as a user drives it: operators, and the pump that a timer drives otherwise."""

    def __init__(self, extension: ModuleType) -> None:
        self.pump = extension.pump.pump
        self.engine = extension.engine.engine
        self.properties = extension.properties
        self._pictures = extension.pictures
        self.preferences = extension.preferences
        self.history = self.engine.history

    @property
    def settings(self):
        import bpy

        return bpy.context.scene.modelsheet

    def until(self, condition, patience: float = 300, poll: bool = True) -> None:
        """Let Blender's timer run, if it does, until the condition holds."""
        end = time.monotonic() + patience
        while not condition():
            assert time.monotonic() < end, "it takes too long"
            if poll:
                self.pump.poll_once()
            time.sleep(0.02)

    def idle(self) -> bool:
        """True when nothing runs, waits or is still to be imported."""
        return not self.engine.session.jobs and not self.pump.ready

    @property
    def pictures(self):
        """What the panel shows."""
        return self._pictures.current()

    def set(self, **settings: object) -> None:
        """Set them in the panel."""
        for name, value in settings.items():
            setattr(self.settings, name, value)

    def choices(self) -> list[tuple]:
        """The items of the history's menu."""
        import bpy

        return self.properties._items(bpy.context.window_manager.modelsheet, None)

    def generate(self, prompt: str = "red car", **settings: object) -> None:
        """Press the button."""
        import bpy

        self.set(prompt=prompt, **SMALL | settings)
        assert bpy.ops.modelsheet.generate() == {"FINISHED"}

    def phase(self) -> str:
        """What the running job is at."""
        return self.engine.session.running.phase if self.engine.session.running else ""

    def entry(self) -> history.Entry | None:
        """The history's chosen entry."""
        return self.properties.entry()


@pytest.fixture
def blender(extension: ModuleType, empty_scene, engine_python: str, tmp_path: Path) -> Iterator[Blender]:
    """A new file, an engine in a hurry and an empty history; the worker stays warm between tests."""
    blender = Blender(extension)
    chosen = blender.preferences.get()
    chosen.engine, chosen.folder = engine_python, str(tmp_path / "历史 history")
    blender.engine.dismiss()
    yield blender
    for job in blender.engine.session.jobs:
        blender.engine.session.cancel(job)
    blender.until(blender.idle)
    chosen = blender.preferences.get()  # a test may have disabled the extension
    chosen.engine = chosen.folder = ""


@pytest.fixture
def recorded(extension: ModuleType, empty_scene, example: Path, tmp_path: Path) -> Iterator[Blender]:
    """As `blender`, with an engine that makes the example whatever it is asked: see `recorded.py`."""
    python = tmp_path / "python"
    script = Path(__file__).with_name("recorded.py")
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "{example}"\n')
    python.chmod(0o755)
    blender = Blender(extension)
    blender.engine.session.unload()
    chosen = blender.preferences.get()
    chosen.engine, chosen.folder = str(python), str(tmp_path / "history")
    blender.engine.dismiss()
    yield blender
    for job in blender.engine.session.jobs:
        blender.engine.session.cancel(job)
    blender.until(blender.idle)
    blender.engine.session.unload()
    blender.engine.session.past.clear()
    chosen = blender.preferences.get()
    chosen.engine = chosen.folder = ""


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `drawn` keeps its asset folder."""
    return tmp_path_factory.mktemp("drawn")


@pytest.fixture
def drawn(blender: Blender, store: Path) -> history.Entry:
    """The history's only entry, which is chosen: a red car, made by the engine once for all tests."""
    import bpy

    place = blender.preferences.history_folder()
    for folder in store.iterdir():
        shutil.copytree(folder, place / folder.name)
    if not place.exists():
        blender.generate(seed=1)
        blender.until(blender.idle)
        shutil.copytree(place, store, dirs_exist_ok=True)
        bpy.ops.wm.read_homefile(use_empty=True)
    blender.history.refresh()
    blender.properties.choose_newest(bpy.context)
    return blender.entry()
