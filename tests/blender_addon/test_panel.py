"""What the panel's buttons do, with a recorded engine."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest


def meshes() -> list:
    import bpy

    return [o for o in bpy.context.scene.objects if o.type == "MESH"]


def images() -> set[str]:
    import bpy

    return {image.name for image in bpy.data.images if image.packed_file}


def test_generate_stays_while_jobs_run_and_each_can_be_cancelled_and_retried(recorded):
    import bpy

    session = recorded.engine.session
    for prompt in ("slow one", "broken two", "three"):
        recorded.generate(prompt)
    session.past.clear()  # of other tests' jobs
    assert [job.title for job in session.jobs] == ["slow one", "broken two", "three"]
    recorded.until(lambda: session.running)
    assert bpy.ops.modelsheet.generate.poll()
    bpy.ops.modelsheet.cancel(job=session.jobs[0].id)
    recorded.until(recorded.idle)
    assert [(job.title, job.state) for job in session.past] == [
        ("slow one", "cancelled"),
        ("broken two", "failed"),
        ("three", "done"),
    ]
    assert len(meshes()) == 1
    bpy.ops.modelsheet.retry(job=session.past[1].id)
    assert [job.title for job in session.jobs] == ["broken two"]
    recorded.until(recorded.idle)
    assert [job.title for job in session.past] == ["slow one", "three", "broken two"]
    bpy.ops.modelsheet.clear_jobs()
    assert session.past == []


def test_a_jobs_file_fills_the_queue(recorded, tmp_path: Path):
    import bpy

    (tmp_path / "jobs.txt").write_text("a red car\na blue car\n蓝色的车\n", "utf-8")
    assert bpy.ops.modelsheet.batch(filepath=str(tmp_path / "jobs.txt")) == {"FINISHED"}
    recorded.until(lambda: recorded.engine.session.jobs)
    recorded.until(recorded.idle)
    assert [job.title for job in recorded.engine.session.past] == ["a red car", "a blue car", "蓝色的车"]
    assert len({tuple(o.location) for o in meshes()}) == 3  # side by side


def test_one_of_the_candidates_is_built_and_the_others_stay(recorded):
    import bpy

    recorded.generate("a red car", seed=7, candidates=4)
    recorded.until(recorded.idle)
    assert meshes() == []
    entry = recorded.entry()
    assert not entry.has_mesh
    assert [drawing.seed for drawing in entry.candidates] == [7, 8, 9, 10]
    recorded.pump.poll_once()
    assert [d.seed for d in recorded.pictures.candidates] == [7, 8, 9, 10]
    shown = [recorded.pictures.previews[f"view {number} front"] for number in range(1, 5)]
    assert len({tuple(preview.image_pixels) for preview in shown}) == 4
    assert not bpy.ops.modelsheet.import_again.poll()
    assert bpy.ops.modelsheet.build_candidate(number=3) == {"FINISHED"}
    recorded.until(recorded.idle)
    assert len(meshes()) == 1
    assert recorded.entry().request["sheet"] == str(entry.candidates[2].folder)
    assert recorded.entry().seed == 9
    assert len(recorded.history.entries) == 2


def test_a_mesh_is_there_before_its_pictures(recorded):
    recorded.generate("a patient car")
    recorded.until(lambda: meshes())
    (job,) = recorded.engine.session.jobs  # which goes on
    assert job.state == "running"
    assert not (job.folder / "asset.glb").exists()
    assert "modelsheet_versions" in meshes()[0]
    (job.folder / "go").touch()
    recorded.until(recorded.idle)
    assert len(meshes()) == 1
    assert recorded.entry().has_mesh


def test_an_object_that_is_made_again_keeps_its_place(recorded):
    import bpy

    recorded.generate(seed=1)
    recorded.until(recorded.idle)
    (made,) = meshes()
    twin = bpy.data.objects.new("twin", made.data)
    bpy.context.scene.collection.objects.link(twin)
    made.name, made.location, made.scale = "Hero", (1, 2, 3), (2, 2, 2)
    made.modifiers.new("Bevel", "BEVEL")
    made.active_material.name = "Paint"
    made.active_material.node_tree.nodes.new("ShaderNodeHueSaturation")
    before = made.data.name
    assert bpy.ops.modelsheet.regenerate(new_seed=True) == {"FINISHED"}
    recorded.until(recorded.idle)
    assert sorted(o.name for o in meshes()) == ["Hero", "twin"]
    assert tuple(made.location) == (1, 2, 3)
    assert tuple(made.scale) == (2, 2, 2)
    assert [m.name for m in made.modifiers] == ["Bevel"]
    assert made.active_material.name == "Paint"
    assert any(n.type == "HUE_SAT" for n in made.active_material.node_tree.nodes)
    assert made["modelsheet_entry"] == recorded.entry().name
    assert made.data is twin.data  # all that share the mesh follow
    assert made.data.name == before
    assert len([m for m in bpy.data.meshes if m.name.startswith(before)]) == 1
    assert len(bpy.data.materials) == 1
    assert len(images()) == 1


def test_an_object_that_is_made_again_stands_beside_where_wanted(recorded):
    import bpy

    recorded.generate(again="BESIDE")
    recorded.until(recorded.idle)
    assert bpy.ops.modelsheet.regenerate() == {"FINISHED"}
    recorded.until(recorded.idle)
    assert len(meshes()) == 2


def test_lods_and_hull_are_made_anew_with_their_object(recorded):
    import bpy

    recorded.generate()
    recorded.until(recorded.idle)
    (made,) = meshes()
    bpy.context.view_layer.objects.active = made
    bpy.ops.modelsheet.add_lods()
    bpy.ops.modelsheet.add_hull()
    before = {child.name for child in made.children}
    assert bpy.ops.modelsheet.regenerate() == {"FINISHED"}
    recorded.until(recorded.idle)
    assert {child.name for child in made.children} == before
    assert len(bpy.data.meshes) == 1 + len(before)
    assert len(bpy.data.materials) == 1


def test_a_material_that_others_use_is_not_changed(recorded):
    import bpy

    recorded.generate()
    recorded.until(recorded.idle)
    (made,) = meshes()
    other = bpy.data.meshes.new("other")
    other.materials.append(made.active_material)
    shared = made.active_material
    assert bpy.ops.modelsheet.regenerate() == {"FINISHED"}
    recorded.until(recorded.idle)
    assert other.materials[0] == shared
    assert made.active_material != shared
    bpy.data.meshes.remove(other)


def test_what_is_painted_in_blender_is_built(recorded):
    import bpy

    recorded.generate()
    recorded.until(recorded.idle)
    entry = recorded.entry()
    assert bpy.ops.modelsheet.paint_sheet() == {"FINISHED"}
    image = next(i for i in bpy.data.images if i.filepath == str(entry.sheet))
    pixels = np.empty(4 * image.size[0] * image.size[1], np.float32)
    image.pixels.foreach_get(pixels)
    clear = (pixels[3::4] == 0).mean()
    assert clear > 0.3  # the background is transparent
    row = pixels.reshape(image.size[1], image.size[0], 4)
    row[40:60, 40:60] = (1, 0, 0, 1)
    image.pixels.foreach_set(pixels)
    image.update()
    assert image.is_dirty
    assert bpy.ops.modelsheet.rebuild() == {"FINISHED"}
    assert not image.is_dirty
    again = bpy.data.images.load(str(entry.sheet))
    pixels = np.array(again.pixels[:]).reshape(image.size[1], image.size[0], 4)
    assert tuple(pixels[50, 50]) == (1, 0, 0, 1)
    assert (pixels[..., 3] == 0).mean() == pytest.approx(clear, abs=0.05)
    recorded.until(recorded.idle)
    assert recorded.entry().request["sheet"] == str(entry.folder)


def test_a_view_is_shown_large(recorded):
    import bpy

    recorded.generate()
    recorded.until(recorded.idle)
    assert bpy.ops.modelsheet.zoom_view(view="back") == {"FINISHED"}
    assert tuple(bpy.data.images["Text to 3D View"].size) == (16, 16)
    with pytest.raises(RuntimeError, match="is missing"):
        bpy.ops.modelsheet.zoom_view(view="inside")


def test_an_entry_gives_its_settings_back(recorded):
    import bpy

    recorded.generate("an old chair", seed=5, symmetry="X", quality="FINE", extra="smooth=3")
    recorded.until(recorded.idle)
    recorded.set(prompt="", seed=0, symmetry="AUTO", quality="DRAFT", extra="")
    assert bpy.ops.modelsheet.use_settings() == {"FINISHED"}
    settings = recorded.settings
    assert (settings.prompt, settings.seed, settings.symmetry) == ("an old chair", 5, "X")
    assert (settings.quality, settings.extra) == ("FINE", "smooth=3")


def test_the_history_is_searched_and_has_favourites(recorded):
    import bpy

    for seed, prompt in enumerate(("a red car", "a chair")):
        recorded.generate(prompt, seed=seed)
    recorded.until(recorded.idle)
    state = bpy.context.window_manager.modelsheet

    def titles() -> list[str]:
        return [choice[1].partition(" · ")[2] for choice in recorded.choices()[1:]]

    assert titles() == ["a chair · 1", "a red car · 0"]
    state.search = "CAR"
    recorded.properties.choose(bpy.context, "NONE")
    assert titles() == ["a red car · 0"]
    state.entry = recorded.choices()[1][0]
    state.search = "chair"  # what is chosen stays in the menu
    assert recorded.entry().title == "a red car"
    assert len(recorded.choices()) == 1 + 2
    bpy.ops.modelsheet.favourite()
    state.search, state.favourites = "", True
    assert titles() == ["a red car · 0"]
    state.favourites = False


@pytest.mark.parametrize(("quality", "triangles"), [("DRAFT", 1500), ("NORMAL", 5000), ("FINE", 20_000)])
def test_a_quality_stands_for_numbers(recorded, quality: str, triangles: int):
    recorded.set(quality=quality, triangles=77)
    assert recorded.settings.request(0)["triangles"] == triangles
    recorded.set(quality="CUSTOM")
    assert recorded.settings.request(0)["triangles"] == 77


def test_the_engine_starts_while_the_user_types_and_is_unloaded_when_idle(recorded):
    session = recorded.engine.session
    assert session.pid is None
    recorded.set(prompt="a c")
    assert session.pid is not None
    recorded.until(lambda: session.greeted and not session.asking)  # it loads its model, and tells its routes
    session.unload_after(3600)
    assert session.pid is not None
    time.sleep(0.1)
    session.unload_after(0.05)
    assert session.pid is None
    recorded.preferences.get().early = False
    recorded.set(prompt="a ca")
    assert session.pid is None
    recorded.preferences.get().early = True


def test_without_online_access_the_set_up_says_so_and_a_button_allows_it(extension, empty_scene):
    import bpy

    system = bpy.context.preferences.system
    system.use_online_access = False
    assert not bpy.ops.modelsheet.set_up.poll()
    assert bpy.ops.modelsheet.allow_online() == {"FINISHED"}
    assert system.use_online_access
    assert bpy.ops.modelsheet.set_up.poll()
    system.use_online_access = False


def test_the_entry_of_the_selected_object_is_shown_but_pins_stay(recorded):
    import bpy

    for seed in (1, 2):
        recorded.generate(seed=seed)
    recorded.until(recorded.idle)
    first, second = sorted(meshes(), key=lambda each: each["modelsheet_entry"])
    recorded.pump.poll_once()
    view_layer = bpy.context.view_layer

    def select(target) -> None:
        for each in meshes():
            each.select_set(each is target)
        view_layer.objects.active = target
        recorded.pump.poll_once()

    for target in (first, second, first):
        select(target)
        assert recorded.entry().name == target["modelsheet_entry"]
    bpy.context.window_manager.modelsheet.views[0].pinned = True
    select(second)
    assert recorded.entry().name == first["modelsheet_entry"]


def test_the_panel_says_what_to_do_next(recorded, extension):
    import bpy

    def step() -> str:
        recorded.pump.poll_once()
        return extension.panels.main._next_step(bpy.context)

    recorded.set(prompt="")
    assert step().startswith("Type what to make")
    recorded.set(prompt="a red car")
    assert step() == "Press Generate"
    recorded.generate("a red car", candidates=2)
    assert step().startswith("Blender stays free")
    recorded.until(recorded.idle)
    assert step().startswith("Press Build This")
    bpy.ops.modelsheet.build_candidate(number=1)
    recorded.until(recorded.idle)
    assert step().startswith("Change it")
    bpy.context.window_manager.modelsheet.views[0].pinned = True
    assert step().startswith("Press Redraw the Others")
    bpy.ops.modelsheet.paint_sheet()
    assert step().startswith("Paint in the Image Editor")


def test_options_of_the_mesh_are_asked_for_and_come_back(recorded):
    import bpy

    recorded.generate(style="FACETED", maps={"NORMAL"}, lods=2, collision="BOX", quads=True, refine="LOOP")
    recorded.until(recorded.idle)
    asked = recorded.entry().request
    assert (asked["style"], asked["maps"], asked["lods"]) == ("faceted", ["normal"], 2)
    assert (asked["collision"], asked["quads"], asked["refine"]) == ("box", True, "loop")
    recorded.set(style="AUTO", maps=set(), lods=0, collision="OFF", quads=False, refine="OFF")
    assert bpy.ops.modelsheet.use_settings() == {"FINISHED"}
    settings = recorded.settings
    assert (settings.style, settings.maps, settings.lods) == ("FACETED", {"NORMAL"}, 2)
    assert (settings.collision, settings.quads, settings.refine) == ("BOX", True, "LOOP")


def test_a_preset_leaves_out_what_is_as_usual(recorded):
    recorded.set(quality="NORMAL", preset="UNREAL", lods=0, collision="BOX")
    asked = recorded.settings.request(0)
    assert (asked["preset"], asked["collision"]) == ("unreal", "box")
    assert asked["lods"] is asked["texture_size"] is asked["triangles"] is None
