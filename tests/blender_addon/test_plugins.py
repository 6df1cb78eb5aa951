"""A package of others, from the panel: its generator, its method and their options."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from .. import plugin_four
from ..plugins import install


def test_stages_of_another_package_work_from_the_panel(blender, engine_python: str, tmp_path: Path):
    import bpy

    site = install(Path(plugin_four.__file__), plugin_four.ENTRY_POINTS, tmp_path / "plugins")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{site}" exec "{engine_python}" "$@"\n')
    python.chmod(0o755)
    blender.engine.session.unload()
    blender.preferences.get().engine = str(python)
    stages = {"generator": "NAME", "generator_name": "four", "method": "recolored"}
    blender.generate("a box", **stages, extra="size=0.4,green=150")
    blender.until(blender.idle)
    assert blender.engine.problem is None

    state = bpy.context.window_manager.modelsheet
    blender.pump.poll_once()
    assert [view.name for view in state.views] == list(plugin_four.AZIMUTHS)
    assert len(blender.pictures.drawing.names) == 4
    entry = blender.entry()
    assert json.loads((entry.folder / "report.json").read_text())["generator"] == "four"
    (added,) = [o for o in bpy.context.scene.objects if o.type == "MESH"]
    image = added.active_material.node_tree.nodes.active.image
    (tmp_path / "texture.png").write_bytes(image.packed_file.data)
    with Image.open(tmp_path / "texture.png") as texture:
        colors = np.asarray(texture.convert("RGB")).reshape(-1, 3)
    np.testing.assert_allclose(np.median(colors, axis=0), (10, 150, 10), atol=1)
    blender.engine.session.unload()
