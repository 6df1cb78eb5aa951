"""How well sheets of known meshes are reconstructed, next to what else could be done with the same views."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from .._open3d import open3d
from ..cameras import SHEET_RESOLUTION, orbit_camera
from ..context import Context
from ..errors import ModelsheetError
from ..finishing.edges import is_closed
from ..formats.writers.glb import write_glb
from ..pipeline import make as finish
from ..reconstruction import reconstruct
from ..reconstruction._drawing import Drawing
from ..reconstruction._volume import Grid
from ..render import RayCaster, render_sheet, render_view, silhouette_iou
from ..request import Request
from ..sheet import ModelSheet
from ..surface import Surface
from ..training.dataset import LIST_LENGTH, AssetLibrary, fixed_list
from .consistency import back_in_the_cube
from .metrics import compare_surfaces, outer_bound

EIGHT = [(0, 0), (90, 0), (180, 0), (270, 0), (0, 90), (0, -90), (45, 30), (225, -30)]
"""Degrees from which eight perspective views look, azimuth and elevation: into slots too, as the six do."""
_FOV, _DISTANCE = 30.0, 3.2  # degrees and object units: the whole object is seen
_LOST = 0.5  # an F-score at 1 % below this means that the asset is not there any more


@dataclass(frozen=True)
class Result:
    """One method on one asset; distances in cube sides. `error` says why there is no surface.

    seconds: of the processor. seen_chamfer, seen_f_one, seen_normal_consistency: of what the views see of the
    asset, without what lies hidden inside it. best_f_one, best_normal_consistency: of a perfect copy of all
    of the asset that can be seen from outside.
    """

    asset: str
    method: str
    seconds: float
    chamfer: float = 1.0
    f_half: float = 0.0
    f_one: float = 0.0
    seen_chamfer: float = 1.0
    seen_f_one: float = 0.0
    best_f_one: float = 0.0
    normal_consistency: float = 0.0
    seen_normal_consistency: float = 0.0
    best_normal_consistency: float = 0.0
    silhouette_iou: float = 0.0
    watertight: bool = False
    error: str = ""


@dataclass(frozen=True)
class ReconstructBench:
    """All results; `print` shows one row a method, `to_dict` is for a JSON file."""

    results: tuple[Result, ...]

    def rows(self) -> list[dict]:
        """One row a method: medians and means over the assets."""
        return [self._row(method) for method in dict.fromkeys(result.method for result in self.results)]

    def to_dict(self) -> dict:
        """Plain JSON values: the rows and every single result."""
        return {"rows": self.rows(), "results": [asdict(result) for result in self.results]}

    def __str__(self) -> str:
        rows = self.rows()
        cells = [[name.replace("_", " ") for name in rows[0]]]
        cells += [[_text(value) for value in row.values()] for row in rows]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = ("  ".join(cell.rjust(w) for cell, w in zip(line, widths, strict=True)) for line in cells)
        return "\n".join(lines)

    def _row(self, method: str) -> dict:
        results = [result for result in self.results if result.method == method]

        def values(name: str) -> list[float]:
            return [getattr(result, name) for result in results]

        row: dict = {"method": method, "assets": len(results)}
        for name in ("chamfer", "f_half", "f_one", "seen_chamfer", "seen_f_one", "best_f_one"):
            row[f"{name}_median"] = float(np.median(values(name)))
            row[f"{name}_mean"] = float(np.mean(values(name)))
        for name in (
            *(f"{of}normal_consistency" for of in ("", "seen_", "best_")),
            "silhouette_iou",
            "watertight",
        ):
            row[name] = float(np.mean(values(name)))
        row["lost"] = sum(value < _LOST for value in values("f_one"))
        row["seconds_median"] = float(np.median(values("seconds")))
        return row


def bench_reconstruct(
    data: str | Path,
    count: int = LIST_LENGTH,
    samples: int = 20_000,
    resolution: int = SHEET_RESOLUTION,
    methods: Sequence[str] = (),
    perspective: bool = False,
    eight: bool = False,
    finished: Path | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> ReconstructBench:
    """Ground-truth sheets of `count` whole assets through `methods` (all of METHODS where none is named),
    against the assets themselves. resolution: pixels of a view. perspective: through those of AROUND, with
    six views as Zero123++ draws them. eight: perspective views from all sides with depth in place of the six.
    finished: a folder for finished assets, NUMBER/asset.glb, which are measured instead of the depth hull's
    surfaces that they are made of.

    The list is the same each time: the first `count` of a random choice with seed 0. `progress`
    is told the asset's caption and the share that is done.
    """
    known = AROUND if perspective else METHODS
    if unknown := set(methods) - set(known):
        raise ModelsheetError(f"no method {', '.join(sorted(unknown))}: give some of {', '.join(known)}")
    library = AssetLibrary(data)
    records = fixed_list(library.whole, count)
    results = []
    for i, record in enumerate(records):
        if progress:
            progress(record.caption, i / len(records))
        reference = library.surface(record).normalized()
        if eight:
            sheet = _eight_views(reference, resolution)
        else:
            sheet = around(reference, resolution) if perspective else render_sheet(reference, resolution)
        ways = {name: known[name] for name in methods or known}
        if finished:
            ways = {"finished": partial(_finished, path=finished / f"{i:03}" / "asset.glb")}
        best = outer_bound(reference)
        for name, way in ways.items():
            row = _measure(name, way, record.id, sheet, reference, samples)
            results.append(
                replace(row, best_f_one=best.f_score, best_normal_consistency=best.normal_consistency)
            )
    return ReconstructBench(tuple(results))


def around(surface: Surface, resolution: int) -> ModelSheet:
    """Six perspective views of a surface in the cube, 20 degrees from above and 10 from below in turn."""
    caster = RayCaster(surface)
    cameras = [orbit_camera(30 + 60 * i, (20, -10)[i % 2], 3.2, np.radians(30), resolution) for i in range(6)]
    return ModelSheet(tuple(render_view(caster, each, f"view-{i}") for i, each in enumerate(cameras)))


def _eight_views(surface: Surface, resolution: int) -> ModelSheet:
    """Views through a lens from the six sides and from two corners, one above and one below."""
    caster = RayCaster(surface)
    views = []
    for number, (azimuth, elevation) in enumerate(EIGHT):
        camera = orbit_camera(azimuth, elevation, _DISTANCE, float(np.radians(_FOV)), resolution)
        views.append(render_view(caster, camera, f"view {number}"))
    return ModelSheet(tuple(views), generator="render")


def _finished(sheet: ModelSheet, path: Path) -> Surface:
    """The surface of the asset that is made of a sheet and written, in the sheet's cube."""
    asset = finish(sheet, Request("a mesh", method="depth_hull", texture_size=256), Context())
    path.parent.mkdir(parents=True, exist_ok=True)
    write_glb(asset, path)
    return back_in_the_cube(asset.surface, np.array(asset.report["cube"]))


