"""Texture Selected, with the true operators, a real worker and the shipped model."""

from __future__ import annotations

import math

import numpy as np


def test_a_selected_object_is_painted_when_the_user_accepts_it(blender) -> None:
    import bpy

    bpy.ops.mesh.primitive_cube_add(size=2)
    crate = bpy.context.object
    crate.name = "Crate"
    crate.location, crate.scale, crate.rotation_euler = (5, 0, 1), (1, 2, 0.5), (0.2, 0, math.pi / 3)
    crate.modifiers.new("Bevel", "BEVEL")
    crate.data.materials.append(bpy.data.materials.new("Old"))
    bpy.context.view_layer.update()
    place = [tuple(row) for row in crate.matrix_world]
    uvs = np.empty(48, np.float32)
    crate.data.uv_layers[0].uv.foreach_get("vector", uvs)
    bpy.ops.ed.undo_push(message="a crate")

    blender.set(prompt="a red crate", quality="CUSTOM", texture_size="256", steps=2)
    assert bpy.ops.modelsheet.texture_selected() == {"FINISHED"}
    blender.until(blender.idle)
    assert blender.engine.problem is None
    assert [o.name for o in bpy.context.scene.objects] == ["Crate"]  # nothing is imported
    assert crate.active_material.name == "Old"

    assert bpy.ops.modelsheet.apply_texture() == {"FINISHED"}
    bpy.ops.ed.undo_push(message="Apply Texture")
    assert crate.active_material.name == "a red crate"
    assert crate.active_material.node_tree.nodes.active.image.size[0] == 256
    after = np.empty(48, np.float32)
    crate.data.uv_layers[0].uv.foreach_get("vector", after)
    assert after.tobytes() == uvs.tobytes()
    assert [tuple(row) for row in crate.matrix_world] == place
    assert [modifier.name for modifier in crate.modifiers] == ["Bevel"]

    bpy.ops.ed.undo()
    crate = bpy.data.objects["Crate"]
    assert crate.active_material.name == "Old"
    assert [tuple(row) for row in crate.matrix_world] == place


def test_views_of_a_painted_object_are_drawn_anew(blender) -> None:
    import bpy

    bpy.ops.mesh.primitive_cone_add()
    blender.set(prompt="a pine tree", quality="CUSTOM", texture_size="256", steps=2)
    bpy.ops.modelsheet.texture_selected()
    blender.until(blender.idle)
    first = blender.entry()
    for view in bpy.context.window_manager.modelsheet.views:
        view.pinned = view.name != "top"
    assert bpy.ops.modelsheet.reroll() == {"FINISHED"}
    blender.until(blender.idle)
    assert blender.engine.problem is None
    second = blender.entry()
    assert second.name != first.name
    assert second.request["do"] == "texture"
    assert second.destination["paints"] == first.destination["paints"]
    assert bpy.ops.modelsheet.apply_texture() == {"FINISHED"}
