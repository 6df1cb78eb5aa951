"""The report card of any mesh: what an engine, a renderer or a printer will trip over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..geometry.planes import thickness
from ..render import RayCaster
from ..surface import Surface
from .edges import corner_fans, half_edges, is_closed, opposite_pairs
from .unwrap import texel_layers

_LAYERS = 512  # texels a side at which UVs are checked for overlap
_THIN = 0.05  # quantile of the thickness that counts as the thinnest wall: the least is chance
_MOST_CHECKED = 30_000  # faces up to which crossings are looked for: it grows with their square
_SLANT = (0.5773, 0.5774, 0.5772)  # a direction along which hardly an edge is hit
_SMALL = 1e-10  # of the squared size: the area of a face under which it is none
_APART = 2e-3  # of the size: how far pieces are apart that do not touch
_TOLD = 20  # pieces that are told of one by one, the largest
_OVERLAP = 0.01  # share of the texture in use from which it is worth a word that it is used twice


def inspect(surface: Surface, crossings: bool = True) -> dict:
    """Facts of a mesh as plain JSON values, lengths in the mesh's own unit (metres in our assets).

    boundary_edges, nonmanifold_edges: with one face, with more than two. nonmanifold_vertices: where sheets
    meet in a point. flipped_edges: whose two faces do not agree on what is outside. floating: pieces apart
    from all others; inner_shells: those that lie inside another; pieces: where they are, the largest first.
    crossing_faces: that cut through others; None where it was not looked for. degenerate_faces: without area.
    """
    body = welded(surface)
    size = np.ptp(surface.bounds, axis=0)
    edges = _edge_facts(body.faces)
    areas = surface.face_areas
    parts = pieces(body)
    watertight = is_closed(body)
    pinched = _pinched(body.faces)
    told = _told(body, parts)
    card = {
        "triangles": len(surface.faces),
        "vertices": len(body.vertices),
        "bounds": [[round(float(place), 6) for place in corner] for corner in surface.bounds],
        "size": [round(float(side), 6) for side in size],
        "watertight": watertight,
        "manifold": edges["nonmanifold_edges"] == 0 and pinched == 0,
        **edges,
        "nonmanifold_vertices": pinched,
        "degenerate_faces": int((areas <= _SMALL * float(size.max()) ** 2).sum()),
        "components": len(parts),
        "floating": sum(piece["place"] == "floating" for piece in told),
        "inner_shells": sum(piece["place"] == "inside" for piece in told),
        "pieces": told,
        "inside_out": watertight and _volume(body) < 0,
        "crossing_faces": _crossings(body) if crossings and len(body.faces) <= _MOST_CHECKED else None,
        "thinnest_wall": float(np.quantile(_finite(thickness(body)), _THIN)),
    }
    card |= uv_facts(surface)
    if surface.texture is not None:
        card["texture_size"] = list(surface.texture.shape[1::-1])
    return {**card, "verdict": verdict(card)}


def verdict(card: dict) -> str:
    """One line on what is wrong and what to do, for a person."""
    wrong = []
    if not card["watertight"]:
        holes, extra = card["boundary_edges"], card["nonmanifold_edges"]
        what = f"{holes} open edges" if holes else f"{extra} edges with more than two faces"
        what = what if holes or extra else f"{card['flipped_edges']} edges between flipped faces"
        wrong.append(f"not watertight ({what}): fine for rendering, repair it before printing or booleans")
    elif card["nonmanifold_vertices"]:
        wrong.append(
            f"{card['nonmanifold_vertices']} points where sheets only touch: part them before printing"
        )
    if card["inside_out"]:
        wrong.append("inside out: flip its normals")
    if card["floating"]:
        wrong.append(f"{card['floating']} of {card['components']} pieces touch nothing: delete or join them")
    if card["inner_shells"]:
        wrong.append(f"{card['inner_shells']} hidden inner shells: delete them")
    if card["crossing_faces"]:
        wrong.append(f"{card['crossing_faces']} faces cut through others: remesh or union it before printing")
    if card["degenerate_faces"]:
        wrong.append(f"{card['degenerate_faces']} faces without area: merge vertices by distance")
    if card.get("uv_overlap", 0) > _OVERLAP:
        wrong.append("UVs overlap: unwrap it again before baking")
    return "; ".join(wrong) if wrong else "ready: watertight, one piece, nothing to clean up"


def welded(surface: Surface) -> Surface:
    """The bare surface with vertices at one place made one, and faces that collapse left out."""
    places, number = np.unique(surface.vertices, axis=0, return_inverse=True)
    faces = number.reshape(-1)[surface.faces]
    a, b, c = faces.T
    return Surface(places, faces[(a != b) & (b != c) & (c != a)])


def _edge_facts(faces: np.ndarray) -> dict[str, int]:
    start, end = half_edges(faces)
    low, high = np.minimum(start, end), np.maximum(start, end)
    key = low * (int(faces.max()) + 1) + high
    _, edge, count = np.unique(key, return_inverse=True, return_counts=True)
    turn = np.abs(np.bincount(edge.reshape(-1), np.where(start < end, 1, -1)))
    return {
        "boundary_edges": int((count == 1).sum()),
        "nonmanifold_edges": int((count > 2).sum()),
        "flipped_edges": int(((count == 2) & (turn > 0)).sum()),
    }


def pieces(body: Surface) -> list[np.ndarray]:
    """The faces of each piece, the largest by area first."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    a, b, c = body.faces.T
    count = len(body.vertices)
    links = coo_matrix((np.ones(2 * len(a), np.int8), (np.r_[a, b], np.r_[b, c])), (count, count))
    label = connected_components(links, directed=False)[1][a]
    area = np.bincount(label, body.face_areas)
    order = np.argsort(-area, kind="stable")
    grouped = np.argsort(label, kind="stable")
    grouped_parts = np.split(grouped, np.cumsum(np.bincount(label, minlength=len(area)))[:-1])
    return [grouped_parts[piece] for piece in order if len(grouped_parts[piece])]


