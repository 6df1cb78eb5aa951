"""Parts as one mesh."""

from __future__ import annotations

import numpy as np
import pytest

from modelsheet.materials import Texture, to_bytes
from modelsheet.procedural import concatenate, families, surface
from modelsheet.procedural.shape import box, sphere


def test_concatenated_parts_keep_their_triangles_and_colours():
    parts = [box(1, 1, 1, (200, 0, 0)), sphere(0.3, (0, 0, 200)).moved(z=1)]
    vertices, faces, colors = concatenate(parts)
    assert len(vertices) == sum(len(part.vertices) for part in parts)
    assert faces.max() == len(vertices) - 1
    assert (colors[:12] == (200, 0, 0)).all()
    assert (colors[12:] == (0, 0, 200)).all()


def test_a_union_is_one_solid_whose_faces_keep_their_colours():
    joined = surface([box(1, 1, 1, (200, 0, 0)), box(0.5, 0.5, 1, (0, 0, 200)).moved(z=0.5)])
    mesh = joined.to_trimesh()
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(1 + 0.5 * 0.5 * 0.5, abs=1e-6)
    colors = to_bytes(Texture(joined.texture).sample(joined.uvs.mean(1))[:, :3])
    high = joined.corners[:, :, 2].mean(1) > 1.01
    assert (colors[high] == (0, 0, 200)).all()
    assert (colors[~high] == (200, 0, 0)).all()


@pytest.mark.parametrize("name", families())
def test_every_family_is_closed_and_stands_on_the_ground(name):
    family = families()[name]
    for seed in range(2):
        parts = family.parts(family.sample(np.random.default_rng(seed)))
        assert all(part.bounds[0, 2] > -0.01 for part in parts)
        mesh = surface(parts).to_trimesh()
        assert mesh.is_watertight
        assert mesh.is_winding_consistent
        assert mesh.volume > 0
        assert abs(mesh.bounds[0, 2]) < 0.01
