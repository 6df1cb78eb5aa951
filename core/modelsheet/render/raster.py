"""A triangle mesh drawn by a z-buffer in torch, with gradients also where silhouettes move.

Inside a triangle what is drawn is interpolated, and gradients follow from that. At the edges between
what is nearer and what is farther, pixels are blended by where the edge passes between their centres,
after Laine et al. (2020): so a silhouette's error pulls at the vertices that make it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from ..cameras import Camera

_CANDIDATES = 1 << 22  # pixels that triangles may cover, tested at once: about 300 MB
_EDGES = [(0, 1), (1, 2), (2, 0)]
_NEAR = 1e-4  # object units; what is nearer to a pinhole is not drawn


@dataclass(frozen=True)
class Raster:
    """What each pixel's centre shows.

    face: (H, W) int64, -1 for none. depth: (H, W), inf for none. barycentric: (H, W, 3). Depth and
    barycentric have gradients.
    """

    face: torch.Tensor
    depth: torch.Tensor
    barycentric: torch.Tensor

    @property
    def mask(self) -> torch.Tensor:
        """(H, W) bool, where anything is."""
        return self.face >= 0


def project(camera: Camera, vertices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """`Camera.project` in torch: pixel coordinates (V, 2) and depths (V,), with gradients."""
    pose = torch.from_numpy(camera.camera_to_world).to(vertices)
    local = (vertices - pose[:3, 3]) @ pose[:3, :3]
    depth = -local[:, 2]
    plane = local[:, :2]
    if camera.fov_y is not None:
        plane = plane / depth.clamp(min=_NEAR)[:, None]
    half = camera.extent / 2 if camera.extent is not None else float(np.tan((camera.fov_y or 0) / 2))
    scale = camera.height / (2 * half)
    column, row = camera.width / 2 + plane[:, 0] * scale, camera.height / 2 - plane[:, 1] * scale
    return torch.stack([column, row], 1), depth


def rasterize(camera: Camera, vertices: torch.Tensor, faces: torch.Tensor) -> Raster:
    """The nearest of the triangles (F, 3) at each pixel's centre; both their sides are seen."""
    pixels, depth = project(camera, vertices)
    with torch.no_grad():
        face = _nearest(camera, pixels.detach(), depth.detach(), faces)
    seen = face >= 0
    row, column = torch.nonzero(seen, as_tuple=True)
    corners = faces[face[seen]]
    flat = _barycentric(torch.stack([column, row], 1).to(pixels) + 0.5, pixels[corners])
    if camera.fov_y is not None:  # what is straight in the picture is not so in depth
        flat = flat / depth[corners]
        flat = flat / flat.sum(1, keepdim=True)
    distance = torch.full(face.shape, torch.inf).to(depth)
    weights = torch.zeros(*face.shape, 3).to(depth)
    distance = distance.index_put((row, column), (flat * depth[corners]).sum(1))
    return Raster(face, distance, weights.index_put((row, column), flat))


def interpolate(raster: Raster, values: torch.Tensor, faces: torch.Tensor) -> torch.Tensor:
    """Values (V, C) of vertices at the pixels: (H, W, C), 0 where nothing is."""
    corners = faces[raster.face.clamp(min=0)]
    drawn = (values[corners] * raster.barycentric[..., None]).sum(2)
    return torch.where(raster.mask[..., None], drawn, 0)


def blend_edges(
    camera: Camera, raster: Raster, image: torch.Tensor, vertices: torch.Tensor, faces: torch.Tensor
) -> torch.Tensor:
    """An image (H, W, C), each pixel mixed with a neighbour where an edge passes between their centres.

    The edge is one of the nearer triangle's, at the outline of what it belongs to. Where it crosses the
    line from centre to centre says how much of the pixel is the neighbour's.
    """
    pixels, _ = project(camera, vertices)
    outline = _outline(pixels.detach(), faces)
    change = torch.zeros_like(image)
    for down, right in ((0, 1), (1, 0)):
        height, width = raster.face.shape
        first = (slice(0, height - down), slice(0, width - right))
        second = (slice(down, height), slice(right, width))
        differs = raster.face[first] != raster.face[second]
        row, column = torch.nonzero(differs, as_tuple=True)
        depths = torch.stack([raster.depth[first][differs], raster.depth[second][differs]])
        nearer_second = depths[1] < depths[0]
        inner = (row + down * nearer_second, column + right * nearer_second)
        outer = (row + down * ~nearer_second, column + right * ~nearer_second)
        share, found = _crossing(inner, outer, raster.face, pixels, faces, outline)
        inner, outer = ((r[found], c[found]) for r, c in (inner, outer))
        step = (share[found] - 0.5)[:, None]  # > 0: the nearer triangle reaches into the outer pixel
        to_outer = step.clamp(min=0) * (image[inner] - image[outer])
        to_inner = step.clamp(max=0) * (image[inner] - image[outer])
        change = change.index_put(outer, to_outer, accumulate=True)
        change = change.index_put(inner, to_inner, accumulate=True)
    return image + change


def silhouette(camera: Camera, vertices: torch.Tensor, faces: torch.Tensor) -> torch.Tensor:
    """(H, W) how much of each pixel the mesh covers, 0 to 1, with gradients at its outline."""
    raster = rasterize(camera, vertices, faces)
    image = raster.mask[..., None].to(vertices.dtype)
    return blend_edges(camera, raster, image, vertices, faces)[..., 0]


