"""Enabling, disabling, and what is left behind."""

from __future__ import annotations

import pytest


def traces() -> dict[str, int]:
    """What an extension may leave in Blender."""
    import bpy.utils.previews

    handlers = [h for name in dir(bpy.app.handlers) for h in _listed(getattr(bpy.app.handlers, name))]
    return {
        "classes": sum("modelsheet" in name.lower() for name in dir(bpy.types)),
        "operators": len(dir(bpy.ops.modelsheet)),
        "properties": sum(
            hasattr(owner, "modelsheet") for owner in (bpy.types.Scene, bpy.types.WindowManager)
        ),
        "handlers": sum("modelsheet" in h.__module__ for h in handlers),
        "previews": len(bpy.utils.previews._uuid_open),
    }


def _listed(value: object) -> list:
    return [h for h in value if callable(h)] if isinstance(value, list) else []


def test_enabled_and_disabled_five_times_it_leaves_nothing(extension):
    import addon_utils
    import bpy

    name = extension.__name__
    enabled = traces()
    assert enabled["classes"] > 25
    assert enabled["operators"] > 15
    assert (enabled["handlers"], enabled["previews"]) == (1, 1)
    for _ in range(5):
        addon_utils.disable(name)
        assert traces() == {"classes": 0, "operators": 0, "properties": 0, "handlers": 0, "previews": 0}
        assert not bpy.app.timers.is_registered(extension.pump._tick)
        assert addon_utils.enable(name)
        assert traces() == enabled


def test_an_unready_engine_greys_the_button_out(extension, empty_scene):
    import bpy

    empty_scene.modelsheet.prompt = "a barrel"
    assert not bpy.ops.modelsheet.generate.poll()
    with pytest.raises(RuntimeError, match="poll"):
        bpy.ops.modelsheet.generate()
