"""The menu of routes, downloads, and parameters of what was built, with a recorded engine."""

from __future__ import annotations

import pytest


@pytest.fixture
def listed(recorded):
    """With the routes that its engine tells."""
    import bpy

    routes = recorded.engine.routes
    routes.ask()
    recorded.until(lambda: routes.find("big"))
    bpy.context.preferences.system.use_online_access = True
    yield recorded
    bpy.context.preferences.system.use_online_access = False
    routes.forget()


def test_a_route_that_needs_a_picture_says_so(listed, example):
    import bpy

    listed.set(prompt="a chair")
    assert listed.settings.route == "embedded"
    assert bpy.ops.modelsheet.generate.poll()
    assert bpy.ops.modelsheet.choose_route(route="big") == {"FINISHED"}
    assert not bpy.ops.modelsheet.generate.poll()
    listed.set(image=str(example / "preview.png"))
    assert bpy.ops.modelsheet.generate.poll()
    assert listed.settings.request(0)["route"] == "big"


def test_what_a_route_needs_is_downloaded_stopped_and_goes_on(listed, extension):
    import bpy

    routes = listed.engine.routes
    listed.set(prompt="a chair")
    bpy.ops.modelsheet.choose_route(route="big")
    assert extension.panels.main._next_step(bpy.context) == "Press Download Models"
    assert bpy.ops.modelsheet.download_route() == {"FINISHED"}
    assert not bpy.ops.modelsheet.download_route.poll()
    listed.until(lambda: routes.download.done == 2 * 10**9)
    assert bpy.ops.modelsheet.stop_download() == {"FINISHED"}
    listed.until(lambda: routes.download is None)
    assert not routes.find("big").installed
    assert bpy.ops.modelsheet.download_route() == {"FINISHED"}
    listed.until(lambda: routes.find("big").installed)
    assert listed.engine.problem is None


def test_a_download_whose_engine_ends_is_reported_and_starts_again(listed):
    import bpy

    bpy.ops.modelsheet.choose_route(route="big")
    bpy.ops.modelsheet.download_route()
    listed.until(lambda: listed.engine.routes.download.done == 2 * 10**9)
    listed.engine.session.unload()
    listed.until(lambda: listed.engine.problem)
    assert "stopped while it downloaded" in listed.engine.problem.message
    assert bpy.ops.modelsheet.download_route.poll()


def test_the_parameters_of_what_was_built_are_shown_and_changed(recorded):
    import bpy

    recorded.generate("a table", route="procedural")
    recorded.until(recorded.idle)
    shown = bpy.context.window_manager.modelsheet.parameters
    assert [(each.name, each.text) for each in shown] == [
        ("legs", "4"),
        ("height", "0.75"),
        ("leg", "wooden #966840"),
        ("top", "round"),
        ("drawer", "yes"),
    ]
    shown["leg"].color = (0, 1, 0)
    assert shown["leg"].text == "#00ff00"
    shown["leg"].color = [0x96 / 255, 0x68 / 255, 0x40 / 255]
    shown["leg"].word = "red"
    assert shown["leg"].text == "red"
    shown["legs"].count, shown["top"].word, shown["height"].number = 9, "square", 0.6
    assert shown["legs"].text == "6"  # there are not more
    assert bpy.ops.modelsheet.build_parameters() == {"FINISHED"}
    recorded.until(recorded.idle)
    asked = recorded.entry().request["set"]
    assert asked == {"legs": "6", "height": "0.6", "leg": "red", "top": "square", "drawer": "yes"}
    assert len([o for o in bpy.context.scene.objects if o.type == "MESH"]) == 1


@pytest.mark.model
def test_a_true_engine_builds_from_parameters(blender):
    import bpy

    blender.generate("a red table", route="procedural")
    blender.until(blender.idle)
    assert blender.engine.problem is None
    assert blender.engine.routes.find("sd-turbo+triposr").missing > 10**9
    shown = bpy.context.window_manager.modelsheet.parameters
    count = next(each for each in shown if each.kind == "count")
    count.count = 3 if count.count != 3 else 4
    assert bpy.ops.modelsheet.build_parameters() == {"FINISHED"}
    blender.until(blender.idle)
    assert blender.engine.problem is None
    assert next(each for each in shown if each.name == count.name).count == count.count
