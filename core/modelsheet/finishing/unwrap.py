"""UVs: charts by xatlas, packed into one square."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .._open3d import open3d
from ..errors import ModelsheetError
from ..render import RayCaster
from ..second import beside
from ..surface import Surface
from .edges import opposite_pairs
from .overlaps import overlapping
from .packing import FINE, GRID, Placement, pack, reordered

PADDING = 3  # texels between charts in a texture of 1024, at least
_FILL = 0.55  # the share of the square that charts usually cover; sets how large a cell is
_LONG, _NARROW = 0.5, 3.0  # of the square's side, and times as long as wide: a chart beyond both is cut
_SHORT, _STOUT = 0.35, 1.5  # the same, where the square does not get full otherwise
_FULL = 0.61  # of the square that charts cover: more is not asked for
_ORDERS = 24  # in which charts are packed where it is less: half a second or so
_MANY = 1000  # charts: of so many most are small, and neither their order nor cuts fill the square
_PART = 10_000  # faces that are charted together of what has more than _MANY patches: 50,000 take a minute
_BENT = 45.0  # degrees between faces: patches end there
_LONGEST = 2.0  # of the square's side: the boundary of a chart where one was too long for it
_STRETCH = 4.0  # times its own size that a face may be drawn: xatlas stays below 1.5 where it succeeds
_ROUNDS = 4  # in which faces that lie on others are put aside together; the rest one by one
_TINY = 1e-9  # of the surface: the area under which there is nothing to unwrap


def unwrap(surface: Surface) -> Surface:
    """The surface with UVs, its charts at least PADDING / 1024 of the texture apart.

    Vertices and faces stay as they are; no two faces overlap in the square, and all have about the same
    texel density (xatlas, Young). Raises ModelsheetError for what has no area.
    """
    area = float(surface.face_areas.sum())
    if area <= _TINY * float(np.ptp(surface.bounds, axis=0).max()) ** 2:
        raise ModelsheetError("not-unwrapped")
    side = np.sqrt(area / _FILL)
    pixel = side / (GRID * FINE)
    uvs, chart = _charts(surface, pixel)
    uvs, chart = _unstretched(surface, uvs, chart, pixel)
    if max(_lengths(uvs, chart)) > GRID * FINE:  # it would not fit into the square
        uvs, chart = _charts(surface, pixel, _LONGEST * side)
        uvs, chart = _unstretched(surface, uvs, chart, pixel)
    uvs, chart = _cut(uvs, chart, _LONG, _NARROW)
    best = _packed(*_apart(uvs, chart))
    return replace(surface, uvs=best.square().astype(np.float32))


def _packed(uvs: np.ndarray, chart: np.ndarray) -> _Packing:
    """Charts in a square; where it does not get full, cut or in another order if that fills it better."""
    many = chart.max() >= _MANY
    shorter, pieces = (uvs, chart) if many else _cut(uvs, chart, _SHORT, _STOUT)
    cut = beside(_Packing.of, shorter, pieces, in_steps=True) if pieces is not chart else None
    best = _Packing.of(uvs, chart)
    if many or best.coverage >= _FULL:
        return best
    if cut:
        best = min(best, cut(), key=lambda packing: packing.side)
    if best.coverage < _FULL:
        best = min(best, best.reordered(), key=lambda packing: packing.side)
    return best


@dataclass(frozen=True)
class _Packing:
    """Charts in a square: UVs (F, 3, 2) in pixels beside it, their charts (F,), the cells of each chart, the
    pixels at which these start, their places in the square, and its side in cells.
    """

    uvs: np.ndarray
    chart: np.ndarray
    masks: list[np.ndarray]
    starts: np.ndarray
    places: list[Placement]
    side: int

    @classmethod
    def of(cls, uvs: np.ndarray, chart: np.ndarray) -> _Packing:
        masks, starts = _cells(uvs, chart)
        return cls(uvs, chart, masks, starts, *pack(masks))

    def reordered(self) -> _Packing:
        """With the large charts in another order."""
        places, side = reordered(self.masks, self.side, _ORDERS)
        return replace(self, places=places, side=side)

    @property
    def coverage(self) -> float:
        """The share of the square that faces cover."""
        return float(_areas(self.uvs).sum()) / (self.side * FINE) ** 2

    def square(self) -> np.ndarray:
        """UVs (F, 3, 2) in the square, 0 to 1."""
        packed = np.empty_like(self.uvs)
        order = np.argsort(self.chart, kind="stable")
        parts = np.split(order, np.cumsum(np.bincount(self.chart))[:-1])
        for faces, mask, start, place in zip(parts, self.masks, self.starts, self.places, strict=True):
            packed[faces] = _placed(self.uvs[faces] - start, mask, place)
        return packed / (self.side * FINE)


def _areas(uvs: np.ndarray) -> np.ndarray:
    """(F,) of faces (F, 3, 2)."""
    one, other = uvs[:, 1] - uvs[:, 0], uvs[:, 2] - uvs[:, 0]
    return np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2


def _charts(surface: Surface, pixel: float, boundary: float = 0) -> tuple[np.ndarray, np.ndarray]:
    """Flat charts side by side, (F, 3, 2) in pixels of that many object units; and each face's chart (F,).

    boundary: of a chart, object units, at most; 0 for no limit.
    """
    import xatlas
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    charting = xatlas.ChartOptions()
    charting.max_cost = 8.0  # fewer, larger charts than the default 2
    charting.max_iterations = 1  # a second takes half as long again; charts are as few and as true without
    charting.max_boundary_length = boundary
    charting.fix_winding = True  # no chart is a mirror image: normal maps could not say which way is up
    packing = xatlas.PackOptions()
    packing.padding = FINE
    packing.bilinear = False
    packing.rotate_charts = False  # it would put x for y: mirror images, after all
    packing.texels_per_unit = 1 / pixel
    atlas = xatlas.Atlas()
    parts = _parts(surface)
    for faces in parts:
        used, corners = np.unique(surface.faces[faces], return_inverse=True)
        atlas.add_mesh(surface.vertices[used], corners.reshape(-1, 3).astype(np.uint32))
    atlas.generate(charting, packing)
    if atlas.atlas_count != 1:
        raise ModelsheetError("not-unwrapped")
    flat, chart, charts = np.empty((len(surface.faces), 3, 2)), np.empty(len(surface.faces), np.int64), 0
    for number, faces in enumerate(parts):
        _, corners, uvs = atlas[number]
        a, b, c = corners.T.astype(np.int64)
        links = coo_matrix((np.ones(2 * len(a), np.int8), (np.r_[a, b], np.r_[b, c])), (len(uvs),) * 2)
        _, label = np.unique(connected_components(links, directed=False)[1][a], return_inverse=True)
        label = label.reshape(-1) + charts
        flat[faces], chart[faces] = (uvs * (atlas.width, atlas.height))[corners], label
        charts = label.max() + 1
    return flat, chart


def _parts(surface: Surface) -> list[np.ndarray]:
    """The numbers of the faces in parts that xatlas is given one by one: the whole surface, but for what is
    large and ragged, such as the leaves of a tree. It tries to merge each two of the charts of a part.
    """
    everything = np.arange(len(surface.faces))
    if len(everything) <= _PART or _patches(surface) <= _MANY:
        return [everything]
    middles, left, done = surface.corners.mean(1), [everything], []
    while left:
        faces = left.pop()
        if len(faces) <= _PART:
            done.append(faces)
            continue
        axis = np.ptp(middles[faces], axis=0).argmax()
        faces = faces[np.argsort(middles[faces, axis], kind="stable")]
        left += np.array_split(faces, 2)
    return done


def _patches(surface: Surface) -> int:
    """Into how many pieces a surface falls where it bends by more than _BENT."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    one, other = (half // 3 for half in opposite_pairs(surface.faces))
    normals, count = surface.face_normals, len(surface.faces)
    even = (normals[one] * normals[other]).sum(1) > np.cos(np.radians(_BENT))
    links = coo_matrix((np.ones(even.sum(), np.int8), (one[even], other[even])), (count, count))
    return int(connected_components(links, directed=False)[0])


