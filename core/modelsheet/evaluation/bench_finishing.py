"""Finishing beside named peers on the same surfaces: fewer triangles, UVs; and how time and memory grow."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from .._open3d import open3d
from ..finishing import FinishOptions, finish
from ..finishing.edges import is_closed
from ..finishing.inspect import inspect
from ..finishing.seams import charts
from ..finishing.simplify import decimate, prepared
from ..finishing.unwrap import unwrap
from ..reconstruction import reconstruct
from ..render import RayCaster, render_sheet
from ..sheet import ModelSheet, iou
from ..surface import Surface
from ..training.dataset import AssetLibrary, fixed_list
from .metrics import sample_surface

BUDGETS = (500, 2000, 5000)  # triangles at which the ways to simplify are compared
GRIDS = (64, 128, 256, 384)  # nodes a side of the fields whose surfaces are finished, for the growth
GROWTH_BUDGETS = (100, 1000, 5000, 50_000)
_SAMPLES = 20_000  # points of either surface for the Hausdorff distance
_PIXELS = 256  # a side of the silhouettes that are compared
_PATIENCE = 300.0  # seconds that one row of growth, or UVs by a slow peer, may take
_SLOW = ("UVAtlas",)  # peers that take minutes for some meshes

Row = dict[str, Any]


def bench_finishing(
    data: str | Path,
    count: int = 10,
    progress: Callable[[str, float], None] | None = None,
) -> dict[str, list[Row]]:
    """Rows of `simplify`, `unwrap` and `growth`: plain JSON values, medians over `count` known assets.

    Peers that are not installed are left out, and what takes longer than _PATIENCE. Growth takes up to
    4 GB. The list of assets is that of `bench_reconstruct`.
    """
    library = AssetLibrary(data)
    simple: list[Row] = []
    flat: list[Row] = []
    records = fixed_list(library.whole, count)
    for i, record in enumerate(records):
        if progress:
            progress("simplify", i / len(records))
        sheet = render_sheet(library.surface(record).normalized(), _PIXELS)
        dense = prepared(reconstruct(sheet))
        seen = [_mask(dense, view) for view in sheet]
        for budget in BUDGETS:
            made = (_simplified(name, dense, budget, sheet, seen) for name in SIMPLIFIERS)
            simple += [row for row in made if row]
        surface = decimate(dense, max(BUDGETS), 0.0)
        for name in UNWRAPPERS:
            row = _in_time(_unwrapped, name, surface) if name in _SLOW else _unwrapped(name, surface)
            flat += [row] if row else []
    steps = [(grid, 5000) for grid in GRIDS] + [(128, budget) for budget in GROWTH_BUDGETS]
    growth = []
    for i, step in enumerate(steps):
        if progress:
            progress("growth", i / len(steps))
        row = _in_time(_grown, *step)
        growth += [row] if row else []
    return {
        "simplify": _medians(simple, ("triangles", "method")),
        "unwrap": _medians(flat, ("method",)),
        "growth": growth,
    }


def table(result: dict[str, list[Row]]) -> str:
    """The rows of each part under their names."""
    parts = []
    for name, rows in result.items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        cells = [[key.replace("_", " ") for key in columns]]
        cells += [[_text(row.get(key)) for key in columns] for row in rows]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = ("  ".join(cell.rjust(w) for cell, w in zip(line, widths, strict=True)) for line in cells)
        parts.append("\n".join([name, *lines]))
    return "\n\n".join(parts)


def chart(result: dict[str, list[Row]], path: Path) -> None:
    """Three panels as a PNG: error by triangles, how UVs use the square, growth."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    figure, (left, middle, right) = pyplot.subplots(1, 3, figsize=(13, 3.8), layout="constrained")
    for method in dict.fromkeys(row["method"] for row in result["simplify"]):
        rows = [row for row in result["simplify"] if row["method"] == method]
        left.plot(
            [row["triangles"] for row in rows],
            [1 - row["silhouette_iou"] for row in rows],
            "o-",
            label=method,
        )
    left.set(
        xscale="log", yscale="log", xlabel="triangles", ylabel="1 - silhouette IoU", title="Simplification"
    )
    left.legend(fontsize=8)
    rows = result["unwrap"]
    middle.bar([row["method"] for row in rows], [row["uv_coverage"] for row in rows])
    middle.set(ylabel="share of the texture in use", ylim=(0, 1), title="UVs")
    grids = [row for row in result["growth"] if row["triangles_asked"] == 5000]
    grids = list({row["grid"]: row for row in grids}.values())
    right.plot([row["grid"] for row in grids], [row["seconds"] for row in grids], "o-", label="seconds")
    right.plot([row["grid"] for row in grids], [row["memory_gb"] for row in grids], "s--", label="memory, GB")
    right.set(xlabel="nodes a side of the grid", title="Finishing to 5,000 triangles")
    right.legend(fontsize=8)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def by_fast_simplification(surface: Surface, triangles: int) -> Surface:
    """fast-simplification with its own settings."""
    import fast_simplification

    points, faces = fast_simplification.simplify(surface.vertices, surface.faces, target_count=triangles)
    return Surface(points, faces)


