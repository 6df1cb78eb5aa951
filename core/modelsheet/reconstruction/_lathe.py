"""Turned forms: barrels, bottles, mushrooms, wheels, as an axis and a profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ..geometry.polylines import corners
from ..geometry.solids import revolved, union
from ..sheet import ModelSheet, View
from ..surface import Surface
from ._drawing import opened
from ._volume import Grid, polygonize, smooth

_SAGITTA = 1e-3  # object units that a side of the polygon that stands for a circle may lie off it
_FEWEST_SIDES = 24
_SKIN, _LEAST_PART = 2, 2  # nodes off the form, and across, from which something stands out of it
_STANDING = 0.06  # object units that it reaches out at least
_TREMBLE = 0.3 / 128  # object units: less in a profile is noise


@dataclass(frozen=True)
class Axis:
    """A line along x, y or z (`along`: 0, 1, 2). middle: (2,) its place on the other two, object units."""

    along: int
    middle: np.ndarray

    @property
    def others(self) -> list[int]:
        """The axes that things turn in."""
        return [axis for axis in range(3) if axis != self.along]

    def place(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where along it points (..., 3) are, and how far away from it."""
        return points[..., self.along], np.linalg.norm(points[..., self.others] - self.middle, axis=-1)

    def across(self, view: View) -> np.ndarray:
        """(H, W) how far to one side of it, or to the other, the pixels of a view from the side are."""
        way = np.cross(view.camera.view_direction, np.eye(3)[self.along])[self.others]
        return (view.camera.rays()[0][..., self.others] - self.middle) @ way


@dataclass(frozen=True)
class Hollow:
    """A recess in an end. sign: 1 in the far end of the axis, -1 in the near one. depths: (N, 2) distances
    from the axis, from 0 to its rim, and how deep it is there; object units.
    """

    sign: int
    depths: np.ndarray

    @property
    def rim(self) -> float:
        """Its radius."""
        return float(self.depths[-1, 0])

    def deep(self, away: np.ndarray) -> np.ndarray:
        """How deep it is at distances from the axis; 0 beyond its rim."""
        distances, depths = self.depths.T
        return np.interp(away, distances, depths, right=0).astype(np.float32)


@dataclass(frozen=True)
class Lathe:
    """A turned form. profile: (N, 2) places along its axis, ascending from end to end, and the radius there;
    object units.
    """

    axis: Axis
    profile: np.ndarray
    hollows: tuple[Hollow, ...] = ()

    @property
    def widest(self) -> float:
        """Its largest radius."""
        return float(self.profile[:, 1].max())

    def end(self, sign: int) -> float:
        """Where its far end (1) or its near one (-1) is along the axis."""
        return float(self.profile[-1 if sign > 0 else 0, 0])

    def hollow(self, sign: int) -> Hollow | None:
        """The recess in one of its ends."""
        return next((hollow for hollow in self.hollows if hollow.sign == sign), None)

    def filled(self, grid: Grid) -> np.ndarray:
        """How deep inside it, without its hollows, the nodes of a grid are: (n, n, n), right in its sign."""
        u, v = (grid.axes[axis] for axis in self.axis.others)
        away = np.hypot(u[:, None] - self.axis.middle[0], v[None] - self.axis.middle[1])
        shape = [1, 1, 1]
        shape[self.axis.along] = -1
        return self._solid(grid.axes[self.axis.along].reshape(shape), np.expand_dims(away, self.axis.along))

    def filled_at(self, points: np.ndarray) -> np.ndarray:
        """The same at points (N, 3)."""
        return self._solid(*self.axis.place(points))

    def _solid(self, along: np.ndarray, away: np.ndarray) -> np.ndarray:
        radius = np.interp(along, *self.profile.T)
        ends = np.minimum(along - self.end(-1), self.end(1) - along)
        return np.minimum(radius - away, ends).astype(np.float32)

    def reached(self, away: np.ndarray, sign: int) -> np.ndarray:
        """Where along the axis a ray to one of the ends, so far from the axis, meets the form; hollows are
        filled.
        """
        profile = self.profile[::-1] if sign > 0 else self.profile
        widest = np.maximum.accumulate(profile[:, 1])  # from the end on
        return np.interp(away, widest, profile[:, 0]).astype(np.float32)

    def seen(self, view: View) -> View:
        """The view with the form's outline and depth."""
        sign = -int(np.rint(view.camera.view_direction[self.axis.along]))
        inside, depth = self._end_on(view, sign) if sign else self._from_side(view)
        alpha = np.clip(inside / view.camera.pixel + 0.5, 0, 1)
        depth = np.where(alpha > 0, depth, np.nan).astype(np.float32)
        return replace(view, alpha=np.rint(255 * alpha).astype(np.uint8), depth=depth)

    def _end_on(self, view: View, sign: int) -> tuple[np.ndarray, np.ndarray]:
        """How far inside the outline the pixels are, and their depths."""
        met = view.camera.rays()[0].copy()
        away = self.axis.place(met)[1]
        hollow = self.hollow(sign)
        met[..., self.axis.along] = self.reached(away, sign)
        if hollow is not None:
            met[..., self.axis.along] -= sign * hollow.deep(away)
        return self.widest - away, view.camera.project(met)[1]

    def _from_side(self, view: View) -> tuple[np.ndarray, np.ndarray]:
        along, across = view.camera.rays()[0][..., self.axis.along], self.axis.across(view)
        radius = np.interp(along, *self.profile.T)
        on_axis = np.zeros(3, np.float32)
        on_axis[self.axis.others] = self.axis.middle
        depth = view.camera.project(on_axis)[1] - np.sqrt(np.maximum(radius**2 - across**2, 0))
        return self._solid(along, np.abs(across)), depth

    def surface(self) -> Surface:
        """The closed surface, in rings of triangles."""
        outline = self._outline()
        outline = outline[corners(outline, _TREMBLE)]
        sides = np.pi / np.arccos(1 - _SAGITTA / max(self.widest, 2 * _SAGITTA))
        turned, faces = revolved(outline, 4 * int(np.ceil(max(sides, _FEWEST_SIDES) / 4)))
        vertices = np.zeros_like(turned)
        vertices[:, [*self.axis.others, self.axis.along]] = turned
        vertices[:, self.axis.others] += self.axis.middle
        faces = faces[:, ::-1] if self.axis.along == 1 else faces  # x, z, y is left-handed
        return Surface(vertices.astype(np.float32), faces.astype(np.int32))

    def _outline(self) -> np.ndarray:
        """(N, 2) distance from the axis and place along it, from the near end's middle to the far one's."""
        near, far = (self._recess(sign) for sign in (-1, 1))
        return np.concatenate([near, self.profile[:, ::-1], far[::-1]])

    def _recess(self, sign: int) -> np.ndarray:
        """(N, 2) the same from the middle of an end to its rim."""
        end, hollow = self.end(sign), self.hollow(sign)
        if hollow is None:
            return np.array([[0.0, end]])
        away, deep = hollow.depths.T
        inner = np.column_stack([away, end - sign * deep])
        return inner if deep[-1] == 0 else np.vstack([inner, [hollow.rim, end]])


