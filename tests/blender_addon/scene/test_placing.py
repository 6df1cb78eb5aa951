"""Where a new object stands, and that it is seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest


def box(item) -> tuple[np.ndarray, np.ndarray]:
    corners = np.array([tuple(item.matrix_world @ v.co) for v in item.data.vertices])
    return corners.min(0), corners.max(0)


def apart(one, other) -> bool:
    (low, high), (left, right) = box(one), box(other)
    return bool((low > right - 1e-4).any() or (left > high - 1e-4).any())


@pytest.fixture
def add(scene, data, empty_scene, layer):
    """Adds a car at a place, beside what stands there."""

    def added(location=(0, 0, 0)):
        car = scene.add_asset(data, empty_scene.collection, scene.Placement(location))
        scene.make_room(car, layer)
        layer.update()
        return car

    return added


def test_it_is_fitted_into_a_box_with_its_scale_applied(scene, data, empty_scene, cube):
    proxy = cube((5, 6, 7), 4)
    added = scene.add_asset(data, empty_scene.collection, scene.Placement.bounds(proxy))
    empty_scene.view_layers[0].update()
    low, high = box(added)
    assert low[2] == pytest.approx(5)
    assert ((low + high) / 2)[:2] == pytest.approx((5, 6), abs=1e-4)
    assert (high - low).max() == pytest.approx(4, abs=1e-3)
    assert tuple(added.scale) == (1, 1, 1)


def test_an_empty_has_no_bounds(scene, empty_scene, cube):
    import bpy

    empty = bpy.data.objects.new("place", None)
    empty_scene.collection.objects.link(empty)
    assert [scene.has_bounds(target) for target in (None, empty, cube())] == [False, False, True]


def test_a_free_place_is_taken(add):
    assert tuple(add((1, 2, 3)).location) == (1, 2, 3)


def test_what_encloses_the_place_is_stood_beside(add, cube):
    """The default scene: a cube of 2 m around the cursor."""
    block = cube()
    car = add()
    assert apart(car, block)
    assert 1 < car.location.x < 2.5
    assert tuple(car.location)[1:] == (0, 0)


def test_each_of_a_row_stands_beside_the_last(add, cube):
    row = [add() for _ in range(4)]
    assert all(apart(one, other) for one in row for other in row if one is not other)


def test_a_small_one_inside_is_seen_too(add, cube):
    pebble = cube((0.1, 0, 0.3), 0.1)
    assert apart(add(), pebble)


def test_ground_table_and_room_are_not_in_the_way(add, cube):
    cube((0, 0, -10), 20, "ground")
    room = cube((0, 0, 10), 40, "room")
    room.data.flip_normals()  # seen from inside
    assert tuple(add().location) == (0, 0, 0)


def test_what_is_hidden_is_not_in_the_way(add, cube):
    cube().hide_set(True)
    assert tuple(add().location) == (0, 0, 0)


def test_a_shelf_in_a_hollow_case_stays_the_place(add, cube, empty_scene):
    """Bounding boxes meet, surfaces do not."""
    import bpy

    case = bpy.data.objects.new("case", bpy.data.meshes.new("case"))
    side = np.array([(0, 0), (0, 3), (3, 3), (3, 0)], float) - 1.5
    back = [(x, 1.5, z + 1.5) for x, z in side]
    left = [(-1.5, y, z + 1.5) for y, z in side]
    case.data.from_pydata([*back, *left], [], [(0, 1, 2, 3), (4, 5, 6, 7)])
    empty_scene.collection.objects.link(case)
    assert tuple(add().location) == (0, 0, 0)


def test_the_new_one_is_selected_and_active(scene, add, cube, layer):
    before, car = cube(), add()
    scene.select(before, layer)
    scene.select(car, layer)
    assert (layer.objects.active, [o.name for o in layer.objects if o.select_get()]) == (car, [car.name])
    scene.select(before, layer, alone=False)
    assert car.select_get()
    assert before.select_get()


def test_the_collection_is_made_once(scene, empty_scene, layer):
    made = scene.own_collection(layer)
    assert made.name == "Text to 3D"
    assert scene.own_collection(layer) == made
    assert list(empty_scene.collection.children) == [made]


def test_the_collection_may_be_moved_into_another(scene, empty_scene, layer):
    import bpy

    made, props = scene.own_collection(layer), bpy.data.collections.new("Props")
    empty_scene.collection.children.link(props)
    empty_scene.collection.children.unlink(made)
    props.children.link(made)
    assert scene.own_collection(layer) == made


@pytest.mark.parametrize("how", ["exclude", "eye", "everywhere", "parent"])
def test_what_is_hidden_takes_in_nothing(how, scene, empty_scene, layer):
    import bpy

    made = scene.own_collection(layer)
    if how == "exclude":
        layer.layer_collection.children[made.name].exclude = True
    elif how == "eye":
        layer.layer_collection.children[made.name].hide_viewport = True
    elif how == "everywhere":
        made.hide_viewport = True
    else:
        props = bpy.data.collections.new("Props")
        empty_scene.collection.children.link(props)
        empty_scene.collection.children.unlink(made)
        props.children.link(made)
        layer.layer_collection.children["Props"].exclude = True
    assert scene.own_collection(layer) == empty_scene.collection
    assert len(bpy.data.collections) == 1 + (how == "parent")


def test_a_linked_collection_takes_in_nothing(scene, data, extension, tmp_path: Path):
    """One of the same name from another file; and its objects are linked too."""
    import bpy

    bpy.ops.wm.read_homefile(use_empty=True)
    scene.add_asset(data, scene.own_collection(bpy.context.view_layer))
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "set.blend"))
    bpy.ops.wm.read_homefile(use_empty=True)
    with bpy.data.libraries.load(str(tmp_path / "set.blend"), link=True) as (_, wanted):
        wanted.collections = ["Text to 3D"]
    linked = wanted.collections[0]
    bpy.context.scene.collection.children.link(linked)
    own = scene.own_collection(bpy.context.view_layer)
    assert own != linked
    assert own.library is None
    added = scene.add_asset(data, own)
    assert added.users_collection == (own,)
    assert scene.is_linked(linked.objects[0])
    assert not scene.is_linked(added)
    bpy.context.view_layer.objects.active = linked.objects[0]
    assert not bpy.ops.modelsheet.add_lods.poll()
    assert not bpy.ops.modelsheet.add_hull.poll()
    bpy.context.view_layer.objects.active = added
    assert bpy.ops.modelsheet.add_lods.poll()
