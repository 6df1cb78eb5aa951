"""What can be mended of any mesh: doubles, turned faces, hidden shells, holes, crossing faces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import ModelsheetError
from ..surface import Surface
from .inspect import inspect, pieces, welded

_TEXTURE = 1024  # texels a side of the picture into which the colours of a mended mesh are copied
_MOST_JOINED = 200_000  # faces up to which pieces are united


def mend(surface: Surface) -> tuple[Surface, list[str]]:
    """The surface mended, and a line on each thing that was done; nothing is done where nothing is wrong.

    Colours are kept: where the faces stay, with their UVs; else they are copied to a texture. Holes are
    closed by pymeshfix where it is installed (the extra `mend`). Raises ModelsheetError when nothing is left.
    """
    done: list[str] = []
    result = surface
    for step in (_without_waste, _turned_outwards, _without_inner_shells, _closed, _united):
        result = step(result, done)
    if not done:
        return surface, done
    if result.uvs is None and (surface.materials or surface.colors is not None):
        result = _coloured(result, surface)
        done.append("copied its colours to a new texture, for its triangles are others now")
    return result, done


def _without_waste(surface: Surface, done: list[str]) -> Surface:
    """Vertices at one place are one; no face is there twice or has no area."""
    places, number = np.unique(surface.vertices, axis=0, return_inverse=True)
    faces = number.reshape(-1)[surface.faces]
    a, b, c = faces.T
    real = (a != b) & (b != c) & (c != a)
    alike = np.sort(faces, 1)
    _, first = np.unique(alike, axis=0, return_index=True)
    once = np.zeros(len(faces), bool)
    once[first] = True
    kept = np.flatnonzero(real & once)
    if not len(kept):
        raise ModelsheetError("mesh-no-faces")
    if len(places) < len(surface.vertices):
        done.append(f"merged {len(surface.vertices) - len(places)} vertices that lay on others")
    if len(kept) < len(faces):
        done.append(f"took away {len(faces) - len(kept)} faces that were there twice or had no area")
    if len(places) == len(surface.vertices) and len(kept) == len(faces):
        return surface
    return _chosen(
        replace(surface, colors=_first_colors(surface, number, len(places)), vertices=places), faces, kept
    )


def _turned_outwards(surface: Surface, done: list[str]) -> Surface:
    """Faces that agree on what is outside."""
    import trimesh

    card = inspect(surface, crossings=False)
    if not card["flipped_edges"] and not card["inside_out"]:
        return surface
    mesh = trimesh.Trimesh(surface.vertices, surface.faces, process=False, validate=False)
    trimesh.repair.fix_normals(mesh, multibody=True)
    turned = (mesh.faces != surface.faces).any(1)
    if not turned.any():
        return surface
    done.append(f"turned {int(turned.sum())} faces over")
    faces = np.where(turned[:, None], surface.faces[:, ::-1], surface.faces)
    uvs = surface.uvs
    if uvs is not None:
        uvs = np.where(turned[:, None, None], uvs[:, ::-1], uvs)
    return replace(surface, faces=faces, uvs=uvs)


def _without_inner_shells(surface: Surface, done: list[str]) -> Surface:
    """What nobody sees, as it lies inside the largest piece."""
    card = inspect(surface, crossings=False)
    if not card["inner_shells"]:
        return surface
    hidden = [i for i, piece in enumerate(card["pieces"]) if piece["place"] == "inside"]
    of_piece = pieces(surface)
    gone = np.concatenate([of_piece[i] for i in hidden])
    done.append(f"took away {len(hidden)} shells that lay hidden inside")
    kept = np.setdiff1d(np.arange(len(surface.faces)), gone)
    return _chosen(surface, surface.faces, kept)


def _closed(surface: Surface, done: list[str]) -> Surface:
    """Holes and edges with too many faces, by pymeshfix (Attene 2010)."""
    card = inspect(surface, crossings=False)
    if card["watertight"] and card["manifold"]:
        return surface
    try:
        import pymeshfix
    except ImportError:
        done.append("left its holes open: closing them needs pymeshfix (pip install 'modelsheet[mend]')")
        return surface
    fix = pymeshfix.MeshFix(surface.vertices.astype(np.float64), surface.faces)
    fix.repair(joincomp=False, remove_smallest_components=False)
    faces = np.asarray(fix.faces)
    if not len(faces):
        done.append("left its holes open: too little of it is a surface to close them")
        return surface
    done.append(
        f"closed it: {card['boundary_edges']} edges were open, {card['nonmanifold_edges']} had too many faces"
    )
    return Surface(np.asarray(fix.points), faces)


def _united(surface: Surface, done: list[str]) -> Surface:
    """Pieces that cut through each other become one, by manifold3d."""
    card = inspect(surface)
    if not card["crossing_faces"] or card["components"] < 2 or len(surface.faces) > _MOST_JOINED:
        return surface
    import manifold3d

    solids = []
    for faces in pieces(surface):
        part = welded(Surface(surface.vertices, surface.faces[faces]))
        solid = manifold3d.Manifold(manifold3d.Mesh(part.vertices, part.faces.astype(np.uint32)))
        if solid.status() != manifold3d.Error.NoError:
            return surface
        solids.append(solid)
    mesh = manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add).to_mesh()
    if not len(mesh.tri_verts):
        return surface
    done.append(f"united {len(solids)} pieces, of which some cut through others")
    return Surface(mesh.vert_properties[:, :3], mesh.tri_verts)


def _coloured(surface: Surface, source: Surface) -> Surface:
    """With UVs, and a texture of the colours that the source has nearby."""
    from .transfer import transfer
    from .unwrap import unwrap

    return transfer(unwrap(surface), source, _TEXTURE)[0]


def _chosen(surface: Surface, faces: np.ndarray, kept: np.ndarray) -> Surface:
    """The faces that are kept, with what belongs to them."""
    of = surface.face_materials
    polygons, uvs = surface.polygons, surface.uvs
    return replace(
        surface,
        faces=faces[kept],
        polygons=None if polygons is None else polygons[kept],
        uvs=None if uvs is None else uvs[kept],
        face_materials=None if of is None else of[kept],
    )


def _first_colors(surface: Surface, number: np.ndarray, count: int) -> np.ndarray | None:
    """(count, 3 or 4) the colours of the vertices when those with one number become one."""
    if surface.colors is None:
        return None
    colors = np.zeros((count, surface.colors.shape[1]), np.uint8)
    colors[number.reshape(-1)] = surface.colors
    return colors
