"""Things turned on a lathe (barrels, bottles, mushrooms): found on a sheet, and made truly round."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..cores import side_by_side
from ..sheet import ModelSheet, View
from ._drawing import opened

_ROUND, _RAGGED = 0.035, 0.3  # of its radius, and pixels, that an outline from above may be off a circle
_SAME_PROFILE = 1.0  # pixels that the sides' outlines may differ in the mean
_NEAR = 0.05  # object units; a depth farther off the turned form is a form of its own
_RECESS = 0.015  # object units that an end is hollow at least, like the lid of a barrel
_FEATURE = 5  # pixels that a handle is wide
_MOST_OWN = 0.15  # of what is drawn: with more of its own the thing is not round


@dataclass(frozen=True)
class Lathe:
    """A vertical axis through (x, y) and the radius, object units, at each height: (N, 2) heights, radii."""

    axis: np.ndarray
    profile: np.ndarray

    def radius(self, height: np.ndarray) -> np.ndarray:
        """The radius at heights (...); 0 above and below the thing."""
        heights, radii = self.profile.T
        return np.interp(height, heights, radii, left=0, right=0).astype(np.float32)


def rounded(sheet: ModelSheet) -> ModelSheet | None:
    """The sheet of a turned thing with the outlines and depths of the turned form, but for handles, taps and
    the like; None where its sides and ends do not show one.
    """
    lathe = _find_lathe(sheet)
    if lathe is None:
        return None
    turned = side_by_side(lambda view: _turned(view, lathe), sheet)
    own = [_own_share(view, other) for view, other in zip(sheet, turned, strict=True) if view.mask.any()]
    if np.mean(own) > _MOST_OWN:
        return None
    return replace(sheet, views=tuple(side_by_side(_with_its_own, sheet, turned)))


def _find_lathe(sheet: ModelSheet) -> Lathe | None:
    """The axis and profile that the outlines of a sheet have in common, if they do."""
    sides, ends = _split(sheet)
    if len(sides) < 2 or not ends:
        return None
    middle = np.zeros(2)
    for axis in (0, 1):
        seen = [view.camera.rays()[0][view.mask][:, axis] for view in ends]
        middle[axis] = np.mean([(places.min() + places.max()) / 2 for places in seen])
    profiles = [_profile(view, middle) for view in sides]
    mean = np.mean(profiles, axis=0)
    there = mean[:, 1] > 0
    pixel = sides[0].camera.pixel
    spread = np.abs(np.array(profiles)[:, :, 1] - mean[:, 1])[:, there].mean() / pixel
    lathe = Lathe(middle, mean[np.argsort(mean[:, 0])])
    found = spread <= _SAME_PROFILE and all(_is_disc(view, lathe) for view in ends)
    return lathe if found else None


def _with_its_own(view: View, turned: View) -> View:
    """The turned form's view with what stands out of it as drawn."""
    assert view.depth is not None
    assert turned.depth is not None
    added = view.mask & (~turned.mask | (view.depth < turned.depth - _NEAR))
    added = opened(added, _FEATURE)
    alpha = np.where(added, view.alpha, turned.alpha)
    depth = np.where(added, view.depth, turned.depth).astype(np.float32)
    return replace(view, alpha=alpha, depth=depth)


def _split(sheet: ModelSheet) -> tuple[list[View], list[View]]:
    """The views level with the object, and those straight from above or below; orthographic ones."""
    drawn = [view for view in sheet if view.mask.any() and view.camera.extent and view.depth is not None]
    up = [abs(view.camera.view_direction[2]) for view in drawn]
    sides = [view for view, z in zip(drawn, up, strict=True) if z < 1e-6]
    return sides, [view for view, z in zip(drawn, up, strict=True) if z > 1 - 1e-6]


def _profile(view: View, middle: np.ndarray) -> np.ndarray:
    """(H, 2) height of each row and the mean distance of the outline's two sides from the axis there."""
    origins = view.camera.rays()[0]
    right = view.camera.camera_to_world[:2, 0]
    across = origins[..., :2] @ right - middle @ right
    peak = view.alpha.max(1, keepdims=True)  # a row that the top cuts through is faint, not narrow
    share = view.alpha.astype(np.float32) / np.maximum(peak, 1)
    outer = np.where(view.mask, np.abs(across), 0).max(1) + view.camera.pixel / 2
    width = np.where(view.mask.any(1), np.minimum(share.sum(1) * view.camera.pixel / 2, outer), 0)
    return np.stack([origins[:, 0, 2], width], 1)