def _unstretched(
    surface: Surface, uvs: np.ndarray, chart: np.ndarray, pixel: float
) -> tuple[np.ndarray, np.ndarray]:
    """Faces that were pulled out to far more than their size, as slivers are now and then, laid flat as they
    are, each a chart of its own.
    """
    corners = surface.corners.astype(np.float64) / pixel
    own, drawn = (np.linalg.norm(part - np.roll(part, -1, axis=1), axis=2).max(1) for part in (corners, uvs))
    faces = np.flatnonzero(drawn > _STRETCH * own + 1)
    if not len(faces):
        return uvs, chart
    along, across = (corners[faces, i] - corners[faces, 0] for i in (1, 2))
    length = np.maximum(np.linalg.norm(along, axis=1), _TINY)
    foot = (along * across).sum(1) / length
    height = np.linalg.norm(np.cross(along, across), axis=1) / length
    zero = np.zeros_like(foot)
    uvs, chart = uvs.copy(), chart.copy()
    uvs[faces] = np.stack([zero, zero, length, zero, foot, height], 1).reshape(-1, 3, 2)
    chart[faces] = chart.max() + 1 + np.arange(len(faces))
    chart = np.unique(chart, return_inverse=True)[1].reshape(-1)
    return _shelved(uvs, chart), chart