def _pinched(faces: np.ndarray) -> int:
    """How many vertices have several fans of faces."""
    fan = corner_fans(faces, *opposite_pairs(faces))[1]
    vertex = faces.reshape(-1)[np.unique(fan, return_index=True)[1]]
    return int((np.bincount(vertex) > 1).sum())


def _told(body: Surface, parts: list[np.ndarray]) -> list[dict[str, Any]]:
    """Where the largest pieces are: `body`, the largest; `inside` it; `touching` another; `floating`."""
    from .._open3d import open3d

    size = float(np.ptp(body.bounds, axis=0).max())
    told: list[dict[str, Any]] = []
    largest = RayCaster(replace(body, faces=body.faces[parts[0]]))
    for number, faces in enumerate(parts[:_TOLD]):
        part = replace(body, faces=body.faces[faces])
        place = "body"
        if number:
            ray = np.concatenate([part.corners[0].mean(0), _SLANT]).astype(np.float32)[None]
            crossed = largest.scene.count_intersections(open3d().core.Tensor(ray)).numpy()
            gap = float(_around(body, parts, number).distance(part.corners.reshape(-1, 3)).min())
            place = "inside" if crossed[0] % 2 else "touching" if gap <= _APART * size else "floating"
        middle = [round(float(at), 6) for at in part.bounds.mean(0)]
        told.append({"place": place, "triangles": len(faces), "middle": middle})
    return told


def _around(body: Surface, parts: list[np.ndarray], number: int) -> RayCaster:
    """All pieces but one."""
    others = np.concatenate([faces for i, faces in enumerate(parts) if i != number])
    return RayCaster(replace(body, faces=body.faces[others]))


def _volume(body: Surface) -> float:
    a, b, c = np.moveaxis(body.corners.astype(np.float64), 1, 0)
    return float((a * np.cross(b, c)).sum() / 6)


def _crossings(body: Surface) -> int:
    """How many faces cut through another that shares no vertex with them."""
    from .._open3d import open3d

    o3d = open3d()
    mesh = o3d.geometry.TriangleMesh(
        o3d.utility.Vector3dVector(body.vertices), o3d.utility.Vector3iVector(body.faces)
    )
    return len(np.unique(np.asarray(mesh.get_self_intersecting_triangles())))


def uv_facts(surface: Surface) -> dict[str, float]:
    """Share of the texture in use, share of that used twice, and how unevenly texels are spread."""
    if surface.uvs is None:
        return {}
    layers = texel_layers(surface, _LAYERS)
    a, b, c = np.moveaxis(surface.uvs.astype(np.float64), 1, 0)
    one, other = b - a, c - a
    flat = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2
    areas = surface.face_areas
    real = areas > areas.sum() * 1e-6
    low, high = np.quantile(np.sqrt(flat[real] / areas[real]), (0.05, 0.95)) if real.any() else (1, 1)
    return {
        "uv_coverage": float((layers > 0).mean()),
        "uv_overlap": float((layers > 1).sum() / max((layers > 0).sum(), 1)),
        "texel_density_spread": float(high / max(low, 1e-12)),
    }


def _finite(values: np.ndarray) -> np.ndarray:
    finite = values[np.isfinite(values)]
    return finite if len(finite) else np.zeros(1)
