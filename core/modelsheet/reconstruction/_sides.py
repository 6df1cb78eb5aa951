"""The flat sides of a fused surface made flat, and what moves held to the drawn outlines."""

from __future__ import annotations

import numpy as np

from ..fairing import LowPass
from ..geometry.planes import Relief, Sides, find_sides, flattened, grown, regular, undented
from ..render import RayCaster
from ..surface import Surface
from ._drawing import Drawing

_EXACT_ANGLE, _EXACT = 8.0, 0.35  # degrees and voxels that a flat side of a rendered object may wave
_WAVY_ANGLE, _WAVY = 20.0, (0.5, 0.15)  # degrees and shares of the tolerance, of a drawn one
_LEAST_EXACT, _LEAST_WAVY = 150.0, 40.0  # square voxels that a side has
_DENT = 1.25  # times the tolerance: a dent in a flat side that is no deeper is noise
_TRIES = 3  # times that sides are made flat, each without more of those that outlines do not bear
_BEVEL = 6  # faces from one side to the middle of a wavy edge
_BEARABLE = 0.15  # pixels that flat sides may move outlines in the mean: twice as many blunt a blade
_AS_MUCH = 0.9  # of another side's harm, from which a side does as much
_RIM, _RIM_WAVE = 0.4, 0.05  # pixels that outlines may lie off for it; object units over which this fades


def with_flat_sides(
    surface: Surface, drawings: list[Drawing], voxel: float, tolerance: float
) -> tuple[Surface, Sides | None]:
    """The sides that are meant to be flat made so, as far as drawn outlines bear it, and these.

    voxel: of the grid on which the surface was marched; tolerance: how far the drawings may be off, object
    units.
    """
    relief = Relief(surface)
    if tolerance == 0:
        even = find_sides(relief, _EXACT_ANGLE, _EXACT * voxel, _LEAST_EXACT * voxel**2)
        reaching = grown(even, relief, 2)
        return flattened(surface, reaching), reaching
    sides: Sides | None = None
    before = _faces_seen(relief.caster, drawings)
    for share in _WAVY:
        sides = find_sides(relief, _WAVY_ANGLE, share * tolerance, _LEAST_WAVY * voxel**2, sides)
        sides = regular(sides, relief, share * tolerance)
        for _ in range(_TRIES):
            reaching = undented(grown(sides, relief, _BEVEL), relief, _DENT * tolerance)
            flat = flattened(surface, reaching)
            harm, total = _harm(reaching, before, _faces_seen(RayCaster(flat), drawings), drawings)
            if total <= 0:
                return flat, reaching
            sides = sides.without(_worst(harm, total))
    return surface, None


def within_outlines(surface: Surface, flowed: Surface, drawings: list[Drawing]) -> Surface:
    """The surface on its way to what it flows to, as far as what forms an outline stays near it."""
    share = np.ones(len(surface.vertices), np.float32)
    for drawing in drawings:
        before = drawing.silhouette(drawing.camera.project(surface.vertices)[0])
        rim = np.flatnonzero(np.abs(before) < drawing.pixel)
        before = before[rim]
        way = drawing.silhouette(drawing.camera.project(flowed.vertices[rim])[0]) - before
        bound = np.maximum(np.abs(before), _RIM * drawing.pixel)
        bearable = (bound - np.sign(way) * before) / np.maximum(np.abs(way), 1e-9)
        share[rim] = np.minimum(share[rim], bearable)
    share = np.clip(LowPass(surface)(share[:, None], _RIM_WAVE), 0, 1)
    return Surface(surface.vertices + share * (flowed.vertices - surface.vertices), surface.faces)


def _worst(harm: np.ndarray, total: float) -> np.ndarray:
    """The numbers of the sides that harm outlines most (planes,), so many that the rest can be borne, and of
    those that do as much, such as their mirror images.
    """
    order = np.sort(harm[harm > 0])[::-1]
    left = total - np.cumsum(order)
    least = order[min(int((left > 0).sum()), len(order) - 1)] if len(order) else 0.0
    return np.flatnonzero((harm > 0) & (harm >= _AS_MUCH * least))


def _faces_seen(caster: RayCaster, drawings: list[Drawing]) -> list[np.ndarray]:
    """For each drawing the faces (H, W) that the pixels left by `Drawing.step` see; -1 for none."""
    rays = [
        np.concatenate([part[:: drawing.step, :: drawing.step] for part in drawing.camera.rays()], -1)
        for drawing in drawings
    ]
    faces = caster.cast_rays(np.concatenate([each.reshape(-1, 6) for each in rays])).face
    ends = np.cumsum([each.size // 6 for each in rays])[:-1]
    return [part.reshape(each.shape[:2]) for part, each in zip(np.split(faces, ends), rays, strict=True)]


def _harm(
    sides: Sides, before: list[np.ndarray], after: list[np.ndarray], drawings: list[Drawing]
) -> tuple[np.ndarray, float]:
    """How much more than is bearable outlines move by making sides flat, pixels of area: by each (planes,),
    and in all. before, after: from `_faces_seen`.

    What an outline loses counts for the side that it was of, what it gains for the one that is there now.
    """
    from scipy.ndimage import binary_erosion

    pixel = min(drawing.pixel for drawing in drawings)
    harm = np.array([-_BEARABLE * 4 * np.sqrt(plane.area) / pixel for plane in sides.planes])
    total = 0.0
    for drawing, old, new in zip(drawings, before, after, strict=True):
        step = drawing.step
        changed = (old >= 0) ^ (new >= 0)
        side = sides.side[np.maximum(old, new)[changed]]  # the one that was hit: the other is -1
        sure = 2 * drawing.alpha[::step, ::step][changed] - 1  # half covered, a pixel may be either
        worse = np.where((new >= 0)[changed], -sure, sure) * step**2
        harm += np.bincount(side[side >= 0], worse[side >= 0], len(harm))
        rim = np.count_nonzero(drawing.mask & ~binary_erosion(drawing.mask))
        total += worse.sum() - _BEARABLE * rim
    return harm, float(total)
