"""The ways to the tab from Blender's own menus, and what can be done with an object from there."""

from __future__ import annotations

import math
from pathlib import Path

import pytest


class Layout:
    """Stands for Blender's layout: notes what is drawn."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.operator_context = ""

    def operator(self, name: str, **options: object) -> None:
        self.drawn.append(name)

    menu = operator

    def separator(self) -> None:
        pass


class Menu:
    """Stands for a menu of Blender."""

    def __init__(self) -> None:
        self.layout = Layout()


def drawn(name: str) -> list[str]:
    """What the extension adds to one of Blender's menus."""
    import bpy

    menu = Menu()
    for draw in getattr(bpy.types, name).draw._draw_funcs:
        if draw.__module__.endswith("panels.menus"):
            draw(menu, bpy.context)
    return menu.layout.drawn


@pytest.fixture
def car(extension, empty_scene, example: Path):
    """A generated object, which is active."""
    import bpy

    scene = extension.scene
    added = scene.add_asset(scene.read_asset(example), empty_scene.collection)
    scene.select(added, bpy.context.view_layer)
    return added


def test_it_is_found_where_meshes_are_added_and_in_the_header(extension, empty_scene):
    assert drawn("VIEW3D_MT_mesh_add") == ["modelsheet.show_tab"]
    assert drawn("VIEW3D_HT_header") == ["modelsheet.show_tab"]


def test_the_context_menu_has_more_for_generated_objects(car, extension):
    import bpy

    painting, own = "modelsheet.texture_selected", "MODELSHEET_MT_object"
    assert sorted(drawn("VIEW3D_MT_object_context_menu")) == [own, painting]
    menu = Menu()
    bpy.types.MODELSHEET_MT_object.draw(menu, bpy.context)
    assert {"modelsheet.inspect", "modelsheet.add_lods", "modelsheet.turn"} <= set(menu.layout.drawn)
    for name in menu.layout.drawn:
        own_name = name.replace("modelsheet.", "MODELSHEET_OT_")
        assert hasattr(bpy.types, own_name), name
    bpy.ops.mesh.primitive_cube_add()
    assert drawn("VIEW3D_MT_object_context_menu") == [painting]


def test_disabling_takes_the_entries_out(extension, empty_scene):
    import addon_utils
    import bpy

    addon_utils.disable(extension.__name__)
    try:
        assert not [f for f in bpy.types.VIEW3D_MT_mesh_add.draw._draw_funcs if "menus" in f.__module__]
    finally:
        addon_utils.enable(extension.__name__)
    assert drawn("VIEW3D_MT_mesh_add") == ["modelsheet.show_tab"]


def test_the_tab_is_named_as_the_panels_are(extension, empty_scene):
    import bpy

    assert bpy.types.MODELSHEET_PT_main.bl_category == extension.operators.tab._TAB


def test_objects_turn_by_a_quarter_where_they_stand(car):
    import bpy

    car.location = (3, 2, 1)
    bpy.context.view_layer.update()
    assert bpy.ops.modelsheet.turn() == {"FINISHED"}
    assert tuple(car.location) == pytest.approx((3, 2, 1))
    assert car.rotation_euler.z == pytest.approx(math.pi / 2)
    assert bpy.ops.modelsheet.turn(quarters=-1) == {"FINISHED"}
    assert car.rotation_euler.z == pytest.approx(0, abs=1e-6)
    car.select_set(False)
    assert not bpy.ops.modelsheet.turn.poll()


def test_an_object_that_is_in_no_history_is_not_shown_there(car):
    import bpy

    assert not bpy.ops.modelsheet.inspect.poll()