def _nearest(camera: Camera, pixels: torch.Tensor, depth: torch.Tensor, faces: torch.Tensor) -> torch.Tensor:
    """(H, W) the face that is nearest at each pixel's centre, -1 for none."""
    corners, distance = pixels[faces], depth[faces]
    bounds = torch.tensor([camera.width, camera.height]).to(pixels)
    low = (corners.amin(1) - 0.5).ceil().clamp(min=0).minimum(bounds)
    high = ((corners.amax(1) - 0.5).floor() + 1).clamp(min=0).minimum(bounds)
    size = (high - low).clamp(min=0).long() * (distance.amin(1) > _NEAR)[:, None]
    count = size.prod(1)
    shape = (camera.height * camera.width,)
    best = torch.full(shape, torch.inf).to(depth)
    face = torch.full(shape, -1, device=depth.device)
    for part in _parts(count):
        owner = torch.repeat_interleave(part, count[part])
        within = torch.arange(len(owner), device=owner.device)
        within = within - torch.repeat_interleave(count[part].cumsum(0) - count[part], count[part])
        column = low[owner, 0].long() + within % size[owner, 0]
        row = low[owner, 1].long() + within // size[owner, 0]
        weights = _barycentric(torch.stack([column, row], 1).to(pixels) + 0.5, corners[owner])
        inside = (weights >= 0).all(1)
        owner, place, weights = owner[inside], (row * camera.width + column)[inside], weights[inside]
        if camera.fov_y is not None:
            reach = 1 / (weights / distance[owner]).sum(1)
        else:
            reach = (weights * distance[owner]).sum(1)
        best = best.scatter_reduce(0, place, reach, "amin")
        wins = reach == best[place]
        face[place[wins]] = owner[wins]
    return face.reshape(camera.height, camera.width)


def _parts(count: torch.Tensor) -> list[torch.Tensor]:
    """Faces in groups that cover at most _CANDIDATES pixels together, or one."""
    group = count.cumsum(0) // _CANDIDATES
    lengths = torch.unique_consecutive(group, return_counts=True)[1]
    parts = torch.arange(len(count), device=count.device).split(lengths.tolist())
    return [part[count[part] > 0] for part in parts]


def _barycentric(points: torch.Tensor, corners: torch.Tensor) -> torch.Tensor:
    """Weights (N, 3) of the corners (N, 3, 2) at points (N, 2); NaN for a triangle without area."""
    a, b, c = corners.unbind(1)

    parts = [_twice_area(b, c, points), _twice_area(c, a, points), _twice_area(a, b, points)]
    return torch.stack(parts, 1) / _twice_area(a, b, c)[:, None]


def _outline(pixels: torch.Tensor, faces: torch.Tensor) -> torch.Tensor:
    """(F, 3) bool, which edges end what is seen: those of one face, or of a front and a back."""
    corners = pixels[faces]
    side = _twice_area(*corners.unbind(1)).sign().repeat_interleave(3)
    edges = torch.stack([faces[:, pair] for pair in _EDGES], 1).sort(-1).values.reshape(-1, 2)
    _, edge, count = torch.unique(edges, dim=0, return_inverse=True, return_counts=True)
    sides = torch.zeros(len(count)).to(side).index_add(0, edge, side)
    return ~((count == 2) & (sides.abs() == 2))[edge].reshape(-1, 3)


def _twice_area(p: torch.Tensor, q: torch.Tensor, r: torch.Tensor) -> torch.Tensor:
    """(N,) of triangles (N, 2) each; its sign is the way round."""
    return (q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0])


def _crossing(
    inner: tuple[torch.Tensor, torch.Tensor],
    outer: tuple[torch.Tensor, torch.Tensor],
    face: torch.Tensor,
    pixels: torch.Tensor,
    faces: torch.Tensor,
    outline: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Where on the way from one pixel's centre to the next the inner one's triangle ends, 0 to 1.

    Also (N,) bool, where it does end there: an edge seen from its side may be hidden by another triangle.
    """
    start = torch.stack([inner[1], inner[0]], 1).to(pixels) + 0.5
    way = torch.stack([outer[1], outer[0]], 1).to(pixels) + 0.5 - start
    nearer = face[inner].clamp(min=0)
    corners = pixels[faces[nearer]]
    share = torch.full(start.shape[:1], torch.inf).to(pixels)
    for p, q in _EDGES:
        edge = corners[:, q] - corners[:, p]
        to_edge = corners[:, p] - start
        across = way[:, 0] * edge[:, 1] - way[:, 1] * edge[:, 0]
        safe = torch.where(across == 0, 1, across)
        along = (to_edge[:, 0] * edge[:, 1] - to_edge[:, 1] * edge[:, 0]) / safe
        on_edge = (to_edge[:, 0] * way[:, 1] - to_edge[:, 1] * way[:, 0]) / safe
        steep = across.abs() >= (way * edge).sum(1).abs()  # a flat edge is for the other neighbours
        hits = (
            outline[nearer, p]
            & steep
            & (across != 0)
            & (along >= 0)
            & (along <= 1)
            & (on_edge >= 0)
            & (on_edge <= 1)
        )
        share = torch.where(hits & (along < share), along, share)
    return share, torch.isfinite(share) & (face[inner] >= 0)
