# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a new object stands, and in which collection; and that the user sees it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from bpy_extras.view3d_utils import region_2d_to_location_3d
from mathutils import Matrix, Vector
from mathutils.bvhtree import BVHTree

COLLECTION = "Text to 3D"
_OWN = "modelsheet_collection"
_GAP = 0.25  # between neighbours, in widths of the new object
_CONTACT = 0.02  # of its size: what reaches no deeper into the new object only touches it
_SURROUNDINGS = 10  # times its size: what is larger is the ground or the room in which it stands
_AXES = [Vector(axis) for axis in ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))]
_BOX_FACES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))


@dataclass(frozen=True)
class Placement:
    """Where an asset goes: the middle of its base at `location`; if `size` is given, fitted into it.

    location: (x, y, z) metres in the world. size: (x, y, z) of a box whose base is centred there.
    """

    location: tuple[float, float, float] = (0.0, 0.0, 0.0)
    size: tuple[float, float, float] | None = None

    @classmethod
    def bounds(cls, target: bpy.types.Object) -> Placement:
        """The world's bounding box of an object."""
        low, high = _box(target)
        middle = (low + high) / 2
        x, y, z = map(float, high - low)
        return cls((float(middle[0]), float(middle[1]), float(low[2])), (x, y, z))

    def scale(self, extent: np.ndarray) -> float:
        """How much something of this extent grows to fit; sides of the box without size do not count."""
        if self.size is None:
            return 1.0
        ratios = [s / e for s, e in zip(self.size, extent, strict=True) if s > 1e-6 and e > 1e-6]
        return min(ratios, default=1.0)


AT_ORIGIN = Placement()


def has_bounds(target: bpy.types.Object | None) -> bool:
    """Whether the object has a bounding box; Blender gives one of no size for those without geometry."""
    return target is not None and len({tuple(corner) for corner in target.bound_box}) > 1


def own_collection(layer: bpy.types.ViewLayer) -> bpy.types.Collection:
    """Where imported assets go in a scene: its collection for them, made if it is not there.

    The collection may have been moved into another. If it is hidden or excluded from the view layer,
    the scene's own collection, which is always seen. One that is linked from another file does not count.
    """
    scene = layer.id_data
    own = [child for child in scene.collection.children_recursive if child.get(_OWN) and not is_linked(child)]
    if not own:
        collection = bpy.data.collections.new(COLLECTION)
        collection[_OWN] = True
        scene.collection.children.link(collection)
        return collection
    seen = {each.collection for each in _nested(layer.layer_collection) if each.visible_get()}
    return next((collection for collection in own if collection in seen), scene.collection)


def is_linked(item: bpy.types.ID) -> bool:
    """Whether it belongs to another file, so that little of it can be changed here."""
    return item.library is not None or item.override_library is not None


def make_room(added: bpy.types.Object, layer: bpy.types.ViewLayer) -> None:
    """Move a new object along X, beside what stands where it is.

    In the way is what its bounding box cuts, or what encloses it; not what it stands on, and not the ground
    or a room around it.
    """
    layer.update()
    depsgraph: Any = layer.depsgraph
    others = [each for each in layer.objects if each is not added and each.visible_get(view_layer=layer)]
    boxes = [
        (other, left, right)
        for other, left, right in zip(others, *_boxes(others), strict=True)
        if (right > left).any()  # Blender gives what has no geometry a box of no size
    ]
    low, high = _box(added)
    moved = 0.0
    while True:
        near = [
            (other, right[0])
            for other, left, right in boxes
            if (left < high - _CONTACT * (high - low)).all() and (right > low + _CONTACT * (high - low)).all()
        ]
        ends = [end for other, end in near if _in_the_way(other, low, high, depsgraph)]
        if not ends:
            break
        step = max(ends) - low[0] + _GAP * (high[0] - low[0])
        low[0], high[0], moved = low[0] + step, high[0] + step, moved + step
    added.location.x += moved


def select(added: bpy.types.Object, layer: bpy.types.ViewLayer, *, alone: bool = True) -> None:
    """Make it the active object. alone: what else is selected no longer is."""
    if alone:
        for other in layer.objects:
            if other.select_get(view_layer=layer):
                other.select_set(False, view_layer=layer)
    layer.objects.active = added
    added.select_set(True, view_layer=layer)