def _cut(uvs: np.ndarray, chart: np.ndarray, longest: float, narrow: float) -> tuple[np.ndarray, np.ndarray]:
    """The charts that are more than `narrow` times as long as wide in pieces no longer than a share of the
    square's side, as far as whole faces allow.
    """
    low, high = _rectangles(uvs, chart)
    size = high - low
    parts = np.ceil(size.max(1) / (longest * GRID * FINE))
    parts = np.where(size.min(1) * narrow < size.max(1), parts, 1).astype(np.int64)
    if parts.max() < 2:
        return uvs, chart
    axis = size.argmax(1)[chart]
    middle = np.take_along_axis(uvs.mean(1), axis[:, None], 1)[:, 0]
    share = (middle - low[chart, axis]) / np.maximum(size[chart, axis], _TINY)
    piece = np.minimum((share * parts[chart]).astype(np.int64), parts[chart] - 1)
    chart = np.unique(chart * parts.max() + piece, return_inverse=True)[1].reshape(-1)
    return _shelved(uvs, chart), chart


def _shelved(uvs: np.ndarray, chart: np.ndarray) -> np.ndarray:
    """The charts in rows above each other, the tallest first, in a picture not much larger than they are."""
    low, high = _rectangles(uvs, chart)
    size = np.ceil(high - low) + 2
    width = max(size[:, 0].max(), np.sqrt(size.prod(1).sum()))
    place, x, y, tallest = np.zeros_like(low), 0.0, 0.0, 0.0
    for number in np.argsort(-size[:, 1], kind="stable"):
        if x + size[number, 0] > width:
            x, y, tallest = 0.0, y + tallest, 0.0
        place[number] = x, y
        x, tallest = x + size[number, 0], max(tallest, size[number, 1])
    return uvs + (place - low)[chart][:, None]


def _lengths(uvs: np.ndarray, chart: np.ndarray) -> np.ndarray:
    """(charts,) the longer side of the rectangle around each chart."""
    low, high = _rectangles(uvs, chart)
    return (high - low).max(1)