def poisson(sheet: ModelSheet, depth: int) -> Surface:
    """Screened Poisson surface (Kazhdan and Hoppe 2013) of the drawn points and normals."""
    o3d = open3d()
    points, normals = [], []
    for view in sheet:
        assert view.depth is not None
        assert view.normals is not None  # it is a rendered sheet
        known = view.mask & np.isfinite(view.depth) & np.isfinite(view.normals).all(-1)
        points.append(view.camera.unproject(view.depth)[known])
        normals.append(view.normals[known])
    cloud = o3d.geometry.PointCloud(o3d.utility.Vector3dVector(np.concatenate(points).astype(np.float64)))
    cloud.normals = o3d.utility.Vector3dVector(np.concatenate(normals).astype(np.float64))
    mesh, _ = o3d.geometry.TriangleMesh.create_from_point_cloud_poisson(cloud, depth=depth, n_threads=1)
    return Surface(np.asarray(mesh.vertices), np.asarray(mesh.triangles))


def tsdf(sheet: ModelSheet, truncation: float = 4.0) -> Surface:
    """Truncated signed distance fusion (Curless and Levoy 1996), `truncation` in voxels.

    Plain and orthographic, which open3d's is not: the mean of the truncated distances along the rays,
    marching cubes where any view saw something.
    """
    from scipy.ndimage import minimum_filter
    from skimage.measure import marching_cubes

    grid = Grid()
    reach = truncation * grid.voxel
    total, share = np.zeros(grid.shape, np.float32), np.zeros(grid.shape, np.float32)
    for drawing in map(Drawing.read, sheet):
        if not drawing.known.any():
            continue
        pixels, depth = grid.project(drawing.camera)
        behind = depth - drawing.surface_depth(pixels)
        seen = (drawing.silhouette(pixels) > 0) & (behind < reach)
        total += np.where(seen, np.maximum(behind, -reach), 0)
        share += seen
    whole = minimum_filter(share > 0, 2, origin=-1)  # cells whose eight nodes were all seen
    try:
        indices, faces, _, _ = marching_cubes(
            total / np.maximum(share, 1), 0.0, gradient_direction="ascent", mask=whole
        )
    except (RuntimeError, ValueError) as error:
        raise ModelsheetError(f"nothing to fuse ({error}): the views see no common surface") from error
    return Surface(grid.origin + indices * grid.voxel, faces)


METHODS: dict[str, Callable[[ModelSheet], Surface]] = {
    "depth hull": lambda sheet: reconstruct(sheet, "depth_hull"),
    "Poisson 7": lambda sheet: poisson(sheet, 7),
    "Poisson 8": lambda sheet: poisson(sheet, 8),
    "TSDF": tsdf,
    "silhouettes": lambda sheet: reconstruct(sheet, "silhouette_hull"),
}
AROUND: dict[str, Callable[[ModelSheet], Surface]] = {
    "depth hull": METHODS["depth hull"],
    "silhouettes": METHODS["silhouettes"],
    "refine": lambda sheet: reconstruct(_without_depth(sheet, normals=False), "refine"),
    "refine, normals": lambda sheet: reconstruct(_without_depth(sheet, normals=True), "refine"),
}


def _without_depth(sheet: ModelSheet, normals: bool) -> ModelSheet:
    views = (replace(view, depth=None, normals=view.normals if normals else None) for view in sheet)
    return replace(sheet, views=tuple(views))


def _measure(
    method: str,
    make: Callable[[ModelSheet], Surface],
    asset: str,
    sheet: ModelSheet,
    reference: Surface,
    samples: int,
) -> Result:
    start = time.process_time()
    try:
        surface = make(sheet)
    except ModelsheetError as error:
        return Result(asset, method, time.process_time() - start, error=str(error))
    seconds = time.process_time() - start
    found = compare_surfaces(surface, reference, samples, sheet=sheet)
    return Result(
        asset,
        method,
        seconds,
        found.chamfer,
        found.f_scores[0],
        found.f_scores[1],
        found.seen_chamfer,
        found.seen_f_scores[1],
        normal_consistency=found.normal_consistency,
        seen_normal_consistency=found.seen_normal_consistency,
        silhouette_iou=float(np.mean(list(silhouette_iou(surface, sheet).values()))),
        watertight=is_closed(surface),
    )


def _text(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
