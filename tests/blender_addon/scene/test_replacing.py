"""A new result in place of the object that it was made from."""

from __future__ import annotations

from pathlib import Path

import pytest


def test_the_material_stays_and_gets_texture_and_mean_colour(scene, data, empty_scene, example: Path):
    import bpy

    target = scene.add_asset(data, empty_scene.collection)
    scene.mark(target, "first")
    material = target.active_material
    material.roughness = 0.2  # what the user has changed
    other = scene.add_asset(scene.read_asset(example.with_name("pine-tree")), empty_scene.collection)
    scene.mark(other, "second")
    color = tuple(other.active_material.diffuse_color)
    scene.replace(target, other)
    assert list(target.data.materials) == [material]
    assert tuple(material.diffuse_color) == pytest.approx(color)
    assert material.roughness == pytest.approx(0.2)
    assert [image.name.partition("_")[0] for image in bpy.data.images] == ["pine"]
    assert len(bpy.data.materials) == len(bpy.data.objects) == 1