def _rectangles(uvs: np.ndarray, chart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and greatest corners (charts, 2) of the rectangle around each chart."""
    low, high = np.full((chart.max() + 1, 2), np.inf), np.full((chart.max() + 1, 2), -np.inf)
    np.minimum.at(low, chart, uvs.min(1))
    np.maximum.at(high, chart, uvs.max(1))
    return low, high


def _apart(uvs: np.ndarray, chart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Charts of which no face lies on another: of two that do, the smaller is put aside, with the others of
    its chart as a chart of their own.
    """
    area, before = _areas(uvs), chart
    for left in reversed(range(_ROUNDS)):
        pairs = overlapping(uvs, chart)
        if not len(pairs):
            break
        one, other = pairs.T
        faces = np.unique(np.where(area[one] < area[other], one, other))
        aside = chart[faces] if left else np.arange(len(faces))
        chart = chart.copy()
        chart[faces] = chart.max() + 1 + aside
        chart = np.unique(chart, return_inverse=True)[1].reshape(-1)
    return (uvs, chart) if chart is before else (_shelved(uvs, chart), chart)


def _cells(uvs: np.ndarray, chart: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """The cells that each chart needs with half the padding around it, (h, w) bool; and the pixel
    (charts, 2), x and y, at which they start.
    """
    from scipy.ndimage import find_objects, maximum_filter

    margin = int(np.ceil(PADDING / 2 * GRID * FINE / 1024))
    flat, (width, height) = _flat(uvs)
    drawn = np.zeros((height, width), np.int32)
    index, face, _ = _covered(flat, width, height)
    drawn[height - 1 - index // width, index % width] = chart[face] + 1
    points, owner = _along_edges(uvs, chart)
    drawn[points[:, 1], points[:, 0]] = owner + 1  # what is too narrow to hold a pixel's centre counts too
    masks: list[np.ndarray] = []
    starts = []
    boxes = find_objects(drawn, int(chart.max()) + 1)
    mask: np.ndarray
    for number, box in enumerate(boxes):
        if box is None:  # a chart without area, whose pixels others have taken
            rows, columns = _around(uvs[chart == number])
            mask = np.ones((rows.stop - rows.start, columns.stop - columns.start), bool)
        else:
            rows, columns = box
            mask = drawn[rows, columns] == number + 1
        height, width = (-(-(side + 2 * margin) // FINE) for side in mask.shape)
        whole = np.zeros((height * FINE, width * FINE), bool)
        whole[margin : margin + mask.shape[0], margin : margin + mask.shape[1]] = mask
        blocks = maximum_filter(whole, 2 * margin + 1).reshape(height, FINE, width, FINE)
        masks.append(np.asarray(blocks.any((1, 3))))
        starts.append((columns.start - margin, rows.start - margin))
    return masks, np.array(starts)


def _around(uvs: np.ndarray) -> tuple[slice, slice]:
    """The rows and columns of pixels in which faces (N, 3, 2) lie."""
    low, high = np.floor(uvs.min((0, 1))).astype(int), np.floor(uvs.max((0, 1))).astype(int) + 1
    return slice(low[1], high[1]), slice(low[0], high[0])


def _along_edges(uvs: np.ndarray, chart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pixels (N, 2) that edges pass through, at half a pixel's distance, and the chart of each (N,)."""
    start, end = uvs.reshape(-1, 2), np.roll(uvs, -1, axis=1).reshape(-1, 2)
    steps = np.ceil(np.linalg.norm(end - start, axis=1) * 2).astype(np.int64) + 1
    edge = np.repeat(np.arange(len(steps)), steps)
    share = (np.arange(len(edge)) - np.repeat(np.cumsum(steps) - steps, steps)) / np.maximum(
        steps[edge] - 1, 1
    )
    points = start[edge] + share[:, None] * (end - start)[edge]
    return np.floor(points).astype(np.int64), chart[edge // 3]


def _placed(uvs: np.ndarray, mask: np.ndarray, place: Placement) -> np.ndarray:
    """UVs (N, 3, 2) from the lower left of a chart's cells to their place in the square, in pixels."""
    height, width = np.array(mask.shape) * FINE
    x, y = uvs[..., 0], uvs[..., 1]
    x, y = ((x, y), (height - y, x), (width - x, height - y), (y, width - x))[place.turns]
    return np.stack([x + place.column * FINE, y + place.row * FINE], -1)


def _flat(uvs: np.ndarray) -> tuple[Surface, tuple[int, int]]:
    """A surface that has only UVs, given in pixels of a picture; and the picture's width and height."""
    corners = np.arange(3 * len(uvs)).reshape(-1, 3)
    size = np.ceil(uvs.max((0, 1))).astype(int) + 1
    surface = Surface(np.zeros((corners.size, 3)), corners, uvs=(uvs / size).astype(np.float32))
    return surface, (int(size[0]), int(size[1]))


def rasterize(surface: Surface, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The texels whose centres faces cover: flat index into (size, size), row 0 the texture's top, (N,)
    int64; face (N,) int64; barycentric (N, 3) float32.
    """
    return _covered(surface, size, size)


def _covered(surface: Surface, width: int, height: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """As `rasterize`, of a texture that is no square."""
    caster, rays = _over_texture(surface, width, height)
    return caster.met(rays)


def texel_layers(surface: Surface, size: int) -> np.ndarray:
    """(size * size,) how many faces cover each texel's centre: more than one where UVs overlap."""
    caster, rays = _over_texture(_shrunk(surface), size, size)
    return caster.scene.count_intersections(open3d().core.Tensor(rays)).numpy()


def _shrunk(surface: Surface) -> Surface:
    """Faces a thousandth smaller on the texture, so that an edge that two share is in neither."""
    assert surface.uvs is not None
    middle = surface.uvs.mean(1, keepdims=True)
    return replace(surface, uvs=middle + (surface.uvs - middle) * np.float32(0.999))


def _over_texture(surface: Surface, width: int, height: int) -> tuple[RayCaster, np.ndarray]:
    """The surface laid flat by its UVs, and a ray (height * width, 6) down on the centre of each texel."""
    assert surface.uvs is not None
    level = np.linspace(0, 0.5, len(surface.faces), dtype=np.float32)  # so that a ray counts each face
    flat = np.concatenate([surface.uvs, np.tile(level[:, None, None], (1, 3, 1))], 2)
    corners = np.arange(flat.size // 3, dtype=np.int32).reshape(-1, 3)
    x, y = ((np.arange(size, dtype=np.float32) + 0.5) / size for size in (width, height))
    rays = np.zeros((height, width, 6), np.float32)
    rays[..., 0], rays[..., 1] = x, y[::-1, None]
    rays[..., 2], rays[..., 5] = 1, -1
    return RayCaster(Surface(flat.reshape(-1, 3), corners)), rays.reshape(-1, 6)
