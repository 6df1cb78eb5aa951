"""Textures go on beyond their edges as they are told, and are blended in linear light."""

from __future__ import annotations

import numpy as np
import pytest

from modelsheet.materials import CLAMP, MIRROR, REPEAT, Material, Texture, linear, srgb

ROW = np.array([[[0] * 3, [100] * 3, [200] * 3]], np.uint8)


def reds(texture: Texture, *u: float) -> list[int]:
    uv = np.array([(value, 0.5) for value in u])
    return np.rint(srgb(texture.sample(uv)[:, 0]) * 255).astype(int).tolist()


@pytest.mark.parametrize(
    ("wrap", "expected"),
    [
        (REPEAT, [0, 100, 200, 0, 200, 100]),
        (CLAMP, [0, 100, 200, 200, 0, 200]),
        (MIRROR, [0, 100, 200, 200, 0, 100]),
    ],
)
def test_beyond_its_edges(wrap: str, expected: list[int]) -> None:
    sixth = 1 / 6
    places = (sixth, 0.5, 5 * sixth, 7 * sixth, -sixth, 1.5)
    assert reds(Texture(ROW, (wrap, wrap)), *places) == expected


def test_between_texels_light_is_blended() -> None:
    middle = (linear(np.array(100 / 255)) + linear(np.array(200 / 255))) / 2
    assert reds(Texture(ROW), 2 / 3) == [round(float(srgb(middle)) * 255)]
    assert reds(Texture(ROW, nearest=True), 0.66, 0.67) == [100, 200]


def test_a_material_multiplies_light_and_cuts_holes() -> None:
    picture = Texture(np.array([[(188, 188, 188, 100)]], np.uint8))
    base, uv = np.full((1, 4), 255, np.uint8), np.zeros((1, 2))
    material = Material(base_color=(0.5, 1.0, 0.0, 1.0), base_color_texture=picture)
    assert material.colors(base, uv).tolist() == [[137, 188, 0, 255]]
    assert Material(base_color_texture=picture, cutoff=0.5).colors(base, uv)[0, 3] == 0
    assert Material(base_color_texture=picture, cutoff=0.3).colors(base, uv)[0, 3] == 255
    assert Material(emissive=(0.0, 0.5, 9.0), base_color=(0, 0, 0, 1)).colors(base, uv).tolist() == [
        [0, 188, 255, 255]
    ]