def _is_disc(view: View, lathe: Lathe) -> bool:
    """Whether an outline from above is a circle about the axis, as wide as the sides are."""
    from scipy.ndimage import binary_erosion

    away = np.linalg.norm(view.camera.rays()[0][..., :2] - lathe.axis, axis=-1)
    disc = away < np.sqrt(view.mask.sum() / np.pi) * view.camera.pixel
    rim = (view.mask & ~binary_erosion(view.mask)).sum()
    wide = abs(np.sqrt(view.mask.sum() / np.pi) * view.camera.pixel - lathe.profile[:, 1].max())
    radius = np.sqrt(view.mask.sum() / np.pi)
    return bool(
        (disc ^ view.mask).sum() <= (_ROUND * radius + _RAGGED) * rim and wide <= 3 * view.camera.pixel
    )


def _turned(view: View, lathe: Lathe) -> View:
    """The outline and depth of the turned form; from above, the drawn depths' mean at each radius."""
    assert view.depth is not None
    pixel = view.camera.pixel
    origins = view.camera.rays()[0]
    if abs(view.camera.view_direction[2]) > 0.5:
        away = np.linalg.norm(origins[..., :2] - lathe.axis, axis=-1)
        inside = lathe.profile[:, 1].max() - away
        heights = _ends(view, lathe, away)
        end = view.camera.project(np.stack([*np.moveaxis(origins[..., :2], -1, 0), heights], -1))[1]
        rim = away[view.mask & (end < end[view.mask].min() + _RECESS)].max() - 2 * pixel
        recess = _by_radius(view.depth - end, away / pixel, view.mask)
        hollow = (away < rim) & (np.median(recess[away < rim]) > _RECESS) if (away < rim).any() else False
        depth = end + np.where(hollow, np.maximum(recess, 0), 0)
    else:
        right = view.camera.camera_to_world[:2, 0]
        across = origins[..., :2] @ right - lathe.axis @ right
        radius = lathe.radius(origins[..., 2])
        inside = radius - np.abs(across)
        middle = view.camera.project(np.array([*lathe.axis, 0.0]))[1]
        depth = middle - np.sqrt(np.maximum(radius**2 - across**2, 0))
    alpha = np.clip(inside / pixel + 0.5, 0, 1)
    depth = np.where(alpha > 0, depth, np.nan).astype(np.float32)
    return replace(view, alpha=np.rint(255 * alpha).astype(np.uint8), depth=depth)


def _ends(view: View, lathe: Lathe, away: np.ndarray) -> np.ndarray:
    """(H, W) the height at which a ray from above, or from below, meets the turned form."""
    heights, radii = lathe.profile.T
    order = np.argsort(heights if view.camera.view_direction[2] < 0 else -heights, kind="stable")
    reached = np.maximum.accumulate(radii[order][::-1])  # from the near end on, the widest so far
    return np.interp(away, reached, heights[order][::-1]).astype(np.float32)


def _by_radius(values: np.ndarray, ring: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """(H, W) the median of the drawn values at each distance from the axis; the last one beyond them."""
    known = mask & np.isfinite(values)
    whole, drawn = np.rint(ring[known]).astype(int), values[known]
    order = np.argsort(whole, kind="stable")
    rings, first = np.unique(whole[order], return_index=True)
    medians = [np.median(part) for part in np.split(drawn[order], first[1:])]
    return np.interp(ring, rings, medians).astype(np.float32)


def _own_share(view: View, turned: View) -> float:
    """How much of a view's outline and depth is not the turned form's."""
    assert view.depth is not None
    assert turned.depth is not None
    differ = (view.mask ^ turned.mask) | (
        view.mask & turned.mask & (np.abs(view.depth - turned.depth) > _NEAR)
    )
    return float(differ.sum() / max(view.mask.sum(), 1))