def by_open3d(surface: Surface, triangles: int) -> Surface:
    """open3d's quadric decimation with its own settings."""
    o3d = open3d()
    mesh = o3d.geometry.TriangleMesh(
        o3d.utility.Vector3dVector(surface.vertices), o3d.utility.Vector3iVector(surface.faces)
    ).simplify_quadric_decimation(triangles)
    return Surface(np.asarray(mesh.vertices), np.asarray(mesh.triangles))


def by_meshoptimizer(surface: Surface, triangles: int) -> Surface | None:
    """meshoptimizer's simplification with no limit to its error; None where it is not installed."""
    try:
        import meshoptimizer
    except ImportError:
        return None
    indices = surface.faces.reshape(-1).astype(np.uint32)
    out = np.zeros_like(indices)
    count = meshoptimizer.simplify(
        out, indices, surface.vertices, target_index_count=3 * triangles, target_error=1.0
    )
    return Surface(surface.vertices, out[:count].reshape(-1, 3).astype(np.int32))


SIMPLIFIERS: dict[str, Callable[[Surface, int], Surface | None]] = {
    "modelsheet": lambda surface, triangles: decimate(surface, triangles, 0.0),
    "fast-simplification": by_fast_simplification,
    "open3d": by_open3d,
    "meshoptimizer": by_meshoptimizer,
}


def by_xatlas(surface: Surface) -> Surface:
    """xatlas with its own settings."""
    import xatlas

    atlas = xatlas.Atlas()
    atlas.add_mesh(surface.vertices, surface.faces.astype(np.uint32))
    atlas.generate()
    _, corners, uvs = atlas[0]
    square = np.array([atlas.width, atlas.height]) / max(atlas.width, atlas.height)
    return _with_uvs(surface, (uvs * square)[corners.astype(np.int64)])


def by_uvatlas(surface: Surface) -> Surface:
    """UVAtlas, through open3d, for a texture of 1024."""
    o3d = open3d()
    mesh = o3d.t.geometry.TriangleMesh(
        o3d.core.Tensor(surface.vertices), o3d.core.Tensor(surface.faces.astype(np.int64))
    )
    with o3d.utility.VerbosityContextManager(o3d.utility.VerbosityLevel.Warning):
        mesh.compute_uvatlas(size=1024, gutter=4)
    return _with_uvs(surface, mesh.triangle.texture_uvs.numpy())


UNWRAPPERS: dict[str, Callable[[Surface], Surface]] = {
    "modelsheet": unwrap,
    "xatlas": by_xatlas,
    "UVAtlas": by_uvatlas,
}


def _with_uvs(surface: Surface, uvs: np.ndarray) -> Surface:
    return Surface(surface.vertices, surface.faces, uvs=uvs.astype(np.float32))