def show(
    added: bpy.types.Object, window: bpy.types.Window | None, *, frame: bool, textured: bool = False
) -> None:
    """Have it seen in a window's 3D views, local ones too. frame: move the largest to what is selected.

    textured: those in Solid mode that show the colours of materials show their textures.
    """
    views = [area for area in window.screen.areas if area.type == "VIEW_3D"] if window else []
    for area in views:
        space: Any = area.spaces.active
        if textured and space.shading.type == "SOLID" and space.shading.color_type == "MATERIAL":
            space.shading.color_type = "TEXTURE"
        if space.local_view:
            added.local_view_set(space, True)
    if frame and views:
        area = max(views, key=lambda area: area.width * area.height)
        space = area.spaces.active
        region: Any = next(region for region in area.regions if region.type == "WINDOW")
        if space.region_3d.view_perspective != "CAMERA":
            with bpy.context.temp_override(window=window, area=area, region=region):
                _frame(area, region, space.region_3d)


def _frame(area: bpy.types.Area, region: Any, view: Any) -> None:
    """Move the view to the selection, in the part of it that the sidebar leaves free."""
    preferences = bpy.context.preferences
    smooth, preferences.view.smooth_view = preferences.view.smooth_view, 0  # it would go on after this
    try:
        bpy.ops.view3d.view_selected()
    finally:
        preferences.view.smooth_view = smooth
    sidebar = next(each for each in area.regions if each.type == "UI")
    hidden = sidebar.width if preferences.system.use_region_overlap and sidebar.width > 1 else 0
    if 0 < hidden < region.width / 2:
        view.view_distance *= region.width / (region.width - hidden)
        view.update()
        middle = region.width / 2, region.height / 2
        aside = middle[0] + hidden / 2, middle[1]
        here, there = (
            region_2d_to_location_3d(region, view, place, view.view_location) for place in (middle, aside)
        )
        view.view_location += there - here


def _nested(layer: bpy.types.LayerCollection) -> Iterator[bpy.types.LayerCollection]:
    for child in layer.children:
        yield child
        yield from _nested(child)


def _box(target: bpy.types.Object) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and the highest corner of its bounding box in the world."""
    lows, highs = _boxes([target])
    return lows[0], highs[0]


def _boxes(targets: list[bpy.types.Object]) -> tuple[np.ndarray, np.ndarray]:
    """Those of several objects, (N, 3) each."""
    matrices = np.array([target.matrix_world for target in targets]).reshape(-1, 4, 4)
    corners = np.array([[corner[:] for corner in target.bound_box] for target in targets])
    corners = np.einsum("nij,nkj->nki", matrices[:, :3, :3], corners.reshape(-1, 8, 3))
    corners += matrices[:, None, :3, 3]
    return corners.min(1), corners.max(1)


def _in_the_way(
    other: bpy.types.Object, low: np.ndarray, high: np.ndarray, depsgraph: bpy.types.Depsgraph
) -> bool:
    """Whether the box cuts the other object's surface, or is inside of it."""
    if other.type != "MESH":
        return True
    to_local = other.matrix_world.inverted_safe()
    if _encloses(other, to_local, Vector((low + high) / 2), depsgraph):
        return True
    if max(other.dimensions[:]) > _SURROUNDINGS * (high - low).max():
        return False
    margin = _CONTACT * (high - low)
    sides = zip(low + margin, high - margin, strict=True)
    corners: Any = [to_local @ Vector(corner) for corner in itertools.product(*sides)]
    box = BVHTree.FromPolygons(corners, _BOX_FACES)
    surface: Any = BVHTree.FromObject(other, depsgraph)
    return bool(surface.overlap(box)) or _inside(low, high, other)


def _inside(low: np.ndarray, high: np.ndarray, other: bpy.types.Object) -> bool:
    """Whether the other object stands wholly inside the box."""
    left, right = _box(other)
    return bool((left >= low).all() and (right <= high).all())


def _encloses(
    other: bpy.types.Object, to_local: Matrix, point: Vector, depsgraph: bpy.types.Depsgraph
) -> bool:
    """Whether a point of the world is inside: in all six directions it sees the back of a face."""
    turn = to_local.to_3x3()
    evaluated = other.evaluated_get(depsgraph)
    for axis in _AXES:
        direction = (turn @ axis).normalized()
        hit, _, normal, _ = evaluated.ray_cast(to_local @ point, direction)
        if not hit or normal.dot(direction) <= 0:
            return False
    return True
