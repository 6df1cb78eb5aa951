"""How far views contradict each other, and how thin what they draw from two sides is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..cores import side_by_side
from ._drawing import Drawing

_MAX_TOLERANCE = 0.03
_QUANTILE, _EXPLAINED, _MARGIN = 0.85, 0.55, 3.0  # of contradictions in pixels, see _agree
_GRAIN = {2: 0.016, 4: 0.025}  # pixels by order of difference: a rendered object's flattest tenth has less
LEAST_TOLERANCE = 2.5 / 128  # object units, of a drawn sheet: half of what is wrong contradicts nothing
_CONTRADICTION, _WRONG = 0.04, 0.1  # object units: a view that sees so deep into so much of others is wrong


def tolerance_of(drawings: list[Drawing], shell: float) -> float:
    """How far what is drawn may be from what is meant, object units; 0 for a rendered sheet."""
    tolerance = _agree(drawings, shell)
    if not _rough(drawings):
        return tolerance
    return max(tolerance, LEAST_TOLERANCE)


def _rough(drawings: list[Drawing]) -> bool:
    """Whether depths tremble from pixel to pixel even at their flattest, as drawn ones do and rendered don't.

    Second differences of a coarse drawing are large on round things, fourth ones on leaves: a drawn
    depth has both.
    """
    return all(_flattest(drawings, order) > least for order, least in _GRAIN.items())


def _flattest(drawings: list[Drawing], order: int) -> float:
    """A low quantile of the differences of some order between depths, in units of their spacing."""
    values = [np.zeros(0)]
    for drawing in drawings:
        step = drawing.step
        depth = np.where(drawing.mask & drawing.known, drawing.depth, np.nan)[::step, ::step]
        for axis in (0, 1):
            difference = np.abs(np.diff(depth, order, axis)) / (step * drawing.pixel)
            values.append(difference[np.isfinite(difference)])
    every = np.concatenate(values)
    return float(np.quantile(every, 0.1)) if len(every) else 0.0


def _looked_at(drawing: Drawing) -> np.ndarray:
    """(H, W) bool: the pixels that `Drawing.step` leaves."""
    chosen = np.zeros(drawing.mask.shape, bool)
    chosen[:: drawing.step, :: drawing.step] = True
    return chosen


def _agree(drawings: list[Drawing], shell: float) -> float:
    """How far the views contradict each other, object units; a view that is plainly wrong loses its say.

    A point that one view draws is contradicted by the distance at which another sees through it or
    has it outside its silhouette. Half a pixel is what sampling explains; half of all errors point
    inwards, where nobody contradicts them, hence the margin.
    """
    from scipy.ndimage import binary_erosion

    def drawn(drawing: Drawing) -> tuple[np.ndarray, np.ndarray]:
        inner = binary_erosion(drawing.alpha >= 0.75) & drawing.known & _looked_at(drawing)
        thick = np.abs(thickness_of(drawing, drawings)[inner]) >= shell  # a view along a shell is blind
        return drawing.points(inner), thick

    points, solid = map(list, zip(*side_by_side(drawn, drawings), strict=True))
    said = side_by_side(lambda other: _contradictions(other, points), drawings)
    for j, drawing in enumerate(drawings):
        shares = [
            (solid[i] & (said[j][i].through > _CONTRADICTION)).mean()
            for i, other in enumerate(drawings)
            if len(points[i])
            and drawing.camera.view_direction @ other.camera.view_direction > -0.5
            and i != j
        ]
        if shares and np.median(shares) > _WRONG:
            drawing.trusted = False
            drawing.update()
    worst = [np.zeros(0)]
    for i, drawing in enumerate(drawings):
        if not drawing.trusted:
            continue
        contradiction = np.zeros(len(points[i]), np.float32)
        for j, other in enumerate(drawings):
            if i != j:
                np.maximum(contradiction, said[j][i].outside, out=contradiction)
                if other.trusted:
                    np.maximum(contradiction, said[j][i].through, out=contradiction)
        worst.append(np.where(solid[i], contradiction / drawing.pixel, 0))
    values = np.concatenate(worst)
    if len(values) == 0:
        return 0.0
    pixel = max(drawing.pixel for drawing in drawings)
    excess = np.quantile(values, _QUANTILE) - _EXPLAINED
    return float(np.clip(excess * pixel * _MARGIN, 0, _MAX_TOLERANCE))


class _Contradiction(NamedTuple):
    """What a view says of points (N,) that another draws, object units.

    outside: how far they lie from its silhouette, less what sampling explains. through: how far they
    are in front of what it draws, 0 where it says nothing.
    """

    outside: np.ndarray
    through: np.ndarray


def _contradictions(drawing: Drawing, points: list[np.ndarray]) -> list[_Contradiction]:
    """What a view says of each of some sets of points (N, 3). Next to an edge its nearer side is meant."""
    from scipy.ndimage import distance_transform_edt, minimum_filter

    away = (distance_transform_edt(~drawing.mask) * drawing.pixel).astype(np.float32)
    near = minimum_filter(drawing.depth, 3)
    found = []
    for places in points:
        pixels, depth = drawing.camera.project(places)
        beyond = drawing.at(away, pixels)
        distance = (drawing.at(near, pixels) - depth) * drawing.at(drawing.facing, pixels)
        through = np.where(beyond < 1.5 * drawing.pixel, np.maximum(distance, 0), 0)
        found.append(_Contradiction(beyond - np.float32(drawing.pixel / 2), through))
    return found


def thickness_of(drawing: Drawing, drawings: list[Drawing]) -> np.ndarray:
    """(H, W) how far behind the drawn surface the views from the other side draw theirs, inf if none does.

    A view from the other side is one that does not see the side of the surface that this one draws; one
    that plainly sees through it says nothing.
    """
    thickness = np.full(drawing.depth.shape, np.inf, np.float32)
    points, normals = drawing.camera.unproject(drawing.depth), drawing.normals()
    for other in drawings:
        if drawing.camera.view_direction @ other.camera.view_direction < -0.5:
            pixels, depth = other.camera.project(points)
            says = (other.silhouette(pixels) > -other.pixel) & (other.at(other.facing, pixels) > 0)
            says &= (normals * other.camera.towards(points)).sum(-1) > 0
            behind = depth - other.surface_depth(pixels)
            says &= behind > -_CONTRADICTION
            thickness = np.minimum(thickness, np.where(says, behind, np.inf))
    return thickness
