# SPDX-License-Identifier: GPL-3.0-or-later
"""An asset becomes an object with a mesh and materials, its LODs and collision hulls hidden below it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .materials import COLORS, new_material, tint
from .parts import add_part
from .placing import AT_ORIGIN, Placement
from .reading import AssetData, Shape

CREASES = {"faceted": 0.0, "smooth": 75.0}
"""Degrees between faces from which on an edge is hard, by the engine's style; the asset's own for `auto`."""
_PITCH = 1.25  # from one variant to the next, in longest sides
_MAX_INT = 2**31 - 1  # what an integer custom property holds


def add_asset(
    data: AssetData,
    collection: bpy.types.Collection,
    placement: Placement = AT_ORIGIN,
    *,
    unit: float = 1.0,
    beside: int = 0,
    style: str = "auto",
    quads: bool = False,
    texture_folder: Path | None = None,
) -> bpy.types.Object:
    """The asset as a new object in `collection`, its scale applied, its origin in the middle of its base.

    unit: metres that a unit of the scene measures. beside: how many like it stand there already; it is
    moved along X past them. style: auto, or of CREASES. quads: two triangles that follow each other and share
    an edge are one face. texture_folder: where textures are written; None packs them into the file. Raises
    OSError where they can't be written.
    """
    colored = data.shape.colors is not None
    materials = [new_material(data.name, look, texture_folder, colored=colored) for look in data.looks]
    extent = np.ptp(data.shape.vertices, axis=0) / unit
    fit = placement.scale(extent)
    crease = CREASES.get(style, data.crease)
    mesh = _mesh(data.name, data.shape, materials, fit / unit, crease, quads)
    for number, material in enumerate(materials):
        tint(material, data.shape, number)
    added = bpy.data.objects.new(data.name, mesh)
    added.location = placement.location
    added.location.x += beside * _PITCH * (placement.size[0] if placement.size else fit * extent.max())
    for key, value in data.provenance.items():
        added[f"modelsheet_{key}"] = _property(value)
    collection.objects.link(added)
    for number, (name, shape) in enumerate(data.lods, 1):
        add_part(added, _mesh(name, shape, materials, fit / unit, crease), f"LOD{number}")
    for name, shape in data.hulls:
        add_part(added, _mesh(name, shape, [], fit / unit, 0), "HULL")
    return added


def _mesh(
    name: str,
    shape: Shape,
    materials: list[bpy.types.Material],
    scale: float,
    crease: float,
    quads: bool = False,
) -> bpy.types.Mesh:
    starts, corners = _polygons(shape, quads)
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(shape.vertices))
    mesh.vertices.foreach_set("co", (shape.vertices * np.float32(scale)).ravel())
    mesh.loops.add(len(corners))
    mesh.loops.foreach_set("vertex_index", shape.faces.reshape(-1)[corners])
    mesh.polygons.add(len(starts))
    mesh.polygons.foreach_set("loop_start", starts)
    for material in materials:
        mesh.materials.append(material)
    if materials:
        mesh.polygons.foreach_set("material_index", shape.looks[corners[starts] // 3])
    if shape.uvs is not None:
        layer = mesh.uv_layers.new(name="UVMap", do_init=False)
        layer.uv.foreach_set("vector", shape.uvs.reshape(-1, 2)[corners].astype(np.float32).ravel())
    if shape.colors is not None:
        colors: Any = mesh.color_attributes.new(COLORS, "FLOAT_COLOR", "POINT")
        colors.data.foreach_set("color", shape.colors.astype(np.float32).ravel())
    mesh.update(calc_edges=True)
    mesh.validate()
    if crease == 0:
        mesh.shade_flat()
    else:
        mesh.shade_smooth()
        mesh.set_sharp_from_angle(angle=math.radians(crease))
    return mesh


def _polygons(shape: Shape, quads: bool) -> tuple[np.ndarray, np.ndarray]:
    """Where each polygon starts, and which of the triangles' 3 F corners it has, all in order.

    A quad A B C D is the triangles A B C and A C D.
    """
    count = len(shape.faces)
    corners = np.arange(3 * count, dtype=np.int32).reshape(-1, 3)
    if not quads:
        return corners[:, 0].copy(), corners.reshape(-1)
    one, other = shape.faces[:-1], shape.faces[1:]
    pairs = (one[:, 0] == other[:, 0]) & (one[:, 2] == other[:, 1]) & (shape.looks[:-1] == shape.looks[1:])
    if shape.uvs is not None:  # a seam between them stays an edge
        pairs &= np.isclose(shape.uvs[:-1, [0, 2]], shape.uvs[1:, [0, 1]]).all((1, 2))
    found, face = [], 0
    while face < count:
        joined = face < count - 1 and bool(pairs[face])
        found.append([*corners[face], corners[face + 1, 2]] if joined else list(corners[face]))
        face += 1 + joined
    sizes = np.array([len(each) for each in found])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
    return starts, np.concatenate(found).astype(np.int32)


def _property(value: object) -> object:
    """A value that a custom property holds."""
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) > _MAX_INT):
        return str(value)
    return value if isinstance(value, int | float | str) else json.dumps(value, ensure_ascii=False)
