"""The report card beside what trimesh and Blender count of the same meshes."""

from __future__ import annotations

import numpy as np
import pytest

from modelsheet.finishing.inspect import inspect, welded
from modelsheet.surface import Surface

from ..hostile import SHAPES

MESHES = range(50)


def strange(number: int) -> Surface | None:
    """A mesh of some kind, sound or not; None where its numbers are no numbers."""
    random = np.random.default_rng(number)
    vertices, faces = SHAPES[number % len(SHAPES)](random)
    if not np.isfinite(vertices).all() or np.abs(vertices).max() > 1e6 or np.ptp(vertices) < 1e-3:
        return None
    return Surface(vertices, faces)


def by_trimesh(surface: Surface) -> dict:
    """What of the report card trimesh says, too."""
    import trimesh

    body = welded(surface)
    mesh = trimesh.Trimesh(body.vertices, body.faces, process=False, validate=False)
    _, count = np.unique(mesh.edges_sorted, axis=0, return_counts=True)
    return {
        "watertight": bool(mesh.is_watertight and mesh.is_winding_consistent),
        "boundary_edges": int((count == 1).sum()),
        "nonmanifold_edges": int((count > 2).sum()),
        "components": len(
            trimesh.graph.connected_components(mesh.edges, min_len=1, nodes=np.unique(mesh.faces))
        ),
        "inside_out": bool(mesh.is_watertight and mesh.is_winding_consistent and mesh.volume < 0),
    }


def by_blender(surface: Surface) -> dict:
    """What of it Blender's 3D-Print Toolbox counts: edges that are not manifold, and not contiguous."""
    import bmesh
    import bpy  # noqa: F401, it brings bmesh along

    body = welded(surface)
    mesh = bmesh.new()
    points = [mesh.verts.new(place) for place in body.vertices.tolist()]
    seen = set()
    for face in body.faces.tolist():  # Blender has no two faces with the same corners
        if frozenset(face) not in seen:
            mesh.faces.new([points[i] for i in face])
            seen.add(frozenset(face))
    found = {
        "boundary_edges": sum(len(edge.link_faces) == 1 for edge in mesh.edges),
        "nonmanifold_edges": sum(len(edge.link_faces) > 2 for edge in mesh.edges),
        "flipped_edges": sum(edge.is_manifold and not edge.is_contiguous for edge in mesh.edges),
    }
    mesh.free()
    return found


def doubled(surface: Surface) -> bool:
    """Whether two faces have the same corners."""
    faces = np.sort(welded(surface).faces, 1)
    return len(np.unique(faces, axis=0)) < len(faces)


@pytest.mark.parametrize("number", MESHES)
def test_trimesh_counts_alike(number: int) -> None:
    surface = strange(number)
    if surface is not None and len(welded_faces(surface)):
        found = by_trimesh(surface)
        card = inspect(surface, crossings=False)
        assert {name: card[name] for name in found} == found


@pytest.mark.blender
@pytest.mark.parametrize("number", MESHES)
def test_blender_counts_alike(number: int) -> None:
    pytest.importorskip("bpy")
    surface = strange(number)
    if surface is not None and len(welded_faces(surface)) and not doubled(surface):
        found = by_blender(surface)
        card = inspect(welded(surface), crossings=False)
        assert {name: card[name] for name in found} == found


def welded_faces(surface: Surface) -> np.ndarray:
    """The faces that are left when vertices at one place are one."""
    _, number = np.unique(surface.vertices, axis=0, return_inverse=True)
    faces = number.reshape(-1)[surface.faces]
    return faces[(faces != np.roll(faces, 1, 1)).all(1)]