def _simplified(
    method: str, dense: Surface, triangles: int, sheet: ModelSheet, seen: list[np.ndarray]
) -> Row | None:
    start = time.process_time()
    surface = SIMPLIFIERS[method](dense, triangles)
    seconds = time.process_time() - start
    if surface is None:
        return None
    agree = [iou(_mask(surface, view), mask) for view, mask in zip(sheet, seen, strict=True)]
    there = RayCaster(surface).distance(sample_surface(dense, _SAMPLES, 0)[0])
    back = RayCaster(dense).distance(sample_surface(surface, _SAMPLES, 1)[0])
    return {
        "triangles": triangles,
        "method": method,
        "count": len(surface.faces),
        "silhouette_iou": float(np.mean(agree)),
        "hausdorff": float(max(there.max(), back.max())),
        "closed": float(is_closed(surface)),
        "seconds": seconds,
    }


def _mask(surface: Surface, view: Any) -> np.ndarray:
    return RayCaster(surface).cast(*view.camera.rays()).mask


def _unwrapped(method: str, surface: Surface) -> Row:
    start = time.process_time()
    flat = UNWRAPPERS[method](surface)
    seconds = time.process_time() - start
    card = inspect(flat, crossings=False)
    row = {name: card[name] for name in ("uv_coverage", "uv_overlap", "texel_density_spread")}
    return {"method": method, **row, "charts": len(np.unique(charts(flat))), "seconds": seconds}


def _grown(grid: int, triangles: int) -> Row:
    """Seconds and peak memory of this process after finishing a table that was marched on a grid."""
    surface = _table(grid)
    sheet = render_sheet(surface, 64)
    start = time.process_time()
    asset = finish(surface, sheet, FinishOptions(triangles=triangles))
    seconds = time.process_time() - start
    row = {"grid": grid, "triangles_before": len(surface.faces), "triangles_asked": triangles}
    return {**row, "count": len(asset.surface.faces), "seconds": seconds, "memory_gb": _peak() / 1e9}


def _peak() -> int:
    """The most memory that this process had, bytes."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux counts the memory of the process that started it to what resource tells
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return 1024 * int(line.split()[1])
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _in_time(work: Callable[..., Row], *given: Any) -> Row | None:
    """The row that a function of this module gives in a process of its own; None where it takes longer than
    _PATIENCE, or dies.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, work, *given), daemon=True)
    process.start()
    sender.close()  # the process has its own end: if it dies, reading ends
    try:
        return receiver.recv() if receiver.poll(_PATIENCE) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def _send(sender: Any, work: Callable[..., Row], *given: Any) -> None:
    sender.send(work(*given))


def _table(grid: int) -> Surface:
    """A round top on four legs, marched."""
    from skimage.measure import marching_cubes

    line = ((np.arange(grid) + 0.5) / grid - 0.5).astype(np.float32)
    x, y, z = np.meshgrid(line, line, line, indexing="ij", sparse=True)
    distance = np.maximum(np.sqrt(x * x + y * y) - 0.45, np.abs(z - 0.4) - 0.06)
    legs = np.maximum(np.maximum(np.abs(np.abs(x) - 0.25), np.abs(np.abs(y) - 0.25)) - 0.06, np.abs(z) - 0.42)
    vertices, faces, _, _ = marching_cubes(np.minimum(distance, legs), 0.0)
    return Surface((vertices + 0.5) / grid - 0.5, faces).normalized()


def _medians(rows: list[Row], keys: Iterable[str]) -> list[Row]:
    """One row for each value of the keys: medians of the others, the mean of what is a share."""
    groups: dict[tuple, list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys), []).append(row)
    found = []
    for of, group in groups.items():
        rest = [name for name in group[0] if name not in keys]
        middle = {
            n: float((np.mean if n == "closed" else np.median)([row[n] for row in group])) for n in rest
        }
        found.append({**dict(zip(keys, of, strict=True)), **middle})
    return found


def _text(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
