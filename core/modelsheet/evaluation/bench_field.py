"""`modelsheet bench field`: how well neural fields, taught on sheets, draw views that they never saw."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..cameras import Camera, orbit_pose
from ..render import RayCaster, render_sheet, render_view
from ..render.neural import fit, render_field
from ..sheet import View
from ..training.dataset import AssetLibrary

_AZIMUTHS, _ELEVATION = (30, 150, 270), 20  # degrees; no view of a sheet looks from there
_EXTENT = 1.25  # object units that a view spans
_RESOLUTION = 256  # pixels a side, of the sheet and of the views


def bench_field(
    data: str | Path, count: int = 10, progress: Callable[[float], None] = lambda part: None
) -> list[dict]:
    """One row an asset, and a last one with their means.

    psnr: decibels over the whole of each view, on white, as papers on such fields measure it; object: over
    what either shows of the object, which is harder. seconds: to teach the field, and of its processor time.
    """
    library = AssetLibrary(data)
    chosen = np.linspace(0, len(library.whole) - 1, count).round().astype(int)
    cameras = {
        str(a): Camera.orthographic(orbit_pose(a, _ELEVATION, 2), _EXTENT, _RESOLUTION) for a in _AZIMUTHS
    }
    rows: list[dict] = []
    for i, record in enumerate(library.whole[number] for number in chosen):
        progress(i / count)
        surface = library.surface(record).normalized()
        sheet = render_sheet(surface, _RESOLUTION)
        start, busy = time.perf_counter(), time.process_time()
        field = fit(sheet)
        seconds, processor = time.perf_counter() - start, time.process_time() - busy
        caster = RayCaster(surface)
        truth = [render_view(caster, camera) for camera in cameras.values()]
        pairs = list(zip(truth, render_field(field, cameras), strict=True))
        rows.append(
            {
                "asset": record.caption,
                "psnr": float(np.mean([psnr(*pair) for pair in pairs])),
                "object": float(np.mean([psnr(*pair, everywhere=False) for pair in pairs])),
                "seconds": seconds,
                "processor": processor,
            }
        )
    means = {name: float(np.mean([row[name] for row in rows])) for name in list(rows[0])[1:]}
    return [*rows, {"asset": "mean", **means}]


def psnr(a: View, b: View, everywhere: bool = True) -> float:
    """Decibels, both on white; of the whole picture, or of what either shows of the object."""
    pictures = []
    for view in (a, b):
        alpha = view.alpha[..., None] / 255
        pictures.append(view.rgb / 255 * alpha + 1 - alpha)
    either = (a.alpha > 0) | (b.alpha > 0) | everywhere
    error = ((pictures[0] - pictures[1])[either] ** 2).mean()
    return float(-10 * np.log10(max(error, 1e-10)))
