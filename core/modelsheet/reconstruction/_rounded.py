"""Turned things (barrels, bottles, mushrooms, wheels) found on a sheet, and made truly round.

A body is round where it is a disc along its axis and reaches equally far to all sides of it at each place.
What stands out of it (a handle, a spout) is its own and stays as it is drawn.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from ..cores import side_by_side
from ..sheet import ModelSheet, View
from ._drawing import opened
from ._lathe import Axis, Hollow, Lathe, TurnedSheet

_AXES = (2, 1, 0)  # most things stand upright
_SAME, _SAME_SHARE = 1.5 / 128, 0.02  # object units, and of the radius, that outlines may reach differently
_BODY = 0.3  # quantile of the reaches: what is farther than the others may be a handle
_AGREED = 0.75  # of all that the outlines say at all places: two of four sides are not enough
_SETTLING = 3  # rounds in which far reaches lose their weight
_DIRECTIONS = 72  # in which a disc's radius is read
_ON_DISC, _OFF_DISC = 0.7, 0.12  # of them that lie on the circle, and of the radius that others lie off it
_ROUND, _RAGGED = 0.035, 0.3 / 128  # of the radius, and object units, that those may be off in the mean
_OPEN = 0.1  # of the radius around the axis, where the disc of a solid thing is drawn
_WIDE = 0.1  # of the radius that the disc may differ from what the sides show
_NEAR = 0.05  # object units; a depth farther off the turned form is a form of its own
_MOST_OWN, _MOST_OFF = (
    0.2,
    0.25,
)  # of what is drawn, in the mean: outlines, and depths, of its own (a tree: 0.2, 0.3)
_BESIDE = 0.5  # of the radius: so far from the axis a round side has left a flat one
_FEATURE = 5  # pixels that a handle is wide
_THIN = 2 / 128  # object units beside the axis in which a thin stem is looked for
_WINDOW, _EVENING = 7, 2  # places on a line along a profile, and rounds in which it is made even
_END = 1.5 / 128  # object units that a flat end rises at most
_HOLLOW, _SMALLEST = 0.045, 6 / 128  # object units: a hollow's least depth and radius
_WALL = 2.5 / 128  # object units: the least wall around it
_LEAST_WALL = 0.5 / 128  # object units that it may thin to where the outside has a groove
_SLOPE = 0.35  # of its radius: a hollow whose wall takes more of it is a bowl


def rounded(sheet: ModelSheet) -> TurnedSheet | None:
    """The sheet of a turned thing with the outlines and depths of the turned form, but for handles, taps and
    the like; None where its sides and ends do not show one.
    """
    lathe = find_lathe(sheet)
    if lathe is None:
        return None
    turned = side_by_side(lathe.seen, sheet)
    views, more = zip(*side_by_side(_with_its_own, sheet, turned), strict=True)
    parts = {each.name: getattr(sheet, each.name) for each in fields(sheet)} | {"views": views}
    return TurnedSheet(**parts, lathe=lathe, more=any(more))


def find_lathe(sheet: ModelSheet) -> Lathe | None:
    """The turned form that outlines and depths have in common, if they do."""
    drawn = [view for view in sheet if view.mask.any() and view.camera.extent and view.depth is not None]
    found = (_along(axis, drawn) for axis in _AXES)
    return next((lathe for lathe in found if lathe is not None), None)


def _along(number: int, drawn: list[View]) -> Lathe | None:
    """The turned form along x, y or z."""
    forward = [abs(view.camera.view_direction[number]) for view in drawn]
    sides = [view for view, cosine in zip(drawn, forward, strict=True) if cosine < 1e-6]
    ends = [view for view, cosine in zip(drawn, forward, strict=True) if cosine > 1 - 1e-6]
    directions = np.abs([view.camera.view_direction for view in sides]).round(5)
    if not ends or len(np.unique(directions, axis=0)) < 2:
        return None
    disc = _disc(ends[0], number)
    if disc is None:
        return None
    axis, radius = disc
    profile = _profile(sides, axis)
    if profile is None or abs(profile[:, 1].max() - radius) > max(_WIDE * radius, _SAME):
        return None
    lathe = Lathe(axis, profile)
    views = [*sides, *ends]
    seen = side_by_side(lathe.seen, views)
    own = [(view.mask ^ other.mask).sum() / view.mask.sum() for view, other in zip(views, seen, strict=True)]
    off = [_off(view, other, lathe) for view, other in zip(sides, seen, strict=False)]
    if np.mean(own) > _MOST_OWN or np.mean(off) > _MOST_OFF:
        return None
    hollows = (_hollow(view, lathe) for view in ends)
    return replace(lathe, hollows=tuple(hollow for hollow in hollows if hollow is not None))


def _disc(view: View, number: int) -> tuple[Axis, float] | None:
    """The middle and the radius of the disc that an outline along an axis is, but for handles."""
    from skimage.measure import find_contours

    alpha = np.pad(view.alpha.astype(np.float32), 1)
    outline = max(find_contours(alpha, 127.5), key=len, default=np.zeros((0, 2)))
    if len(outline) < _DIRECTIONS:
        return None
    axis = Axis(number, np.zeros(2))
    points = view.camera.rays_through(outline[:, ::-1] - 0.5)[0][:, axis.others]
    middle = points.mean(0)
    for _ in range(_SETTLING):
        away = np.linalg.norm(points - middle, axis=1)
        radius = float(np.median(away))
        disc = points[np.abs(away - radius) < _OFF_DISC * radius]
        if len(disc) < _DIRECTIONS // 2:
            return None
        system = np.column_stack([2 * disc, np.ones(len(disc))])  # a circle by least squares (Kasa 1976)
        middle = np.linalg.lstsq(system, (disc**2).sum(1), rcond=None)[0][:2]
    turn = points - middle
    part = (np.arctan2(turn[:, 1], turn[:, 0]) / (2 * np.pi) * _DIRECTIONS).astype(int) % _DIRECTIONS
    reach = np.zeros(_DIRECTIONS)
    np.maximum.at(reach, part, np.linalg.norm(turn, axis=1))
    on_disc = np.abs(reach - radius) < _OFF_DISC * radius
    if on_disc.mean() < _ON_DISC or np.abs(reach[on_disc] - radius).mean() > _ROUND * radius + _RAGGED:
        return None
    axis, radius = Axis(number, middle), float(np.median(reach[on_disc]))
    inner = axis.place(view.camera.rays()[0])[1] < _OPEN * radius
    return (axis, radius) if view.mask[inner].all() else None  # one sees through a ring


def _profile(sides: list[View], axis: Axis) -> np.ndarray | None:
    """(N, 2) places along the axis and the radius on which the outlines agree, None if they do not."""
    reaches = np.concatenate([_reaches(view, axis) for view in sides])  # (2 V, L)
    radii = np.quantile(reaches, _BODY, axis=0, method="lower")
    same = _SAME + _SAME_SHARE * radii
    agreed = (np.abs(reaches - radii) <= 2 * same).mean(0)
    for _ in range(_SETTLING):
        weight = np.maximum(1 - ((reaches - radii) / (3 * same)) ** 2, 0) ** 2 + 1e-9
        radii = (weight * reaches).sum(0) / weight.sum(0)
    places, pixel = _places(sides[0], axis), sides[0].camera.pixel
    body = radii > pixel / 2
    if not body.any() or radii[body] @ agreed[body] / radii[body].sum() < _AGREED:
        return None
    order = np.argsort(places)
    first, last = _longest(body[order], radii[order])
    places, radii = places[order][first:last], _evened(radii[order][first:last])
    places = np.r_[places[0] - pixel / 2, places, places[-1] + pixel / 2]
    return np.column_stack([places, np.r_[radii[0], radii, radii[-1]]])


def _longest(body: np.ndarray, radii: np.ndarray) -> tuple[int, int]:
    """First and last (exclusive) number of the run that holds most."""
    ends = np.flatnonzero(np.diff(np.r_[False, body, False].astype(int))).reshape(-1, 2)
    first, last = max(ends.tolist(), key=lambda end: (radii[end[0] : end[1]] ** 2).sum())
    while last - first > _WINDOW and radii[last - 1] < radii[last - 2] / 2:  # a wavy end is no tip
        last -= 1
    while last - first > _WINDOW and radii[first] < radii[first + 1] / 2:
        first += 1
    return first, last


def _evened(radii: np.ndarray) -> np.ndarray:
    """Radii along a profile without tremble, their steps kept: each from the straightest line that is near,
    before, around or after it.
    """
    half = _WINDOW // 2
    steps = np.arange(_WINDOW) - half
    for _ in range(_EVENING):
        windows = np.lib.stride_tricks.sliding_window_view(np.pad(radii, _WINDOW - 1, mode="edge"), _WINDOW)
        middle, slope = windows.mean(1), windows @ steps / (steps @ steps)
        off = ((windows - middle[:, None] - slope[:, None] * steps) ** 2).sum(1)
        number = np.arange(len(radii)) + np.array(
            [[0], [half], [_WINDOW - 1]]
        )  # of windows with each in them
        best = off[number].argmin(0)
        number = np.take_along_axis(number, best[None], 0)[0]
        radii = middle[number] + slope[number] * np.array([half, 0, -half])[best]
    return np.maximum(radii, 0)


def _upright(view: View, axis: Axis) -> bool:
    """Whether an axis runs along the columns of a picture."""
    return bool(abs(view.camera.camera_to_world[axis.along, 1]) > 0.5)


def _places(view: View, axis: Axis) -> np.ndarray:
    """(L,) where along an axis the rows of a picture are, or its columns where the axis lies."""
    along = view.camera.rays()[0][..., axis.along]
    return along[:, 0] if _upright(view, axis) else along[0]


def _reaches(view: View, axis: Axis) -> np.ndarray:
    """(2, L) how far the outline reaches from an axis to both sides at each place, those of `_places` of a
    view from the other side; 0 where nothing is at the axis.
    """
    alpha, across = view.alpha.astype(np.float32) / 255, axis.across(view)
    if not _upright(view, axis):
        alpha, across = alpha.T, across.T
    if across[0, 0] > across[0, -1]:
        alpha, across = alpha[:, ::-1], across[:, ::-1]
    alpha = alpha / np.maximum(
        alpha.max(1, keepdims=True), 0.5
    )  # what an end cuts through is faint, not narrow
    column, number = across[0], np.arange(alpha.shape[1])
    solid, row, last = alpha >= 0.5, np.arange(len(alpha)), alpha.shape[1] - 1
    near = np.where(solid, np.abs(column), np.inf)
    start, there = near.argmin(1), near.min(1) <= _THIN
    reaches = []
    for sign in (1, -1):
        steps = sign * (number - start[:, None])
        end = start + sign * (np.where(~solid & (steps > 0), steps, last + 1).min(1) - 1)
        end = np.clip(end, 0, last)
        inside, outside = alpha[row, end], alpha[row, np.clip(end + sign, 0, last)]
        share = np.clip((inside - 0.5) / np.maximum(inside - outside, 1e-3), 0, 1)  # to where it is a half
        reaches.append(np.where(there, sign * column[end] + share * view.camera.pixel, 0))
    return np.maximum(reaches, 0)


def _off(view: View, seen: View, lathe: Lathe) -> float:
    """The share of a view's depths, where a round side leaves a flat one, that are far off the turned form's
    or nearer to the square one's that is as wide.
    """
    assert view.depth is not None
    assert seen.depth is not None
    radius = np.interp(view.camera.rays()[0][..., lathe.axis.along], *lathe.profile.T)
    away = np.abs(lathe.axis.across(view))
    bend = radius - np.sqrt(np.maximum(radius**2 - away**2, 0))  # from the flat side to the round one
    beside = view.mask & seen.mask & (away > _BESIDE * radius)
    off = np.abs(view.depth - seen.depth)[beside]
    flat = np.abs(view.depth - seen.depth + bend)[beside]
    return float(((off > _NEAR) | (off > flat)).mean()) if beside.any() else 1.0


def _hollow(view: View, lathe: Lathe) -> Hollow | None:
    """The recess in the flat end that a view shows, if its depths tell of one."""
    assert view.depth is not None
    sign = -int(np.rint(view.camera.view_direction[lathe.axis.along]))
    met = view.camera.rays()[0].copy()
    away, end = lathe.axis.place(met)[1], lathe.end(sign)
    flat = away[np.abs(lathe.reached(away, sign) - end) <= _END]
    rim = (flat.max() if len(flat) else 0.0) - _WALL
    if rim < _SMALLEST:
        return None
    met[..., lathe.axis.along] = end
    deep = view.depth - view.camera.project(met)[1]
    known = view.mask & np.isfinite(deep) & (away < rim + _WALL)
    ring = np.rint(away[known] / view.camera.pixel).astype(int)
    order = np.argsort(ring, kind="stable")
    rings, first = np.unique(ring[order], return_index=True)
    medians = np.array([np.median(part) for part in np.split(deep[known][order], first[1:])])
    hollow = _fitted(sign, rings * view.camera.pixel, medians, rim)
    return None if hollow is None else _within(hollow, lathe)


def _fitted(sign: int, away: np.ndarray, deep: np.ndarray, rim: float) -> Hollow | None:
    """A hollow as near as can be to depths at distances from the axis.

    A generator draws every end a little uneven, and a recess with soft walls: it gets a level floor and an
    upright wall, or stays a bowl where the wall takes a great part of it.
    """
    middle = away < rim / 2
    floor = float(np.average(deep[middle], weights=away[middle] + 1e-3))
    if floor < _HOLLOW:
        return None
    foot, top = (min(float(away[deep > share * floor][-1]), rim) for share in (0.75, 0.25))
    if top - foot > _SLOPE * top:
        inside = away < top
        depths = np.column_stack([away[inside], np.maximum(deep[inside], 0)])
        return Hollow(sign, np.vstack([[0, depths[0, 1]], depths, [top, 0]]))
    return Hollow(sign, np.array([[0, floor], [(foot + top) / 2, floor]]))


def _within(hollow: Hollow, lathe: Lathe) -> Hollow:
    """The hollow no deeper than leaves a wall below and around it."""
    away = np.abs(lathe.profile[:, 0] - lathe.end(hollow.sign))
    widest = lathe.profile[-1 if hollow.sign > 0 else 0, 1] - _LEAST_WALL
    narrow = away[(lathe.profile[:, 1] < hollow.rim + _LEAST_WALL) & (away > 2 * _END)]
    most = min(float(np.ptp(lathe.profile[:, 0])), float(narrow.min(initial=np.inf))) - _WALL
    return replace(hollow, depths=np.minimum(hollow.depths, [max(widest, 0), max(most, 0)]))


def _with_its_own(view: View, turned: View) -> tuple[View, bool]:
    """The turned form's view with what stands out of it as drawn, and whether something does."""
    if view.depth is None or turned.depth is None:
        return view, bool(view.mask.any())
    own = view.mask & (~turned.mask | (view.depth < turned.depth - _NEAR))
    own = opened(own, _FEATURE)
    alpha = np.where(own, view.alpha, turned.alpha)
    depth = np.where(own, view.depth, turned.depth).astype(np.float32)
    return replace(view, alpha=alpha, depth=depth), bool((own & ~turned.mask).any())
