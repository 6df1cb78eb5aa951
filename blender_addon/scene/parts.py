# SPDX-License-Identifier: GPL-3.0-or-later
"""What game engines want beside an object: coarser versions of it, and a collision hull."""

from __future__ import annotations

import math
from typing import Any

import bmesh
import bpy
import numpy as np

_CREASE = math.radians(35)  # between the faces of a coarser version, from which on an edge is sharp
HULL_FACES = 64  # triangles; collision solvers of game engines want few
_PART = "modelsheet_part"


def add_lods(source: bpy.types.Object, count: int = 3) -> list[bpy.types.Object]:
    """Hidden children of a half, a quarter ... of the triangles, on the same texture.

    Those that it has already are replaced.
    """
    _remove_parts(source, "LOD")
    return [
        add_part(source, _decimated(source, 0.5**i, f"{source.name}_LOD{i}"), f"LOD{i}")
        for i in range(1, count + 1)
    ]


def add_hull(source: bpy.types.Object) -> bpy.types.Object:
    """A hidden child: a convex hull of at most HULL_FACES triangles around the object.

    It is named as game engines look for it, and replaces the one that the object has already.
    """
    _remove_parts(source, "HULL")
    points = np.empty(3 * len(source.data.vertices), np.float32)
    source.data.vertices.foreach_get("co", points)
    mesh = bpy.data.meshes.new(f"UCX_{source.name}")
    mesh.from_pydata(*_hull(points.reshape(-1, 3).astype(np.float64)))
    return add_part(source, mesh, "HULL")


def parts_of(source: bpy.types.Object) -> list[bpy.types.Object]:
    """The LODs and hulls that an object has."""
    return [child for child in source.children if child.get(_PART)]


def take_parts(source: bpy.types.Object) -> tuple[int, bool]:
    """Remove an object's LODs and hull; returns how many LODs it had, and whether it had a hull."""
    kinds = [str(child.get(_PART, "")) for child in source.children]
    for kind in ("LOD", "HULL"):
        _remove_parts(source, kind)
    return sum(kind.startswith("LOD") for kind in kinds), "HULL" in kinds


def _hull(points: np.ndarray) -> tuple[np.ndarray, list, np.ndarray]:
    """Vertices, no edges and triangles of a convex body with few faces that holds all points.

    Quickhull that ends early: the point farthest outside is added until there are enough, then the body
    grows about its middle until it holds the rest.
    """
    chosen = list(dict.fromkeys([*points.argmin(0), *points.argmax(0)]))
    most = HULL_FACES // 2 + 2  # vertices of a closed surface of that many triangles
    while True:
        vertices, faces, normals, offsets = _convex(points[chosen])
        outside = (points @ normals.T - offsets).max(1)
        farthest = int(outside.argmax())
        if len(chosen) >= most or outside[farthest] <= 1e-6 * np.ptp(points, axis=0).max():
            break
        chosen.append(farthest)
    middle = vertices.mean(0)
    reach = ((points - middle) @ normals.T) / np.maximum(offsets - normals @ middle, 1e-9)
    return middle + (vertices - middle) * max(1.0, float(reach.max())), [], faces


def _convex(points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Vertices and triangles of the convex hull; the faces' outward normals, and how far out they lie."""
    shape: Any = bmesh.new()
    for point in points:
        shape.verts.new(point)
    bmesh.ops.convex_hull(shape, input=shape.verts)
    loose = [vertex for vertex in shape.verts if not vertex.link_faces]
    bmesh.ops.delete(shape, geom=loose, context="VERTS")
    bmesh.ops.triangulate(shape, faces=shape.faces)
    shape.verts.index_update()
    vertices = np.array([tuple(vertex.co) for vertex in shape.verts], np.float64)
    faces = np.array([[vertex.index for vertex in face.verts] for face in shape.faces])
    shape.free()
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    normals = np.cross(b - a, c - a)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    inward = np.einsum("fc,fc->f", normals, a - vertices.mean(0)) < 0
    normals[inward] *= -1
    faces[inward] = faces[inward][:, ::-1]
    return vertices, faces, normals, np.einsum("fc,fc->f", normals, a)


def _decimated(source: bpy.types.Object, ratio: float, name: str) -> bpy.types.Mesh:
    """A copy of the object's mesh with this share of its triangles."""
    copy = bpy.data.objects.new(source.name, source.data)
    modifier: Any = copy.modifiers.new("Decimate", "DECIMATE")
    modifier.ratio = ratio
    bpy.context.scene.collection.objects.link(copy)  # only what is in a scene can be evaluated
    try:
        evaluated = copy.evaluated_get(bpy.context.evaluated_depsgraph_get())
        mesh = bpy.data.meshes.new_from_object(evaluated)
    finally:
        bpy.data.objects.remove(copy)
    mesh.set_sharp_from_angle(angle=_CREASE)
    mesh.name = name
    return mesh


def add_part(source: bpy.types.Object, mesh: bpy.types.Mesh, part: str) -> bpy.types.Object:
    """A hidden child of an object, named as its mesh. part: "LOD1", "LOD2" ... or "HULL"."""
    child = bpy.data.objects.new(mesh.name, mesh)
    child.parent = source
    child[_PART] = part
    for collection in source.users_collection:
        collection.objects.link(child)
    child.hide_set(True)  # the eye in the Outliner shows it
    child.hide_render = True
    return child


def _remove_parts(source: bpy.types.Object, kind: str) -> None:
    """Remove the children of a kind that were added before, with meshes that nothing else uses."""
    for child in [each for each in source.children if str(each.get(_PART, "")).startswith(kind)]:
        mesh: Any = child.data
        bpy.data.objects.remove(child)
        if mesh.users == 0:
            bpy.data.meshes.remove(mesh)
