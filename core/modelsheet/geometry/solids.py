"""Closed meshes: joined to one, turned around an axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import ModelsheetError


def union(parts: Sequence[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The union of closed meshes, each vertices (V, 3) and faces (F, 3): without hollows that are shut in.

    Returns vertices, faces, and the number of the part that each face comes from. Raises ModelsheetError
    for a part that is not closed.
    """
    import manifold3d

    solids = []
    for vertices, faces in parts:
        mesh = manifold3d.Mesh64(vertices.astype(np.float64), faces.astype(np.uint64))
        solid = manifold3d.Manifold(mesh)
        if solid.status() != manifold3d.Error.NoError:
            raise ModelsheetError(f"a part can't be joined, as it isn't closed: {solid.status().name}")
        solids.append(solid.as_original())
    joined = manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add)
    outer = [piece for piece in joined.decompose() if piece.volume() > 0]
    mesh = manifold3d.Manifold.compose(outer).to_mesh64()
    place = {solid.original_id(): i for i, solid in enumerate(solids)}
    lengths = np.diff(np.asarray(mesh.run_index)) // 3
    number = np.repeat([place[i] for i in mesh.run_original_id], lengths)
    return np.asarray(mesh.vert_properties)[:, :3], np.asarray(mesh.tri_verts), number


def revolved(outline: np.ndarray, sides: int) -> tuple[np.ndarray, np.ndarray]:
    """The closed mesh, vertices (V, 3) and faces (F, 3), that an outline makes as it turns around the z axis.

    outline: (N, 2) distances from the axis and heights, from the lower end of the axis to the upper one.
    sides: of the polygon that stands for a circle.
    """
    import manifold3d

    mesh = manifold3d.CrossSection([outline.astype(np.float64)]).revolve(sides).to_mesh64()
    return np.asarray(mesh.vert_properties)[:, :3], np.asarray(mesh.tri_verts)
