"""Views to a texture: each texel takes its colour from the views that see it best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from ..cores import side_by_side
from ..geometry.nearest import nearest
from ..pictures import combined
from ..render import RayCaster
from ..second import beside
from ..sheet import ModelSheet, View
from ..surface import Surface
from .normals import corner_normals
from .seams import Drawn, levelled
from .unwrap import rasterize

_OPAQUE = 230  # alpha from which a pixel's colour is the object's alone
_JUMP = 0.02  # object units: a bend of the depth between pixels from which it is another surface
_GRAZING = 0.1  # cosine between normal and view from which a view's colours are of use
_SHARPNESS = 8  # exponent of that cosine: high, or views that disagree show twice
_ALONE = 2  # exponent of that by which a view's weight falls behind the best one's
_FAINT = 0.01  # of the best view's weight: less changes no colour that one can see
_TRUSTED = 0.1  # how far a view must draw a place at its depth to be believed
_STRANGER = 0.001  # weight of a pixel that draws something else than the texel's place
_FINER = 2  # how many times smaller pixels are made before texels read them
_SHARPER = 2.0  # how much of what a blur takes away is added
_BLUR = 0.75  # pixels of the view: standard deviation of that blur
_REACH = 0.03  # object units: so near, a neighbour's colour is better than a stranger's
_SIDED = 0.1  # object units: what a turn of the normal counts, or a wall would show its other side
_SOURCES = 10_000  # texels, about, whose colours the others take
_NEIGHBOURS = 6  # of them for each
_CELLS = 128  # an object unit, whose texels take the same colours
_LIFT = 0.006  # object units: rays start this far above the surface


@dataclass(frozen=True)
class Texels:
    """The places on the surface that a texture's texels show, N of them.

    index: (N,) flat index into the texture. face: (N,). position, normal: (N, 3) float32.
    """

    index: np.ndarray
    face: np.ndarray
    position: np.ndarray
    normal: np.ndarray


def bake(
    surface: Surface, sheet: ModelSheet, size: int = 1024, pictures: list[np.ndarray] | None = None
) -> tuple[Surface, dict[str, Any]]:
    """The surface with a (size, size) texture from the sheet's views; it must have UVs. pictures: what
    `pictures_of` gives, where it is known already.

    Also returns shares in [0, 1]: `uv_coverage` of the texture that faces cover, and `seen` of
    those texels that at least one view sees. The rest take the colours of their nearest
    neighbours on the surface; texels between the charts those of the nearest chart.
    """
    texels, caster = surface_texels(surface, size), RayCaster(surface)
    covered = np.zeros(size * size, bool)
    covered[texels.index] = True
    nearest_covered = beside(_nearest, covered.reshape(size, size))
    views = _weighed(texels, caster, _drawn(sheet), pictures or pictures_of(sheet, surface))
    total = np.zeros((len(texels.index), 3), np.float32)
    weight, trust = np.zeros((2, len(texels.index)), np.float32)
    for drawn, agreement in views:
        trust[drawn.texel] = np.maximum(trust[drawn.texel], agreement)
    known, open_ = (np.flatnonzero(chosen) for chosen in (trust > _TRUSTED, trust <= _TRUSTED))
    known = known[:: max(-(-len(known) // _SOURCES), 1)]
    near = None
    if len(known) and len(open_):
        near = beside(_neighbours, _place(texels, known), _place(texels, open_))
    for drawn in levelled(surface, texels.index, texels.face, size, [drawn for drawn, _ in views]):
        total[drawn.texel] += drawn.color * drawn.weight[:, None]
        weight[drawn.texel] += drawn.weight
    seen = weight > 0
    colors = total / np.maximum(weight, 1e-20)[:, None]
    if near is not None:
        found = near()
        # what views draw only as something else keeps that, unless its neighbours are at hand
        taken = (trust[open_] == 0) | (found.distance < _REACH)
        colors[open_[taken]] = found.blend(colors[known])[taken]
    texture = np.zeros((size * size, 3), np.uint8)
    texture[texels.index] = np.rint(np.clip(colors, 0, 255))
    shares = {"uv_coverage": float(covered.mean()), "seen": float(seen.mean())}
    return surface.textured(np.take(texture, nearest_covered(), axis=0)), shares


def pictures_of(sheet: ModelSheet, surface: Surface) -> list[np.ndarray]:
    """What texels read of each view that draws something: colours and depths (H, W, 4) without mixtures, in
    finer pixels. surface: tells the depths that a view does not know.
    """
    caster = RayCaster(surface)
    return side_by_side(lambda view: _finer(_clean(view, _drawn_depth(view, caster))), _drawn(sheet))


def _drawn(sheet: ModelSheet) -> list[View]:
    return [view for view in sheet if view.mask.any()]


def surface_texels(surface: Surface, size: int) -> Texels:
    """Where the covered texels of a (size, size) texture lie."""
    index, face, weight = rasterize(surface, size)
    corner = 3 * face[:, None] + (0, 1, 2)
    position = combined(surface.vertices, np.take(surface.faces, face, 0), weight)
    normal = combined(corner_normals(surface).reshape(-1, 3), corner, weight)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    return Texels(index, face, position, normal)


def _weighed(
    texels: Texels, caster: RayCaster, views: list[View], pictures: list[np.ndarray]
) -> list[tuple[Drawn, np.ndarray]]:
    """What each view says of the texels, its weights of a sum of one; and how far it draws their places.

    The view that faces a place best counts there almost alone; others are blended in only where
    they face it about as well. So it is asked first, and the others where they may count beside it.
    """
    if not views:
        return []
    facing = np.array([_facing(texels, view) for view in views])
    first = facing.argmax(0)
    best, trust = np.zeros((2, len(texels.index)), np.float32)

    def ask(number: int, chosen: np.ndarray) -> _Said:
        texel = np.flatnonzero(chosen)
        return _project(texels, caster, views[number], pictures[number], texel, facing[number, texel])

    every = range(len(views))
    said = side_by_side(ask, every, [(first == v) & (facing[v] > _GRAZING) for v in every])
    for each in said:
        best[each.texel], trust[each.texel] = each.score, each.agreement
    least = (_FAINT ** (1 / _ALONE) * best) ** np.float32(1 / _SHARPNESS)
    least = np.where(trust > _TRUSTED, np.maximum(least, _GRAZING), np.float32(_GRAZING))
    others = side_by_side(ask, every, [(first != v) & (facing[v] > least) for v in every])
    said = [_Said(*map(np.concatenate, zip(*both, strict=True))) for both in zip(said, others, strict=True)]
    for each in said:
        best[each.texel] = np.maximum(best[each.texel], each.score)
    weights = [(each.score / best[each.texel]) ** _ALONE for each in said]
    total = np.zeros(len(texels.index), np.float32)
    for weight, each in zip(weights, said, strict=True):
        total[each.texel] += weight
    return [
        (Drawn(each.texel, weight / total[each.texel], each.colors), each.agreement)
        for weight, each in zip(weights, said, strict=True)
    ]


def spread(texture: np.ndarray, covered: np.ndarray) -> np.ndarray:
    """Each uncovered texel of (H, W, C) takes the value of the nearest covered one."""
    return np.take(texture.reshape(covered.size, *texture.shape[2:]), _nearest(covered), axis=0)


def _nearest(covered: np.ndarray) -> np.ndarray:
    """(H, W) int32 the flat index of the covered texel nearest to each."""
    from scipy.ndimage import distance_transform_edt

    place = distance_transform_edt(~covered, return_distances=False, return_indices=True)
    return place[0] * np.int32(covered.shape[1]) + place[1]


class _Said(NamedTuple):
    """What a view says of texels that it sees: their numbers (M,), how much it counts there (M,), how far
    what it draws there lies at their depth (M,), 0 to 1, and their colours (M, 3).
    """

    texel: np.ndarray
    score: np.ndarray
    agreement: np.ndarray
    colors: np.ndarray


def _facing(texels: Texels, view: View) -> np.ndarray:
    """(N,) the cosines at which a view faces texels."""
    if view.camera.extent is not None:
        return -(texels.normal @ view.camera.view_direction)
    sight = view.camera.towards(texels.position)
    length = np.sqrt(np.einsum("nc,nc->n", sight, sight))
    return -np.einsum("nc,nc->n", texels.normal, sight) / length


def _project(
    texels: Texels, caster: RayCaster, view: View, picture: np.ndarray, texel: np.ndarray, facing: np.ndarray
) -> _Said:
    """What a view says of those of some texels, which it faces at these cosines (M,), that it sees.

    picture: (H, W, 4) its colours and depths, from `_finer`.
    """
    position, normal = (np.take(part, texel, 0) for part in (texels.position, texels.normal))
    sight = view.camera.towards(position)
    towards = -sight / np.sqrt(np.einsum("nc,nc->n", sight, sight))[:, None]
    free = np.flatnonzero(~caster.occluded(position + np.float32(_LIFT) * normal, towards))
    texel, facing, position = (np.take(part, free, 0) for part in (texel, facing, position))

    pixels, depth = view.camera.project(position)
    slope = np.sqrt(np.maximum(1 - facing**2, 0)) / facing
    tolerance = _JUMP + view.camera.pixel_size(depth) * slope
    height, width = picture.shape[:2]
    x, y = pixels[:, 0] * _FINER - 0.5, pixels[:, 1] * _FINER - 0.5
    left, top = np.floor(x), np.floor(y)
    right, down = x - left, y - top
    flat = picture.reshape(-1, 4)
    drawn, there, share = np.ascontiguousarray(flat[:, 3]), [], []
    for row, vertical in ((top, 1 - down), (top + 1, down)):
        first = np.clip(row, 0, height - 1).astype(np.int32) * np.int32(width)
        for column, horizontal in ((left, 1 - right), (left + 1, right)):
            there.append(first + np.clip(column, 0, width - 1).astype(np.int32))
            apart = np.abs(np.take(drawn, there[-1]) - depth) / tolerance
            share.append(vertical * horizontal * np.clip(2 - apart, _STRANGER, 1))
    weight = share[0] + share[1] + share[2] + share[3]
    total = combined(flat, np.stack(there, 1), np.stack(share, 1))
    colors = total[:, :3] / np.maximum(weight, 1e-20)[:, None]
    return _Said(texel, weight * facing**_SHARPNESS, weight, colors)


def _drawn_depth(view: View, caster: RayCaster) -> np.ndarray:
    """The view's depth, or the surface's where a pixel has none; NaN off the object."""
    drawn = np.full(view.mask.shape, np.nan, np.float32) if view.depth is None else view.depth
    cast = caster.cast(*view.camera.rays()).depth
    return np.where(np.isfinite(drawn), drawn, np.where(np.isfinite(cast), cast, np.nan)).astype(np.float32)


def _clean(view: View, depth: np.ndarray) -> np.ndarray:
    """The view's colours and depths, (H, W, 4) float32, without mixtures.

    A pixel on an edge holds the colours of both sides, and of the background. It takes those of the
    nearest pixel in space that shows one surface only; pixels off the object continue their nearest.
    """
    drawn = view.mask & np.isfinite(depth)
    if not drawn.any():
        drawn = view.mask
        depth = np.zeros_like(depth)
    pure = drawn & (view.alpha >= _OPAQUE) & (_bend(depth) < _JUMP)
    colors = view.rgb.astype(np.float32)
    mixed = drawn & ~pure
    if pure.any() and mixed.any():
        points = view.camera.unproject(depth)
        reach = 6 * float(np.mean(view.camera.pixel_size(depth[drawn])))
        distance, number = nearest(points[pure], points[mixed])
        colors[mixed] = np.where(distance < reach, colors[pure][number[:, 0]], colors[mixed])
    return spread(np.dstack([colors, depth]), drawn)


def _finer(drawn: np.ndarray) -> np.ndarray:
    """A clean view (H, W, 4) with pixels of half the size, its colours sharper; depths stay as they are.

    A pixel of a view covers several texels: interpolated it would be blurred. What sharpening adds stays
    between the colours around a pixel, so that no edge gets a halo.
    """
    from scipy.ndimage import gaussian_filter

    size = drawn.shape[1] * _FINER, drawn.shape[0] * _FINER
    colors = np.ascontiguousarray(np.moveaxis(drawn[..., :3], 2, 0))
    sharp = colors + _SHARPER * (colors - gaussian_filter(colors, (0, _BLUR, _BLUR), truncate=3))
    smooth = [np.asarray(Image.fromarray(part).resize(size, Image.Resampling.BICUBIC)) for part in sharp]
    low, high = (_repeated(_around(extreme, colors)) for extreme in (np.minimum, np.maximum))
    finer = np.empty((size[1], size[0], 4), np.float32)
    finer[..., :3] = np.moveaxis(np.clip(smooth, low, high), 0, 2)
    finer[..., 3] = _repeated(drawn[..., 3])
    return finer


def _around(extreme: np.ufunc, images: np.ndarray) -> np.ndarray:
    """The least or greatest of each pixel and the eight around it, in images (C, H, W)."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)), mode="edge")
    rows = extreme(extreme(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    return extreme(extreme(rows[..., :-2], rows[..., 1:-1]), rows[..., 2:])


def _repeated(images: np.ndarray) -> np.ndarray:
    """Images (..., H, W) with _FINER pixels a side for each."""
    return np.repeat(np.repeat(images, _FINER, -2), _FINER, -1)


def _bend(depth: np.ndarray) -> np.ndarray:
    """Greatest second difference of a depth image along rows and columns; zero beside NaN."""
    bend = np.zeros_like(depth)
    for axis in (0, 1):
        inner = np.moveaxis(depth, axis, 0)
        second = np.abs(inner[2:] - 2 * inner[1:-1] + inner[:-2])
        target = np.moveaxis(bend, axis, 0)[1:-1]
        np.maximum(target, np.nan_to_num(second), out=target)
    return bend


@dataclass(frozen=True)
class _Near:
    """The known texels that are nearest to M others, K to each: their distances, and their numbers among the
    known ones, (cells, K). cell: (M,) those of one cell have the same.
    """

    cell: np.ndarray
    distances: np.ndarray
    numbers: np.ndarray

    @property
    def distance(self) -> np.ndarray:
        """(M,) to the nearest."""
        return self.distances[self.cell, 0]

    def blend(self, colors: np.ndarray) -> np.ndarray:
        """(M, 3) of the colours of all known ones."""
        weight = (1 / (self.distances + 1e-4) ** 2)[..., None]
        return ((colors[self.numbers] * weight).sum(1) / weight.sum(1))[self.cell]


def _neighbours(known: np.ndarray, places: np.ndarray) -> _Near:
    """The nearest of the known places (N, 6) to each of others (M, 6), see `_place`."""
    _, first, cell = np.unique(_cells(places), return_index=True, return_inverse=True)
    distances, numbers = nearest(known, places[first], min(_NEIGHBOURS, len(known)))
    return _Near(cell, distances, numbers)


def _place(texels: Texels, chosen: np.ndarray) -> np.ndarray:
    """(M, 6) where chosen texels lie, and which way they face."""
    return np.concatenate([texels.position[chosen], _SIDED * texels.normal[chosen]], 1)


def _cells(place: np.ndarray) -> np.ndarray:
    """(N,) one number for all places (N, 6) that lie in one cell, about as wide as a view's pixel."""
    number = np.zeros(len(place), np.int64)
    for axis, along in enumerate(place.T):
        number += (np.rint(along * np.float32(_CELLS)).astype(np.int64) + 512) << 10 * axis
    return number