def with_more(
    lathe: Lathe, grid: Grid, hull: np.ndarray, evaluate: Callable[[np.ndarray], np.ndarray], limit: float
) -> Surface:
    """The closed surface of a form and of what stands out of it in the hull of all views.

    hull: at the nodes of a grid, positive inside; evaluate: the same at points (N, 3). limit: object units
    that smoothing may move what stands out.
    """
    body, outside, rooted = lathe.filled(grid), np.float32(-grid.voxel), np.float32(grid.voxel)
    part = _standing(hull, body, grid.voxel)

    def field(points: np.ndarray) -> np.ndarray:
        there = grid.interpolate(part.astype(np.float32), points) > 0.5
        return np.minimum(np.where(there, evaluate(points), outside), rooted - lathe.filled_at(points))

    values = np.minimum(np.where(part, hull, outside), rooted - body)  # so deep it reaches into the form
    values = np.where(_pieces(values > 0, body, most=0.0), values, outside)
    if not (values > 0).any():
        return lathe.surface()
    more = smooth(polygonize(grid, values, field), limit)
    vertices, faces, _ = union([(each.vertices, each.faces) for each in (lathe.surface(), more)])
    return Surface(vertices.astype(np.float32), faces.astype(np.int32))


def _standing(hull: np.ndarray, body: np.ndarray, voxel: float) -> np.ndarray:
    """(n, n, n) bool, the nodes of what stands out of a body, and of the way to it."""
    from scipy.ndimage import binary_dilation

    off = opened((hull > 0) & (body < -_SKIN * voxel), _LEAST_PART)
    return binary_dilation(_pieces(off, -body, most=_STANDING), iterations=_SKIN + _LEAST_PART)


def _pieces(solid: np.ndarray, values: np.ndarray, most: float) -> np.ndarray:
    """Those connected pieces of a solid (n, n, n) in which the largest of some values is more than `most`."""
    from scipy.ndimage import label, maximum

    pieces, count = label(solid)
    kept = maximum(values, pieces, np.arange(count + 1)) > most
    kept[0] = False
    return kept[pieces]


@dataclass(frozen=True, eq=False, kw_only=True)
class TurnedSheet(ModelSheet):
    """The sheet of a turned form. lathe: that form. more: whether the views show more than that."""

    lathe: Lathe
    more: bool
