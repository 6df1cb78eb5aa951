"""A folder of installed models with tiny random weights, and a stand-in for rembg, for whole routes."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from modelsheet.cameras import orbit_camera
from modelsheet.hub.catalogue import model_spec
from modelsheet.render import RayCaster, render_view
from modelsheet.sheet import ModelSheet
from modelsheet.weights import write_hashes

from .conftest import make_wedge
from .generation import tiny

REMBG = '''"""Finds a disc in the middle, whatever the picture shows."""

import numpy as np


def new_session(name):
    return name


def remove(picture, session, only_mask):
    y, x = np.indices(picture.shape[:2]) / np.array(picture.shape[:2])[:, None, None] - 0.5
    return np.where(x**2 + y**2 < 0.16, 255, 0).astype(np.uint8)
'''


def install_rembg(site: Path) -> Path:
    """Write the stand-in into a folder for sys.path or PYTHONPATH."""
    site.mkdir(parents=True, exist_ok=True)
    (site / "rembg.py").write_text(REMBG)
    return site


def install(home: Path) -> Path:
    """All models that the routes of this package name, as `modelsheet models` leaves them."""
    from .generation.imagedream.test_pipeline import save as imagedream
    from .generation.mv_adapter.test_pipeline import adapter
    from .generation.mvdream.test_pipeline import save as mvdream
    from .generation.zero123plus.test_pipeline import save as zero123plus
    from .reconstruction.test_instantmesh import save as instantmesh
    from .reconstruction.test_triposr import save as triposr

    home.mkdir(parents=True, exist_ok=True)
    tiny.sd21(home / "sd-turbo")
    tiny.sdxl(home / "sdxl")
    tiny.flux(home / "flux-schnell")
    _with_base(home / "mv-adapter-text-sd21", home / "sd-turbo", "t2mv", adapter)
    _with_base(home / "mv-adapter-picture-sdxl", home / "sdxl", "i2mv", adapter)
    for name, save in (("mvdream", mvdream), ("imagedream", imagedream), ("triposr", triposr)):
        (home / name).mkdir()
        save(home / name)
    zero123plus(home / "zero123plus-1.2", version="1.2", resolution=tiny.SIDE)
    zero123plus(
        home / "zero123plus-1.2-normals", version="1.2", resolution=tiny.SIDE, controlnet="controlnet"
    )
    (home / "instantmesh").mkdir()
    instantmesh(home / "instantmesh", _wedge_views())
    for folder in home.iterdir():
        assert model_spec(folder.name)
        write_hashes(folder)
    return home


def _with_base(folder: Path, base: Path, variant: str, adapter) -> None:
    folder.mkdir()
    shutil.copytree(base, folder / "base")
    adapter(folder, folder / "base", variant, base.name == "sdxl")
    index = folder / "model_index.json"
    index.write_text(index.read_text().replace('"../base"', '"base"'))


def _wedge_views() -> ModelSheet:
    caster = RayCaster(make_wedge())
    cameras = [orbit_camera(30 + 60 * i, (20, -10)[i % 2], 3.2, np.radians(30), 64) for i in range(6)]
    return ModelSheet(tuple(render_view(caster, each, f"view-{i}") for i, each in enumerate(cameras)))
