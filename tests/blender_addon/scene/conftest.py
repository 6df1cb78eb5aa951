"""The extension's `scene` package, and what it adds."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def scene(extension):
    from bl_ext.dev.modelsheet import scene

    return scene


@pytest.fixture
def data(scene, example: Path):
    return scene.read_asset(example)


@pytest.fixture
def layer(empty_scene):
    """The view layer of an empty scene."""
    return empty_scene.view_layers[0]


@pytest.fixture
def cube(empty_scene):
    """Makes a cube: its middle, and the length of its sides."""
    import bpy

    def make(middle=(0, 0, 0), side: float = 2, name: str = "cube"):
        corners = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
        faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
        made = bpy.data.objects.new(name, bpy.data.meshes.new(name))
        made.data.from_pydata(corners, [], faces)
        made.location, made.scale = middle, (side / 2,) * 3
        empty_scene.collection.objects.link(made)
        bpy.context.view_layer.update()
        return made

    return make
